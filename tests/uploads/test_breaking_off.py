"""Uploads that are broken off from outside, at any point: they leave neither a thread nor a place in the pool taken."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import pytest

from codat_customers import APIConnectionError, AsyncCodat
from tests.support.calls import GET, check_error
from tests.support.clients import ONE_CONNECTION, client_of, connecting
from tests.support.multipart import Zeros
from tests.support.server import AtOnce, FaultServer

from .uploading import LARGE, Telling, Uploading, never_read, uploaded


class Gate:
    """Stops a thread until it is opened."""

    def __init__(self) -> None:
        self.reached, self.open = threading.Event(), threading.Event()

    def __call__(self, chunks: int) -> None:
        if chunks == 1:
            self.reached.set()
            assert self.open.wait(30)


async def by_scope(
    upload: Awaitable[object], begun: Callable[[], Awaitable[object]], end: Callable[[], object]
) -> None:
    async with anyio.create_task_group() as group:

        async def run() -> None:
            await upload

        group.start_soon(run)
        await begun()
        group.cancel_scope.cancel()
        end()


async def by_task(upload: Awaitable[object], begun: Callable[[], Awaitable[object]], end: Callable[[], object]) -> None:
    task = asyncio.ensure_future(upload)
    await begun()
    task.cancel()
    await asyncio.sleep(0.01)
    end()
    with pytest.raises(asyncio.CancelledError):
        await task


WAYS = [("asyncio", by_scope), ("asyncio", by_task), ("trio", by_scope)]


@pytest.mark.parametrize(("backend", "cancelled"), WAYS)
def test_cancelled_while_a_thread_reads(backend: str, cancelled: Any) -> None:
    gate = Gate()
    file = Telling(LARGE, gate)

    async def main(codat: AsyncCodat) -> None:
        async def begun() -> None:
            assert await anyio.to_thread.run_sync(gate.reached.wait, 10)

        await cancelled(Uploading(file)(codat), begun, gate.open.set)
        assert gate.open.is_set()
        read = file.chunks
        file.close()  # or a thread would be reading it still
        await GET(codat)
        assert file.chunks == read

    with FaultServer([GET.success]) as server:
        run_with(server.url, backend, main)
        assert [request.method for request in server.requests] == ["GET"]


@pytest.mark.parametrize(("backend", "cancelled"), WAYS)
def test_cancelled_while_nobody_takes_what_is_sent(backend: str, cancelled: Any) -> None:
    async def main(codat: AsyncCodat) -> None:
        async def begun() -> None:
            await anyio.sleep(0.1)

        await cancelled(Uploading(lambda: Zeros(LARGE))(codat), begun, lambda: None)
        await GET(codat)

    with FaultServer([AtOnce(never_read), GET.success]) as server:
        run_with(server.url, backend, main)
        assert [request.method for request in server.requests] == ["GET"]


def run_with(url: str, backend: str, use: Callable[[AsyncCodat], Awaitable[None]]) -> None:
    async def main() -> None:
        with anyio.fail_after(15):
            async with connecting(url, http=ONE_CONNECTION) as codat:
                await use(codat)

    anyio.run(main, backend=backend)


def test_a_client_that_is_closed_meanwhile(flavour: str) -> None:
    begun = threading.Event()
    file = Telling(LARGE, lambda _: begun.set())
    ended: list[BaseException] = []

    with FaultServer([AtOnce(never_read)]) as server, client_of(flavour, server.url, "s3cr3t-0123456789-k3y") as codat:

        def upload() -> None:
            try:
                uploaded(codat, file)
            except BaseException as error:
                ended.append(error)

        thread = threading.Thread(target=upload, daemon=True)
        thread.start()
        assert begun.wait(10)
        thread.join(0.05)
        codat.close()
        thread.join(15)
        assert not thread.is_alive()
    [error] = ended
    assert isinstance(error, APIConnectionError)
    assert "the client was closed" in str(error)
    check_error(error)
