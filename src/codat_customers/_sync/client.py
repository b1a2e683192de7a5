"""The synchronous client."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self

from codat_customers_api.client import HttpClient, RequestOptions, RetryPolicy, Timeout
from codat_customers_api.resources import Resources
from codat_customers_api.types import UNSET, Response, Unset

from .._base_client import BaseClient
from .._call.failures import unsent
from .._customers import Customers
from .._http.connections import connections
from .sender import RetryingSender

if TYPE_CHECKING:
    from uuid import UUID

    from .._custom_request import Params


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

    def request(
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
        """Call what has no method here, with the key, retries, time-outs and errors of every other call.

            companies = codat.request("GET", "/companies", params={"page": 1, "pageSize": 100}).parsed

        Parameters:
            method: GET, HEAD, OPTIONS, POST, PUT, PATCH or DELETE.
            path: The path below the client's server_url, beginning with a slash, and percent-encoded as it is to be
                sent: write an id in it as ``urllib.parse.quote(id, safe="")``. It has no query, and no segments of
                dots. Another address cannot be given, so that the key goes nowhere else.
            params: The query parameters, not yet encoded: strings, numbers and booleans; a list is sent as one
                parameter for each of its values, and None not at all.
            json: The body, as any JSON data; what cannot be written as JSON is refused. None for no body.
            headers: Headers to add or to override, such as ``Accept``.
            retries: How to retry this call; None for a single try, by default as the client does.
            timeout: Time-out of each try in seconds; None for no limit, by default that of the client.
            idempotency_key: For a POST or a PATCH, which gets one of its own unless this is given: the same for all
                that shall be done once.

        Returns:
            The answer. ``parsed`` is its JSON data, or None if it has no body; ``content`` has the bytes in any case.
            Of a body whose Content-Type is not JSON, ``parsed`` is the bytes as well. It may have 64 MiB.

        Raises:
            ValueError: An argument is not allowed; nothing was sent.
            TypeError: An argument has the wrong type; nothing was sent.
            ResponseDecodeError: A body whose Content-Type is JSON, or that has none, is no JSON.
            SDKError: The call failed, as every other call does; the operation is called ``request`` in messages and
                events, which have method and address beside it.
        """
        try:
            from .._custom_request import decode, described
        except OSError as problem:
            raise unsent("request", problem) from problem

        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return self._sender.send(described(method, path, params, json, idempotency_key), decode, options)

    def close(self) -> None:
        """Close the connections; the client cannot be used afterwards, and calls under way end with an SDKError."""
        self._sender.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
