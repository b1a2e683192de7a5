"""The context of OpenTelemetry: what requests bear of it, and what is current when."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Final

import httpx
import pytest
from codat_customers_api.api.customers import get_customer
from codat_customers_api.client import RequestOptions
from opentelemetry import baggage, context, propagate, trace
from opentelemetry.context import Context
from opentelemetry.propagators.textmap import (
    CarrierT,
    Getter,
    Setter,
    TextMapPropagator,
    default_getter,
    default_setter,
)
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags

from codat_customers import RetryEvent
from codat_customers._call.call import Call
from codat_customers._call.state import ClientState
from codat_customers._settings import resolve_settings
from codat_customers.sandbox import Sandbox
from tests.support.calls import GET, LIST, STREAM, SampleCall, run
from tests.support.clients import client_of
from tests.support.server import FaultServer, answer
from tests.telemetry.traced import Seen, Traced

SENT_ALREADY: Final = "00-11111111111111111111111111111111-2222222222222222-01"


def of(span: Seen) -> str:
    return f"00-{span.trace:032x}-{span.id:016x}"


def parent(headers: Mapping[str, str]) -> str:
    """What a request says of its parent, but for the flags: their number grows."""
    return headers["traceparent"].rpartition("-")[0]


@pytest.mark.parametrize("call", [GET, STREAM], ids=["a call", "a stream"])
def test_each_try_is_the_parent_of_what_the_service_does(call: SampleCall, flavour: str, traced: Traced) -> None:
    with FaultServer([answer(503), call.success]) as server, traced.mine():
        run(flavour, server.url, call)
    [whole] = traced.children(traced.only("mine"))
    assert [parent(request.headers) for request in server.requests] == [of(each) for each in traced.children(whole)]


def test_the_sandbox_sees_it(flavour: str, traced: Traced) -> None:
    with Sandbox(customers=5) as sandbox, client_of(flavour, sandbox.url, sandbox.api_key) as codat, traced.mine():
        list(codat.customers.iterate(sandbox.company_id, page_size=2, concurrency=3))
    tries = {of(span) for span in traced.spans if span.name.startswith("GET ")}
    assert {parent(request.headers) for request in sandbox.requests} == tries
    assert len(tries) == 3


@pytest.mark.parametrize("name", ["traceparent", "TraceParent"])
@pytest.mark.parametrize("whose", ["client", "call"])
def test_a_header_of_the_callers_wins(name: str, whose: str, flavour: str, traced: Traced) -> None:
    headers = {name: SENT_ALREADY}
    of_client, of_call = (headers, None) if whose == "client" else (None, headers)
    with FaultServer([GET.success]) as server, client_of(flavour, server.url, headers=of_client) as codat:
        codat.customers.get("co", "c1", headers=of_call)
    assert server.requests[0].headers["traceparent"] == SENT_ALREADY
    assert len(traced.spans) == 2


def test_what_else_is_propagated_goes_along(flavour: str, traced: Traced) -> None:
    token = context.attach(baggage.set_baggage("tenant", "a b"))
    try:
        with FaultServer([GET.success]) as server:
            run(flavour, server.url, GET)
    finally:
        context.detach(token)
    assert server.requests[0].headers["baggage"] == "tenant=a+b"
    assert len(traced.spans) == 2


class Propagator(TextMapPropagator):
    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = headers

    def extract(
        self, carrier: CarrierT, context: Context | None = None, getter: Getter[CarrierT] = default_getter
    ) -> Context:
        return context or Context()

    def inject(
        self, carrier: CarrierT, context: Context | None = None, setter: Setter[CarrierT] = default_setter
    ) -> None:
        for name, value in self._headers.items():
            setter.set(carrier, name, value)

    @property
    def fields(self) -> set[str]:
        return set(self._headers)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"X-Trace": "1"}, {"x-trace": "1"}),
        ({"Accept": "text/html"}, {"accept": "application/json"}),
        ({"X-Trace": "1\r\nX-More: 2"}, {}),
        ({"X Trace": "1"}, {}),
        ({"Authorization": "Basic x"}, {"authorization": "Basic dGVzdA=="}),
        ({"Content-Length": "5"}, {}),
    ],
)
def test_other_propagators(
    headers: Mapping[str, str],
    expected: Mapping[str, str],
    flavour: str,
    traced: Traced,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(propagate, "_HTTP_TEXT_FORMAT", Propagator(headers))
    with FaultServer([GET.success]) as server, client_of(flavour, server.url, "test") as codat:
        codat.customers.get("co", "c1")
    sent = server.requests[0].headers
    assert {name: sent.get(name) for name in expected} == expected
    assert "traceparent" not in sent
    assert ("x-trace" in sent) == ("x-trace" in expected)
    assert "x-more" not in sent
    assert len(traced.spans) == 2


def test_where_nothing_is_recorded_the_trace_of_the_caller_goes_on(flavour: str) -> None:
    remote = SpanContext(0x5F, 0x6A, is_remote=True, trace_flags=TraceFlags(TraceFlags.SAMPLED))
    token = context.attach(trace.set_span_in_context(NonRecordingSpan(remote)))
    try:
        with FaultServer([GET.success]) as server:
            run(flavour, server.url, GET)
    finally:
        context.detach(token)
    assert server.requests[0].headers["traceparent"] == f"00-{0x5F:032x}-{0x6A:016x}-01"


def test_where_nothing_is_recorded_nothing_is_sent(flavour: str) -> None:
    with FaultServer([GET.success]) as server:
        run(flavour, server.url, GET)
    assert "traceparent" not in server.requests[0].headers


class TestWhatIsCurrent:
    """The span of the try while httpx works, the caller's at any other time."""

    @pytest.fixture
    def seen(self) -> list[str]:
        return []

    def name(self) -> str:
        return str(getattr(trace.get_current_span(), "name", None))

    def test_in_hooks_of_httpx_and_in_those_of_the_client(self, flavour: str, traced: Traced, seen: list[str]) -> None:
        def heard(_: object) -> None:
            seen.append(self.name())

        async def heard_async(_: object) -> None:
            heard(_)

        def key() -> str:
            seen.append(f"key: {self.name()}")
            return "key"

        def on_retry(_: RetryEvent) -> None:
            seen.append(f"on_retry: {self.name()}")

        hooks = {"request": [heard if flavour == "sync" else heard_async]}
        with (
            FaultServer([answer(429), LIST.success]) as server,
            client_of(flavour, server.url, key, http={"event_hooks": hooks}, on_retry=on_retry) as codat,
            traced.mine(),
        ):
            codat.customers.list("co")
            seen.append(f"after: {self.name()}")
        attempt = "GET /companies/{companyId}/data/customers"
        assert seen == ["key: mine", attempt, "on_retry: mine", "key: mine", attempt, "after: mine"]

    def test_while_a_body_is_read(self, flavour: str, traced: Traced, seen: list[str]) -> None:
        with FaultServer([STREAM.success]) as server, client_of(flavour, server.url) as codat, traced.mine():
            with codat.customers.stream_attachment("co", "cn", "c1", "a1") as body:
                seen.append(self.name())
                seen.extend(self.name() for _ in body)
            seen.append(self.name())
        assert set(seen) == {"mine"}

    def test_what_strikes_before_httpx_begins(self, traced: Traced) -> None:
        state = ClientState(resolve_settings("key", None, None, 5.0, None, None, None), "tests")
        with suppress(KeyboardInterrupt), Call(state, get_customer.request("co", "c1"), RequestOptions()) as call:
            call.next_request()
            raise KeyboardInterrupt
        assert self.name() == "None"
        assert {span.attributes["error.type"] for span in traced.spans} == {"KeyboardInterrupt"}

    def test_spans_of_others_are_children_of_the_try(self, flavour: str, traced: Traced) -> None:
        tracer = traced.provider.get_tracer("tests")

        def others(_: httpx.Request) -> None:
            with tracer.start_as_current_span("others"):
                pass

        async def others_async(_: httpx.Request) -> None:
            others(_)

        hook = others if flavour == "sync" else others_async
        http = {"event_hooks": {"request": [hook]}}
        with FaultServer([LIST.success]) as server, client_of(flavour, server.url, http=http) as codat:
            codat.customers.list("co")
        [attempt] = traced.children(traced.only("customers.list"))
        assert traced.children(attempt) == [traced.only("others")]
