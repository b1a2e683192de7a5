"""What the synchronous and the asynchronous client have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from inspect import iscoroutinefunction
from typing import ClassVar, Generic, TypeVar

from codat_customers_api.client import AsyncHttpClient, HttpClient, RetryPolicy, Timeout

from ._call.rate_limit import RateLimit, parse_rate_limit
from ._call.state import ClientState
from ._http.family import DEFAULT_FAMILY, family_of
from ._settings import DEFAULT_TIMEOUT, Settings, resolve_settings
from ._telemetry.log import set_up_log
from .retries import RetryConfig, RetryEvent

HttpClientT = TypeVar("HttpClientT", bound="HttpClient | AsyncHttpClient")
Key = TypeVar("Key", bound="str | Awaitable[str]")


class BaseClient(ABC, Generic[HttpClientT, Key]):
    """A client's settings, an httpx client, and pickling with the former and without the latter."""

    _http_client_class: ClassVar[str]

    def __init__(
        self,
        api_key: str | Callable[[], Key] | None = None,
        *,
        auth_header: str | None = None,
        server_url: str | None = None,
        timeout: float | Timeout | None = DEFAULT_TIMEOUT,
        retries: RetryPolicy | None = RetryConfig(),
        http_client: HttpClientT | None = None,
        headers: Mapping[str, str] | None = None,
        on_retry: Callable[[RetryEvent], None] | None = None,
    ) -> None:
        """Check the settings; what is not passed comes from CODAT_API_KEY, CODAT_AUTH_HEADER and CODAT_SERVER_URL.

        CODAT_LOG, if it is set to ``info`` or ``debug``, has calls or tries logged; CODAT_LOG_IDS is about ids there.

        Parameters:
            api_key: The raw API key; a ready-made header value that starts with "Basic " is taken as it is. Or a
                function that returns either, for keys that change: it is called before each try, by all threads or
                tasks that make calls, and once more when the service answers 401. Its exceptions end the call as they
                are. That of an AsyncCodat may be asynchronous.
            auth_header: The ready-made header value, instead of api_key.
            server_url: Address of the service, if it is not Codat's own.
            timeout: Seconds for each of connecting, reading, writing and waiting for a connection; an httpx.Timeout
                sets them apart; None waits for ever. Unless given: 5 s to connect, 30 s for the rest.
            retries: How failed calls are retried, or None for a single try.
            http_client: An httpx client of your own, for proxies, TLS settings and pool limits. Address, headers and
                time-outs are still the SDK's, redirects are not followed, cookies are not kept, and it is not closed.
                Its hooks run within the calls, so what they request ends with the call. After a fork it is refused in
                the child if it was used before.
            headers: Headers for every request; they override the SDK's.
            on_retry: Called with a RetryEvent before each wait; what it raises ends the call.

        Raises:
            ValueError: A setting is impossible, or there is no API key; the message names the argument or the variable.
            TypeError: A setting has the wrong type.
        """
        if http_client is not None and family_of(http_client, self._http_client_class) is None:
            expected = f"an httpx.{self._http_client_class}, or one of httpx2"
            raise TypeError(f"http_client must be {expected}, not {type(http_client).__name__}")
        if self._http_client_class == "Client" and iscoroutinefunction(api_key):
            raise TypeError("api_key is an asynchronous function: only an AsyncCodat can wait for it")
        self._start(
            resolve_settings(api_key, auth_header, server_url, timeout, retries, headers, on_retry), http_client
        )

    def _start(self, settings: Settings, http_client: HttpClientT | None) -> None:
        self._owns_http_client = http_client is None
        family = family_of(http_client, self._http_client_class) or DEFAULT_FAMILY
        self._state = ClientState(settings, family.agent, set_up_log())
        self._connect(http_client)

    @abstractmethod
    def _connect(self, http_client: HttpClientT | None) -> None:
        """Make the sender and the resources."""

    @property
    def rate_limit(self) -> RateLimit | None:
        """What the last answer said about the quota of requests; None before the first answer."""
        headers = self._state.rate_limit_headers
        return None if headers is None else parse_rate_limit(headers)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} for {self._state.settings.address.url}>"

    def __getstate__(self) -> Settings:
        if not self._owns_http_client:
            raise TypeError(
                f"a {type(self).__name__} with a given http_client does not pickle; make it where it is used"
            )
        return self._state.settings

    def __setstate__(self, settings: Settings) -> None:
        self._start(settings, None)
