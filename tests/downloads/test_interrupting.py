"""Downloads that are cut short from outside: at once, and without a trace."""

import asyncio
import io
import os
import threading
from collections import deque
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import anyio
import anyio.lowlevel
import pytest
from anyio import to_thread

from codat_customers import AsyncCodat, RetryConfig
from tests.downloads.file_server import CONTENT, IDS, FileServer, answer
from tests.support.calls import run

HALF = len(CONTENT) // 2


@pytest.fixture
def stalling(server: FileServer) -> FileServer:
    """Stop in the middle of the body, and wait."""
    server.script = deque([answer(CONTENT[:HALF], length=len(CONTENT))])
    server.stall = Event()
    return server


class Unforeseen(BaseException):
    pass


def raise_halfway(received: int, _: int | None) -> None:
    if received:
        raise Unforeseen


def test_an_interruption_leaves_nothing_behind(flavour: str, stalling: FileServer, folder: Path) -> None:
    with pytest.raises(Unforeseen):
        run(
            flavour,
            stalling.url,
            lambda codat: codat.customers.save_attachment(*IDS, folder / "file", progress=raise_halfway),
        )
    assert list(folder.iterdir()) == []
    assert stalling.closed_by_client.wait(30)


def test_a_cancelled_scope_leaves_nothing_behind(backend: str, stalling: FileServer, untouched: Path) -> None:
    async def use(codat: AsyncCodat) -> None:
        with anyio.fail_after(5), anyio.CancelScope() as scope:
            await codat.customers.save_attachment(
                *IDS, untouched, progress=lambda received, _: scope.cancel() if received else None
            )
        assert scope.cancelled_caught
        await to_thread.run_sync(stalling.closed_by_client.wait, 5)

    run(backend, stalling.url, use)
    assert stalling.closed_by_client.is_set()


def test_a_cancelled_task_of_asyncio_leaves_nothing_behind(stalling: FileServer, folder: Path) -> None:
    seen: list[int] = []

    async def use(codat: AsyncCodat) -> None:
        halfway = asyncio.Event()

        def progress(received: int, _: int | None) -> None:
            if received:
                seen.append(len(list(folder.iterdir())))
                halfway.set()

        task = asyncio.create_task(codat.customers.save_attachment(*IDS, folder / "file", progress=progress))
        await asyncio.wait_for(halfway.wait(), 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        seen.append(len(list(folder.iterdir())))  # noqa: ASYNC240  (what there is right now)

    run("asyncio", stalling.url, use)
    assert seen == [1, 0]


def test_cancelled_at_any_step(backend: str, server: FileServer, folder: Path) -> None:
    broken_off = answer(CONTENT[:HALF], length=len(CONTENT), ETag='"a"', Accept_Ranges="bytes")
    left: set[str] = set()

    async def use(codat: AsyncCodat) -> None:
        steps = 0
        while "file" not in left:
            steps += 1 + steps // 20
            server.script = deque([broken_off, answer()])
            async with anyio.create_task_group() as group:
                group.start_soon(partial(codat.customers.save_attachment, *IDS, folder / "file"))
                for _ in range(steps):
                    await anyio.lowlevel.checkpoint()
                group.cancel_scope.cancel()
            left.update(os.listdir(folder))  # noqa: PTH208
        assert steps > 1  # a busy machine does more between two steps

    run(backend, server.url, use)
    assert left == {"file"}


def test_cancelling_a_wait_between_two_tries(backend: str, server: FileServer, folder: Path) -> None:
    server.script = deque([answer(CONTENT[:HALF], length=len(CONTENT))])
    slowly = RetryConfig(initial_interval=100, max_interval=100, max_elapsed_time=1000)

    async def main() -> None:
        with anyio.fail_after(5), anyio.CancelScope() as scope:
            async with AsyncCodat(
                "test", server_url=server.url, retries=slowly, on_retry=lambda _: scope.cancel()
            ) as codat:
                await codat.customers.save_attachment(*IDS, folder / "file")
        assert scope.cancelled_caught

    anyio.run(main, backend=backend)
    assert list(folder.iterdir()) == []
    assert len(server.requests) == 1


class Slow(io.BytesIO):
    """Every operation takes until the event loop has gone on; it fails if the loop does not."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.done = Event(), Event()
        self.blocked = 0

    def write(self, data: Any) -> int:
        self._work()
        return super().write(data)

    def seekable(self) -> bool:
        self._work()
        return super().seekable()

    def truncate(self, size: int | None = None) -> int:
        self._work()
        return super().truncate(size)

    def _work(self) -> None:
        self.done.clear()
        self.begun.set()
        if not self.done.wait(30):
            self.blocked += 1


def test_a_slow_file_does_not_hold_up_the_event_loop(backend: str, server: FileServer) -> None:
    server.script = deque([answer(CONTENT[:HALF], length=len(CONTENT)), answer()])
    file = Slow()

    async def tick() -> None:
        while True:
            await anyio.sleep(0.001)
            if file.begun.is_set():
                file.begun.clear()
                file.done.set()

    async def use(codat: AsyncCodat) -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(tick)
            await codat.customers.save_attachment(*IDS, file)
            group.cancel_scope.cancel()

    run(backend, server.url, use)
    assert file.getvalue() == CONTENT
    assert file.blocked == 0


def test_progress_is_reported_in_the_event_loop(backend: str, server: FileServer, folder: Path) -> None:
    threads: set[int] = set()

    async def use(codat: AsyncCodat) -> None:
        await codat.customers.save_attachment(
            *IDS, folder / "file", progress=lambda _, __: threads.add(threading.get_ident())
        )

    run(backend, server.url, use)
    assert threads == {threading.get_ident()}
