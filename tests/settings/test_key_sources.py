"""Clients whose API key is a function: when it is asked, what becomes of its answers and of its exceptions."""

from __future__ import annotations

import base64
import io
import json
import logging
import pickle
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any, Final

import anyio
import anyio.lowlevel
import httpx
import pytest

from codat_customers import (
    APIConnectionError,
    AsyncCodat,
    AuthenticationError,
    Codat,
    RetryConfig,
    RetryEvent,
    SDKError,
    ServerError,
)
from codat_customers._call.quota import CAPACITY
from codat_customers.models import PushOperation
from tests.paging.page_server import page
from tests.retries.simulation import Outcome, Simulation
from tests.settings.worker import count_customers, returned_key
from tests.support.calls import (
    CREATE,
    DOWNLOAD,
    EAGER,
    FILE,
    GET,
    KEY,
    LIST,
    STREAM,
    SampleCall,
    assert_no_key,
    check_error,
    run,
)
from tests.support.clients import client_of
from tests.support.server import PUSH, FaultServer, answer, then_close

each_operation = pytest.mark.parametrize("operation", [GET, LIST, CREATE, DOWNLOAD, STREAM], ids=lambda each: each.name)

REFUSED: Final = answer(401, b'{"statusCode":401,"error":"Wrong key"}')
BUSY: Final = answer(503)


class Keys:
    """Returns keys in turn, the last one again and again, and raises what is no key.

    Parameters:
        keys: What to return or to raise.
    """

    def __init__(self, *keys: object) -> None:
        self._keys = list(keys)
        self.asked = 0

    def __call__(self) -> Any:
        self.asked += 1
        key = self._keys.pop(0) if len(self._keys) > 1 else self._keys[0]
        if isinstance(key, BaseException):
            raise key
        return key

    async def later(self) -> Any:
        await anyio.lowlevel.checkpoint()
        return self()


def asking(flavour: str, server: FaultServer, keys: Keys, **settings: Any) -> AbstractContextManager[Any]:
    """Return what keeps a client open that asks for its keys; on asyncio and trio, by an asynchronous function."""
    source = keys if flavour == "sync" else keys.later
    settings = {"retries": EAGER, **settings}
    return client_of(flavour, server.url, source, http=None, **settings)


def keys_sent(server: FaultServer) -> list[str]:
    headers = [request.headers["authorization"] for request in server.requests]
    return [base64.b64decode(header.removeprefix("Basic ")).decode() for header in headers]


class TestAsking:
    @each_operation
    def test_each_try_has_the_key_of_its_time(self, flavour: str, operation: SampleCall) -> None:
        keys = Keys("first", "second", "third", "fourth")
        with FaultServer([BUSY, BUSY, operation.success]) as server, asking(flavour, server, keys) as codat:
            operation(codat)
            assert keys_sent(server) == ["first", "second", "third"]
        assert keys.asked == 3

    @pytest.mark.parametrize(("key", "header"), [("plain", "Basic cGxhaW4="), ("Basic YWJj", "Basic YWJj")])
    def test_a_plain_function_will_do(self, flavour: str, key: str, header: str) -> None:
        with FaultServer([LIST.success]) as server, client_of(flavour, server.url, lambda: key) as codat:
            codat.customers.list("co")
            assert server.requests[0].headers["authorization"] == header

    def test_iterate_asks_for_each_page(self, flavour: str) -> None:
        pages = [answer(200, json.dumps(page(number, 1, 2)).encode()) for number in (1, 2)]
        with (
            FaultServer([pages[0], REFUSED, pages[1]]) as server,
            asking(flavour, server, Keys("1", "2", "3")) as codat,
        ):
            assert len(list(codat.customers.iterate("co", page_size=1, concurrency=1))) == 2
            assert keys_sent(server) == ["1", "2", "3"]

    def test_wait_asks_for_each_question(self, flavour: str) -> None:
        push = PushOperation.from_dict(json.loads(PUSH))
        script = [answer(200, PUSH), REFUSED, answer(200, PUSH.replace(b"Pending", b"Success"))]
        with FaultServer(script) as server, asking(flavour, server, Keys("1", "2", "3")) as codat:
            codat.push_operations.wait(push, poll_interval=0.001)
            assert keys_sent(server) == ["1", "2", "3"]

    def test_a_download_that_goes_on_asks_again(self, flavour: str) -> None:
        tag = [("ETag", '"x"'), ("Accept-Ranges", "bytes")]
        half = then_close(answer(200, b"123", tag, length=6))
        rest = answer(206, b"456", [*tag, ("Content-Range", "bytes 3-5/6")])
        file = io.BytesIO()
        with FaultServer([half, REFUSED, rest]) as server, asking(flavour, server, Keys("1", "2", "3")) as codat:
            codat.customers.save_attachment(*FILE, file)
            assert keys_sent(server) == ["1", "2", "3"]
            assert [request.headers.get("range") for request in server.requests] == [None, "bytes=3-", "bytes=3-"]
        assert file.getvalue() == b"123456"

    def test_a_closed_client_does_not_ask(self) -> None:
        keys = Keys(KEY)
        codat = Codat(keys)
        codat.close()
        with pytest.raises(RuntimeError, match="closed"):
            codat.customers.list("co")
        assert keys.asked == 0

    def test_a_mistake_in_an_argument_comes_before_it(self) -> None:
        keys = Keys(KEY)
        with Codat(keys) as codat, pytest.raises(ValueError, match="page_size"):
            codat.customers.list("co", page_size=0)
        assert keys.asked == 0

    def test_making_a_client_does_not_ask(self) -> None:
        keys = Keys(RuntimeError("not yet"))
        Codat(keys).close()
        AsyncCodat(keys)
        assert keys.asked == 0

    def test_threads_share_it(self) -> None:
        keys = Keys(KEY)
        with FaultServer([LIST.success]) as server, Codat(keys, server_url=server.url) as codat:
            with ThreadPoolExecutor(8) as pool:
                list(pool.map(codat.customers.list, ["co"] * 8))
            assert keys_sent(server) == [KEY] * 8
        assert keys.asked == 8


