"""What a killed process leaves in a folder goes with the next download; what is still being written stays."""

import errno
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from codat_customers import Codat
from codat_customers._plans import part_files
from tests.downloads.file_server import CONTENT, IDS, FileServer, Save, answer

HALF = answer(CONTENT[: len(CONTENT) // 2], length=len(CONTENT))

# What another process downloads with, and what this one does; the file that it leaves or locks is the same.
EACH_BY_ANOTHER = [("sync", "asyncio"), ("async", "trio"), ("async", "sync")]

SCRIPT = """
import asyncio, os, sys
from codat_customers import AsyncCodat, Codat

kind, url, other_url, target, *ids = sys.argv[1:]

def save(codat, path, **options):
    return codat.customers.save_attachment(*ids, path, **options)

async def save_async():
    async with AsyncCodat("test", server_url=url) as codat:
        await save(codat, target, progress=progress)

def progress(received, total):
    if received:
        halfway()

def halfway():
    print("halfway", flush=True)

def fork(work):
    process = os.fork()
    if not process:
        work()
        os._exit(0)
    assert os.waitpid(process, 0)[1] == 0

def save_another():
    with Codat("test", server_url=other_url) as codat:
        save(codat, target + " of the child")

def leave():
    if not os.fork():
        raise SystemExit
    os.wait()

if len(kind.split()) > 1:
    kind, what = kind.split()
    def halfway():
        global halfway
        halfway = lambda: None
        leave() if what == "leave" else fork(save_another)

if kind == "sync":
    with Codat("test", server_url=url) as codat:
        save(codat, target, progress=progress)
else:
    asyncio.run(save_async())
"""


@contextmanager
def running(kind: str, server: FileServer, target: Path, other_url: str = "") -> Generator[subprocess.Popen[str]]:
    """Run a download in a process of its own."""
    command = [sys.executable, "-c", SCRIPT, kind, server.url, other_url, str(target), *IDS]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def halfway() -> Iterator[FileServer]:
    """Stop in the middle until ``stall`` is set; then serve all of it."""
    with FileServer(HALF, answer()) as server:
        server.stall = Event()
        yield server


def wait_until_halfway(process: subprocess.Popen[str]) -> None:
    assert process.stdout
    assert process.stdout.readline() == "halfway\n"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(("killed", "flavour"), EACH_BY_ANOTHER, indirect=["flavour"])
def test_what_a_killed_process_left_goes(
    save: Save, server: FileServer, halfway: FileServer, folder: Path, killed: str
) -> None:
    with running(killed, halfway, folder / "killed") as process:
        wait_until_halfway(process)
        process.send_signal(signal.SIGKILL)
        process.wait()
    [left] = names(folder)
    assert left.startswith(".codat-customers-")
    assert left.endswith(".part")
    save(*IDS, folder / "file")
    assert names(folder) == ["file"]


@pytest.mark.parametrize(("living", "flavour"), EACH_BY_ANOTHER, indirect=["flavour"])
def test_what_another_process_works_on_stays(
    save: Save, server: FileServer, halfway: FileServer, folder: Path, living: str
) -> None:
    with running(living, halfway, folder / "living") as process:
        wait_until_halfway(process)
        [part] = names(folder)
        save(*IDS, folder / "file")
        assert names(folder) == [part, "file"]
        assert halfway.stall
        halfway.stall.set()
        assert process.wait(30) == 0
    assert names(folder) == ["file", "living"]
    assert (folder / "living").read_bytes() == CONTENT


def test_what_another_thread_or_task_works_on_stays(save: Save, server: FileServer, folder: Path) -> None:
    seen: list[list[str]] = []

    def progress(received: int, _: int | None) -> None:
        if received and not seen:
            with Codat("test", server_url=server.url) as codat:
                codat.customers.save_attachment(*IDS, folder / "another")
            seen.append(names(folder))

    save(*IDS, folder / "file", progress=progress)
    assert len(seen[0]) == 2
    assert names(folder) == ["another", "file"]
    assert (folder / "file").read_bytes() == CONTENT


@pytest.mark.parametrize(("kind_of_parent", "what"), [("sync", "save"), ("async", "save"), ("sync", "leave")])
def test_a_forked_child_leaves_the_file_of_its_parent_alone(
    server: FileServer, folder: Path, kind_of_parent: str, what: str
) -> None:
    with running(f"{kind_of_parent} {what}", server, folder / "file", server.url) as process:
        assert process.wait(30) == 0
    assert names(folder) == ["file", *(["file of the child"] if what == "save" else [])]
    assert (folder / "file").read_bytes() == CONTENT


def part_name(save: Save, folder: Path) -> str:
    """Find out what such a file is called."""
    seen: list[str] = []
    save(*IDS, folder / "for its name", progress=lambda _, __: seen.extend(names(folder)))
    (folder / "for its name").unlink()
    return seen[0]


def test_files_of_other_programs_stay(save: Save, server: FileServer, folder: Path) -> None:
    name = part_name(save, folder)
    theirs = [".part", ".x.part", "file.part", name + ".bak", "x" + name, name[1:], name.upper(), name[:-6] + ".part"]
    for other in theirs:
        (folder / other).write_bytes(b"theirs")
    save(*IDS, folder / "file")
    assert names(folder) == sorted([*theirs, "file"])


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir, partial(Path.symlink_to, target="/dev/null")])
def test_only_ordinary_files_go(save: Save, server: FileServer, folder: Path, make: Callable[[Path], object]) -> None:
    name = part_name(save, folder)
    make(folder / name)
    save(*IDS, folder / "file")
    assert names(folder) == [name, "file"]


