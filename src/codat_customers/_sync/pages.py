"""Reading all pages of a list on threads, the next ones fetched ahead."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import Future
from contextvars import copy_context
from functools import partial
from queue import SimpleQueue
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
    workers = _Workers(stopped)
    try:
        while not plan.ended:
            for request in plan.take():
                job = partial(fetch, request)
                window.append(job if plan.concurrency == 1 else workers.begin(job, plan.concurrency))
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
        workers.end()


class _Workers:
    """Threads that do jobs. A pool would make the process wait at its exit for requests that nobody needs any more."""

    def __init__(self, stopped: Event) -> None:
        self._stopped = stopped
        self._process = os.getpid()
        self._jobs = SimpleQueue[Callable[[], None] | None]()
        self._started = 0

    def begin(self, job: Callable[[], T], at_most: int) -> Callable[[], T]:
        """Have a job done on a thread; return what waits for its result."""
        if os.getpid() != self._process:  # a forked child, which has none of its parent's threads
            return job
        future: Future[T] = Future()

        def do() -> None:
            try:
                if not self._stopped.is_set():
                    future.set_result(job())
            except BaseException as error:
                future.set_exception(error)

        self._jobs.put(partial(copy_context().run, do))
        if self._started < at_most:
            self._started += 1
            Thread(target=self._work, name="codat-customers page", daemon=True).start()

        def result() -> T:
            return future.result() if os.getpid() == self._process else job()  # it would wait for ever

        return result

    def end(self) -> None:
        """Let the threads end."""
        for _ in range(self._started):
            self._jobs.put(None)

    def _work(self) -> None:
        while (do := self._jobs.get()) is not None:
            do()
            del do  # or its page would be in memory until the next job
