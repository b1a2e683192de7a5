"""The asynchronous client."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self

from codat_customers_api.client import AsyncHttpClient, RequestOptions, RetryPolicy, Timeout
from codat_customers_api.resources import AsyncResources
from codat_customers_api.types import UNSET, Response, Unset

from .._base_client import BaseClient
from .._call.failures import unsent
from .._customers import AsyncCustomers
from .._http.connections import async_connections
from .sender import AsyncRetryingSender

if TYPE_CHECKING:
    from uuid import UUID

    from .._custom_request import Params


class AsyncCodat(BaseClient[AsyncHttpClient, str | Awaitable[str]], AsyncResources):
    """Codat's customers, for asyncio and trio. Use it in an ``async with`` block, or close it.

    It belongs to the event loop that it is first used in; its calls may run side by side and may be cancelled.

    It pickles with its settings, among them the key or the function that returns it, and without its connections.
    """

    _http_client_class = "AsyncClient"
    _sender: AsyncRetryingSender

    def _connect(self, http_client: AsyncHttpClient | None) -> None:
        carriers = async_connections(http_client, self._state.settings.address)
        AsyncResources.__init__(self, AsyncRetryingSender(carriers, self._state))

    @cached_property
    def customers(self) -> AsyncCustomers:
        """The customers of a company, their attachments, how to write them, and what has changed."""
        return AsyncCustomers(self._resource_sender)

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        json: object = None,
        headers: Mapping[str, str] | Unset | None = UNSET,
        retries: RetryPolicy | Unset | None = UNSET,
        timeout: float | Timeout | Unset | None = UNSET,
        idempotency_key: str | UUID | None = None,
    ) -> Response[object]:
        """Call what has no method here, as ``Codat.request`` does; parameters, result and errors are the same."""
        try:
            from .._custom_request import decode, described
        except OSError as problem:
            raise unsent("request", problem) from problem

        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return await self._sender.send(described(method, path, params, json, idempotency_key), decode, options)

    async def aclose(self) -> None:
        """Close the connections; the client cannot be used afterwards, and calls under way end with an SDKError."""
        await self._sender.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()
