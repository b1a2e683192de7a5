"""What carries the calls of a client: something for each process, since sockets do not survive a fork."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar
from urllib.request import getproxies

from codat_customers_api.client import AsyncHttpClient, HttpClient

from .address import Address
from .carriers import (
    AsyncCarrier,
    AsyncClientCarrier,
    AsyncTransportCarrier,
    Carrier,
    ClientCarrier,
    TransportCarrier,
    pools_of,
)
from .family import DEFAULT_FAMILY, OURS, REDIRECT_HEADERS, Family, family_of

if TYPE_CHECKING:
    from urllib.request import Request

CarrierT = TypeVar("CarrierT", Carrier, AsyncCarrier)

# In which process each given client was seen first: a client made in a child may be given one of its parent's.
_seen_first: Final = weakref.WeakKeyDictionary[object, int]()


class Connections(Generic[CarrierT]):
    """The carriers of a client.

    Parameters:
        given: The caller's httpx client, which is neither replaced nor closed, or None.
        make: Makes a carrier for this process: by the given client, or one of its own.
        hook: What keeps the given client from following redirects in its own way.
    """

    def __init__(self, given: object | None, make: Callable[[], CarrierT], hook: Callable[..., Any]) -> None:
        self._given = given
        self._make: Callable[[], CarrierT] = make
        self._process = os.getpid() if given is None else _seen_first.setdefault(given, os.getpid())
        # Those of parent processes are kept: to collect them would close what is theirs in an event loop.
        self._by_process: dict[int, CarrierT] = {}
        self._unhook: Callable[[], object] = _nothing
        if given is None:
            self._enter_process()
        else:
            _hook(given, hook)
            # Not only when it is closed: one that is forgotten leaves nothing behind either.
            self._unhook = weakref.finalize(self, _unhook, given, hook)

    def here(self) -> CarrierT:
        """Return what carries the calls of this process.

        Raises:
            RuntimeError: The given client was used before this process was forked from its parent.
        """
        return self._by_process.get(os.getpid()) or self._enter_process()

    def used_here(self) -> CarrierT | None:
        """Return what has carried calls of this process, if anything has."""
        return self._by_process.get(os.getpid())

    def close(self) -> CarrierT | None:
        """Leave a given client as it was found; return what is left to close, if there is anything."""
        self._unhook()
        return None if self._given is not None else self.used_here()

    def _enter_process(self) -> CarrierT:
        if self._given is not None and (self._by_process or self._is_connected_elsewhere()):
            raise RuntimeError(
                "http_client was used before this process was forked, and its connections are its parent's: "
                "make the httpx client and the Codat client in the child process, or leave http_client out"
            )
        return self._by_process.setdefault(os.getpid(), self._make())  # another thread may have been faster

    def _is_connected_elsewhere(self) -> bool:
        return os.getpid() != self._process and any(pool.connections for pool in pools_of(self._given))


def connections(given: HttpClient | None, address: Address) -> Connections[Carrier]:
    """Return the carriers of a client for threads.

    Parameters:
        given: The caller's httpx client, or None.
        address: Where the service is.
    """
    family = family_of(given, "Client")
    if family is not None:
        return Connections(given, partial[Carrier](ClientCarrier, family, given, address), _keep_location)
    return Connections(None, partial(_own_carrier, DEFAULT_FAMILY, address), _keep_location)


def async_connections(given: AsyncHttpClient | None, address: Address) -> Connections[AsyncCarrier]:
    """Return the carriers of a client for tasks, as ``connections`` does."""
    family = family_of(given, "AsyncClient")
    if family is not None:
        make = partial[AsyncCarrier](AsyncClientCarrier, family, given, address)
        return Connections(given, make, _keep_location_async)
    return Connections(None, partial(_own_async_carrier, DEFAULT_FAMILY, address), _keep_location_async)


def _own_carrier(family: Family, address: Address) -> Carrier:
    if not _names_proxies():
        return TransportCarrier(family, address)
    http_client = family.module.Client(cookies=_NoCookies())
    _hook(http_client, _keep_location)
    return ClientCarrier(family, http_client, address)


def _own_async_carrier(family: Family, address: Address) -> AsyncCarrier:
    if not _names_proxies():
        return AsyncTransportCarrier(family, address)
    http_client = family.module.AsyncClient(cookies=_NoCookies())
    _hook(http_client, _keep_location_async)
    return AsyncClientCarrier(family, http_client, address)


def _names_proxies() -> bool:
    """Return whether the environment has proxies, which httpx takes from the same place."""
    return bool(getproxies().keys() & {"http", "https", "all"})


class _NoCookies(CookieJar):
    """A jar that stays empty, and has no lock that somebody could wait for."""

    def extract_cookies(self, response: object, request: Request) -> None:
        """Take nothing."""


def _keep_location(response: Any) -> None:  # noqa: ANN401
    """Hide the Location header of an answer from httpx, which parses it even when it is not to follow.

    A response hook of the httpx client; it leaves the answers to other people's requests alone.
    """
    if OURS in response.request.extensions and response.has_redirect_location:
        response.extensions[REDIRECT_HEADERS] = response.headers.copy()
        del response.headers["Location"]


async def _keep_location_async(response: Any) -> None:  # noqa: ANN401
    _keep_location(response)


def _hook(http_client: Any, hook: Callable[..., Any]) -> None:  # noqa: ANN401
    http_client.event_hooks["response"].append(hook)


def _unhook(http_client: Any, hook: Callable[..., Any]) -> None:  # noqa: ANN401
    with suppress(ValueError):  # its owner may have set other hooks
        http_client.event_hooks["response"].remove(hook)


def _nothing() -> None:
    """Do nothing: there is no hook of anybody else's client to take away."""
