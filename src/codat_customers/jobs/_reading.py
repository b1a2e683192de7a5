"""Which pages to ask for so that no change is missed, whatever changes meanwhile. No I/O.

Pages by their numbers shift when a record moves to the end, and what stood on their edges is lost. So the first page is
asked for again and again, each time of what was modified at or after the latest date that came before: a record that
changes only moves ahead of the reader. Two things have no date to go on from: records without one, and more records of
one date than a page can hold. Their pages are read until they hold still.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from attrs import evolve
from codat_customers_api import parameters
from codat_customers_api.types import UNSET

from .. import utc
from ..errors import ResponseDecodeError
from ..models import Customer, CustomerPage
from ._cursor import read_cursor, write_cursor

ORDER: Final = "modifiedDate"

# The bounds of the service's pageSize and query
MAX_SIZE: Final = 5000
MAX_QUERY: Final = 2047

# So often, pages that do not hold still are read.
MAX_PASSES: Final = 20

_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_LAST: Final = datetime.max.replace(tzinfo=UTC)
# What is less than that apart, a datetime cannot tell apart.
_STEP: Final = timedelta.resolution


class PageRequest(NamedTuple):
    """Which page to ask for: ordered by ORDER, with the parameters of ``list``."""

    query: str | None
    page: int
    page_size: int


class Reading:
    """A reading of what changed.

    Parameters:
        company_id: The company.
        since: The cursor of an earlier reading, an aware datetime, or None for everything.
        query: Which customers to read, or None for all.
        page_size: How many records to ask for at a time.
        overlap: Seconds before ``since`` that are read again.

    Attributes:
        request: What to ask for now, or None at the end.

    Raises:
        ValueError: A parameter is not allowed, or the cursor is that of another reading.
        TypeError: A parameter has the wrong type.
    """

    request: PageRequest | None

    def __init__(
        self, company_id: str, since: str | datetime | None, query: str | None, page_size: int, overlap: float
    ) -> None:
        parameters.integer("page_size", page_size, minimum=1, maximum=MAX_SIZE)
        parameters.number("overlap", overlap, minimum=0)
        self._company_id = company_id
        self._query = query = None if query is None else parameters.string("query", query)
        self._page_size = page_size
        self._position = _position(since, company_id, query)
        longest = self._narrowed(_FIRST, _LAST)
        if query and len(longest) > MAX_QUERY:
            raise ValueError(f"query may have {MAX_QUERY - len(longest) + len(query)} characters, not {len(query)}")
        self._found: deque[tuple[Customer, datetime | None]] = deque()
        self._failure: ResponseDecodeError | None = None
        self._steps = self._read(None if self._position is None else _earlier(self._position, overlap))
        self.request = next(self._steps)

    @property
    def cursor(self) -> str:
        """The text that an equal reading goes on from; it covers what has been taken."""
        return write_cursor(self._company_id, self._query, self._position)

    def take(self) -> Customer | None:
        """Return the next customer that has been found, or None if there is none for now.

        Raises:
            ResponseDecodeError: No more can be found, since the answers made no sense.
        """
        if not self._found:
            if self._failure is not None:
                raise self._failure
            return None
        customer, position = self._found.popleft()
        if position is not None and (self._position is None or position > self._position):
            self._position = position
        return customer

    def arrived(self, page: CustomerPage) -> None:
        """Learn from the page that was asked for."""
        try:
            self.request = self._steps.send(page)
        except StopIteration:
            self.request = None
        except ResponseDecodeError as failure:
            self.request, self._failure = None, failure

    def _read(self, start: datetime | None) -> Generator[PageRequest, CustomerPage]:
        if start is None:
            # First, since a record without a date may be given one meanwhile, and is found below then.
            yield from self._settled(self._query, lambda customer: instant_of(customer) is None, {}, None)
        position = start or _FIRST
        known: dict[str, Customer] = {}  # of the date that has been reached
        while True:
            # So many that some are new, if there are any
            size = min(self._page_size + len(known), MAX_SIZE)
            page = yield PageRequest(self._narrowed(position), 1, size)
            customers = page.results
            reached = self._last_date(customers, position)
            is_news = self._find(customers, known, position)
            if not _is_more(page, len(customers)):
                return
            if reached > position:
                known = {key: version for key, version in known.items() if version.modified_date in (reached, UNSET)}
            elif not is_news:
                yield from self._of_one_date(position, customers, known)
                reached, known = position + _STEP, {}
            position = reached

    def _of_one_date(
        self, date: datetime, customers: list[Customer], known: dict[str, Customer]
    ) -> Generator[PageRequest, CustomerPage]:
        """Read all of one date: those that fill a page as large as can be, and those after them."""
        if date == _LAST or not customers or any(instant_of(customer) is None for customer in customers):
            raise self._senseless(f"a page of {len(customers)} customers has no modifiedDate to go on from")
        yield from self._settled(self._narrowed(date, date + _STEP), lambda _: True, known, date)

    def _settled(
        self,
        query: str | None,
        is_wanted: Callable[[Customer], bool],
        known: dict[str, Customer],
        position: datetime | None,
    ) -> Generator[PageRequest, CustomerPage]:
        """Read what stands at both ends of a list, until nothing is new there and the list has stayed as long."""
        for _ in range(MAX_PASSES):
            wanted, lengths = yield from _ends(query, self._page_size, is_wanted)
            if not self._find(wanted, known, position) and len(lengths) == 1:
                return
        raise self._senseless(f"what no modifiedDate tells apart has changed during each of {MAX_PASSES} readings")

    def _find(self, customers: list[Customer], known: dict[str, Customer], position: datetime | None) -> bool:
        """Keep what is not known, with the position that is reached once it has been taken; return whether any was."""
        is_news = False
        for customer in customers:
            date = instant_of(customer)
            # However its date is written
            key, version = _key(customer), evolve(customer, modified_date=date or UNSET)
            if known.get(key) != version:
                known[key] = version
                self._found.append((customer, position if position is None else max(position, date or position)))
                is_news = True
        return is_news

    def _last_date(self, customers: list[Customer], position: datetime) -> datetime:
        reached = position
        for customer in customers:
            date = instant_of(customer) or reached
            if date < reached:
                raise self._senseless(f"{date.isoformat()} came after {reached.isoformat()}")
            reached = date
        return reached

    def _narrowed(self, since: datetime, before: datetime | None = None) -> str:
        terms = [f"{{{self._query}}}"] if self._query else []
        terms.append(f"{ORDER}>={_written(since)}")
        if before is not None:
            terms.append(f"{ORDER}<{_written(before)}")
        return "&&".join(terms)

    def _senseless(self, what: str) -> ResponseDecodeError:
        return ResponseDecodeError(
            f"customers.changes: {what}, so that changes could be missed; read with customers.iterate, or have a look "
            f"at what customers.list answers with order_by={ORDER!r}; the cursor {self.cursor!r} stands",
            reason="the changes cannot be followed",
        )


def instant_of(customer: Customer) -> datetime | None:
    """Return when a customer was modified, in UTC, or None if nobody knows; without an offset it is UTC."""
    return utc(customer.modified_date) if customer.modified_date else None


def _ends(
    query: str | None, page_size: int, is_wanted: Callable[[Customer], bool]
) -> Generator[PageRequest, CustomerPage, tuple[list[Customer], set[int]]]:
    """Read the wanted customers that stand together at either end of a list; also return all lengths that it had."""
    wanted: list[Customer] = []
    lengths: set[int] = set()
    number = 1
    while True:
        page = yield PageRequest(query, number, page_size)
        customers = page.results
        wanted += filter(is_wanted, customers)
        lengths.add(page.total_results)
        if number == 1 and 0 < page.page_size < page_size:
            page_size = page.page_size  # the service has capped it, and numbers its pages by the cap
        if not customers or not is_wanted(customers[-1]) or not _is_more(page, number * page_size):
            break
        number += 1
    for other in range(-(-page.total_results // page_size), number, -1):
        page = yield PageRequest(query, other, page_size)
        customers = page.results
        wanted += filter(is_wanted, customers)
        lengths.add(page.total_results)
        if customers and not is_wanted(customers[0]):
            break
    return wanted, lengths


def _is_more(page: CustomerPage, received: int) -> bool:
    return page.total_results > received or bool(page.links.next_ and page.links.next_.href)


def _key(customer: Customer) -> str:
    return customer.id or repr(customer)


def _position(since: object, company_id: str, query: str | None) -> datetime | None:
    if isinstance(since, str):
        return read_cursor(since, company_id, query)
    if isinstance(since, datetime) and since.tzinfo is None:
        raise ValueError(f"since must be an aware datetime, and {since!r} has no time zone; add tzinfo=UTC")
    if since is not None and not isinstance(since, datetime):
        raise TypeError(f"since must be a cursor, an aware datetime or None, not {type(since).__name__}")
    return None if since is None else since.astimezone(UTC)


def _earlier(date: datetime, seconds: float) -> datetime:
    try:
        return date - timedelta(seconds=seconds)
    except OverflowError:
        return _FIRST


def _written(date: datetime) -> str:
    return date.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
