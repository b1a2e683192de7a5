"""Reading all pages of a list, the next ones fetched ahead."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import Future
from functools import partial
from threading import Event, Thread
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from codat_customers_api.models import CustomerPage

# The service answers ten requests of a company at a time.
MAX_CONCURRENCY: Final = 10


class PagePlan:
    """Knows which page to ask for next, and which is the last. No I/O.

    Parameters:
        start_page: The number of the first page to read.
        page_size: The customers asked for on each page.
    """

    def __init__(self, start_page: int, page_size: int) -> None:
        self._next = start_page
        self._page_size = page_size
        self.last = start_page  # until its answer tells more

    def take(self) -> int | None:
        """Return the number of the next page to ask for; None if there is none to be known of."""
        if self._next > self.last:
            return None
        self._next += 1
        return self._next - 1

    def arrived(self, number: int, page: CustomerPage) -> None:
        """Learn from a page, in order, which is the last: data may have changed since the page before."""
        size = page.page_size if page.page_size > 0 else self._page_size  # the service may have capped it
        received = len(page.results or ())
        promised = min(size, page.total_results - (number - 1) * size)
        ends = not page.links.next_ or not received or received < promised
        self.last = number if ends else max(number, math.ceil(page.total_results / size))


def check_concurrency(concurrency: int) -> None:
    """Raise ValueError or TypeError unless the service takes so many requests at a time."""
    if isinstance(concurrency, bool) or not isinstance(concurrency, int):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"concurrency must be of type int, not {type(concurrency).__name__}")
    if not 1 <= concurrency <= MAX_CONCURRENCY:
        raise ValueError(f"concurrency must be from 1 to {MAX_CONCURRENCY}, not {concurrency}")


def read_pages(
    fetch: Callable[[int], CustomerPage], plan: PagePlan, concurrency: int, stopped: Event
) -> Generator[CustomerPage]:
    """Yield the pages in order.

    Parameters:
        fetch: Gets the page of a number.
        plan: Which pages to read.
        concurrency: How many requests may be under way, and how many pages in memory.
        stopped: Set at the end, so that fetches under way do not begin another try.
    """
    start = _when_needed if concurrency == 1 else partial(_on_thread, stopped)
    window: deque[tuple[int, Callable[[], CustomerPage]]] = deque()
    try:
        while True:
            while len(window) < concurrency and (number := plan.take()) is not None:
                window.append((number, start(fetch, number)))
            if not window:
                return
            number, result = window.popleft()
            page = result()
            plan.arrived(number, page)
            yield page
            del page, result  # or one page more than promised would be in memory
            if number >= plan.last:
                return
    finally:
        stopped.set()


def _when_needed(fetch: Callable[[int], CustomerPage], number: int) -> Callable[[], CustomerPage]:
    return partial(fetch, number)


def _on_thread(stopped: Event, fetch: Callable[[int], CustomerPage], number: int) -> Callable[[], CustomerPage]:
    future: Future[CustomerPage] = Future()

    def run() -> None:
        try:
            if not stopped.is_set():
                future.set_result(fetch(number))
        except BaseException as error:
            future.set_exception(error)

    # A pool would make the process wait at its exit for requests that nobody needs any more.
    Thread(target=run, name=f"codat-customers page {number}", daemon=True).start()
    return future.result
