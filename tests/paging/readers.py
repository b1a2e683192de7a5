"""Reads in the same words with a Codat and with an AsyncCodat on asyncio and on trio."""

from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Literal, Protocol, TypeVar

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal

from codat_customers import AsyncCodat, Codat, RetryConfig
from codat_customers.models import Customer, CustomerPage

T = TypeVar("T")
Kind = Literal["sync", "asyncio", "trio"]
KINDS: tuple[Kind, ...] = ("sync", "asyncio", "trio")
BACKENDS = ("asyncio", "trio")

COMPANY = "8a210b68-6988-11ed-a1eb-0242ac120002"
AT_ONCE = RetryConfig(initial_interval=0, max_interval=0)


class Reader(Protocol):
    @property
    def iterate(self) -> Callable[..., Generator[Customer]]: ...

    @property
    def pages(self) -> Callable[..., Generator[CustomerPage]]: ...


@contextmanager
def reading(kind: Kind, server_url: str) -> Generator[Reader]:
    """Keep a client open whose generators are consumed, and closed, from this thread."""
    if kind == "sync":
        with httpx.Client(verify=False) as http_client:  # loading certificates takes longer than most tests
            yield Codat("test", server_url=server_url, retries=AT_ONCE, http_client=http_client).customers
        return
    with start_blocking_portal(kind) as portal, portal.wrap_async_context_manager(connecting(server_url)) as client:
        yield _Asynchronous(client, portal)


@asynccontextmanager
async def connecting(server_url: str) -> AsyncGenerator[AsyncCodat]:
    async with httpx.AsyncClient(verify=False) as http_client:
        yield AsyncCodat("test", server_url=server_url, retries=AT_ONCE, http_client=http_client)


class _Asynchronous:
    """Every step of a generator is taken in a task of its own."""

    def __init__(self, client: AsyncCodat, portal: BlockingPortal) -> None:
        self._client = client
        self._portal = portal

    def iterate(self, company_id: str, **options: Any) -> Generator[Customer]:
        return self._consume(self._client.customers.iterate(company_id, **options))

    def pages(self, company_id: str, **options: Any) -> Generator[CustomerPage]:
        return self._consume(self._client.customers.pages(company_id, **options))

    def _consume(self, generator: AsyncGenerator[T]) -> Generator[T]:
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
