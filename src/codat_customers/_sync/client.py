"""The synchronous client."""

from __future__ import annotations

from functools import cached_property
from types import TracebackType
from typing import Self

from codat_customers_api.client import HttpClient
from codat_customers_api.resources import Resources

from .._base_client import BaseClient
from .._customers import Customers
from .._http.connections import connections
from .sender import RetryingSender


class Codat(BaseClient[HttpClient, str], Resources):
    """Codat's customers, for threads. Use it in a ``with`` block, or close it; it may be shared by threads.

    It pickles with its settings, among them the key or the function that returns it, and without its connections.
    """

    _http_client_class = "Client"
    _sender: RetryingSender

    def _connect(self, http_client: HttpClient | None) -> None:
        carriers = connections(http_client, self._state.settings.address)
        Resources.__init__(self, RetryingSender(carriers, self._state))

    @cached_property
    def customers(self) -> Customers:
        """The customers of a company, their attachments, how to write them, and what has changed."""
        return Customers(self._resource_sender)

    def close(self) -> None:
        """Close the connections; the client cannot be used afterwards, and calls under way end with an SDKError."""
        self._sender.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
