"""The synchronous client."""

from __future__ import annotations

from types import TracebackType
from typing import Self

import httpx
from codat_customers_api.resources import Resources

from .._base_client import BaseClient
from .._http.pools import Connections, NoCookies
from .sender import RetryingSender


class Codat(BaseClient[httpx.Client, str], Resources):
    """Codat's customers, for threads. Use it in a ``with`` block, or close it; it may be shared by threads.

    It pickles with its settings, among them the key or the function that returns it, and without its connections.
    """

    _http_client_type = httpx.Client
    _sender: RetryingSender

    def _connect(self, http_client: httpx.Client | None) -> None:
        connections = Connections(http_client, lambda: httpx.Client(cookies=NoCookies()))
        Resources.__init__(self, RetryingSender(connections, self._state))

    def close(self) -> None:
        """Close the connections; the client cannot be used afterwards, and calls under way end with an SDKError."""
        self._sender.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
