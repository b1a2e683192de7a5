"""The spans of single calls: what is in them, and that they end, whatever happens."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from contextvars import copy_context
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import anyio
import pytest
from opentelemetry import propagate, trace
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, Sampler, SamplingResult

from codat_customers import AsyncCodat, Codat, RetryEvent, SDKError
from codat_customers.sandbox import Sandbox
from tests.support.calls import CREATE, DOWNLOAD, FILE, GET, KEY, LIST, NEW, STREAM, UPDATE, SampleCall, run
from tests.support.clients import client_of
from tests.support.server import (
    STATES,
    Behaviour,
    FaultServer,
    answer,
    head,
    raw,
    then_reset,
    then_stall,
)
from tests.telemetry.traced import Seen, Traced

ROUTE: Final = "/companies/{companyId}/data/customers"
GET_TRY: Final = f"GET {ROUTE}/{{customerId}}"
BUSY: Final = answer(503)


def server_of(seen: Seen) -> Mapping[str, object]:
    return {name: seen.attributes[name] for name in ("server.address", "server.port")}


class TestWhatIsInThem:
    def test_a_call_and_its_try(self, flavour: str, traced: Traced) -> None:
        with FaultServer([GET.success]) as server, traced.mine():
            run(flavour, server.url, GET)
        call, mine = traced.only("customers.get"), traced.only("mine")
        [attempt] = traced.children(call)
        service = {"server.address": "127.0.0.1", "server.port": server.port}
        assert (call.kind, call.parent, call.trace, call.attributes) == ("CLIENT", mine.id, mine.trace, service)
        assert (attempt.name, attempt.kind) == (GET_TRY, "CLIENT")
        assert attempt.attributes == {
            **service,
            "http.request.method": "GET",
            "url.template": f"{ROUTE}/{{customerId}}",
            "http.response.status_code": 200,
        }
        assert [span.failure for span in traced.spans] == [None] * 3
        assert [span.events for span in traced.spans] == [[], [], []]

    def test_without_a_span_of_the_callers_it_begins_a_trace(self, flavour: str, traced: Traced) -> None:
        with FaultServer([GET.success]) as server:
            run(flavour, server.url, GET)
            run(flavour, server.url, GET)
        first, second = traced.named("customers.get")
        assert first.parent is second.parent is None
        assert first.trace != second.trace

    @pytest.mark.parametrize(
        ("url", "address", "port"),
        [
            ("https://api.codat.io", "api.codat.io", 443),
            ("http://localhost/gateway", "localhost", 80),
            ("http://[::1]:8080", "::1", 8080),
        ],
    )
    def test_the_address_of_the_service(self, url: str, address: str, port: int, traced: Traced) -> None:
        def refuse() -> str:
            raise ZeroDivisionError

        with Codat(refuse, server_url=url) as codat, pytest.raises(ZeroDivisionError):
            codat.customers.get("co", "c1")
        assert server_of(traced.only("customers.get")) == {"server.address": address, "server.port": port}

    @pytest.mark.parametrize("operation", [CREATE, UPDATE], ids=lambda operation: operation.name)
    def test_a_write_has_the_key_of_its_push_operation(
        self, flavour: str, operation: SampleCall, traced: Traced
    ) -> None:
        with FaultServer([operation.success]) as server:
            run(flavour, server.url, operation)
        assert traced.only(operation.name).attributes["codat.push_operation.key"] == "k"

    def test_the_scope_names_the_sdk(self, traced: Traced) -> None:
        class Scopes(SpanProcessor):
            def on_end(self, span: ReadableSpan) -> None:
                assert span.instrumentation_scope is not None
                names.add(span.instrumentation_scope.name)

        names = set[str]()
        traced.provider.add_span_processor(Scopes())
        with FaultServer([GET.success]) as server:
            run("sync", server.url, GET)
        assert names == {"codat_customers"}


class Case(NamedTuple):
    """What becomes of the tries of a call, and what their spans say: status, error.type, description of the failure."""

    call: SampleCall
    script: Sequence[Behaviour]
    tries: Sequence[tuple[int | None, str | None, str | None]]
    whole: tuple[str | None, str | None] = (None, None)


READ: Final = "no complete answer (RemoteProtocolError)"
CASES: Final[Mapping[str, Case]] = {
    "a success": Case(LIST, [LIST.success], [(200, None, None)]),
    "another try": Case(LIST, [BUSY, LIST.success], [(503, "503", ""), (200, None, None)]),
    "two more tries": Case(
        CREATE,
        [raw(b""), answer(429), CREATE.success],
        [(None, "APIConnectionError", READ), (429, "429", ""), (200, None, None)],
    ),
    "a refusal": Case(GET, [answer(404)], [(404, "404", "")], ("404", "")),
    "a redirect": Case(GET, [answer(302)], [(302, "302", "")], ("302", "")),
    "a refusal after a failure": Case(
        GET, [answer(500), answer(403)], [(500, "500", ""), (403, "403", "")], ("403", "")
    ),
    "a failure that is not repeated": Case(CREATE, [answer(500)], [(500, "500", "")], ("500", "")),
    "an answer that cannot be read": Case(
        GET,
        [answer(200, b"{")],
        [(200, "ResponseDecodeError", "the answer was not as specified")],
        ("ResponseDecodeError", "the answer was not as specified"),
    ),
    "a body that breaks off": Case(
        GET,
        [then_reset(head(200, (), "OK", 100) + b"{"), GET.success],
        [(200, "APIConnectionError", "no complete answer (ReadError)"), (200, None, None)],
    ),
    "a stream": Case(STREAM, [BUSY, STREAM.success], [(503, "503", ""), (200, None, None)]),
    "a stream that is refused": Case(STREAM, [answer(404)], [(404, "404", "")], ("404", "")),
    "a download": Case(DOWNLOAD, [BUSY, DOWNLOAD.success], [(503, "503", ""), (200, None, None)]),
}


@pytest.mark.parametrize("name", CASES)
def test_tries_and_failures(name: str, flavour: str, traced: Traced) -> None:
    case = CASES[name]
    with FaultServer(case.script) as server, suppress(SDKError):
        run(flavour, server.url, case.call)
    [call] = [span for span in traced.spans if span.parent is None]
    tries = traced.children(call)
    assert call.name == case.call.name.replace("stream", "download")
    assert [
        (each.attributes.get("http.response.status_code"), each.attributes.get("error.type"), each.failure)
        for each in tries
    ] == list(case.tries)
    assert [each.attributes.get("http.request.resend_count") for each in tries] == [None, 1, 2][: len(tries)]
    assert (call.attributes.get("error.type"), call.failure) == case.whole
    assert call.events == [
        ("retry", {"codat.retry.wait": 0.0, "error.type": each.attributes["error.type"]}) for each in tries[:-1]
    ]


class Struck(BaseException):
    """What a signal handler raises."""


def strike() -> None:
    raise Struck


def mistake(*_: object) -> str:
    raise ZeroDivisionError


class End(NamedTuple):
    """A way in which a call ends, with the error.type of its span and the number of its tries."""

    behaviour: Behaviour
    error_type: str | None
    tries: int = 1
    options: Mapping[str, Any] = MappingProxyType({})


STALLED: Final = then_stall(b"")
ENDS: Final[Mapping[str, End]] = {
    "well": End(GET.success, None),
    "with an error": End(answer(404), "404"),
    "retries spent": End(BUSY, "503", 101),
    "out of time": End(STALLED, "APITimeoutError", options={"timeout": 0.05, "retries": None}),
    "struck": End(GET.success, "Struck", options={"on_success": strike}),
    "mistake of on_retry": End(BUSY, "ZeroDivisionError", options={"on_retry": mistake}),
    "no key": End(GET.success, "ZeroDivisionError", 0, {"key": mistake}),
}


async def get_until_cancelled(codat: AsyncCodat, has_come_so_far: Callable[[], object]) -> None:
    async def cancel(scope: anyio.CancelScope) -> None:
        while not has_come_so_far():  # noqa: ASYNC110  # some of it is on another thread
            await anyio.sleep(0.002)
        scope.cancel()

    with anyio.CancelScope() as scope:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(cancel, scope)
            await codat.customers.get("co", "c1")


class TestTheEnd:
    @pytest.mark.parametrize("name", ENDS)
    def test_it_comes(self, name: str, flavour: str, traced: Traced) -> None:
        end = ENDS[name]
        with FaultServer([end.behaviour]) as server, suppress(SDKError, ZeroDivisionError, Struck):
            run(flavour, server.url, GET, **end.options)
        call = traced.only("customers.get")
        assert call.attributes.get("error.type") == end.error_type
        assert len(traced.children(call)) == end.tries

    @pytest.mark.parametrize("state", ["before the answer", "before the next try"])
    def test_when_the_client_is_closed(self, state: str, flavour: str, traced: Traced) -> None:
        waits = threading.Event()

        def on_retry(_: RetryEvent) -> None:
            waits.set()

        with (
            FaultServer([STATES[state]]) as server,
            client_of(flavour, server.url, KEY, on_retry=on_retry) as codat,
        ):

            def close() -> None:
                while not (waits.is_set() if state == "before the next try" else server.requests):
                    waits.wait(0.002)
                codat.close()

            closing = threading.Thread(target=close)
            closing.start()
            with pytest.raises(SDKError, match="closed"):
                codat.customers.get("co", "c1")
            closing.join()
        call = traced.only("customers.get")
        assert (call.attributes["error.type"], call.failure) == ("APIConnectionError", "no complete answer (Closed)")

    @pytest.mark.parametrize("state", STATES)
    def test_when_it_is_cancelled(self, state: str, backend: str, traced: Traced) -> None:
        retried: list[RetryEvent] = []
        with FaultServer([STATES[state]]) as server:
            seen = retried if state == "before the next try" else server.requests
            run(backend, server.url, lambda codat: get_until_cancelled(codat, lambda: seen), on_retry=retried.append)
        call = traced.only("customers.get")
        expected = "CancelledError" if backend == "asyncio" else "Cancelled"
        assert (call.attributes["error.type"], call.failure) == (expected, "")
        [attempt] = traced.children(call)
        assert attempt.attributes["error.type"] == ("503" if state == "before the next try" else expected)

    def test_when_the_coroutine_is_closed_from_elsewhere(
        self, traced: Traced, caplog: pytest.LogCaptureFixture
    ) -> None:
        async def main() -> None:
            async with AsyncCodat(KEY, server_url=server.url) as codat:
                call = codat.customers.get("co", "c1")
                copy_context().run(call.send, None)
                assert traced.begun == 2
                with suppress(RuntimeError):  # of a coroutine that goes on, since a connection has to be closed
                    call.close()

        with FaultServer([STALLED]) as server:
            anyio.run(main)
        # httpx2 turns one into the other.
        assert {span.attributes["error.type"] for span in traced.spans} <= {"GeneratorExit", "RuntimeError"}
        assert not caplog.records


LONG: Final = answer(200, b"x" * 100_000)


class TestStreams:
    """The span of a stream is that of its body."""

    def open_ones(self, traced: Traced) -> int:
        return traced.begun - len(traced.spans)

    def test_it_ends_with_the_block(self, flavour: str, traced: Traced) -> None:
        with FaultServer([LONG]) as server, client_of(flavour, server.url) as codat:
            with codat.customers.stream_attachment(*FILE) as body:
                assert self.open_ones(traced) == 2
                assert not trace.get_current_span().get_span_context().is_valid
                assert sum(map(len, body)) == 100_000
            assert self.open_ones(traced) == 0
        assert [span.failure for span in traced.spans] == [None, None]

    @pytest.mark.parametrize("read", [False, True])
    def test_left_early(self, read: bool, flavour: str, traced: Traced) -> None:
        with FaultServer([LONG]) as server, client_of(flavour, server.url) as codat:
            with codat.customers.stream_attachment(*FILE) as body:
                if read:
                    next(iter(body))
            assert self.open_ones(traced) == 0
        assert [span.failure for span in traced.spans] == [None, None]

    def test_what_else_goes_wrong_in_the_block_is_no_failure_of_the_call(self, flavour: str, traced: Traced) -> None:
        with FaultServer([LONG]) as server, client_of(flavour, server.url) as codat:
            with suppress(ZeroDivisionError), codat.customers.stream_attachment(*FILE):
                mistake()
            assert self.open_ones(traced) == 0
        assert [span.failure for span in traced.spans] == [None, None]

    @pytest.mark.parametrize("is_caught_inside", [False, True])
    def test_a_body_that_breaks_off(self, is_caught_inside: bool, flavour: str, traced: Traced) -> None:
        inside, outside = (SDKError, KeyError) if is_caught_inside else (KeyError, SDKError)
        broken = then_reset(head(200, (), "OK", 100) + b"x")
        with FaultServer([broken]) as server, client_of(flavour, server.url) as codat:
            with suppress(outside), codat.customers.stream_attachment(*FILE) as body, suppress(inside):
                list(body)
            assert self.open_ones(traced) == 0
        reason = "no complete answer (ReadError)"
        assert [(span.attributes["error.type"], span.failure) for span in traced.spans] == [
            ("APIConnectionError", reason)
        ] * 2

    def test_cancelled_in_the_body(self, backend: str, traced: Traced) -> None:
        async def read(codat: AsyncCodat) -> None:
            with anyio.CancelScope() as scope:
                async with codat.customers.stream_attachment(*FILE) as body:
                    async for _ in body:
                        scope.cancel()

        with FaultServer([then_stall(head(200, (), "OK", 100) + b"x")]) as server:
            run(backend, server.url, read)
        expected = "CancelledError" if backend == "asyncio" else "Cancelled"
        assert [span.attributes["error.type"] for span in traced.spans] == [expected] * 2

    def test_a_sync_one_that_is_forgotten(self, traced: Traced) -> None:
        with FaultServer([LONG]) as server, Codat(KEY, server_url=server.url) as codat:
            block = codat.customers.stream_attachment(*FILE)
            block.__enter__()
            del block
            gc.collect()
            assert self.open_ones(traced) == 0
        assert [span.failure for span in traced.spans] == [None, None]


class Failing(SpanProcessor):
    """Fails at whatever it is asked to do."""

    def on_start(self, span: Span, parent_context: object = None) -> None:
        raise ZeroDivisionError

    def on_end(self, span: ReadableSpan) -> None:
        raise ZeroDivisionError


class FailingAtTheEnd(SpanProcessor):
    def on_end(self, span: ReadableSpan) -> None:
        raise ZeroDivisionError


class FailingExporter(SpanExporter):
    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        raise ZeroDivisionError


class FailingSampler(Sampler):
    def should_sample(self, *arguments: Any, **options: Any) -> SamplingResult:
        raise ZeroDivisionError

    def get_description(self) -> str:
        return "fails"


def provider_with(processor: SpanProcessor) -> TracerProvider:
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(processor)
    return provider


class FailingProvider(trace.NoOpTracerProvider):
    def get_tracer(self, *arguments: Any, **options: Any) -> trace.Tracer:
        raise ZeroDivisionError


PROVIDERS: Final[Mapping[str, Callable[[], trace.TracerProvider]]] = {
    "no tracer": FailingProvider,
    "no spans": lambda: provider_with(Failing()),
    "no end": lambda: provider_with(FailingAtTheEnd()),
    "no export": lambda: provider_with(SimpleSpanProcessor(FailingExporter())),
    "no samples": lambda: TracerProvider(sampler=FailingSampler(), shutdown_on_exit=False),
    "none sampled": lambda: TracerProvider(sampler=ALWAYS_OFF, shutdown_on_exit=False),
}


@pytest.mark.parametrize("name", PROVIDERS)
def test_whatever_fails_there_does_no_harm_here(
    name: str, flavour: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", PROVIDERS[name]())
    monkeypatch.setattr("codat_customers._telemetry.harmless.HARMLESS._known", set[type[BaseException]]())
    with Sandbox(customers=3, push_seconds=0) as sandbox, client_of(flavour, sandbox.url) as codat:
        sandbox.fail_next(status=503)
        assert len(list(codat.customers.iterate(sandbox.company_id, page_size=1, concurrency=2))) == 3
        push = codat.customers.update(sandbox.company_id, sandbox.connection_id, next(iter(sandbox.customers())), NEW)
        assert codat.push_operations.wait(push).status == "Success"
    assert not trace.get_current_span().get_span_context().is_valid
    warnings = [record for record in caplog.records if record.name == "codat_customers"]
    assert len(warnings) == (0 if name in ("no export", "none sampled") else 1)
    assert all(record.levelno == logging.WARNING for record in warnings)


def test_a_propagator_that_fails_does_no_harm(flavour: str, traced: Traced, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(propagate, "inject", mistake)
    with FaultServer([GET.success]) as server:
        assert run(flavour, server.url, GET)
    assert [span.name for span in traced.spans] == ["customers.get", GET_TRY]