class TestItsExceptions:
    @pytest.mark.parametrize(
        "error",
        [
            KeyError("vault"),
            OSError("vault"),
            TimeoutError("vault"),
            httpx.ConnectError("vault"),
            httpx.ReadTimeout("vault"),
            SDKError("vault"),
            APIConnectionError("vault"),
            AuthenticationError("vault"),
            SystemExit(3),
        ],
        ids=repr,
    )
    @pytest.mark.parametrize("earlier", [0, 1])
    def test_they_reach_the_caller_as_they_are(self, flavour: str, error: BaseException, earlier: int) -> None:
        error = type(error)(*error.args)
        keys = Keys(*["fine"] * earlier, error)
        events: list[RetryEvent] = []
        source = keys if flavour == "sync" else keys.later
        with FaultServer([*[BUSY] * earlier, LIST.success]) as server:
            with pytest.raises(type(error)) as caught:
                run(flavour, server.url, LIST, key=source, on_retry=events.append)
            assert caught.value is error
            assert len(server.requests) == earlier
        assert error.__cause__ is None
        assert error.__context__ is None
        assert len(events) == earlier

    @each_operation
    def test_no_connection_is_lost(self, flavour: str, operation: SampleCall) -> None:
        errors = [KeyError("vault") for _ in range(5)]
        keys = Keys("fine", *errors, "fine")

        with FaultServer([operation.success]) as server, asking(flavour, server, keys) as codat:
            operation(codat)
            for _ in errors:
                with pytest.raises(KeyError):
                    operation(codat)
            operation(codat)
            assert (len(server.requests), server.connections) == (2, 1)

    def test_no_token_is_lost(self, flavour: str) -> None:
        simulation = Simulation([Outcome(503)])
        keys = Keys("fine", KeyError("vault"))
        _ask(simulation, keys)
        for _ in range(3):
            with pytest.raises(KeyError):
                simulation.list(flavour)
        assert _tokens(simulation) == CAPACITY

    def test_nor_is_one_lost_by_other_retries_that_never_begin(self, flavour: str) -> None:
        simulation = Simulation([Outcome(503)], oversleep=1000.0)
        with pytest.raises(ServerError, match="max_elapsed_time"):
            simulation.list(flavour)
        simulation.state.settings = replace(simulation.state.settings, on_retry=_stop)
        with pytest.raises(StopAsyncIteration):
            simulation.list(flavour)
        assert _tokens(simulation) == CAPACITY


