"""The asynchronous client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from types import TracebackType
from typing import Self

import httpx
from codat_customers_api.api import AsyncResources
from codat_customers_api.client import RetryPolicy

from ._async_resources import AsyncCustomers, AsyncPushOperations
from ._async_sender import AsyncRetryingSender
from ._base_client import BaseClient
from ._settings import DEFAULT_TIMEOUT, resolve_settings
from .retries import RetryConfig, RetryEvent


class AsyncCodat(BaseClient[httpx.AsyncClient], AsyncResources):
    """Codat's customers, for asyncio and trio. Use it in an ``async with`` block, or close it.

    It belongs to the event loop that it is first used in; its calls may run side by side and may be cancelled.

    What is not passed comes from the environment: CODAT_API_KEY, CODAT_AUTH_HEADER, CODAT_SERVER_URL. The client
    pickles with its settings, the key among them, and without its connections.

    Parameters:
        api_key: The raw API key; a ready-made header value that starts with "Basic " is taken as it is.
        auth_header: The ready-made header value, instead of api_key.
        server_url: Address of the service, if it is not Codat's own.
        timeout: Seconds for each of connecting, reading, writing and waiting for a connection; an httpx.Timeout sets
            them apart; None waits for ever. Unless given: 5 s to connect, 30 s for the rest.
        retries: How failed calls are retried, or None for a single try.
        http_client: An httpx client of your own, for proxies, TLS settings and pool limits. Address, headers and
            time-outs are still the SDK's, redirects are not followed, and it is not closed.
        headers: Headers for every request; they override the SDK's.
        on_retry: Called with a RetryEvent before each wait; what it raises ends the call.

    Raises:
        ValueError: A setting is impossible, or there is no API key; the message names the argument or the variable.
        TypeError: A setting has the wrong type.
    """

    _http_client_type = httpx.AsyncClient
    _sender: AsyncRetryingSender

    def __init__(
        self,
        api_key: str | None = None,
        *,
        auth_header: str | None = None,
        server_url: str | None = None,
        timeout: float | httpx.Timeout | None = DEFAULT_TIMEOUT,
        retries: RetryPolicy | None = RetryConfig(),
        http_client: httpx.AsyncClient | None = None,
        headers: Mapping[str, str] | None = None,
        on_retry: Callable[[RetryEvent], None] | None = None,
    ) -> None:
        super().__init__(
            resolve_settings(api_key, auth_header, server_url, timeout, retries, headers, on_retry), http_client
        )

    def _connect(self, http_client: httpx.AsyncClient | None) -> None:
        self._http_client = http_client or httpx.AsyncClient()
        AsyncResources.__init__(self, AsyncRetryingSender(self._http_client, self._state))

    @cached_property
    def customers(self) -> AsyncCustomers:
        """The customers of a company, their attachments, and how to write them."""
        return AsyncCustomers(self._sender)

    @cached_property
    def push_operations(self) -> AsyncPushOperations:
        """What became of writes."""
        return AsyncPushOperations(self._sender)

    async def aclose(self) -> None:
        """Close the connections; the client cannot be used afterwards."""
        self._sender.close()
        if self._owns_http_client:
            await self._http_client.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()
