"""Reading all pages of a list with asyncio or trio, the next ones fetched ahead."""

from __future__ import annotations

import asyncio
import contextvars
import sys
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from typing import Generic

import anyio
from anyio.lowlevel import checkpoint_if_cancelled

from .._plans.pages import REFUSALS, PagePlan, PageRequest, PageT


async def read_pages(fetch: Callable[[PageRequest], Awaitable[PageT]], plan: PagePlan) -> AsyncGenerator[PageT]:
    """Yield the pages in order.

    Parameters:
        fetch: Gets a page.
        plan: Which pages to read, and how many at a time.
    """
    window: deque[_Ahead[PageT]] = deque()
    try:
        while not plan.ended:
            await checkpoint_if_cancelled()  # the tasks of the pages are outside the scopes of their reader
            requests = plan.take()
            try:
                if plan.concurrency == 1:
                    page = await fetch(requests[0])
                else:
                    window.extend(_Ahead(fetch, request) for request in requests)
                    page = await window[0].result()
                    window.popleft()
            except REFUSALS:
                if not plan.refused():
                    raise
                break
            if plan.repeated(page):
                break
            if not plan.arrived(page):
                await _drop(window)
            yield page
            del page  # or one page more than promised would be in memory
    finally:
        await _drop(window)


async def _drop(window: deque[_Ahead[PageT]]) -> None:
    for fetching in window:
        fetching.cancel()
    with anyio.CancelScope(shield=True):
        for fetching in window:
            await fetching.ended.wait()
    window.clear()


class _Ahead(Generic[PageT]):
    """A page that a task of its own fetches.

    A task group would have to be open across a yield, which breaks cancellation. So the task stands alone, and the
    generator that started it cancels it and waits for its end.
    """

    def __init__(self, fetch: Callable[[PageRequest], Awaitable[PageT]], request: PageRequest) -> None:
        self.ended = anyio.Event()
        self._fetch = fetch
        self._request = request
        self._scope = anyio.CancelScope()
        self._page: PageT | None = None
        self._error: Exception | None = None
        self._task = _spawn(self._run, self.ended)

    async def result(self) -> PageT:
        await self.ended.wait()
        if self._error is not None:
            raise self._error
        if self._page is None:
            raise RuntimeError("the task that fetched a page ahead was cancelled from outside")
        return self._page

    def cancel(self) -> None:
        self._scope.cancel()

    async def _run(self) -> None:
        try:
            with self._scope:
                self._page = await self._fetch(self._request)
        except Exception as error:
            self._error = error
        finally:
            self.ended.set()


def _spawn(run: Callable[[], Coroutine[None, None, None]], ended: anyio.Event) -> object:
    """Start a task that belongs to no task group; keep what is returned until it has ended."""
    if "trio" in sys.modules:
        import trio

        if trio.lowlevel.in_trio_run():
            return trio.lowlevel.spawn_system_task(run, context=contextvars.copy_context())
    task = asyncio.create_task(run())
    task.add_done_callback(lambda _: ended.set())  # a task that is cancelled before its first step never runs
    return task