class TestWhatItReturns:
    @pytest.mark.parametrize(
        ("key", "error", "message"),
        [
            ("", ValueError, "what api_key returned is empty"),
            (" ", ValueError, "what api_key returned is empty"),
            (KEY + "\n", ValueError, "what api_key returned has a line break"),
            (KEY + "\x00", ValueError, "unprintable"),
            (KEY + "\ud800", ValueError, "unprintable"),
            ("Basic ключ", ValueError, "what api_key returned must be the ready-made header"),
            (None, TypeError, "what api_key returned must be a string, not NoneType"),
            (KEY.encode(), TypeError, "what api_key returned must be a string, not bytes"),
        ],
    )
    def test_it_is_checked_like_a_key(self, flavour: str, key: object, error: type[Exception], message: str) -> None:
        with FaultServer([LIST.success]) as server:
            with pytest.raises(error, match=message) as caught, asking(flavour, server, Keys(key)) as codat:
                codat.customers.list("co")
            assert server.requests == []
        assert_no_key(str(caught.value), repr(caught.value))

    def test_an_asynchronous_function_is_refused_by_a_sync_client(self) -> None:
        arguments: dict[str, Any] = {"api_key": Keys(KEY).later}
        with pytest.raises(TypeError, match="api_key is an asynchronous function: only an AsyncCodat"):
            Codat(**arguments)

    def test_so_is_what_has_to_be_awaited(self) -> None:
        keys = Keys(KEY)
        arguments: dict[str, Any] = {"api_key": lambda: keys.later()}
        with Codat(**arguments) as codat, pytest.raises(TypeError, match="has to be awaited"):
            codat.customers.list("co")
        assert keys.asked == 0

    @pytest.mark.parametrize("client", [Codat, AsyncCodat])
    def test_a_header_beside_it(self, client: type[Codat | AsyncCodat]) -> None:
        with pytest.raises(ValueError, match="api_key and auth_header are both set"):
            client(lambda: KEY, auth_header="Basic abc")


class TestRefusedKeys:
    @each_operation
    @pytest.mark.parametrize("retries", [None, EAGER, RetryConfig(max_elapsed_time=0), RetryConfig(strategy="none")])
    def test_it_is_asked_again_at_once(self, flavour: str, operation: SampleCall, retries: RetryConfig | None) -> None:
        events: list[RetryEvent] = []
        settings: dict[str, Any] = {"retries": retries, "on_retry": events.append}
        with (
            FaultServer([REFUSED, operation.success]) as server,
            asking(flavour, server, Keys("old", "new"), **settings) as codat,
        ):
            operation(codat)
            assert keys_sent(server) == ["old", "new"]
            assert len(set(server.keys)) == 1
        [event] = events
        assert (event.attempt, event.wait, event.idempotency_key) == (1, 0.0, server.keys[0])
        assert isinstance(event.cause, AuthenticationError)

    @each_operation
    @pytest.mark.parametrize("retries", [None, EAGER])
    def test_once(self, flavour: str, operation: SampleCall, retries: RetryConfig | None) -> None:
        with FaultServer([REFUSED]) as server:
            keys = Keys("old", "new", "newer")
            with pytest.raises(AuthenticationError) as caught, asking(flavour, server, keys, retries=retries) as codat:
                operation(codat)
            assert keys_sent(server) == ["old", "new"]
        assert caught.value.attempts == 2
        check_error(caught.value)

    def test_once_a_call_amid_other_failures(self, flavour: str) -> None:
        with FaultServer([BUSY, REFUSED, BUSY, REFUSED, LIST.success]) as server:
            keys = Keys("1", "2", "3", "4", "5")
            with pytest.raises(AuthenticationError) as caught, asking(flavour, server, keys) as codat:
                codat.customers.list("co")
            assert keys_sent(server) == ["1", "2", "3", "4"]
        assert caught.value.attempts == 4

    @each_operation
    def test_a_fixed_key_is_not_tried_again(self, flavour: str, operation: SampleCall) -> None:
        with FaultServer([REFUSED, operation.success]) as server:
            with pytest.raises(AuthenticationError) as caught:
                run(flavour, server.url, operation)
            assert caught.value.attempts == len(server.requests) == 1

    @pytest.mark.parametrize("retries", [None, RetryConfig(max_elapsed_time=20)])
    def test_the_second_try_has_its_full_time_and_costs_no_token(
        self, flavour: str, retries: RetryConfig | None
    ) -> None:
        simulation = Simulation([Outcome(401, took=25), Outcome(200)], retries)
        _ask(simulation, Keys("old", "new"))
        simulation.list(flavour)
        first, second = simulation.timeouts
        assert first == second == dict.fromkeys(("connect", "read", "write", "pool"), 30.0)
        assert simulation.waits == [0.0]
        assert _tokens(simulation) == CAPACITY

    @pytest.mark.parametrize(("took", "left"), [(5, 30.0), (20, 60 - 40 - 0.375)])
    def test_a_try_after_it_has_what_is_left(self, flavour: str, took: float, left: float) -> None:
        simulation = Simulation([Outcome(401, took=took), Outcome(503, took=took), Outcome(200)], RetryConfig())
        _ask(simulation, Keys("old", "new"))
        simulation.list(flavour)
        assert simulation.timeouts[2]["read"] == pytest.approx(left)
        assert simulation.waits == [0.0, pytest.approx(0.375)]


