"""Clients that are closed while calls run."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import anyio
import httpx
import pytest

from codat_customers import APIConnectionError, AsyncCodat, Codat, SDKError
from codat_customers.models import PushOperation
from tests.support.calls import CREATE, DOWNLOAD, GET, KEY, LIST, STREAM, SampleCall, check_error
from tests.support.clients import GIVEN, ONE_CONNECTION, client_of
from tests.support.flavours import BACKENDS
from tests.support.server import PUSH, STATES, AtOnce, Behaviour, FaultServer, answer, then_stall

# In the body of an error, a thread has the status, and so its error.
each_state = pytest.mark.parametrize("state", [name for name in STATES if name != "in the body of an error"])
each_operation = pytest.mark.parametrize(
    "operation", [LIST, CREATE, DOWNLOAD, STREAM], ids=lambda operation: operation.name
)


def check_that_it_says_so(error: object, server: FaultServer) -> None:
    assert isinstance(error, SDKError)
    assert "the client was closed" in error.message
    assert "keep the client open" in error.message
    assert "check the network" not in error.message
    assert len(server.requests) == 1
    check_error(error)


def closed_meanwhile(codat: Any, begun: Callable[[], object], *uses: Callable[[Any], object]) -> list[object]:
    """Close a client once its uses in other threads have begun; return what those returned or raised."""
    ended: list[object] = []

    def call(use: Callable[[Any], object]) -> None:
        try:
            ended.append(use(codat))
        except Exception as error:
            ended.append(error)

    threads = [threading.Thread(target=call, args=(use,), daemon=True) for use in uses]
    for thread in threads:
        thread.start()
    while not begun():
        threads[0].join(0.002)
    threads[0].join(0.02)
    codat.close()
    for thread in threads:
        thread.join(15)
        assert not thread.is_alive(), "it ends at once"
    return ended


@pytest.mark.parametrize("http", [None, {}], ids=["its own http_client", "a given http_client"])
@each_state
@each_operation
def test_a_call_ends(flavour: str, operation: SampleCall, state: str, http: dict[str, Any] | None) -> None:
    with FaultServer([STATES[state]]) as server, client_of(flavour, server.url, KEY, http=http, timeout=20.0) as codat:
        [error] = closed_meanwhile(codat, lambda: server.requests, operation)
        check_that_it_says_so(error, server)


def test_what_waits_for_a_connection_is_not_sent(flavour: str) -> None:
    with FaultServer([then_stall(b"")]) as server:
        with client_of(flavour, server.url, KEY, http=ONE_CONNECTION, timeout=20.0) as codat:
            errors = closed_meanwhile(codat, lambda: server.requests, *[GET] * 4)
        assert len(errors) == 4
        for error in errors:
            check_that_it_says_so(error, server)


def test_others_go_on_with_a_shared_http_client() -> None:
    with (
        FaultServer([LIST.success]) as server,
        httpx.Client(**GIVEN) as http_client,
        Codat(KEY, server_url=server.url, http_client=http_client) as other,
    ):
        codat = Codat(KEY, server_url=server.url, http_client=http_client)
        codat.customers.list("co")
        codat.close()
        other.customers.list("co")
        assert [request.connection for request in server.requests] == [1, 1]


@pytest.mark.parametrize("behaviour", [answer(200, PUSH), then_stall(b"")], ids=["between questions", "in a question"])
def test_waiting_for_a_push_ends(behaviour: Behaviour) -> None:
    pending = PushOperation.from_dict(json.loads(PUSH))
    with FaultServer([behaviour]) as server:
        codat = Codat(KEY, server_url=server.url, timeout=20.0)
        [error] = closed_meanwhile(
            codat, lambda: server.requests, lambda codat: codat.push_operations.wait(pending, poll_interval=0.0)
        )
    assert isinstance(error, APIConnectionError | RuntimeError)
    assert "closed" in str(error)


def test_a_tls_handshake_that_nobody_answers_ends() -> None:
    with FaultServer([AtOnce(then_stall(b""))]) as server:
        codat = Codat(KEY, server_url=server.url.replace("http", "https"), timeout=None)
        [error] = closed_meanwhile(codat, lambda: server.connections, GET)
    assert isinstance(error, SDKError)
    assert "the client was closed" in error.message


@pytest.mark.parametrize("concurrency", [1, 4])
def test_a_reading_that_waits_for_its_next_try_ends(concurrency: int) -> None:
    with FaultServer([answer(503, b"", [("Retry-After", "20")])]) as server:
        [error] = closed_meanwhile(
            Codat(KEY, server_url=server.url),
            lambda: server.requests,
            lambda codat: list(codat.customers.iterate("co", concurrency=concurrency)),
        )
    check_that_it_says_so(error, server)


@pytest.mark.parametrize("backend", BACKENDS)
def test_no_wait_begins_once_the_client_is_closed(backend: str) -> None:
    """Between a try that failed and the wait for the next one, nothing runs that closing could end."""

    async def run(server: FaultServer) -> None:
        def close(event: object) -> None:
            codat._state.close()  # pyright: ignore[reportPrivateUsage]  (the first that aclose does)

        async with AsyncCodat("test", server_url=server.url, on_retry=close) as codat:
            with anyio.fail_after(20), pytest.raises(APIConnectionError, match="the client was closed"):
                await codat.customers.get("company", "customer")

    with FaultServer([answer(503, b"", [("Retry-After", "50")])]) as server:
        anyio.run(run, server, backend=backend)
