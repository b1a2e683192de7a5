"""Clients that are closed while calls run."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Final

import anyio
import httpx
import pytest

from codat_customers import APIConnectionError, AsyncCodat, Codat, SDKError
from codat_customers.models import PushOperation
from tests.support.calls import CREATE, DOWNLOAD, GET, KEY, LIST, STREAM, TLS, Operation, check_error
from tests.support.server import PUSH, AtOnce, Behaviour, FaultServer, answer, drip, head, then_stall

STATES: Final = {
    "before the answer": then_stall(b""),
    "in its head": then_stall(b"HTTP/1.1 200 OK\r\n"),
    "in its body": then_stall(head(200, (), "OK", 100) + b"{"),
    "in a body that drips": drip(head(200, (), "OK", 1000), b" " * 1000, 0.005),
    "before the next try": answer(503, b"", [("Retry-After", "20")]),
}

each_state = pytest.mark.parametrize("behaviour", STATES.values(), ids=STATES.keys())
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


def closed_meanwhile(codat: Codat, use: Callable[[Codat], object], begun: Callable[[], object]) -> object:
    """Close a client once its use in another thread has begun; return what that returned or raised."""
    ended: list[object] = []

    def call() -> None:
        try:
            ended.append(use(codat))
        except Exception as error:
            ended.append(error)

    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    while not begun():
        thread.join(0.002)
    thread.join(0.02)
    codat.close()
    thread.join(5)
    assert not thread.is_alive(), "it ends at once"
    return ended[0]


@pytest.mark.parametrize("given", [False, True], ids=["its own http_client", "a given http_client"])
@each_state
@each_operation
class TestClosing:
    def test_a_client_of_threads(self, operation: Operation, behaviour: Behaviour, given: bool) -> None:
        with FaultServer([behaviour]) as server, httpx.Client(verify=TLS, trust_env=False) as http_client:
            codat = Codat(KEY, server_url=server.url, timeout=20.0, http_client=http_client if given else None)
            check_that_it_says_so(closed_meanwhile(codat, operation.call, lambda: server.requests), server)

    @pytest.mark.parametrize("backend", ["asyncio", "trio"])
    def test_a_client_of_tasks(self, operation: Operation, behaviour: Behaviour, given: bool, backend: str) -> None:
        ended: list[object] = []

        async def main() -> None:
            async with httpx.AsyncClient(verify=TLS, trust_env=False) as http_client:
                await check(
                    AsyncCodat(KEY, server_url=server.url, timeout=20.0, http_client=http_client if given else None)
                )

        async def check(codat: AsyncCodat) -> None:
            async def call() -> None:
                try:
                    ended.append(await operation.call_async(codat))
                except Exception as error:
                    ended.append(error)

            with anyio.fail_after(5):
                async with anyio.create_task_group() as group:
                    group.start_soon(call)
                    while not server.requests:  # noqa: ASYNC110  # the server is on a thread
                        await anyio.sleep(0.002)
                    await anyio.sleep(0.02)
                    await codat.aclose()

        with FaultServer([behaviour]) as server:
            anyio.run(main, backend=backend)
            check_that_it_says_so(ended[0], server)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_what_waits_for_a_connection_is_not_sent(backend: str) -> None:
    ended: list[object] = []

    async def main() -> None:
        limits = httpx.Limits(max_connections=1)
        async with httpx.AsyncClient(verify=TLS, limits=limits, trust_env=False) as http_client:
            codat = AsyncCodat(KEY, server_url=server.url, timeout=20.0, http_client=http_client)

            async def call() -> None:
                try:
                    ended.append(await codat.customers.get("co", "c1"))
                except SDKError as error:
                    ended.append(error)

            async with anyio.create_task_group() as group:
                for _ in range(4):
                    group.start_soon(call)
                while not server.requests:  # noqa: ASYNC110  # the server is on a thread
                    await anyio.sleep(0.002)
                await codat.aclose()

    with FaultServer([then_stall(b"")]) as server:
        anyio.run(main, backend=backend)
        for error in ended:
            check_that_it_says_so(error, server)
        assert len(ended) == 4


def test_threads_that_wait_for_a_connection_send_nothing() -> None:
    ended: list[object] = []
    limits = httpx.Limits(max_connections=1)
    with FaultServer([then_stall(b"")]) as server, httpx.Client(verify=TLS, limits=limits, trust_env=False) as http:
        codat = Codat(KEY, server_url=server.url, timeout=20.0, http_client=http)

        def call() -> None:
            try:
                ended.append(codat.customers.get("co", "c1"))
            except SDKError as error:
                ended.append(error)

        threads = [threading.Thread(target=call, daemon=True) for _ in range(4)]
        for thread in threads:
            thread.start()
        while not server.requests:
            threads[0].join(0.002)
        codat.close()
        for thread in threads:
            thread.join(5)
        for error in ended:
            check_that_it_says_so(error, server)
        assert len(ended) == 4


def test_others_go_on_with_a_shared_http_client() -> None:
    with (
        FaultServer([LIST.success]) as server,
        httpx.Client(verify=TLS, trust_env=False) as http_client,
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
        error = closed_meanwhile(
            codat, lambda codat: codat.push_operations.wait(pending, poll_interval=0.0), lambda: server.requests
        )
    assert isinstance(error, APIConnectionError | RuntimeError)
    assert "closed" in str(error)


def test_a_tls_handshake_that_nobody_answers_ends() -> None:
    with FaultServer([AtOnce(then_stall(b""))]) as server:
        codat = Codat(KEY, server_url=server.url.replace("http", "https"), timeout=None)
        error = closed_meanwhile(codat, GET.call, lambda: server.connections)
    assert isinstance(error, SDKError)
    assert "the client was closed" in error.message


@pytest.mark.parametrize("concurrency", [1, 4])
def test_a_reading_that_waits_for_its_next_try_ends(concurrency: int) -> None:
    def read(codat: Codat) -> object:
        return list(codat.customers.iterate("co", concurrency=concurrency))

    with FaultServer([answer(503, b"", [("Retry-After", "20")])]) as server:
        error = closed_meanwhile(Codat(KEY, server_url=server.url), read, lambda: server.requests)
    check_that_it_says_so(error, server)
