"""Calls through the real senders, with a clock that only moves when it is told to and a server that takes no time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from typing import Final

import anyio
import httpx
from attrs import define, field
from codat_customers_api.api.customers import AsyncCustomers, Customers
from codat_customers_api.client import RetryPolicy

from codat_customers import RetryConfig, RetryEvent
from codat_customers._async.sender import AsyncRetryingSender
from codat_customers._call.state import ClientState
from codat_customers._http.pools import Connections
from codat_customers._settings import resolve_settings
from codat_customers._sync.sender import RetryingSender
from codat_customers.models import Customer, CustomerStatus

PAGE: Final = (
    b'{"results":[],"pageNumber":1,"pageSize":9,"totalResults":0,"_links":{"self":{"href":"/"},"current":{"href":"/"}}}'
)
PUSH: Final = (
    b'{"companyId":"c","pushOperationKey":"k","dataConnectionKey":"d","status":"Pending","statusCode":202,'
    b'"requestedOnUtc":"2026-01-02T03:04:05Z"}'
)
NEW: Final = Customer(status=CustomerStatus.ACTIVE)


class Outcome:
    """What the simulated server does with a request: it takes some time, and answers or breaks."""

    def __init__(
        self, result: int | Exception, took: float = 0.0, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> None:
        self.result = result
        self.took = took
        self.headers = headers
        self.body = body


SUCCESS: Final = Outcome(200)


class _Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that notes which time-outs are in force when it is read."""

    def __init__(self, content: bytes, request: httpx.Request, timeouts: list[Mapping[str, float | None]]) -> None:
        self._content = content
        self._request = request
        self._timeouts = timeouts

    def __iter__(self) -> Iterator[bytes]:
        self._timeouts.append(dict(self._request.extensions["timeout"]))
        yield self._content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self:
            yield chunk


@define
class Simulation:
    """A client whose time is simulated.

    Attributes:
        script: What becomes of the requests in turn; the last outcome is repeated.
        retries: The client's policy.
        timeout: The client's time-outs.
        draw: What every draw of a random number gives.
        now: The time on the clock.
        requests: What was sent.
        timeouts: The time-outs of the requests.
        body_timeouts: The time-outs in force when the bodies were read.
        waits: The seconds slept.
        events: What ``on_retry`` heard.
        oversleep: How much longer each sleep takes than asked.
    """

    script: Iterable[Outcome]
    retries: RetryPolicy | None = field(factory=RetryConfig)
    timeout: float | httpx.Timeout | None = 30.0
    draw: float = 0.5
    now: float = 1000.0
    oversleep: float = 0.0
    requests: list[httpx.Request] = field(factory=list[httpx.Request])
    timeouts: list[Mapping[str, float | None]] = field(factory=list[Mapping[str, float | None]])
    body_timeouts: list[Mapping[str, float | None]] = field(factory=list[Mapping[str, float | None]])
    waits: list[float] = field(factory=list[float])
    events: list[RetryEvent] = field(factory=list[RetryEvent])
    _outcomes: Iterator[Outcome] = field(init=False)
    _last: Outcome = field(init=False, default=SUCCESS)
    state: ClientState = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._outcomes = iter(self.script)
        settings = resolve_settings(
            "key", None, "http://simulated", self.timeout, self.retries, None, self.events.append
        )
        self.state = ClientState(settings, monotonic=lambda: self.now, random=lambda: self.draw)

    def continue_with(self, script: Iterable[Outcome]) -> None:
        self._outcomes = iter(script)

    @property
    def keys(self) -> list[str | None]:
        return [request.headers.get("Idempotency-Key") for request in self.requests]

    def run(
        self,
        flavour: str,
        call: Callable[[Customers], object],
        call_async: Callable[[AsyncCustomers], Awaitable[object]],
    ) -> object:
        """Make calls with one client."""
        transport = httpx.MockTransport(self._answer)
        if flavour == "sync":
            with httpx.Client(transport=transport) as http_client:
                return call(Customers(RetryingSender(Connections(http_client, httpx.Client), self.state, self._sleep)))

        async def main() -> object:
            async with httpx.AsyncClient(transport=transport) as http_client:
                connections = Connections(http_client, httpx.AsyncClient)
                return await call_async(AsyncCustomers(AsyncRetryingSender(connections, self.state, self._sleep_async)))

        return anyio.run(main, backend=flavour)

    def list(self, flavour: str) -> object:
        return self.run(flavour, lambda customers: customers.list("co"), lambda customers: customers.list("co"))

    def create(self, flavour: str) -> object:
        return self.run(
            flavour,
            lambda customers: customers.create("co", "cn", NEW),
            lambda customers: customers.create("co", "cn", NEW),
        )

    def update(self, flavour: str) -> object:
        return self.run(
            flavour,
            lambda customers: customers.update("co", "cn", "c1", NEW),
            lambda customers: customers.update("co", "cn", "c1", NEW),
        )

    def download(self, flavour: str) -> object:
        ids = ("co", "cn", "c1", "a1")
        return self.run(
            flavour,
            lambda customers: customers.download_attachment(*ids),
            lambda customers: customers.download_attachment(*ids),
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        self.timeouts.append(dict(request.extensions["timeout"]))
        self._last = outcome = next(self._outcomes, self._last)
        self.now += outcome.took
        if isinstance(outcome.result, Exception):
            raise outcome.result
        body = outcome.body
        if outcome.result == 200 and not body:
            body = PAGE if request.method == "GET" else PUSH
        return httpx.Response(outcome.result, headers=outcome.headers, stream=_Body(body, request, self.body_timeouts))

    def _sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.waits.append(seconds)
        self.now += seconds + self.oversleep

    async def _sleep_async(self, seconds: float) -> None:
        self._sleep(seconds)
