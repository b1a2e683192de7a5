"""A reader that stops early: nothing more is asked for, and nothing stays behind."""

import asyncio
import contextlib
import gc
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from functools import partial

import anyio
import anyio.lowlevel
import pytest
import trio

from codat_customers import AsyncCodat, Codat, RetryConfig
from codat_customers.models import Customer
from tests.paging.page_server import COMPANY, PageServer, Reader, page, page_threads, wait_until
from tests.support.clients import AT_ONCE, connecting

SLOWLY = RetryConfig(initial_interval=100, max_interval=100, max_elapsed_time=1000)


@pytest.fixture
def long(server: PageServer) -> PageServer:
    """Serve a hundred pages of one customer, all but the first three held back."""
    server.answer = lambda number, size: page(number, size, 100)
    server.hold(*range(4, 101))
    return server


def wait_until_five_are_asked(server: PageServer) -> None:
    """Wait for the pages that are fetched ahead when the second customer has come, with a concurrency of four."""
    wait_until(lambda: sorted(server.asked) == [1, 2, 3, 4, 5])


def check_nothing_follows(server: PageServer) -> None:
    server.release()
    wait_until(lambda: not page_threads() and not server.in_flight)
    assert sorted(server.asked) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("way", ["close", "drop"])
def test_leaving_the_loop(reader: Reader, long: PageServer, way: str) -> None:
    customers = reader.iterate(COMPANY, page_size=1, concurrency=4)
    assert [next(customers).id, next(customers).id] == ["1", "2"]
    wait_until_five_are_asked(long)
    if way == "close":
        customers.close()
    else:
        del customers
        gc.collect()
    check_nothing_follows(long)


def test_an_exception_in_the_loop_is_what_the_caller_gets(reader: Reader, long: PageServer) -> None:
    class Unforeseen(BaseException):
        pass

    def read() -> None:
        for customer in reader.iterate(COMPANY, page_size=1, concurrency=4):
            if customer.id == "2":
                wait_until_five_are_asked(long)
                raise Unforeseen

    with pytest.raises(Unforeseen) as caught:
        read()
    assert caught.value.__cause__ is None
    del caught
    check_nothing_follows(long)


def test_leaving_before_the_first_page_and_after_the_first(reader: Reader, long: PageServer) -> None:
    reader.iterate(COMPANY).close()
    assert long.asked == []
    for _ in reader.iterate(COMPANY, page_size=1):
        break
    assert long.asked == [1]


def test_a_sync_reader_is_interrupted_while_it_waits(long: PageServer) -> None:
    """As by Ctrl-C, while the main thread waits for a page."""

    class Interruption(BaseException):
        pass

    def interrupt(*_: object) -> None:
        raise Interruption

    def interrupt_when_it_waits() -> None:
        wait_until(lambda: sorted(long.asked) == [1, 2, 3, 4, 5, 6, 7])
        signal.pthread_kill(main_thread, signal.SIGUSR1)

    main_thread = threading.get_ident()
    before = signal.signal(signal.SIGUSR1, interrupt)
    try:
        threading.Thread(target=interrupt_when_it_waits).start()
        with Codat("test", server_url=long.url) as codat, pytest.raises(Interruption):
            list(codat.customers.iterate(COMPANY, page_size=1, concurrency=4))
    finally:
        signal.signal(signal.SIGUSR1, before)
    long.release()
    wait_until(lambda: not page_threads() and not long.in_flight)
    assert sorted(long.asked) == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize("retries", [AT_ONCE, SLOWLY])
def test_what_is_abandoned_is_not_tried_again(server: PageServer, retries: RetryConfig) -> None:
    failing = [503]
    server.answer = lambda number, size: failing[0] if number > 2 else page(number, size, 100)
    server.hold(3, 4)
    with Codat("test", server_url=server.url, retries=retries) as codat:
        customers = codat.customers.iterate(COMPANY, page_size=1, concurrency=3)
        assert [next(customers).id for _ in range(2)] == ["1", "2"]
        wait_until(lambda: sorted(server.asked) == [1, 2, 3, 4])
        if retries is SLOWLY:
            server.release()
            wait_until(lambda: not server.in_flight)
        customers.close()
        server.release()
        wait_until(lambda: not page_threads())
    assert sorted(server.asked) == [1, 2, 3, 4]


