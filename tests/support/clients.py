"""A client of each flavour, used in the same words from the thread of the test."""

from __future__ import annotations

import ssl
from collections.abc import AsyncGenerator, Callable, Generator, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from functools import partial
from typing import Any, Final

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from codat_customers_api.resources import AsyncResources, Resources

from codat_customers import AsyncCodat, Codat, RetryConfig
from codat_customers._async.sender import AsyncRetryingSender
from codat_customers._call.state import ClientState
from codat_customers._http.connections import async_connections, connections
from codat_customers._sync.sender import RetryingSender
from tests.support.http import http_client, is_given, own_transports

AT_ONCE: Final = RetryConfig(initial_interval=0, max_interval=0)

# What makes the httpx client that a client is given. Its own context reads all certificates of the machine, which would
# take most of the suite's time.
GIVEN: Final[Mapping[str, Any]] = {"verify": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), "trust_env": False}
ONE_CONNECTION: Final[Mapping[str, Any]] = {"limits": httpx.Limits(max_connections=1)}


@contextmanager
def client_of(
    flavour: str, server_url: str, key: Any = "test", *, http: Mapping[str, Any] | None = None, **settings: Any
) -> Generator[Any]:
    """Keep a Codat open, or an AsyncCodat whose calls, generators and blocks are used like those of a Codat.

    Parameters:
        flavour: "sync", or the event loop that the client is for.
        server_url: The service.
        key: The API key, or what returns it.
        http: The settings of an httpx client of the caller's that the client is given, instead of one of its own.
        settings: Others of the client.
    """
    if flavour == "sync":
        with ExitStack() as stack:
            if is_given(http):
                settings["http_client"] = stack.enter_context(http_client("Client", **{**GIVEN, **(http or {})}))
            else:
                stack.enter_context(own_transports(http))
            yield stack.enter_context(Codat(key, server_url=server_url, **settings))
        return
    with (
        start_blocking_portal(flavour) as portal,
        portal.wrap_async_context_manager(connecting(server_url, key, http=http, **settings)) as client,
    ):
        yield _Blocking(client, portal)


@asynccontextmanager
async def connecting(
    server_url: str, key: Any = "test", *, http: Mapping[str, Any] | None = None, **settings: Any
) -> AsyncGenerator[AsyncCodat]:
    """Make an AsyncCodat within its event loop, with the parameters of ``client_of``."""
    async with AsyncExitStack() as stack:
        if is_given(http):
            given = http_client("AsyncClient", **{**GIVEN, **(http or {})})
            settings["http_client"] = await stack.enter_async_context(given)
        else:
            stack.enter_context(own_transports(http))
        yield await stack.enter_async_context(AsyncCodat(key, server_url=server_url, **settings))


@contextmanager
def resources_of(
    flavour: str, state: ClientState, sleep: Callable[[float], None], sent: Callable[[httpx.Request], None], **http: Any
) -> Generator[Any]:
    """Keep what a client consists of, with a clock and a way to sleep that are the test's.

    Parameters:
        flavour: "sync", or the event loop that it is for.
        state: The client's, with its clock.
        sleep: What waits between two tries.
        sent: What is called before each request.
        http: The settings of its httpx client.
    """
    if flavour == "sync":
        with httpx.Client(**GIVEN, **http, event_hooks={"request": [sent]}) as client:
            yield Resources(RetryingSender(connections(client, state.settings.address), state, sleep))
        return

    async def sleep_async(seconds: float) -> None:
        sleep(seconds)

    async def sent_async(request: httpx.Request) -> None:
        sent(request)

    async_client = httpx.AsyncClient(**GIVEN, **http, event_hooks={"request": [sent_async]})
    with start_blocking_portal(flavour) as portal, portal.wrap_async_context_manager(async_client):
        carriers = async_connections(async_client, state.settings.address)
        yield _Blocking(AsyncResources(AsyncRetryingSender(carriers, state, sleep_async)), portal)


class _Blocking:
    """Something asynchronous, every step of which is taken in a task of its own while a thread waits for it."""

    def __init__(self, inner: Any, portal: BlockingPortal) -> None:
        self._inner = inner
        self._portal = portal

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._inner, name if hasattr(self._inner, name) else f"a{name}")
        is_resource = hasattr(value, "_sender")
        return _Blocking(value, self._portal) if is_resource or callable(value) else value

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        result: Any = self._portal.call(partial(self._inner, *arguments, **options))
        if hasattr(result, "aclose"):
            return self._consume(result)
        if hasattr(result, "__anext__"):
            return _Blocking(result, self._portal)
        return self._enter(result) if hasattr(result, "__aenter__") else result

    def __iter__(self) -> Iterator[Any]:
        steps = self._portal.call(self._inner.__aiter__)
        while True:
            try:
                yield self._portal.call(steps.__anext__)
            except StopAsyncIteration:
                return

    def _consume(self, generator: AsyncGenerator[Any]) -> Generator[Any]:
        try:
            while True:
                try:
                    item = self._portal.call(generator.__anext__)
                except StopAsyncIteration:
                    return
                yield item
                del item
        finally:
            self._portal.call(generator.aclose)

    @contextmanager
    def _enter(self, block: AbstractAsyncContextManager[Any]) -> Generator[_Blocking]:
        with self._portal.wrap_async_context_manager(block) as value:
            yield _Blocking(value, self._portal)
