"""A cancelled download has stopped writing when the call raises, however and how often it is cancelled.

asyncio's own cancellations are the hard ones: unlike those of scopes and of trio, they do not wait for a thread.
"""

import asyncio
import io
import os
import shutil
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Any, TypeAlias

import anyio
import anyio.lowlevel
import pytest
from anyio import to_thread

from codat_customers import AsyncCodat
from tests.downloads.file_server import CONTENT, IDS, FileServer, answer
from tests.support.clients import connecting

HALF = len(CONTENT) // 2


class Gate:
    """Stops a thread until it is opened."""

    def __init__(self) -> None:
        self.reached, self.open = Event(), Event()

    def passed(self) -> None:
        self.reached.set()
        assert self.open.wait(30)

    async def wait(self) -> None:
        assert await to_thread.run_sync(self.reached.wait, 10)


class Gated(io.BytesIO):
    """A file object with a gate before one of its methods.

    Attributes:
        used: What is done with it, for as long as somebody looks.
    """

    def __init__(self, method: str) -> None:
        super().__init__(b"before")
        super().seek(0, io.SEEK_END)
        self.method = method
        self.gate = Gate()
        self.used: list[str] = []

    def writable(self) -> bool:
        self._use("writable")
        return super().writable()

    def seekable(self) -> bool:
        self._use("seekable")
        return super().seekable()

    def tell(self) -> int:
        self._use("tell")
        return super().tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        self._use("seek")
        return super().seek(offset, whence)

    def truncate(self, size: int | None = None) -> int:
        self._use("truncate")
        return super().truncate(size)

    def write(self, data: Any) -> int:
        self._use("write")
        return super().write(data)

    def _use(self, method: str) -> None:
        if method == self.method:
            self.gate.passed()
        self.used.append(method)


@pytest.fixture
def broken_off(server: FileServer) -> FileServer:
    """Break off once, so that the file is set back."""
    server.script = deque([answer(CONTENT[:HALF], length=len(CONTENT)), answer()])
    return server


async def settle() -> None:
    """Let everything happen that is going to."""
    for _ in range(30):
        await anyio.lowlevel.checkpoint()


# Runs a download, and puts what cancels it into the list
Run: TypeAlias = Callable[[Awaitable[object], list[Callable[[], object]]], Awaitable[None]]


async def in_a_task(save: Awaitable[object], cancels: list[Callable[[], object]]) -> None:
    task = asyncio.ensure_future(save)
    cancels.append(task.cancel)
    await task


async def in_a_timeout(save: Awaitable[object], cancels: list[Callable[[], object]]) -> None:
    async with asyncio.timeout(None) as timeout:
        cancels.append(lambda: None if timeout.expired() else timeout.reschedule(0))
        await save


async def in_a_group(save: Awaitable[object], cancels: list[Callable[[], object]]) -> None:
    failing = asyncio.Event()

    async def fail() -> None:
        await failing.wait()
        raise KeyError("mine")

    async def saving() -> None:
        await save

    async with asyncio.TaskGroup() as group:
        group.create_task(saving())
        group.create_task(fail())
        cancels.append(failing.set)


async def in_a_scope(save: Awaitable[object], cancels: list[Callable[[], object]]) -> None:
    with anyio.CancelScope() as scope:
        cancels.append(scope.cancel)
        await save
    if scope.cancelled_caught:
        raise asyncio.CancelledError


WAYS: dict[str, tuple[Run, type[BaseException]]] = {
    "a task": (in_a_task, asyncio.CancelledError),
    "a timeout": (in_a_timeout, TimeoutError),
    "a group": (in_a_group, ExceptionGroup),
    "a scope": (in_a_scope, asyncio.CancelledError),
}


@pytest.mark.parametrize("method", ["writable", "seekable", "tell", "write", "seek", "truncate"])
@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_done_with_the_file_after_the_call(broken_off: FileServer, way: str, method: str) -> None:
    run, error = WAYS[way]
    file = Gated(method)

    async def main() -> None:
        cancels: list[Callable[[], object]] = []
        async with connecting(broken_off.url) as codat:
            saving = asyncio.ensure_future(run(codat.customers.save_attachment(*IDS, file), cancels))
            await file.gate.wait()
            for _ in range(3):
                cancels[0]()
                await settle()  # so the loop is not blocked meanwhile
                assert not saving.done()
            file.gate.open.set()
            with pytest.raises(error):
                await saving
            file.used.clear()
            await settle()

    asyncio.run(main())
    assert file.used == []
    assert file.getvalue() in (b"before", b"before" + CONTENT[:HALF])
    assert file.tell() == len(file.getvalue()) or method == "seek"


def test_the_caller_may_cancel_again_and_again(server: FileServer) -> None:
    file = Gated("write")

    async def main() -> None:
        async with connecting(server.url) as codat:
            saving = asyncio.create_task(codat.customers.save_attachment(*IDS, file))
            await file.gate.wait()
            for _ in range(100):
                saving.cancel()
                await anyio.lowlevel.checkpoint()
            assert not saving.done()
            file.gate.open.set()
            with pytest.raises(asyncio.CancelledError):
                await saving
            assert saving.cancelled()

    asyncio.run(main())
    assert (b"before" + CONTENT).startswith(file.getvalue())
    assert file.tell() == len(file.getvalue()) > HALF  # the write that was under way was not torn


