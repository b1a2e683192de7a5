"""Readings of what changed, for threads and for tasks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Self

from ..models import Customer, CustomerPage
from ._reading import PageRequest, Reading


class _WithCursor:
    _reading: Reading

    @property
    def cursor(self) -> str:
        """Where an equal reading goes on: it covers what has been taken so far, and may be stored at any moment."""
        return self._reading.cursor


class Changes(_WithCursor, Iterator[Customer]):
    """The customers of a company that changed; ``customers.changes`` makes it, and says what it promises.

    A call that fails raises its SDKError, and the next ``next`` makes it again.

    Parameters:
        reading: Which pages to ask for.
        get: Gets one of them.
    """

    def __init__(self, reading: Reading, get: Callable[[PageRequest], CustomerPage]) -> None:
        self._reading = reading
        self._get = get

    def __next__(self) -> Customer:
        while (customer := self._reading.take()) is None:
            request = self._reading.request
            if request is None:
                raise StopIteration
            self._reading.arrived(self._get(request))
        return customer


class AsyncChanges(_WithCursor, AsyncIterator[Customer]):
    """The customers of a company that changed; ``customers.changes`` makes it, and says what it promises.

    A call that fails or is cancelled is made again by the next ``anext``.

    Parameters:
        reading: Which pages to ask for.
        get: Gets one of them.
    """

    def __init__(self, reading: Reading, get: Callable[[PageRequest], Awaitable[CustomerPage]]) -> None:
        self._reading = reading
        self._get = get

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Customer:
        while (customer := self._reading.take()) is None:
            request = self._reading.request
            if request is None:
                raise StopAsyncIteration
            self._reading.arrived(await self._get(request))
        return customer
