"""Time that passes when a test says so: hours in no time, and no sooner on a busy machine."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import trio

T = TypeVar("T")


class Clock(trio.abc.Clock):
    """The true time, and what was added to it; for event loops and clients alike."""

    def __init__(self) -> None:
        self._added = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self._added

    def advance(self, seconds: float) -> None:
        """Let seconds pass. An event loop that sleeps finds out when something wakes it, a byte for instance."""
        self._added += seconds

    def run(self, backend: str, main: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Run a function on the event loop named, which goes by this clock."""
        if backend == "trio":
            return trio.run(main, clock=self)  # anyio 4.4 would not hand the clock on
        with asyncio.Runner(loop_factory=lambda: _Loop(self)) as runner:
            return runner.run(main())

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
