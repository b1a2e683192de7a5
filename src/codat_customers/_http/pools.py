"""What carries the requests: an httpx client, and what has to be done from outside about its pool of connections.

The pools of httpx, which are httpcore's, know nothing of forks and of total times, reuse connections that hold more
than the answer that was asked for, and lose a place when an exception strikes them from outside. All that touches their
insides stands here; transports of another make are left alone.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from http.cookiejar import Cookie, CookieJar
from ssl import SSLError, SSLObject, SSLWantReadError
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import httpx
from httpcore import ConnectionPool

from .network import WatchedBackend, WatchedConnection

if TYPE_CHECKING:
    from urllib.request import Request

    from httpcore import AsyncConnectionPool, ConnectionInterface, Origin

HttpClient = TypeVar("HttpClient", httpx.Client, httpx.AsyncClient)

# Extensions: of requests, that they are ours; and of the answers to them, all headers of a redirect.
OURS: Final = "codat_customers.ours"
REDIRECT_HEADERS: Final = "codat_customers.redirect_headers"

# In which process each given client was seen first: a client made in a child may be given one of its parent's.
_seen_first: Final = weakref.WeakKeyDictionary[httpx.Client | httpx.AsyncClient, int]()

_ASSIGN: Final = "_assign_requests_to_connections"


class Connections(Generic[HttpClient]):
    """The httpx client that carries the calls of a client: one for each process, since sockets do not survive a fork.

    Parameters:
        given: The caller's httpx client, which is neither replaced nor closed, or None.
        make: Makes one for this process if none is given.
    """

    def __init__(self, given: HttpClient | None, make: Callable[[], HttpClient]) -> None:
        self._given: HttpClient | None = given
        self._make: Callable[[], HttpClient] = make
        self._process = os.getpid() if given is None else _seen_first.setdefault(given, os.getpid())
        # Those of parent processes are kept: to collect them would close what is theirs in an event loop.
        self._by_process: dict[int, HttpClient] = {}
        self._unhook: Callable[[], object] = _nothing
        if given is None:
            self._enter_process()
        else:
            _watch(given)
            _hook(given)
            # Not only when it is closed: one that is forgotten leaves nothing behind either.
            self._unhook = weakref.finalize(self, _unhook, given)

    def here(self) -> HttpClient:
        """Return what carries the calls of this process.

        Raises:
            RuntimeError: The given client was used before this process was forked from its parent.
        """
        return self._by_process.get(os.getpid()) or self._enter_process()

    def used_here(self) -> HttpClient | None:
        """Return what has carried calls of this process, if anything has."""
        return self._by_process.get(os.getpid())

    def close(self) -> HttpClient | None:
        """Leave a given client as it was found; return what is left to close, if there is anything."""
        self._unhook()
        return None if self._given is not None else self.used_here()

    def _enter_process(self) -> HttpClient:
        if self._given is None:
            http_client = self._make()
            _watch(http_client)
            _hook(http_client)
        elif self._by_process or (os.getpid() != self._process and _is_connected(self._given)):
            raise RuntimeError(
                "http_client was used before this process was forked, and its connections are its parent's: "
                "make the httpx client and the Codat client in the child process, or leave http_client out"
            )
        else:
            http_client = self._given
        return self._by_process.setdefault(os.getpid(), http_client)  # another thread may have been faster


def _keep_location(response: httpx.Response) -> None:
    """Hide the Location header of an answer from httpx, which parses it even when it is not to follow.

    A response hook of the httpx client; it leaves the answers to other people's requests alone.
    """
    if OURS in response.request.extensions and response.has_redirect_location:
        response.extensions[REDIRECT_HEADERS] = response.headers.copy()
        del response.headers["Location"]


def cookies_of(http_client: httpx.Client | httpx.AsyncClient) -> tuple[Cookie, ...]:
    """Return what is in the jar of an httpx client before a request."""
    return tuple(http_client.cookies.jar)


def forget_cookies(
    http_client: httpx.Client | httpx.AsyncClient, before: tuple[Cookie, ...], response: httpx.Response
) -> None:
    """Take the cookies of an answer out of the jar: the service has none, and what gateways set would pile up.

    What was there before them, and was replaced or deleted, is put back.
    """
    set_cookies = response.headers.get_list("Set-Cookie")
    if not set_cookies:
        return
    jar = http_client.cookies.jar
    for cookie in response.cookies.jar:
        with suppress(KeyError):
            jar.clear(cookie.domain, cookie.path, cookie.name)
    names = {text.partition("=")[0].strip() for text in set_cookies}
    for cookie in before:
        if cookie.name in names:
            jar.set_cookie(cookie)


def end_exchange(response: httpx.Response) -> None:
    """See to it that a connection is not used again if there is more on it than the answer that was just read."""
    reader: Any = response.stream
    for name in ("_stream", "_httpcore_stream", "_stream", "_connection", "_h11_state"):
        reader = getattr(reader, name, None)
    if reader is not None and (reader.trailing_data[0] or _holds_more(response)):
        reader.send_failed()  # so the pool closes it


def _holds_more(response: httpx.Response) -> bool:
    """Return whether there is more between the socket, which the pool looks at itself, and what reads the answers."""
    stream = getattr(response.extensions.get("network_stream"), "_stream", None)
    # anyio takes more from asyncio than httpcore takes from anyio
    for layer in (stream, getattr(stream, "transport_stream", None)):
        if getattr(getattr(layer, "_protocol", None), "read_queue", None):
            return True
    tls = getattr(stream, "_ssl_object", None)
    if not isinstance(tls, SSLObject):
        return False
    try:
        tls.read(1)
    except SSLWantReadError:
        return False
    except SSLError:
        pass  # it is damaged, or at its end
    return True


def release(http_client: httpx.Client | httpx.AsyncClient, request: httpx.Request) -> Iterator[Any]:
    """Free the places that a broken-off request still holds in a pool; yield the connections that are to be closed.

    Whatever was broken off may have left a connection in no state to be used again, even if the pool thinks otherwise.
    """
    for pool in _pools(http_client):
        insides = vars(pool)
        with insides["_optional_thread_lock"]:
            requests, connections = insides["_requests"], insides["_connections"]
            ended = [each for each in requests if each.request.extensions is request.extensions]
            for each in ended:
                requests.remove(each)
            in_use = [each.connection for each in requests]
            broken = [each.connection for each in ended]
            lost = [
                each
                for each in connections
                if each not in in_use and (each in broken or not (each.is_idle() or each.is_closed()))
            ]
            for each in lost:
                connections.remove(each)
            closing = getattr(pool, _ASSIGN)()
        yield from (*lost, *closing)


class NoCookies(CookieJar):
    """A jar that stays empty, and has no lock that somebody could wait for."""

    def extract_cookies(self, response: object, request: Request) -> None:
        """Take nothing."""


def _pools(http_client: httpx.Client | httpx.AsyncClient) -> Iterator[ConnectionPool | AsyncConnectionPool]:
    mounts: dict[object, object] = getattr(http_client, "_mounts", {})
    for transport in (getattr(http_client, "_transport", None), *mounts.values()):
        pool: ConnectionPool | AsyncConnectionPool | None = getattr(transport, "_pool", None)
        if pool is not None and hasattr(pool, _ASSIGN):
            yield pool


def _is_connected(http_client: httpx.Client | httpx.AsyncClient) -> bool:
    return any(pool.connections for pool in _pools(http_client))


def _watch(http_client: httpx.Client | httpx.AsyncClient) -> None:
    """Let the steps of sync calls be limited, and the pool's lock survive exceptions that strike from outside."""
    for pool in _pools(http_client):
        insides = vars(pool)
        if isinstance(pool, ConnectionPool):
            # The same lock, without the wrapper in Python between whose lines an exception would leave it taken.
            lock = insides["_optional_thread_lock"]
            insides["_optional_thread_lock"] = getattr(lock, "_lock", lock)
            insides.setdefault("create_connection", partial(_create_connection, pool.create_connection))
            backend = insides["_network_backend"]
            if not isinstance(backend, WatchedBackend):
                insides["_network_backend"] = WatchedBackend(backend)


def _create_connection(create: Callable[[Origin], ConnectionInterface], origin: Origin) -> WatchedConnection:
    return WatchedConnection(create(origin))


def _hook(http_client: httpx.Client | httpx.AsyncClient) -> None:
    http_client.event_hooks["response"].append(_hook_of(http_client))


def _unhook(http_client: httpx.Client | httpx.AsyncClient) -> None:
    with suppress(ValueError):  # its owner may have set other hooks
        http_client.event_hooks["response"].remove(_hook_of(http_client))


def _hook_of(http_client: httpx.Client | httpx.AsyncClient) -> Callable[..., Any]:
    return _keep_location_async if isinstance(http_client, httpx.AsyncClient) else _keep_location


async def _keep_location_async(response: httpx.Response) -> None:
    _keep_location(response)


def _nothing() -> None:
    """Do nothing: there is nothing yet to break off, or no hook of anybody else's client to take away."""
