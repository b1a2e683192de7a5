"""Which pages of a list to ask for next, and when the end has come. No I/O."""

from __future__ import annotations

from typing import Final, NamedTuple, TypeVar
from urllib.parse import parse_qsl, urlsplit

from codat_customers_api import parameters
from codat_customers_api.several_calls import Page, Paging

from .._telemetry.log import logger
from ..errors import BadRequestError, NotFoundError, ResponseDecodeError

PageT = TypeVar("PageT", bound=Page[object])

# The service answers ten requests of a company at a time.
MAX_CONCURRENCY: Final = 10

# What a service may answer when it is asked for a page past the end.
REFUSALS: Final = (BadRequestError, NotFoundError)

# So many pages in a row that were empty, or came when no more were promised, are followed from link to link.
MAX_EMPTY: Final = 20
MAX_BEYOND: Final = 1000

# The bounds of the service's parameters page, an int32, and pageSize.
_MAX_NUMBER: Final = 2**31 - 1
_MAX_SIZE: Final = 5000


class PageRequest(NamedTuple):
    """Which page to ask for, and with how many records."""

    number: int
    size: int


class PagePlan:
    """Knows which pages to ask for next, and when the end has come. No I/O.

    There is a next page as long as the last one links to it, or fewer records have come than it promises in all.
    Its number and size are those of the link, else the following number and the same size. What is fetched ahead is
    what the links and the total agree on; where only one of them leads on, pages are asked for one by one.

    Parameters:
        operation: What messages call the list.
        paging: From where, and how many at a time.

    Raises:
        ValueError: There is no such page, or the service does not take so many requests at a time.
        TypeError: The start page or the concurrency is not a whole number.

    Attributes:
        concurrency: As given, until the pages turn out not to follow one another: then 1.
        ended: Whether the last page has arrived.
    """

    def __init__(self, operation: str, paging: Paging) -> None:
        check_plan(paging.start_page, paging.concurrency)
        self._operation = operation
        self._key = paging.key
        self.concurrency = paging.concurrency
        self.ended = False
        self._start = paging.start_page
        self._next = PageRequest(paging.start_page, paging.page_size)
        self._asked = paging.start_page - 1
        self._last = paging.start_page  # that is known to exist; until its answer tells more
        self._received = 0  # records, those on pages before the first one included
        self._total = 0  # as the last page has it
        self._most = 0  # records on one page
        self._empty = 0  # pages in a row
        self._beyond = 0  # pages in a row
        self._past_end = False
        self._marks: object = None  # of the last page

    def take(self) -> list[PageRequest]:
        """Return the pages to ask for now.

        Raises:
            ResponseDecodeError: The service links from page to page, but nothing that it promised comes.
        """
        if self._empty >= MAX_EMPTY or self._beyond >= MAX_BEYOND:
            raise self._endless()
        numbers = range(self._asked + 1, min(self._next.number + self.concurrency - 1, self._last) + 1)
        self._asked += len(numbers)
        return [PageRequest(number, self._next.size) for number in numbers]

    def arrived(self, page: Page[object]) -> bool:
        """Learn from the next page, in order, what follows: data may have changed since the page before.

        Returns:
            Whether what was asked for ahead is what follows; if not, it is to be dropped.
        """
        number, size = self._next
        served = page.page_size if 0 < page.page_size <= _MAX_SIZE else size
        received = len(page.results or ())
        if number == self._start:
            self._received = (number - 1) * served
            if 0 < received <= served < size:  # the service has capped it, and numbers its pages by the cap
                size = served
        self._beyond = self._beyond + 1 if self._received >= page.total_results else 0
        self._empty = 0 if received else self._empty + 1
        self._received += received
        self._total = page.total_results
        self._most = max(self._most, received)
        left = self._total - self._received
        linked = _linked(page, number, size)
        self._past_end = left <= 0 or (linked is None and number * served >= self._total)
        if (linked is None and (left <= 0 or not received)) or (left <= 0 and self._empty >= MAX_EMPTY):
            self._end()
        # A first page that is short may be an exception, so that its number says little about the others.
        each = max(served, received) if number == self._start else self._most or served
        return self._follow(linked or PageRequest(number + 1, size), -(-left // each) if linked and received else 1)

    def refused(self) -> bool:
        """Learn that the service does not know the next page; return whether that only says that there is no more."""
        if self._past_end:
            self._end()
        return self.ended

    def repeated(self, page: Page[object]) -> bool:
        """Return whether the next page only repeats the one before, all others having come.

        Raises:
            ResponseDecodeError: It does, and there should be more.
        """
        before, self._marks = self._marks, self._marks_of(page)
        if not page.results or self._marks != before:
            return False
        if not self.refused():
            raise ResponseDecodeError(
                f"{self._operation}: asked for page {self._next.number}, the service gave page {page.page_number} once "
                f"more, and {self._received} of {self._total} records have come; look for a cache or a stand-in "
                "that takes no notice of the query",
                reason="the service repeats a page",
            )
        return True

    def _follow(self, following: PageRequest, pages_left: int) -> bool:
        number, size = self._next
        in_line = following == (number + 1, size)
        stands = in_line or self._asked == number
        if not in_line:
            self._asked = following.number - 1
        if not stands:
            self.concurrency = 1
        self._next = following
        self._last = following.number + max(pages_left, 1) - 1
        return stands

    def _marks_of(self, page: Page[object]) -> object:
        """Return what tells one page from another, without keeping it in memory."""
        results = page.results or ()
        ends = [getattr(record, self._key, None) for record in (results[0], results[-1])] if results else []
        return page.page_number, page.total_results, page.links.next_, len(results), ends

    def _end(self) -> None:
        self.ended = True
        if self._received < self._total:
            logger.warning(
                "%s: only %d of %d records came; the list may have changed while it was read",
                self._operation,
                self._received,
                self._total,
            )

    def _endless(self) -> ResponseDecodeError:
        what = (
            f"the last {self._empty} pages were empty"
            if self._empty >= MAX_EMPTY
            else f"{self._beyond} pages more have come than that"
        )
        return ResponseDecodeError(
            f"{self._operation}: {self._received} of {self._total} records have come and {what}, yet the last page "
            f"links to page {self._next.number}; have the service looked at, or read on with "
            f"start_page={self._next.number} and page_size={self._next.size}",
            reason="the pages have no end",
        )


def check_plan(start_page: int, concurrency: int) -> None:
    """Raise ValueError or TypeError if pages cannot be read in this way."""
    parameters.integer("start_page", start_page, minimum=1)
    parameters.integer("concurrency", concurrency, minimum=1, maximum=MAX_CONCURRENCY)


def _linked(page: Page[object], number: int, size: int) -> PageRequest | None:
    """Return where the next link of a page leads, or None if it leads nowhere or back.

    Parameters:
        page: The page.
        number: Its number.
        size: The size to go on with if the link names none.
    """
    href = page.links.next_.href if page.links.next_ else None
    if not href:
        return None
    try:
        query = dict(parse_qsl(urlsplit(href).query))
    except ValueError:
        query = {}
    target = _whole(query.get("page", ""), _MAX_NUMBER) or number + 1
    return PageRequest(target, _whole(query.get("pageSize", ""), _MAX_SIZE) or size) if target > number else None


def _whole(text: str, maximum: int) -> int | None:
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(maximum)) else 0
    return number if 0 < number <= maximum else None