SCRIPT = """
import sys, time
from codat_customers import Codat
codat = Codat("test", server_url=sys.argv[1], timeout=30)
customers = codat.customers.iterate("company", page_size=1, concurrency=4)
print(next(customers).id, next(customers).id, flush=True)
sys.stdin.readline()
if sys.argv[2] == "close":
    customers.close()
print(time.time(), flush=True)
"""


@pytest.mark.parametrize("way", ["close", "leave it open"])
def test_the_exit_of_the_process_is_not_delayed(long: PageServer, way: str) -> None:
    command = [sys.executable, "-c", SCRIPT, long.url, way]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == b"1 2\n"
        wait_until_five_are_asked(long)
        out, errors = process.communicate(b"\n", timeout=25)
        assert time.time() - float(out) < 15  # and not 30, as the calls may take
        assert (process.returncode, errors) == (0, b"")


Customers = AsyncGenerator[Customer]


@contextlib.contextmanager
def nothing_left_behind() -> Generator[None]:
    """Check that the event loop has as many tasks afterwards as before."""
    before = number_of_tasks()
    yield
    assert number_of_tasks() == before


def number_of_tasks() -> int:
    try:
        return len(asyncio.all_tasks())
    except RuntimeError:
        return trio.lowlevel.current_statistics().tasks_living


def run(backend: str, use: Callable[[Customers], Awaitable[None]], server: PageServer, concurrency: int = 4) -> None:
    """Let a coroutine do what it likes with a reader, and check what is left behind when the reader is closed."""

    async def main() -> None:
        before = server.open_connections
        async with AsyncCodat("test", server_url=server.url, retries=AT_ONCE) as codat:
            await anyio.to_thread.run_sync(int)  # starts what anyio keeps
            with nothing_left_behind():
                await use(codat.customers.iterate(COMPANY, page_size=1, concurrency=concurrency))
        await anyio.to_thread.run_sync(wait_until, lambda: server.open_connections == before)

    anyio.run(main, backend=backend)


async def read_two(customers: Customers, server: PageServer) -> None:
    assert (await anext(customers)).id == "1"
    assert (await anext(customers)).id == "2"
    await anyio.to_thread.run_sync(wait_until_five_are_asked, server)


def test_aclosing_and_an_exception(backend: str, long: PageServer) -> None:
    async def use(customers: Customers) -> None:
        async def read() -> None:
            async with contextlib.aclosing(customers):
                await read_two(customers, long)
                raise KeyError("mine")

        with pytest.raises(KeyError, match="mine"):
            await read()

    run(backend, use, long)
    check_nothing_follows(long)


@pytest.mark.parametrize("concurrency", [1, 4])
def test_a_cancelled_scope_while_it_waits(backend: str, long: PageServer, concurrency: int) -> None:
    async def use(customers: Customers) -> None:
        with anyio.move_on_after(0.1) as scope:
            async for customer in customers:
                assert customer.id in {"1", "2", "3"}
        assert scope.cancelled_caught

    run(backend, use, long, concurrency)
    assert len(long.asked) <= 3 + concurrency


def test_a_scope_that_was_cancelled_before(backend: str, long: PageServer) -> None:
    async def use(customers: Customers) -> None:
        assert (await anext(customers)).id == "1"
        with anyio.CancelScope() as scope:
            scope.cancel()
            await anext(customers)
        assert scope.cancelled_caught

    run(backend, use, long)
    assert long.asked == [1]


def test_a_cancelled_group_has_no_other_errors(backend: str, long: PageServer) -> None:
    async def use(customers: Customers) -> None:
        async def consume() -> None:
            async for _ in customers:
                pass

        async with anyio.create_task_group() as group:
            group.start_soon(consume)
            await anyio.to_thread.run_sync(wait_until, lambda: len(long.asked) == 7)
            group.cancel_scope.cancel()

    run(backend, use, long)


def test_a_time_out_round_a_single_step_hits_its_own_scope(backend: str, long: PageServer) -> None:
    """A generator that yielded inside a task group would mix up the scopes here."""

    async def use(customers: Customers) -> None:
        with anyio.CancelScope() as outer:
            await anext(customers)
        await anext(customers)
        with anyio.fail_after(5):
            await anext(customers)
        with pytest.raises(TimeoutError), anyio.fail_after(0.05):
            await anext(customers)
        assert not outer.cancelled_caught
        assert [customer async for customer in customers] == []  # it has ended

    run(backend, use, long)