class TestTime:
    def test_no_try_begins_that_the_key_comes_too_late_for(self, flavour: str) -> None:
        simulation = Simulation([Outcome(503)])

        def slow() -> str:
            simulation.now += 40
            return KEY

        _ask(simulation, slow)
        with pytest.raises(ServerError, match="max_elapsed_time") as caught:
            simulation.list(flavour)
        assert caught.value.attempts == len(simulation.requests) == 1
        assert _tokens(simulation) == CAPACITY

    def test_a_client_that_is_closed_while_it_is_asked(self, backend: str) -> None:
        async def main(url: str) -> None:
            async def closing() -> str:
                await codat.aclose()
                return KEY

            codat = AsyncCodat(closing, server_url=url)
            with pytest.raises(APIConnectionError, match=r"closed while.*nothing was sent") as caught:
                await codat.customers.list("co")
            assert not caught.value.request_sent
            assert caught.value.attempts == 0

        with FaultServer([LIST.success]) as server:
            anyio.run(main, server.url, backend=backend)
            assert server.requests == []

    def test_a_call_that_is_cancelled_while_it_is_asked(self, backend: str) -> None:
        async def main(url: str) -> None:
            waiting = anyio.Event()

            async def slow() -> str:
                if not waiting.is_set():
                    waiting.set()
                    await anyio.sleep_forever()
                return KEY

            async with AsyncCodat(slow, server_url=url) as codat:
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(codat.customers.list, "co")
                    await waiting.wait()
                    tasks.cancel_scope.cancel()
                await codat.customers.list("co")

        with FaultServer([LIST.success]) as server:
            anyio.run(main, server.url, backend=backend)
            assert len(server.requests) == 1


class TestSecrecy:
    def test_nothing_shows_the_key(self, flavour: str, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        events: list[RetryEvent] = []
        with (
            FaultServer([BUSY, REFUSED]) as server,
            asking(flavour, server, Keys(KEY), on_retry=events.append) as codat,
            pytest.raises(AuthenticationError) as caught,
        ):
            CREATE(codat)
        check_error(caught.value)
        for event in events:
            check_error(event.cause)
        assert_no_key(caplog.text, repr(events))

    @pytest.mark.parametrize("client", [Codat, AsyncCodat])
    def test_nor_does_the_client(self, client: type[Codat | AsyncCodat]) -> None:
        class Vault:
            def __repr__(self) -> str:
                return KEY

            def __call__(self) -> str:
                return KEY

        codat = client(Vault())
        for shown in (codat, codat.customers, vars(codat), vars(codat.customers)):
            assert_no_key(repr(shown))

    def test_a_client_pickles_if_its_function_does(self) -> None:
        with FaultServer([LIST.success]) as server:
            written = pickle.dumps(Codat(returned_key, server_url=server.url))
            assert_no_key(written)
            twin: Codat = pickle.loads(written)
            assert count_customers(twin) == 1
            assert keys_sent(server) == ["returned"]
        with Codat(lambda: KEY) as codat, pytest.raises((pickle.PicklingError, AttributeError)):
            pickle.dumps(codat)


def _ask(simulation: Simulation, source: Callable[[], str | Awaitable[str]]) -> None:
    simulation.state.settings = replace(simulation.state.settings, authorization="", key_source=source)


def _tokens(simulation: Simulation) -> int:
    return sum(iter(simulation.state.quota.take, False))


def _stop(event: RetryEvent) -> None:
    raise StopAsyncIteration
