"""Time that passes when a test says so: hours in no time, and no sooner on a busy machine."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import trio


class Clock(trio.abc.Clock):
    """The true time, and what was added to it; for event loops and clients alike."""

    def __init__(self) -> None:
        self._added = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self._added

    def advance(self, seconds: float) -> None:
        """Let seconds pass. An event loop that sleeps finds out when something wakes it, a byte for instance."""
        self._added += seconds

    def options_of(self, backend: str) -> dict[str, Any]:
        """Return the ``backend_options`` that make ``anyio.run`` go by this clock."""
        return {"clock": self} if backend == "trio" else {"loop_factory": lambda: _Loop(self)}

    def start_clock(self) -> None:
        """Do nothing: it runs already."""

    def current_time(self) -> float:
        return self()

    def deadline_to_sleep_time(self, deadline: float) -> float:
        return deadline - self()


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        super().__init__()

    def time(self) -> float:
        return self._clock()