def test_one_task_reads_and_another_closes(backend: str, long: PageServer) -> None:
    async def use(customers: Customers) -> None:
        async def close() -> None:  # older versions of anyio take nothing but a coroutine function
            await customers.aclose()

        for step in (partial(read_two, customers, long), close):
            async with anyio.create_task_group() as group:
                group.start_soon(step)

    run(backend, use, long)
    check_nothing_follows(long)


@pytest.mark.parametrize("next_", [None, "?page=4"], ids=["in line", "with a jump, so that pages are dropped"])
def test_cancelled_at_any_step(backend: str, server: PageServer, next_: str | None) -> None:
    server.answer = lambda number, size: page(number, size, 12, next_=next_ if number == 2 else None)

    async def main() -> None:
        async with connecting(server.url) as codat:

            async def read() -> None:
                read_by_now.extend([customer async for customer in codat.customers.iterate(COMPANY, page_size=2)])

            await anyio.to_thread.run_sync(int)  # starts what anyio keeps
            read_by_now: list[Customer] = []
            steps = 0
            while not read_by_now:
                steps += 1
                with nothing_left_behind():
                    async with anyio.create_task_group() as group:
                        group.start_soon(read)
                        for _ in range(steps):
                            await anyio.lowlevel.checkpoint()
                        group.cancel_scope.cancel()
            assert len(read_by_now) == (10 if next_ else 12)
            assert steps > 10

    anyio.run(main, backend=backend)


def test_a_task_of_asyncio_is_cancelled(long: PageServer) -> None:
    async def use(customers: Customers) -> None:
        async def consume() -> None:
            async for _ in customers:
                pass

        task = asyncio.create_task(consume())
        await anyio.to_thread.run_sync(wait_until, lambda: len(long.asked) == 7)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run("asyncio", use, long)


def test_all_tasks_of_asyncio_are_cancelled_before_they_begin(long: PageServer) -> None:
    async def use(customers: Customers) -> None:
        await anext(customers)
        step = asyncio.create_task(customers.__anext__())
        await asyncio.sleep(0)  # the reader has made its tasks, and none of them has begun
        others = asyncio.all_tasks() - {asyncio.current_task()}
        assert len(others) == 5
        for task in others:
            task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(step, 5)

    run("asyncio", use, long)
    assert long.asked == [1]


def test_a_generator_that_is_dropped_on_asyncio(long: PageServer) -> None:
    async def main() -> None:
        async with AsyncCodat("test", server_url=long.url) as codat:
            async for customer in codat.customers.iterate(COMPANY, page_size=1):
                if customer.id == "2":
                    await anyio.to_thread.run_sync(wait_until_five_are_asked, long)
                    break
            loop = asyncio.get_running_loop()
            await asyncio.to_thread(wait_until, lambda: len(asyncio.all_tasks(loop)) == 1)

    asyncio.run(main())
    check_nothing_follows(long)


def test_an_event_loop_that_ends_with_a_reader_still_open(long: PageServer) -> None:
    async def main() -> None:
        async with AsyncCodat("test", server_url=long.url) as codat:
            customers = codat.customers.iterate(COMPANY, page_size=1)
            await read_two(customers, long)
            kept.append(customers)

    kept: list[Customers] = []
    started = time.monotonic()
    asyncio.run(main())
    assert time.monotonic() - started < 5
    check_nothing_follows(long)


def test_other_tasks_go_on_while_it_reads(backend: str, server: PageServer) -> None:
    server.answer = lambda number, size: page(number, size, 30)

    async def main() -> None:
        async with AsyncCodat("test", server_url=server.url) as codat:
            read: dict[int, int] = {}

            async def count(number: int) -> None:
                read[number] = len([customer async for customer in codat.customers.iterate(COMPANY, page_size=10)])

            async with anyio.create_task_group() as group:
                for number in range(5):
                    group.start_soon(count, number)
            assert read == dict.fromkeys(range(5), 30)

    anyio.run(main, backend=backend)


def test_threads_may_share_a_client(server: PageServer) -> None:
    server.answer = lambda number, size: page(number, size, 30)
    read: list[int] = []
    with Codat("test", server_url=server.url) as codat:

        def count() -> None:
            read.append(len(list(codat.customers.iterate(COMPANY, page_size=5))))

        threads = [threading.Thread(target=count) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert read == [30] * 4
