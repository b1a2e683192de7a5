"""Lists in pages: what a page is, and the records of many."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import aclosing, closing
from typing import Protocol, TypeVar

from .types import Unset

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


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
