"""Reading all pages of a list, the next ones fetched ahead."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import Future
from contextvars import copy_context
from functools import partial
from threading import Event, Thread
from typing import TYPE_CHECKING, Final

from codat_customers_api import parameters

if TYPE_CHECKING:
    from codat_customers_api.client import RequestSpec
    from codat_customers_api.models import CustomerPage

# The service answers ten requests of a company at a time.
MAX_CONCURRENCY: Final = 10


class PagePlan:
    """Knows which pages to ask for next, and which is the last. No I/O.

    Parameters:
        start_page: The number of the first page to read.
        page_size: The customers asked for on each page.
        concurrency: How many pages may be under way or in memory.

    Raises:
        ValueError: There is no such page, or the service does not take so many requests at a time.
        TypeError: The start page or the concurrency is not a whole number.
    """

    def __init__(self, start_page: int, page_size: int, concurrency: int) -> None:
        parameters.integer("start_page", start_page, minimum=1)
        parameters.integer("concurrency", concurrency, minimum=1, maximum=MAX_CONCURRENCY)
        self.concurrency = concurrency
        self._page_size = page_size
        self._arrived = start_page - 1
        self._asked = start_page - 1
        self._last = start_page  # until its answer tells more

    @property
    def ended(self) -> bool:
        """Whether the last page has arrived."""
        return self._arrived >= self._last

    def take(self) -> range:
        """Return the numbers of the pages to ask for now."""
        numbers = range(self._asked + 1, min(self._arrived + self.concurrency, self._last) + 1)
        self._asked += len(numbers)
        return numbers

    def arrived(self, page: CustomerPage) -> None:
        """Learn from the next page, in order, which is the last: data may have changed since the page before."""
        self._arrived += 1
        size = page.page_size if page.page_size > 0 else self._page_size  # the service may have capped it
        received = len(page.results or ())
        promised = min(size, page.total_results - (self._arrived - 1) * size)
        ends = not page.links.next_ or not received or received < promised
        self._last = self._arrived if ends else -(-page.total_results // size)


def numbered(spec: RequestSpec, page: int) -> RequestSpec:
    """Return the request for the page of a number."""
    return spec._replace(params={**spec.params, "page": str(page)})


def read_pages(fetch: Callable[[int], CustomerPage], plan: PagePlan, stopped: Event) -> Generator[CustomerPage]:
    """Yield the pages in order.

    Parameters:
        fetch: Gets the page of a number.
        plan: Which pages to read, and how many at a time.
        stopped: Set at the end, so that fetches under way do not begin another try.
    """
    window: deque[Callable[[], CustomerPage]] = deque()
    try:
        while not plan.ended:
            for number in plan.take():
                job = partial(fetch, number)
                window.append(job if plan.concurrency == 1 else _on_thread(job, stopped))
            page = window.popleft()()
            plan.arrived(page)
            yield page
            del page  # or one page more than promised would be in memory
    finally:
        stopped.set()


def _on_thread(job: Callable[[], CustomerPage], stopped: Event) -> Callable[[], CustomerPage]:
    future: Future[CustomerPage] = Future()

    def run() -> None:
        try:
            if not stopped.is_set():
                future.set_result(job())
        except BaseException as error:
            future.set_exception(error)

    # A pool would make the process wait at its exit for requests that nobody needs any more.
    Thread(target=copy_context().run, args=(run,), name="codat-customers page", daemon=True).start()
    return future.result
