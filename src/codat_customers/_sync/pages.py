"""Reading all pages of a list on threads, the next ones fetched ahead."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import Future
from contextvars import copy_context
from functools import partial
from threading import Event, Thread
from typing import TypeVar

from .._plans.pages import REFUSALS, PagePlan, PageRequest, PageT

T = TypeVar("T")


def read_pages(fetch: Callable[[PageRequest], Callable[[], PageT]], plan: PagePlan, stopped: Event) -> Generator[PageT]:
    """Yield the pages in order.

    Parameters:
        fetch: Gets a page, and returns what decodes it. Threads that did both would be in each other's way.
        plan: Which pages to read, and how many at a time.
        stopped: Set at the end, so that fetches under way do not begin another try.
    """
    window: deque[Callable[[], Callable[[], PageT]]] = deque()
    try:
        while not plan.ended:
            for request in plan.take():
                job = partial(fetch, request)
                window.append(job if plan.concurrency == 1 else _on_thread(job, stopped))
            try:
                page = window.popleft()()()
            except REFUSALS:
                if not plan.refused():
                    raise
                break
            if plan.repeated(page):
                break
            if not plan.arrived(page):
                window.clear()
            yield page
            del page  # or one page more than promised would be in memory
    finally:
        stopped.set()


def _on_thread(job: Callable[[], T], stopped: Event) -> Callable[[], T]:
    future: Future[T] = Future()
    process = os.getpid()

    def result() -> T:
        # A forked child has none of its parent's threads, and would wait for ever.
        return future.result() if os.getpid() == process else job()

    def run() -> None:
        try:
            if not stopped.is_set():
                future.set_result(job())
        except BaseException as error:
            future.set_exception(error)

    # A pool would make the process wait at its exit for requests that nobody needs any more.
    Thread(target=copy_context().run, args=(run,), name="codat-customers page", daemon=True).start()
    return result