@pytest.mark.parametrize(("days", "stays"), [(0, True), (6, True), (8, False)])
def test_files_of_other_machines_go_when_nobody_can_need_them(
    save: Save, server: FileServer, folder: Path, monkeypatch: pytest.MonkeyPatch, days: int, stays: bool
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(part_files, "gethostname", lambda: "elsewhere")
        name = part_name(save, folder)
    (folder / name).write_bytes(b"left")
    written = (folder / name).stat().st_mtime - days * 24 * 3600
    os.utime(folder / name, (written, written))
    save(*IDS, folder / "file")
    assert names(folder) == [*([name] if stays else []), "file"]


def test_without_locks_nothing_is_cleared_away(
    save: Save, server: FileServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lockable = part_name(save, folder)
    (folder / lockable).write_bytes(b"left")
    with monkeypatch.context() as patch:
        patch.setattr(fcntl, "flock", refuse(OSError(errno.ENOLCK, "No locks available")))
        seen: set[str] = set()
        save(*IDS, folder / "file", progress=lambda _, __: seen.update(names(folder)))
        [unlocked] = seen - {lockable, "file"}
        assert names(folder) == [lockable, "file"]
    (folder / unlocked).write_bytes(b"left, or still at work")
    save(*IDS, folder / "file")
    assert names(folder) == [unlocked, "file"]


def refuse(error: OSError) -> Callable[..., None]:
    def flock(*_: object) -> None:
        raise error

    return flock


@pytest.mark.parametrize("removed", [True, False])
def test_somebody_who_clears_away_is_faster_than_the_lock(
    save: Save, server: FileServer, folder: Path, monkeypatch: pytest.MonkeyPatch, removed: bool
) -> None:
    flock = fcntl.flock
    hindered: list[str] = []

    def hinder(file: Any, operation: int) -> None:
        if operation & fcntl.LOCK_EX and not hindered:
            hindered.extend(names(folder))
            if not removed:
                raise BlockingIOError
            (folder / hindered[0]).unlink()
        flock(file, operation)

    monkeypatch.setattr(fcntl, "flock", hinder)
    save(*IDS, folder / "file")
    assert len(hindered) == 1
    assert names(folder) == ["file"]


def test_a_folder_that_cannot_be_listed(
    save: Save, server: FileServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "listdir", refuse(PermissionError(errno.EACCES, "Permission denied")))
    save(*IDS, folder / "file")
    monkeypatch.undo()
    assert names(folder) == ["file"]


def test_the_file_is_safe_until_it_has_taken_its_place(
    save: Save, server: FileServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def clear_away_first(path: Path, target: Path) -> Path:
        part_files.remove_stale_files(folder)
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", clear_away_first)
    save(*IDS, folder / "file")
    assert names(folder) == ["file"]
