"""What the synchronous and the asynchronous client have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, Generic, TypeVar

import httpx

from ._call import ClientState
from ._rate_limit import RateLimit, parse_rate_limit
from ._settings import Settings

HttpClient = TypeVar("HttpClient", httpx.Client, httpx.AsyncClient)


class BaseClient(ABC, Generic[HttpClient]):
    """Settings, an httpx client, and pickling with the former and without the latter."""

    _http_client_type: ClassVar[type[httpx.Client | httpx.AsyncClient]]

    def __init__(self, settings: Settings, http_client: HttpClient | None) -> None:
        if http_client is not None and not isinstance(http_client, self._http_client_type):
            expected = self._http_client_type.__name__
            raise TypeError(f"http_client must be an httpx.{expected}, not {type(http_client).__name__}")
        self._owns_http_client = http_client is None
        self._state = ClientState(settings)
        self._connect(http_client)

    @abstractmethod
    def _connect(self, http_client: HttpClient | None) -> None:
        """Make the sender and the resources."""

    @property
    def rate_limit(self) -> RateLimit | None:
        """What the last answer said about the quota of requests; None before the first answer."""
        headers = self._state.rate_limit_headers
        return None if headers is None else parse_rate_limit(headers)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} for {self._state.settings.server_url}>"

    def __getstate__(self) -> Settings:
        if not self._owns_http_client:
            raise TypeError(
                f"a {type(self).__name__} with a given http_client does not pickle; make it where it is used"
            )
        return self._state.settings

    def __setstate__(self, settings: Settings) -> None:
        self._owns_http_client = True
        self._state = ClientState(settings)
        self._connect(None)
