"""One way to make a call with each kind of client, and what every error must satisfy, whatever went wrong."""

from __future__ import annotations

import base64
import copy
import gc
import pickle
import ssl
import traceback
import types
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

import anyio
import httpx
import trustme
from attrs import frozen

from codat_customers import AsyncCodat, Codat, RetryConfig, SDKError
from codat_customers.models import Customer, CustomerStatus
from tests.support.clients import client_of, connecting
from tests.support.clock import Clock
from tests.support.server import CUSTOMER, PAGE, PUSH, Behaviour, answer

KEY: Final = "s3cr3t-0123456789-k3y"
ENCODED_KEY: Final = base64.b64encode(KEY.encode()).decode()

# Tries follow each other at once, until one of them succeeds or the quota is spent.
EAGER: Final = RetryConfig(initial_interval=0.0, max_interval=0.0, max_elapsed_time=30.0)


@frozen
class SampleCall:
    """A call, and the answer that makes it succeed.

    Attributes:
        name: The operation, as errors and events call it.
        method: That of its request.
        call: Makes the call with a Codat; with an AsyncCodat it returns what is to be awaited.
        success: The answer.
    """

    name: str
    method: str
    call: Callable[[Any], Any]
    success: Behaviour

    def __call__(self, codat: Any) -> Any:
        return self.call(codat)


def _stream(codat: Codat | AsyncCodat) -> Any:
    if isinstance(codat, AsyncCodat):
        return _stream_async(codat)
    with codat.customers.stream_attachment("co", "cn", "c1", "a1") as body:
        return b"".join(body)


async def _stream_async(codat: AsyncCodat) -> bytes:
    async with codat.customers.stream_attachment("co", "cn", "c1", "a1") as body:
        return b"".join([chunk async for chunk in body])


NEW: Final = Customer(status=CustomerStatus.ACTIVE, customer_name="Ada")
FILE: Final = ("co", "cn", "c1", "a1")

LIST: Final = SampleCall("customers.list", "GET", lambda codat: codat.customers.list("co"), answer(200, PAGE))
GET: Final = SampleCall("customers.get", "GET", lambda codat: codat.customers.get("co", "c1"), answer(200, CUSTOMER))
CREATE: Final = SampleCall(
    "customers.create", "POST", lambda codat: codat.customers.create("co", "cn", NEW), answer(200, PUSH)
)
UPDATE: Final = SampleCall(
    "customers.update", "PUT", lambda codat: codat.customers.update("co", "cn", "c1", NEW), answer(200, PUSH)
)
DOWNLOAD: Final = SampleCall(
    "customers.download_attachment",
    "GET",
    lambda codat: codat.customers.download_attachment(*FILE),
    answer(200, b"file"),
)
STREAM: Final = SampleCall("customers.stream_attachment", "GET", _stream, answer(200, b"file"))


def run(
    flavour: str,
    url: str,
    use: Callable[[Any], Any],
    *,
    key: Any = KEY,
    http: Mapping[str, Any] = MappingProxyType({}),
    clock: Clock | None = None,
    on_success: Callable[[], object] | None = None,
    **settings: Any,
) -> object:
    """Make a call with a client of its own: "sync", or on the event loop named.

    Parameters:
        flavour: How.
        url: The server.
        use: The call, or a SampleCall; with an AsyncCodat it returns what is to be awaited.
        key: The client's key, or what returns it.
        http: The settings of the httpx client that it is given.
        clock: What client and event loop go by, instead of time itself.
        on_success: What is called when the head of an answer has come whose status is 200.
        settings: Others of the client; it is eager, and patient for five seconds.
    """
    settings = {"retries": EAGER, "timeout": 5.0, **settings}

    def heard(response: httpx.Response) -> None:
        if on_success is not None and response.status_code == 200:
            on_success()

    async def heard_async(response: httpx.Response) -> None:
        heard(response)

    if flavour == "sync":
        http = {**http, "event_hooks": {"response": [heard]}}
        with client_of(flavour, url, key, http=http, **settings) as codat:
            if clock is not None:
                go_by(clock, codat)
            return use(codat)

    async def main() -> object:
        async with connecting(url, key, http={**http, "event_hooks": {"response": [heard_async]}}, **settings) as codat:
            if clock is not None:
                go_by(clock, codat)
            return await use(codat)

    return clock.run(flavour, main) if clock else anyio.run(main, backend=flavour)


def go_by(clock: Clock, codat: Codat | AsyncCodat) -> None:
    """Let a client take its time from a clock."""
    codat._state.monotonic = clock  # pyright: ignore[reportPrivateUsage]


def server_side(authority: trustme.CA, host: str) -> ssl.SSLContext:
    """Return a server's side of TLS, with a certificate for a host."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # trustme also takes contexts of pyOpenSSL, which is not installed
    authority.issue_cert(host).configure_cert(context)  # pyright: ignore[reportUnknownMemberType]
    return context


def client_side(authority: trustme.CA) -> ssl.SSLContext:
    """Return a client's side of TLS that trusts an authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.configure_trust(context)  # pyright: ignore[reportUnknownMemberType]
    return context


def check_error(error: SDKError) -> None:
    """Check what holds for every error of a call."""
    assert error.method
    assert error.url is not None
    assert error.url.startswith("http")
    assert error.message == str(error)
    assert "\n" not in str(error)
    assert str(error).isprintable()
    assert 40 < len(str(error)) < 1500
    hash(error)
    for twin in (pickle.loads(pickle.dumps(error)), copy.deepcopy(error), copy.copy(error)):
        assert type(twin) is type(error)
        assert str(twin) == str(error)
        assert _fields(twin) == _fields(error)
    assert (error.idempotency_key is not None) is (error.method == "POST")
    if error.status_code is None:
        assert (error.headers, error.body, error.raw_response) == (None, None, None)
    assert_no_key(
        str(error), repr(error), pickle.dumps(error), "".join(traceback.format_exception(error)), *_reachable(error)
    )


def assert_no_key(*texts: object) -> None:
    for text in texts:
        assert KEY not in str(text)
        assert ENCODED_KEY not in str(text)


def _fields(error: SDKError) -> dict[str, object]:
    return {name: getattr(error, name) for name in FIELDS}


def _reachable(start: object) -> Iterator[object]:
    """Yield every text that can be reached from an error, but for the frames in tracebacks."""
    seen: set[int] = set()
    waiting = [start]
    while waiting:
        item = waiting.pop()
        if id(item) in seen or isinstance(item, _NOT_DATA):
            continue
        seen.add(id(item))
        if isinstance(item, str | bytes | bytearray):
            yield item
        elif isinstance(item, Mapping | BaseException) or not isinstance(item, int | float):
            waiting += gc.get_referents(item)


FIELDS: Final = [
    "message",
    "reason",
    "status_code",
    "headers",
    "body",
    "error",
    "correlation_id",
    "retry_after",
    "method",
    "url",
    "attempts",
    "idempotency_key",
    "raw_response",
]
_NOT_DATA: Final = (
    type,
    types.ModuleType,
    types.FrameType,
    types.TracebackType,
    types.FunctionType,
    types.BuiltinFunctionType,
    types.CodeType,
    types.GetSetDescriptorType,
    types.MethodDescriptorType,
)
