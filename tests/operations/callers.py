"""Calls an operation in the same words with a Codat and with an AsyncCodat on asyncio and on trio."""

from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from operator import attrgetter
from typing import Any, Literal, Protocol

from anyio.from_thread import start_blocking_portal

from codat_customers import AsyncCodat, Codat

Kind = Literal["sync", "asyncio", "trio"]
KINDS: tuple[Kind, ...] = ("sync", "asyncio", "trio")


class Call(Protocol):
    """Calls an operation by its name below the client, such as ``customers.with_raw_response.get``."""

    def __call__(self, operation: str, *arguments: Any, **options: Any) -> Any: ...


@contextmanager
def calling(kind: Kind, server_url: str) -> Generator[Call]:
    """Keep a client open, and call its operations from this thread."""
    if kind == "sync":
        with Codat("test", server_url=server_url) as codat:
            yield lambda operation, *arguments, **options: attrgetter(operation)(codat)(*arguments, **options)
        return
    with start_blocking_portal(kind) as portal:
        asynchronous = portal.call(partial(AsyncCodat, "test", server_url=server_url))
        with portal.wrap_async_context_manager(asynchronous) as async_codat:
            yield lambda operation, *arguments, **options: portal.call(
                partial(attrgetter(operation)(async_codat), *arguments, **options)
            )
