"""Clients that are used on both sides of a fork, as prefork servers and multiprocessing do."""

from __future__ import annotations

import os
import pickle
import socket
import warnings
from collections.abc import Callable
from contextlib import suppress
from threading import Barrier, Event, Thread
from typing import Final

import anyio
import httpx
import pytest

from codat_customers import AsyncCodat, Codat
from codat_customers.sandbox import Sandbox
from tests.support.calls import GET, KEY
from tests.support.clients import GIVEN
from tests.support.server import FaultServer, then_stall

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")

CALLS: Final = 30


def in_child(work: Callable[[], object]) -> Callable[[], object]:
    """Do some work in a forked child; return what waits for its end and returns the result, or what it raised."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # 3.12 and later warn of threads
        child = os.fork()
    if not child:
        try:
            result: object
            try:
                result = work()
            except BaseException as error:
                result = error
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(pickle.dumps(result))
        finally:
            os._exit(0)
    os.close(writing)

    def result_of_child() -> object:
        with os.fdopen(reading, "rb") as pipe:
            result = pickle.loads(pipe.read() or pickle.dumps(RuntimeError("the child died")))
        os.waitpid(child, 0)
        return result

    return result_of_child


def wrong_answers(codat: Codat, sandbox: Sandbox, ids: list[str]) -> int:
    """Get customers one after the other, and count those that are not who was asked for."""
    return sum(codat.customers.get(sandbox.company_id, ids[n % len(ids)]).id != ids[n % len(ids)] for n in range(CALLS))


def test_parent_and_children_get_their_own_answers() -> None:
    with Sandbox(validate=False) as sandbox, Codat(sandbox.api_key, server_url=sandbox.url) as codat:
        ids = [customer.id or "" for customer in codat.customers.iterate(sandbox.company_id)][12:]
        children = [in_child(lambda: wrong_answers(codat, sandbox, ids)) for _ in range(3)]
        assert wrong_answers(codat, sandbox, ids[::-1]) == 0
        assert [child() for child in children] == [0, 0, 0]


@pytest.mark.parametrize("concurrency", [1, 4])
def test_a_reading_that_goes_on_in_both(concurrency: int) -> None:
    with Sandbox(validate=False) as sandbox, Codat(sandbox.api_key, server_url=sandbox.url) as codat:
        reading = codat.customers.iterate(sandbox.company_id, page_size=20, concurrency=concurrency)
        read = [next(reading).id]

        def read_on() -> list[str | None]:
            return [customer.id or None for customer in reading]

        child = in_child(read_on)
        rest = read_on()
        assert child() == rest
        assert [*read, *rest] == list(sandbox.customers())


def test_a_loop_that_is_started_in_the_child(backend: str) -> None:
    with Sandbox(validate=False) as sandbox:
        codat = AsyncCodat(sandbox.api_key, server_url=sandbox.url)
        ids = list(sandbox.customers())[12:]

        async def count() -> int:
            wrong = 0
            for n in range(CALLS):
                wrong += (await codat.customers.get(sandbox.company_id, ids[n])).id != ids[n]
            return wrong

        async def count_and_fork() -> tuple[int, int]:
            async with codat:
                before = await count()
                children.append(in_child(lambda: in_thread(count)))
                return before, await count()

        def in_thread(work: Callable[[], object]) -> object:
            # The loop that forked goes on in this thread of the child, as far as Python knows.
            results: list[object] = []

            def run() -> None:
                try:
                    results.append(anyio.run(count, backend=backend))
                except BaseException as error:
                    results.append(error)

            thread = Thread(target=run)
            thread.start()
            thread.join()
            return results[0]

        children: list[Callable[[], object]] = []
        assert anyio.run(count_and_fork, backend=backend) == (0, 0)
        assert [child() for child in children] == [0]


def test_a_fork_while_other_threads_are_calling() -> None:
    """Whatever lock they hold, nobody in the child lets go of it."""
    with Sandbox(validate=False) as sandbox, Codat(sandbox.api_key, server_url=sandbox.url) as codat:
        ids = list(sandbox.customers())[12:]
        stopped, ready = Event(), Barrier(5)

        def call() -> None:
            ready.wait()
            while not stopped.is_set():
                codat.customers.get(sandbox.company_id, ids[0])

        threads = [Thread(target=call) for _ in range(4)]
        for thread in threads:
            thread.start()
        ready.wait()
        children = [in_child(lambda: wrong_answers(codat, sandbox, ids)) for _ in range(8)]
        results = [child() for child in children]
        stopped.set()
        for thread in threads:
            thread.join()
        assert results == [0] * 8


def test_the_childs_end_leaves_the_parents_connections_alone() -> None:
    with FaultServer([GET.success]) as server, Codat(KEY, server_url=server.url, retries=None) as codat:
        codat.customers.get("co", "c1")

        def close() -> None:
            codat.customers.get("co", "c1")
            codat.close()

        assert in_child(close)() is None
        codat.customers.get("co", "c1")
        assert [request.connection for request in server.requests] == [1, 2, 1]


def test_a_call_that_is_under_way_is_not_broken_off_by_a_child_that_closes() -> None:
    ended = Event()
    with FaultServer([then_stall(b"")]) as server:
        codat = Codat(KEY, server_url=server.url, retries=None, timeout=20.0)

        def call() -> None:
            with suppress(Exception):
                codat.customers.get("co", "c1")
            ended.set()

        thread = Thread(target=call)
        thread.start()
        while not server.requests:
            ended.wait(0.002)
        assert in_child(codat.close)() is None
        assert not ended.wait(0.05)
    thread.join()
    codat.close()


class TestGivenHttpClients:
    def test_one_that_was_used_before_is_refused(self) -> None:
        with FaultServer([GET.success]) as server, httpx.Client(**GIVEN) as http_client:
            codat = Codat(KEY, server_url=server.url, http_client=http_client)
            codat.customers.get("co", "c1")
            refusal = in_child(lambda: codat.customers.get("co", "c1"))()
            assert isinstance(refusal, RuntimeError)
            assert "http_client was used before this process was forked" in str(refusal)
            codat.customers.get("co", "c1")
            assert [request.connection for request in server.requests] == [1, 1]

    def test_a_new_client_over_one_that_was_used_before_is_refused(self) -> None:
        with FaultServer([GET.success]) as server, httpx.Client(**GIVEN) as http_client:
            Codat(KEY, server_url=server.url, http_client=http_client).customers.get("co", "c1")

            def use_again() -> object:
                return Codat(KEY, server_url=server.url, http_client=http_client).customers.get("co", "c1")

            assert isinstance(in_child(use_again)(), RuntimeError)
            assert len(server.requests) == 1

    def test_one_that_others_used_before_is_refused(self) -> None:
        with FaultServer([GET.success]) as server, httpx.Client(**GIVEN) as http_client:
            codat = Codat(KEY, server_url=server.url, http_client=http_client)
            http_client.get(server.url)
            assert isinstance(in_child(lambda: codat.customers.get("co", "c1"))(), RuntimeError)
            assert len(server.requests) == 1

    def test_one_that_is_used_in_the_child_first_is_fine(self) -> None:
        with FaultServer([GET.success]) as server, httpx.Client(**GIVEN) as http_client:
            codat = Codat(KEY, server_url=server.url, http_client=http_client)
            assert in_child(lambda: codat.customers.get("co", "c1").id)() == "c1"
            assert codat.customers.get("co", "c1").id == "c1"
            assert [request.connection for request in server.requests] == [1, 2]


def test_the_quota_of_a_child_is_its_own() -> None:
    with Codat(KEY, server_url="http://nothing.invalid") as codat:
        state = codat._state  # pyright: ignore[reportPrivateUsage]

        def spend() -> int:
            return sum(state.quota.take() for _ in range(200))

        assert in_child(spend)() == 100
        assert spend() == 100


def test_sockets_of_the_parent_stay_open_for_it() -> None:
    """Nor does the child's exit shut them down: that the server would see."""
    with FaultServer([GET.success]) as server, Codat(KEY, server_url=server.url, retries=None) as codat:
        codat.customers.get("co", "c1")
        for _ in range(3):
            assert in_child(lambda: codat.customers.get("co", "c1").id)() == "c1"
        assert codat.customers.get("co", "c1").id == "c1"
        assert server.requests[-1].connection == 1
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", server.port))
