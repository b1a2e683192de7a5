"""Reading all pages of a list with asyncio or trio, the next ones fetched ahead."""

from __future__ import annotations

import asyncio
import contextvars
import sys
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING

import anyio

from ._pages import PagePlan

if TYPE_CHECKING:
    from codat_customers_api.models import CustomerPage


async def read_pages(
    fetch: Callable[[int], Awaitable[CustomerPage]], plan: PagePlan, concurrency: int
) -> AsyncGenerator[CustomerPage]:
    """Yield the pages in order.

    Parameters:
        fetch: Gets the page of a number.
        plan: Which pages to read.
        concurrency: How many requests may be under way, and how many pages in memory.
    """
    start = _Deferred if concurrency == 1 else _Background
    window: deque[_Deferred] = deque()
    try:
        while True:
            while len(window) < concurrency and (number := plan.take()) is not None:
                window.append(start(fetch, number))
            if not window:
                return
            page = await window[0].result()
            number = window.popleft().number
            plan.arrived(number, page)
            yield page
            del page  # or one page more than promised would be in memory
            if number >= plan.last:
                return
    finally:
        for fetching in window:
            fetching.cancel()
        with anyio.CancelScope(shield=True):
            for fetching in window:
                await fetching.ended()


class _Deferred:
    """A page that is fetched when its turn comes."""

    def __init__(self, fetch: Callable[[int], Awaitable[CustomerPage]], number: int) -> None:
        self.number = number
        self._fetch = fetch

    async def result(self) -> CustomerPage:
        return await self._fetch(self.number)

    def cancel(self) -> None:
        """Nothing is under way."""

    async def ended(self) -> None:
        """Nothing is under way."""


class _Background(_Deferred):
    """A page that a task of its own fetches.

    A task group would have to be open across a yield, which breaks cancellation. So the task stands alone, and the
    generator that started it cancels it and waits for its end.
    """

    def __init__(self, fetch: Callable[[int], Awaitable[CustomerPage]], number: int) -> None:
        super().__init__(fetch, number)
        self._scope = anyio.CancelScope()
        self._ended = anyio.Event()
        self._page: CustomerPage | None = None
        self._error: Exception | None = None
        self._task = _spawn(self._run)

    async def result(self) -> CustomerPage:
        await self._ended.wait()
        if self._error is not None:
            raise self._error
        if self._page is None:
            raise RuntimeError("the event loop ended before the page had arrived")
        return self._page

    def cancel(self) -> None:
        self._scope.cancel()

    async def ended(self) -> None:
        await self._ended.wait()

    async def _run(self) -> None:
        try:
            with self._scope:
                self._page = await self._fetch(self.number)
        except Exception as error:
            self._error = error
        finally:
            self._ended.set()


def _spawn(run: Callable[[], Coroutine[None, None, None]]) -> object:
    """Start a task that belongs to no task group; keep what is returned until it has ended."""
    if "trio" in sys.modules:
        import trio

        if trio.lowlevel.in_trio_run():
            return trio.lowlevel.spawn_system_task(run, context=contextvars.copy_context())
    return asyncio.create_task(run())
