"""Calls through the real senders, with a clock that only moves when it is told to and a server that takes no time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import httpx
from attrs import define, field, frozen
from codat_customers_api.client import RetryPolicy

from codat_customers import RetryConfig, RetryEvent
from codat_customers._call.state import ClientState
from codat_customers._settings import resolve_settings
from codat_customers.models import Customer, CustomerStatus
from tests.support.clients import resources_of
from tests.support.server import PAGE, PUSH

NEW: Final = Customer(status=CustomerStatus.ACTIVE)


@frozen(eq=False)
class Outcome:
    """What the simulated server does with a request: it takes some time, and answers or breaks."""

    result: int | Exception
    took: float = 0.0
    headers: Mapping[str, str] | None = None
    body: bytes = b""


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
        self.state = ClientState(settings, "tests", monotonic=lambda: self.now, random=lambda: self.draw)

    def continue_with(self, script: Iterable[Outcome]) -> None:
        self._outcomes = iter(script)

    @property
    def keys(self) -> list[str | None]:
        return [request.headers.get("Idempotency-Key") for request in self.requests]

    def run(self, flavour: str, call: Callable[[Any], object]) -> Any:
        """Let a function make calls with the customers of one client."""
        transport = httpx.MockTransport(self._answer)
        with resources_of(flavour, self.state, self._sleep, self._sent, transport=transport) as resources:
            return call(resources.customers)

    def list(self, flavour: str) -> object:
        return self.run(flavour, lambda customers: customers.list("co"))

    def create(self, flavour: str, **options: Any) -> object:
        return self.run(flavour, lambda customers: customers.create("co", "cn", NEW, **options))

    def update(self, flavour: str) -> object:
        return self.run(flavour, lambda customers: customers.update("co", "cn", "c1", NEW))

    def download(self, flavour: str) -> object:
        return self.run(flavour, lambda customers: customers.download_attachment("co", "cn", "c1", "a1"))

    def _sent(self, request: httpx.Request) -> None:
        self.requests.append(request)
        self.timeouts.append(dict(request.extensions["timeout"]))

    def _answer(self, request: httpx.Request) -> httpx.Response:
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
