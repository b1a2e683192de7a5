"""A client of each flavour, used in the same words from the thread of the test."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from functools import partial
from typing import Any, Final

from anyio.from_thread import BlockingPortal, start_blocking_portal

from codat_customers import AsyncCodat, Codat, RetryConfig
from tests.support.flavours import Flavour

AT_ONCE: Final = RetryConfig(initial_interval=0, max_interval=0)


@contextmanager
def client_of(flavour: Flavour, server_url: str, **settings: Any) -> Generator[Any]:
    """Keep a Codat open, or an AsyncCodat whose calls, generators and blocks are used like those of a Codat."""
    if flavour == "sync":
        with Codat("test", server_url=server_url, **settings) as codat:
            yield codat
        return
    with (
        start_blocking_portal(flavour) as portal,
        portal.wrap_async_context_manager(connecting(server_url, **settings)) as client,
    ):
        yield _Blocking(client, portal)


@asynccontextmanager
async def connecting(server_url: str, **settings: Any) -> AsyncGenerator[AsyncCodat]:
    """Make a client within its event loop."""
    async with AsyncCodat("test", server_url=server_url, **settings) as codat:
        yield codat


class _Blocking:
    """Something asynchronous, every step of which is taken in a task of its own while a thread waits for it."""

    def __init__(self, inner: Any, portal: BlockingPortal) -> None:
        self._inner = inner
        self._portal = portal

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._inner, name)
        is_resource = hasattr(value, "_sender")
        return _Blocking(value, self._portal) if is_resource or callable(value) else value

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        result: Any = self._portal.call(partial(self._inner, *arguments, **options))
        if hasattr(result, "__anext__"):
            return self._consume(result)
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
