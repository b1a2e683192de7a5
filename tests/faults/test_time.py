"""Total limits, streams that take their time, and calls that are cancelled, over real sockets."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Final, Self, TypeAlias

import anyio
import httpx
import pytest

from codat_customers import (
    APITimeoutError,
    AsyncCodat,
    Codat,
    RateLimitError,
    RetryConfig,
    RetryEvent,
    SDKError,
    ServerError,
)
from tests.support.calls import CREATE, DOWNLOAD, FILE, GET, KEY, LIST, STREAM, SampleCall, check_error, go_by, run
from tests.support.clients import GIVEN, ONE_CONNECTION, client_of, connecting
from tests.support.clock import Clock
from tests.support.server import PAGE, STATES, Behaviour, Exchange, FaultServer, answer, drip, endless, head

# The time-outs of a first try are 1015 s in all, and no later one begins.
SHORT: Final = RetryConfig(max_elapsed_time=100, initial_interval=0.01)
TIMEOUT: Final = httpx.Timeout(connect=5, read=1000, write=5, pool=5)
LIMIT: Final = 1015

# The seconds of a server's clock between two pieces. That clock never stands where a read that has waited since the
# first of them is out of time and the whole is not, so it is all the same when the client finds the time to read.
PAUSE: Final = 60

JSON_HEAD: Final = head(200, (), "OK", len(PAGE))
LONG_HEAD: Final = head(200, (), "OK", 1_000_000)
LONG: Final = b" " * 1_000_000


class Stopwatch:
    """Measures the seconds of a block by a clock."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock

    def __enter__(self) -> Self:
        self._start = self._clock()
        return self

    def __exit__(self, *error: object) -> None:
        self.seconds = self._clock() - self._start


@pytest.mark.parametrize("operation", [LIST, CREATE], ids=["GET", "POST"])
def test_a_body_that_drips_is_cut_at_the_total_limit(flavour: str, operation: SampleCall) -> None:
    # No read takes as long as its time-out, and the whole would take years.
    clock = Clock()
    with FaultServer([drip(LONG_HEAD, LONG, PAUSE)], clock=clock) as server:
        with Stopwatch(clock) as watch, pytest.raises(APITimeoutError, match="time for the whole answer") as caught:
            run(flavour, server.url, operation, retries=SHORT, timeout=TIMEOUT, clock=clock)
        assert len(server.requests) == 1
    assert watch.seconds >= LIMIT
    assert "max_elapsed_time" in caught.value.message
    check_error(caught.value)


EARLY_HINTS: Final = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n"

# No read takes as long as its time-out, and the whole would take for ever.
NEVER_ENDING: Final = {
    "a status line that drips": drip(b"", b"HTTP/1.1 200 " + b"O" * 1000, PAUSE),
    "headers that drip": drip(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 1000, PAUSE),
    "many headers": endless(b"", b"HTTP/1.1 103 Early Hints\r\n" + b"X: y\r\n" * 10 + b"\r\n", PAUSE),
    "interim answers now and then": endless(b"", EARLY_HINTS, PAUSE),
    "interim answers in a flood": endless(b"", EARLY_HINTS * 2000, PAUSE),
    "interim answers, then a body": drip(EARLY_HINTS + b"HTTP/1.1 102 Processing\r\n\r\n" + LONG_HEAD, LONG, PAUSE),
    "a body": drip(LONG_HEAD, LONG, PAUSE),
    "chunks": endless(head(200, [("Transfer-Encoding", "chunked")], "OK", None), b"1\r\n \r\n" * 10, PAUSE),
}


@pytest.mark.parametrize("retries", [SHORT, None], ids=["retries", "no retries"])
@pytest.mark.parametrize("behaviour", NEVER_ENDING.values(), ids=NEVER_ENDING.keys())
def test_what_never_ends_is_cut_at_the_total_limit(
    flavour: str, behaviour: Behaviour, retries: RetryConfig | None
) -> None:
    clock = Clock()
    with FaultServer([behaviour], clock=clock) as server:
        with pytest.raises(SDKError) as caught:
            run(flavour, server.url, LIST, retries=retries, timeout=TIMEOUT, clock=clock)
        assert len(server.requests) == 1
        server.wait_until_unused()
    check_error(caught.value)


