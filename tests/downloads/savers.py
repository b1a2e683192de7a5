"""Saves in the same words with a Codat and with an AsyncCodat on asyncio and on trio."""

from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Literal, Protocol, TypeAlias

import httpx
from anyio.from_thread import start_blocking_portal

from codat_customers import AsyncCodat, Codat, RetryConfig

Kind = Literal["sync", "asyncio", "trio"]
KINDS: tuple[Kind, ...] = ("sync", "asyncio", "trio")
BACKENDS = ("asyncio", "trio")

IDS = ("company", "connection", "customer", "attachment")
AT_ONCE = RetryConfig(initial_interval=0, max_interval=0)


Progress: TypeAlias = Callable[[int, int | None], object]


class Save(Protocol):
    """save_attachment of one of the clients, called from this thread."""

    def __call__(self, *arguments: Any, progress: Progress | None = None, **options: Any) -> Path | None: ...


@contextmanager
def saving(kind: Kind, server_url: str) -> Generator[Save]:
    """Keep a client open, and save with it from this thread."""
    if kind == "sync":
        with httpx.Client(verify=False) as http_client:  # loading certificates takes longer than most tests
            codat = Codat("test", server_url=server_url, retries=AT_ONCE, http_client=http_client)
            yield lambda *arguments, progress=None, **options: codat.customers.save_attachment(
                *arguments, progress=progress, **options
            )
        return
    with start_blocking_portal(kind) as portal, portal.wrap_async_context_manager(connecting(server_url)) as client:
        yield lambda *arguments, progress=None, **options: portal.call(
            partial(client.customers.save_attachment, *arguments, progress=progress, **options)
        )


@asynccontextmanager
async def connecting(server_url: str) -> AsyncGenerator[AsyncCodat]:
    async with httpx.AsyncClient(verify=False) as http_client:
        yield AsyncCodat("test", server_url=server_url, retries=AT_ONCE, http_client=http_client)