def test_what_waits_for_a_thread_never_begins(backend: str, server: FileServer) -> None:
    gate, file = Gate(), Gated("")

    async def main() -> None:
        threads = to_thread.current_default_thread_limiter()
        async with connecting(server.url) as codat, anyio.create_task_group() as group:
            threads.total_tokens = 1
            group.start_soon(to_thread.run_sync, gate.passed)
            await settle()
            with anyio.CancelScope() as scope:
                async with anyio.create_task_group() as saving:
                    saving.start_soon(save, codat)
                    await settle()
                    scope.cancel()
            assert scope.cancelled_caught
            gate.open.set()
        await settle()

    async def save(codat: AsyncCodat) -> None:
        await codat.customers.save_attachment(*IDS, file)

    anyio.run(main, backend=backend)
    assert file.used == []


# Paths: a gate before one of the steps that touch the disk


STEPS: dict[str, tuple[Any, str]] = {
    "the target is checked": (Path, "is_dir"),
    "the mode is copied": (shutil, "copymode"),
    "the file takes its place": (Path, "replace"),
}


@pytest.fixture
def gate(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    owner, name = STEPS[request.param]
    gate, original = Gate(), getattr(owner, name)

    def gated(*arguments: Any, **options: Any) -> Any:
        gate.passed()
        return original(*arguments, **options)

    monkeypatch.setattr(owner, name, gated)
    yield gate
    gate.open.set()


@pytest.mark.parametrize("gate", STEPS, indirect=True)
@pytest.mark.parametrize("times", [1, 3])
def test_nothing_is_left_beside_the_target(server: FileServer, folder: Path, gate: Gate, times: int) -> None:
    target = folder / "file"
    target.write_bytes(b"older")

    async def main() -> None:
        async with connecting(server.url) as codat:
            saving = asyncio.create_task(codat.customers.save_attachment(*IDS, target))
            await gate.wait()
            for _ in range(times):
                saving.cancel()
                await settle()
                assert not saving.done()
            gate.open.set()
            with pytest.raises(asyncio.CancelledError):
                await saving
            assert os.listdir(folder) == ["file"]  # noqa: PTH208

    asyncio.run(main())
    assert target.read_bytes() in (b"older", CONTENT)


@pytest.mark.parametrize("when", ["cancelled", "failed"])
def test_cancelled_again_while_the_file_is_cleared_away(
    server: FileServer, folder: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    gate, unlink = Gate(), Path.unlink

    def gated(path: Path, missing_ok: bool = False) -> None:
        gate.passed()
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", gated)
    server.script = deque([answer(b"", status="404 Not Found") if when == "failed" else answer()])
    written: list[int] = []

    async def main() -> None:
        def progress(received: int, _: int | None) -> None:
            if received:
                written.append(received)
                saving.cancel()

        async with connecting(server.url) as codat:
            saving = asyncio.create_task(codat.customers.save_attachment(*IDS, folder / "file", progress=progress))
            await gate.wait()
            for _ in range(3):
                saving.cancel()
                await settle()
                assert not saving.done()
            gate.open.set()
            with pytest.raises(asyncio.CancelledError):  # not swallowed, even if there was another error before
                await saving
            assert os.listdir(folder) == []  # noqa: PTH208

    asyncio.run(main())
    assert len(written) == (when == "cancelled")


def test_no_file_stays_open(server: FileServer, folder: Path) -> None:
    server.script = deque([answer(CONTENT[:HALF], length=len(CONTENT))])
    server.stall = Event()
    part: list[tuple[int, int]] = []

    async def main() -> None:
        def progress(received: int, _: int | None) -> None:
            if received == 0:
                [path] = folder.iterdir()
                part.append(identity(path.stat()))
                saving.cancel()

        async with connecting(server.url) as codat:
            saving = asyncio.create_task(codat.customers.save_attachment(*IDS, folder / "file", progress=progress))
            with pytest.raises(asyncio.CancelledError):
                await saving
            assert part[0] not in opened_files()

    asyncio.run(main())
    assert len(part) == 1


def opened_files() -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for path in Path("/dev/fd").iterdir():
        with suppress(OSError):
            found.append(identity(os.fstat(int(path.name))))
    return found


def identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def test_an_error_of_the_file_does_not_hide_the_cancellation(server: FileServer) -> None:
    class Full(Gated):
        def write(self, data: Any) -> int:
            super().write(data)
            raise OSError(28, "No space left on device")

    file = Full("write")

    async def main() -> None:
        async with connecting(server.url) as codat:
            saving = asyncio.create_task(codat.customers.save_attachment(*IDS, file))
            await file.gate.wait()
            saving.cancel()
            await settle()
            file.gate.open.set()
            with pytest.raises(asyncio.CancelledError):
                await saving

    asyncio.run(main())