@pytest.mark.parametrize("behaviour", [NEVER_ENDING["headers that drip"], NEVER_ENDING["interim answers in a flood"]])
def test_a_file_without_an_end_of_its_head_is_cut_too(behaviour: Behaviour) -> None:
    clock = Clock()
    with FaultServer([behaviour], clock=clock) as server, pytest.raises(APITimeoutError):
        run("sync", server.url, DOWNLOAD, retries=None, timeout=TIMEOUT, clock=clock)


def test_what_others_do_with_a_given_client_is_not_limited() -> None:
    clock = Clock()
    with (
        FaultServer([LIST.success, drip(head(200, (), "OK", 40), b"x" * 40, PAUSE)], clock=clock) as server,
        httpx.Client(**GIVEN) as http_client,
    ):
        codat = Codat(KEY, server_url=server.url, http_client=http_client, timeout=TIMEOUT)
        go_by(clock, codat)
        codat.customers.list("co")
        assert http_client.get(server.url).content == b"x" * 40


class TestWhatAHookDoes:
    """A response hook of a given client runs within the call, so the call's limit holds for its requests as well."""

    BEHAVIOURS: Final = (LIST.success, NEVER_ENDING["a body"])

    def test_of_a_thread(self) -> None:
        def hook(response: httpx.Response) -> None:
            if response.request.url.path != "/hook":
                http_client.get(f"{server.url}/hook")

        clock = Clock()
        with (
            FaultServer(self.BEHAVIOURS, clock=clock) as server,
            httpx.Client(**GIVEN) as http_client,
        ):
            http_client.event_hooks["response"].append(hook)
            codat = Codat(KEY, server_url=server.url, http_client=http_client, timeout=TIMEOUT, retries=None)
            go_by(clock, codat)
            with pytest.raises(APITimeoutError) as caught:
                codat.customers.list("co")
        check_error(caught.value)

    def test_of_a_task(self, backend: str) -> None:
        async def main() -> None:
            async def hook(response: httpx.Response) -> None:
                if response.request.url.path != "/hook":
                    await http_client.get(f"{server.url}/hook")

            async with httpx.AsyncClient(**GIVEN, timeout=TIMEOUT) as http_client:
                http_client.event_hooks["response"].append(hook)
                codat = AsyncCodat(KEY, server_url=server.url, http_client=http_client, timeout=TIMEOUT, retries=None)
                go_by(clock, codat)
                with pytest.raises(APITimeoutError) as caught:
                    await codat.customers.list("co")
            check_error(caught.value)

        clock = Clock()
        with FaultServer(self.BEHAVIOURS, clock=clock) as server:
            clock.run(backend, main)


def test_the_body_of_an_error_that_drips_keeps_its_status(flavour: str) -> None:
    clock = Clock()
    with FaultServer([drip(head(500, (), "", 60_000), b"x" * 60_000, PAUSE)], clock=clock) as server:
        with pytest.raises(ServerError) as caught:
            run(flavour, server.url, DOWNLOAD, retries=SHORT, timeout=TIMEOUT, clock=clock)
        assert len(server.requests) == 1
    assert (caught.value.body or "").startswith("xx")
    check_error(caught.value)


@pytest.mark.parametrize("operation", [DOWNLOAD, STREAM], ids=["download", "stream"])
@pytest.mark.parametrize("before", [[], [answer(503)]], ids=["first try", "second try"])
def test_a_file_that_keeps_arriving_is_never_cut(flavour: str, operation: SampleCall, before: list[Behaviour]) -> None:
    """Half of the limit passes before its head, the other half when the client has that."""
    clock = Clock()
    heard = threading.Event()

    def file(exchange: Exchange) -> bool:
        exchange.pause(LIMIT / 2 + 1)
        exchange.send(head(200, (), "OK", 40))
        heard.wait(30)
        exchange.pause(LIMIT / 2 + 1)
        exchange.send(b"x" * 40)
        return True

    policy = RetryConfig(max_elapsed_time=600, initial_interval=0.01)
    with FaultServer([*before, file], clock=clock) as server, Stopwatch(clock) as watch:
        result = run(flavour, server.url, operation, retries=policy, timeout=TIMEOUT, clock=clock, on_success=heard.set)
    assert result == b"x" * 40
    assert watch.seconds > LIMIT


