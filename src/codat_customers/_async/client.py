"""The asynchronous client."""

from __future__ import annotations

from collections.abc import Awaitable
from types import TracebackType
from typing import Self

import httpx
from codat_customers_api.resources import AsyncResources

from .._base_client import BaseClient
from .._http.pools import Connections, NoCookies
from .sender import AsyncRetryingSender


class AsyncCodat(BaseClient[httpx.AsyncClient, str | Awaitable[str]], AsyncResources):
    """Codat's customers, for asyncio and trio. Use it in an ``async with`` block, or close it.

    It belongs to the event loop that it is first used in; its calls may run side by side and may be cancelled.

    It pickles with its settings, among them the key or the function that returns it, and without its connections.
    """

    _http_client_type = httpx.AsyncClient
    _sender: AsyncRetryingSender

    def _connect(self, http_client: httpx.AsyncClient | None) -> None:
        connections = Connections(http_client, lambda: httpx.AsyncClient(cookies=NoCookies()))
        AsyncResources.__init__(self, AsyncRetryingSender(connections, self._state))

    async def aclose(self) -> None:
        """Close the connections; the client cannot be used afterwards, and calls under way end with an SDKError."""
        await self._sender.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()
