"""What a contender's jobs get, and how several calls go on at a time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from ..wire import LARGE_PAGE, page_file

# The part of a job that is measured; what it returns is kept until the measurement is over.
Action: TypeAlias = Callable[[], object]


class Workplace(NamedTuple):
    """What a job works with.

    Attributes:
        server_url: The address of the server.
        data: The folder of the bodies that it hands out.
        scratch: A folder to write to.
    """

    server_url: str
    data: Path
    scratch: Path

    def page(self) -> bytes:
        """Return the body of a page of 5,000 customers."""
        return page_file(self.data, LARGE_PAGE, 1).read_bytes()

    def customers(self) -> list[dict[str, Any]]:
        """Return these customers as plain dicts."""
        results: list[dict[str, Any]] = json.loads(self.page())["results"]
        return results


# Does what must be done beforehand, and returns what is measured.
Job: TypeAlias = Callable[[Workplace], Action]
Jobs: TypeAlias = Mapping[str, Job]


def repeated(action: Action, times: int) -> Action:
    """Return an action that does another so many times."""

    def repeat() -> None:
        for _ in range(times):
            action()

    return repeat


async def at_a_time(concurrency: int, calls: Iterable[Callable[[], Awaitable[object]]]) -> None:
    """Make calls in their order, so many at a time."""
    left = iter(calls)

    async def work() -> None:
        for call in left:
            await call()

    async with asyncio.TaskGroup() as tasks:
        for _ in range(concurrency):
            tasks.create_task(work())
