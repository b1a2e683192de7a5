"""What carries requests: an httpx client, or the pool of a transport of our own.

The latter serves a client that was given no httpx client, where the environment names no proxy: no cookies, redirects,
hooks or authentication, no address that is taken apart for each request, and no headers that are copied.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from http.cookiejar import Cookie
from ssl import PROTOCOL_TLS_CLIENT, SSLContext
from typing import Any, Final, Protocol

from .address import Address
from .exchange import Answer, AsyncAnswer, Request
from .family import Family, HttpCore
from .pools import Pool, is_pool, released, watch


class Carrier(Protocol):
    """What carries the requests of threads."""

    @property
    def is_closed(self) -> bool:
        """Whether it carries no more."""
        ...

    def send(self, request: Request) -> Answer:
        """Send a request and return its answer; raise HTTPProblem if there is none."""
        ...

    def give_back(self, request: Request) -> None:
        """Free the place that a broken-off request still holds in a pool."""
        ...

    def close(self) -> None:
        """Close the connections."""
        ...


class AsyncCarrier(Protocol):
    """What carries the requests of tasks."""

    @property
    def is_closed(self) -> bool:
        """Whether it carries no more."""
        ...

    async def send(self, request: Request) -> AsyncAnswer:
        """Send a request and return its answer; raise HTTPProblem if there is none."""
        ...

    async def give_back(self, request: Request) -> None:
        """Free the place that a broken-off request still holds in a pool."""
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...


class ClientCarrier:
    """Carries the requests of threads by an httpx client, whose cookies it leaves as they were.

    Parameters:
        family: What the client is of.
        http_client: The client.
        address: Where the service is.
    """

    def __init__(self, family: Family, http_client: Any, address: Address) -> None:  # noqa: ANN401
        self._family = family
        self._http_client = http_client
        self._address = address
        for pool in pools_of(http_client):
            watch(pool)

    @property
    def is_closed(self) -> bool:
        closed: bool = self._http_client.is_closed
        return closed

    def send(self, request: Request) -> Answer:
        cookies = tuple(self._http_client.cookies.jar)
        sent = self._family.request(request, self._address)
        try:
            response = self._http_client.send(sent, stream=True, auth=None, follow_redirects=False)
        except self._family.problems as problem:
            self._family.fail(problem, sent)
        _forget_cookies(self._http_client, cookies, response)
        return self._family.answer(request, response, sent)

    def give_back(self, request: Request) -> None:
        for pool in pools_of(self._http_client):
            for connection in released(pool, request):
                connection.close()

    def close(self) -> None:
        self._http_client.close()


class AsyncClientCarrier:
    """Carries the requests of tasks by an httpx client, whose cookies it leaves as they were.

    Parameters:
        family: What the client is of.
        http_client: The client.
        address: Where the service is.
    """

    def __init__(self, family: Family, http_client: Any, address: Address) -> None:  # noqa: ANN401
        self._family = family
        self._http_client = http_client
        self._address = address

    @property
    def is_closed(self) -> bool:
        closed: bool = self._http_client.is_closed
        return closed

    async def send(self, request: Request) -> AsyncAnswer:
        cookies = tuple(self._http_client.cookies.jar)
        sent = self._family.request(request, self._address)
        try:
            response = await self._http_client.send(sent, stream=True, auth=None, follow_redirects=False)
        except self._family.problems as problem:
            self._family.fail(problem, sent)
        _forget_cookies(self._http_client, cookies, response)
        return self._family.async_answer(request, response, sent)

    async def give_back(self, request: Request) -> None:
        for pool in pools_of(self._http_client):
            for connection in released(pool, request):
                await connection.aclose()

    async def aclose(self) -> None:
        await self._http_client.aclose()


class TransportCarrier:
    """Carries the requests of threads by a transport of its own, which is made for the first of them.

    Parameters:
        family: What the transport is of.
        address: Where the service is.
    """

    def __init__(self, family: Family, address: Address) -> None:
        self.is_closed = False
        self._family = family
        self._address = address
        self._http_cores: dict[None, HttpCore] = {}  # none, or one, whichever thread was the first

    def send(self, request: Request) -> Answer:
        http_core = self._http_cores.get(None) or self._http_cores.setdefault(None, self._http_core())
        terms, handle_request = http_core.way("handle_request")
        sent = terms.request(request, self._address)
        try:
            response = handle_request(sent)
        except terms.problems as problem:
            terms.fail(problem, sent)
        return terms.answer(request, response, sent)

    def give_back(self, request: Request) -> None:
        for http_core in self._http_cores.values():
            for connection in released(http_core.pool, request):
                connection.close()

    def close(self) -> None:
        self.is_closed = True
        for http_core in self._http_cores.values():
            http_core.transport.close()

    def _http_core(self) -> HttpCore:
        transport = self._family.module.HTTPTransport(verify=ssl_context(self._family, self._address))
        watch(transport._pool)
        return HttpCore(self._family, transport)


class AsyncTransportCarrier:
    """Carries the requests of tasks by a transport of its own, which is made for the first of them.

    Parameters:
        family: What the transport is of.
        address: Where the service is.
    """

    def __init__(self, family: Family, address: Address) -> None:
        self.is_closed = False
        self._family = family
        self._address = address
        self._http_core: HttpCore | None = None

    async def send(self, request: Request) -> AsyncAnswer:
        if self._http_core is None:
            transport = self._family.module.AsyncHTTPTransport(verify=ssl_context(self._family, self._address))
            self._http_core = HttpCore(self._family, transport)
        terms, handle_request = self._http_core.way("handle_async_request")
        sent = terms.request(request, self._address)
        try:
            response = await handle_request(sent)
        except terms.problems as problem:
            terms.fail(problem, sent)
        return terms.async_answer(request, response, sent)

    async def give_back(self, request: Request) -> None:
        if self._http_core is not None:
            for connection in released(self._http_core.pool, request):
                await connection.aclose()

    async def aclose(self) -> None:
        self.is_closed = True
        if self._http_core is not None:
            await self._http_core.transport.aclose()


def pools_of(http_client: Any) -> Iterator[Pool]:  # noqa: ANN401
    """Yield the pools of an httpx client whose insides are known."""
    mounts: dict[object, object] = getattr(http_client, "_mounts", {})
    for transport in (getattr(http_client, "_transport", None), *mounts.values()):
        pool = getattr(transport, "_pool", None)
        if is_pool(pool):
            yield pool


def ssl_context(family: Family, address: Address) -> SSLContext:
    """Return what is shared by clients whose environment names the same certificates.

    To read them takes milliseconds and much memory, so a service without TLS goes without.
    """
    if address.scheme != b"https":
        return _ssl_contexts.get(()) or _ssl_contexts.setdefault((), SSLContext(PROTOCOL_TLS_CLIENT))
    places = tuple(os.environ.get(name) for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"))
    return _ssl_contexts.get(places) or _ssl_contexts.setdefault(places, family.module.create_ssl_context())


_ssl_contexts: Final[dict[tuple[str | None, ...], SSLContext]] = {}


def _forget_cookies(http_client: Any, before: tuple[Cookie, ...], response: Any) -> None:  # noqa: ANN401
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