def test_a_later_try_has_only_what_is_left(flavour: str) -> None:
    clock = Clock()
    policy = RetryConfig(max_elapsed_time=500, initial_interval=0.01)

    def drip_for_a_while(exchange: Exchange) -> bool:
        exchange.drip(b"HTTP/1.1", 100)  # longer than what is left, and not as long as what a first try has
        exchange.stall()
        return False

    with FaultServer([answer(503), drip_for_a_while], clock=clock) as server:
        with pytest.raises(APITimeoutError) as caught:
            run(flavour, server.url, LIST, retries=policy, timeout=TIMEOUT, clock=clock)
        assert len(server.requests) == 2
    assert caught.value.request_sent


def test_a_limit_of_six_hours_is_raised_at_once(flavour: str) -> None:
    with FaultServer([answer(429, b"", [("Retry-After", "21600")])]) as server:
        with pytest.raises(RateLimitError, match="asks to wait 21600 s") as caught:
            run(flavour, server.url, LIST, retries=RetryConfig())
        assert len(server.requests) == 1
    assert caught.value.retry_after == 21_600
    check_error(caught.value)


@pytest.mark.parametrize("status", [408, 429, 503])
@pytest.mark.parametrize(("header", "seconds"), [("0.02", 0.02), ("0", 0.0), ("soon", None), (None, None)])
def test_retry_after(flavour: str, status: int, header: str | None, seconds: float | None) -> None:
    events: list[RetryEvent] = []
    headers = [] if header is None else [("Retry-After", header)]
    policy = RetryConfig(initial_interval=0.001, max_interval=0.001)
    with FaultServer([answer(status, b"", headers), LIST.success]) as server:
        run(flavour, server.url, LIST, retries=policy, on_retry=events.append)
        first, second = server.requests
    (event,) = events
    assert event.cause.retry_after == seconds
    assert (seconds or 0) <= event.wait <= (seconds or 0.001) * 1.1
    assert second.when - first.when >= event.wait


def test_a_spent_quota_is_said(flavour: str) -> None:
    with FaultServer([answer(503)]) as server:
        with pytest.raises(ServerError, match="retry quota is spent") as caught:
            run(flavour, server.url, LIST)
        assert len(server.requests) == 101
    assert caught.value.attempts == 101
    check_error(caught.value)


def test_pool_time_outs_were_never_sent(flavour: str) -> None:
    timeout = httpx.Timeout(10.0, pool=0.05)
    with (
        FaultServer([STREAM.success]) as server,
        client_of(flavour, server.url, KEY, http=ONE_CONNECTION, retries=None, timeout=timeout) as codat,
    ):
        with (
            codat.customers.stream_attachment(*FILE),
            pytest.raises(APITimeoutError, match="too many calls at once") as caught,
        ):
            codat.customers.list("co")
        assert len(server.requests) == 1
    assert caught.value.request_sent is False
    check_error(caught.value)


@pytest.mark.parametrize("operation", [LIST, CREATE, STREAM], ids=["GET", "POST", "stream"])
def test_a_scope_that_was_cancelled_before_sends_nothing(operation: SampleCall, backend: str) -> None:
    async def main() -> None:
        async with connecting(server.url, http={}) as codat:
            await LIST(codat)  # so that there is a connection, for which nothing has to be waited
            with anyio.CancelScope() as scope:
                scope.cancel()
                await operation(codat)
            assert scope.cancelled_caught

    with FaultServer([LIST.success, operation.success]) as server:
        anyio.run(main, backend=backend)
        assert len(server.requests) == 1


# Waits until the server has the request and may have done its part.
UnderWay: TypeAlias = Callable[[], Awaitable[None]]


