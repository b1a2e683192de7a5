"""What carries the requests of the tests; the variable HTTP of the environment says it.

- ``httpx``: an httpx client that clients are given, unless a test says otherwise. So it is without the variable.
- ``httpx2``: the same with httpx2 in the place of httpx everywhere, as applications have it that alias it.
- ``both``: clients of httpx2 that clients are given, beside httpx.
- ``own``: what clients have that are given none, wherever a test needs no other.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Final
from unittest.mock import patch

HTTP: Final = os.environ.get("HTTP", "httpx")

# What of an httpx client's settings a client can have without being given one, in a test
_OWN: Final = {"limits", "verify", "event_hooks", "follow_redirects"}


def alias() -> None:
    """Put httpx2 in the place of httpx, if the tests are to run so, before anything has imported that."""
    if HTTP == "httpx2":
        import_module("httpx2").alias_httpx()


def is_given(http: Mapping[str, Any] | None) -> bool:
    """Return whether a client is given an httpx client with some settings, or has what it is given by itself."""
    return http is not None and not (HTTP == "own" and http.keys() <= _OWN)


def http_client(kind: str, **settings: Any) -> Any:
    """Return a Client or an AsyncClient that a client can be given."""
    return getattr(import_module("httpx2" if HTTP == "both" else "httpx"), kind)(**settings)


@contextmanager
def own_transports(http: Mapping[str, Any] | None) -> Generator[None]:
    """Let the transports of clients that are given no httpx client have settings, and response hooks, of one."""
    import httpx

    settings = {name: value for name, value in (http or {}).items() if name in ("limits", "verify")}
    hooks = (http or {}).get("event_hooks", {}).get("response", ())

    class Transport(httpx.HTTPTransport):
        def __init__(self, **others: Any) -> None:
            super().__init__(**{**others, **settings})

    class AsyncTransport(httpx.AsyncHTTPTransport):
        def __init__(self, **others: Any) -> None:
            super().__init__(**{**others, **settings})

    class HookedTransport(Transport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            response = super().handle_request(request)
            for hook in hooks:
                hook(response)
            return response

    class HookedAsyncTransport(AsyncTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            response = await super().handle_async_request(request)
            for hook in hooks:
                await hook(response)
            return response

    # Without a hook, the methods stay httpx's own: for what replaces them, requests go another way.
    transport, async_transport = (HookedTransport, HookedAsyncTransport) if hooks else (Transport, AsyncTransport)
    with patch.object(httpx, "HTTPTransport", transport), patch.object(httpx, "AsyncHTTPTransport", async_transport):
        yield
