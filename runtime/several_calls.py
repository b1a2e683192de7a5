"""What takes several calls: how it is asked for, what a page of a list is, and the records of many."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import aclosing, closing
from typing import NamedTuple, Protocol, TypeVar

from .types import Unset

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Paging(NamedTuple):
    """How the pages of a list are read.

    Attributes:
        name: What users call it, such as ``customers.pages``.
        key: The attribute by which records are told apart.
        start_page: The number of the first page.
        page_size: How many records to ask for at a time.
        concurrency: How many pages to fetch at a time.
    """

    name: str
    key: str
    start_page: int
    page_size: int
    concurrency: int


class Saving(NamedTuple):
    """How a file is saved.

    Attributes:
        name: What users call it, such as ``customers.save_attachment``.
        progress: Called with the bytes received so far, and in all.
        overwrite: Whether a file that is in a folder already may be replaced.
    """

    name: str
    progress: Callable[[int, int | None], object] | None
    overwrite: bool


class Waiting(NamedTuple):
    """How the end of a write is waited for.

    Attributes:
        name: What users call it, such as ``push_operations.wait``.
        timeout: Seconds to wait in all, or None for no limit.
        poll_interval: Seconds before the first question.
        raise_on_failure: Whether a write that failed is an error.
    """

    name: str
    timeout: float | None
    poll_interval: float
    raise_on_failure: bool


class Notification(Protocol):
    """Tells that something has happened: a ``threading.Event`` is one."""

    def wait(self, timeout: float, /) -> bool:
        """Wait until it has happened, for so many seconds at most, and return whether it has."""
        ...


class AsyncNotification(Protocol):
    """Tells that something has happened: an event of asyncio, trio or anyio is one."""

    async def wait(self) -> object:
        """Wait until it has happened."""
        ...


class Link(Protocol):
    """A link to another page."""

    @property
    def href(self) -> str | Unset:
        """Its address, absolute or below the server's."""
        ...


class Links(Protocol):
    """The links of a page."""

    @property
    def next_(self) -> Link | Unset:
        """The link to the next page, if there is one."""
        ...


class Page(Protocol[T_co]):
    """A page of a list."""

    @property
    def results(self) -> Sequence[T_co] | Unset:
        """The records on the page."""
        ...

    @property
    def page_number(self) -> int:
        """Its number, from 1."""
        ...

    @property
    def page_size(self) -> int:
        """How many records a page has."""
        ...

    @property
    def total_results(self) -> int:
        """How many records there are on all pages."""
        ...

    @property
    def links(self) -> Links:
        """Where to go from here."""
        ...


def records(pages: Generator[Page[T]]) -> Generator[T]:
    """Yield the records of pages, and close the pages when the loop is left."""
    with closing(pages):
        for page in pages:
            yield from page.results or ()
            del page  # or one page more than promised would be in memory


async def records_async(pages: AsyncGenerator[Page[T]]) -> AsyncGenerator[T]:
    """Yield the records of pages, and close the pages when the loop is left."""
    async with aclosing(pages):
        async for page in pages:
            for record in page.results or ():
                yield record
            del page  # or one page more than promised would be in memory