@pytest.mark.parametrize("behaviour", STATES.values(), ids=STATES.keys())
@pytest.mark.parametrize("operation", [LIST, CREATE, STREAM], ids=["GET", "POST", "stream"])
class TestCancelling:
    def test_by_a_cancel_scope(self, behaviour: Behaviour, operation: SampleCall, backend: str) -> None:
        async def cancelled(codat: AsyncCodat, under_way: UnderWay) -> None:
            async def call() -> None:
                await operation(codat)

            async with anyio.create_task_group() as group:
                group.start_soon(call)
                await under_way()
                group.cancel_scope.cancel()

        anyio.run(_check_that_it_stops, behaviour, cancelled, backend=backend)

    def test_by_cancelling_the_task(self, behaviour: Behaviour, operation: SampleCall) -> None:
        async def cancelled(codat: AsyncCodat, under_way: UnderWay) -> None:
            task = asyncio.ensure_future(operation(codat))
            await under_way()
            assert task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

        asyncio.run(_check_that_it_stops(behaviour, cancelled))

    def test_by_asyncio_timeout(self, behaviour: Behaviour, operation: SampleCall) -> None:
        async def cancelled(codat: AsyncCodat, under_way: UnderWay) -> None:
            limit = asyncio.timeout(30)

            async def call() -> None:
                async with limit:
                    await operation(codat)

            task = asyncio.ensure_future(call())
            await under_way()
            limit.reschedule(asyncio.get_running_loop().time())
            with pytest.raises(TimeoutError):
                await task

        asyncio.run(_check_that_it_stops(behaviour, cancelled))


async def _check_that_it_stops(
    behaviour: Behaviour, cancelled: Callable[[AsyncCodat, UnderWay], Awaitable[None]]
) -> None:
    with FaultServer([behaviour, GET.success]) as server:

        async def under_way() -> None:
            while not server.requests:  # noqa: ASYNC110  # the server is on a thread, and knows no events of the loop
                await anyio.sleep(0.002)
            await anyio.sleep(0.01)

        async with connecting(server.url, http=ONE_CONNECTION, timeout=30.0) as codat:
            with Stopwatch() as watch:
                await cancelled(codat, under_way)
            assert watch.seconds < 5
            await anyio.sleep(0.02)
            assert len(server.requests) == 1, "nothing more is sent"
            await codat.customers.get("co", "c1", timeout=5.0)  # the only connection is free again
        server.wait_until_unused()


class _Endless(httpx.AsyncByteStream):
    """A body that goes on after it was closed."""

    def __init__(self) -> None:
        self.chunks = 0

    async def __aiter__(self) -> AsyncGenerator[bytes]:
        while True:
            self.chunks += 1
            yield b"x" * 100
            await anyio.lowlevel.checkpoint()


# A generator that nobody can end is left unfinished, of which trio complains.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_transport_that_does_not_end_its_stream(backend: str) -> None:
    stream = _Endless()

    async def main() -> None:
        transport = httpx.MockTransport(lambda request: httpx.Response(500, stream=stream))
        async with httpx.AsyncClient(transport=transport) as http_client:
            codat = AsyncCodat(KEY, http_client=http_client, retries=None)
            with pytest.raises(ServerError):
                await codat.customers.get("co", "c1")

    anyio.run(main, backend=backend)
    # Once for the 64 KiB that an error keeps, and once for what a connection may still have held
    assert stream.chunks <= 2 * (64 * 1024 / 100 + 2)


class _Stalling(httpx.AsyncByteStream):
    """A body that neither goes on nor ends, closed or not."""

    async def __aiter__(self) -> AsyncGenerator[bytes]:
        yield b"x"
        await anyio.sleep(60)


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_transport_that_stalls_for_ever(backend: str) -> None:
    async def main() -> None:
        transport = httpx.MockTransport(lambda request: httpx.Response(200, stream=_Stalling()))
        async with httpx.AsyncClient(transport=transport) as http_client:
            codat = AsyncCodat(KEY, http_client=http_client, retries=None)
            async with codat.customers.stream_attachment("co", "cn", "c1", "a1") as body:
                assert await anext(aiter(body)) == b"x"

    with Stopwatch() as watch:
        anyio.run(main, backend=backend)
    assert watch.seconds < 10
