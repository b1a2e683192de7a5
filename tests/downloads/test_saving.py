"""Where an attachment goes, and that nobody sees half of it."""

import errno
import gzip
import io
import os
import resource
import socket
import stat
import tempfile
import zipfile
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import IO, Any, BinaryIO, TypeVar

import anyio
import pytest

from codat_customers.sandbox import Sandbox
from tests.downloads.file_server import CONTENT, IDS, FileServer, Save, answer
from tests.support.clients import client_of

# ruff: noqa: SIM115  (the tests close what they open)

F = TypeVar("F", bound=IO[bytes] | gzip.GzipFile)


class PathOfSomeKind:
    def __init__(self, path: Path) -> None:
        self._path = path

    def __fspath__(self) -> str:
        return str(self._path)


@pytest.mark.parametrize("kind_of_path", [Path, str, PathOfSomeKind])
def test_a_path(save: Save, folder: Path, kind_of_path: Any) -> None:
    target = folder / "file.bin"
    assert save(*IDS, kind_of_path(target)) == target
    assert target.read_bytes() == CONTENT
    assert list(folder.iterdir()) == [target]


def test_a_path_below_the_working_folder(save: Save, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert save(*IDS, "file.bin") == Path("file.bin")
    assert (folder / "file.bin").read_bytes() == CONTENT


def test_a_named_file_is_replaced(save: Save, folder: Path) -> None:
    target = folder / "file"
    target.write_bytes(b"older")
    with target.open("rb") as reader:
        save(*IDS, target, overwrite=False)
        assert reader.read() == b"older"  # who had it open reads on in the older file
    assert target.read_bytes() == CONTENT


def test_a_name_may_be_as_long_as_the_file_system_allows(save: Save, folder: Path) -> None:
    target = folder / ("x" * 255)
    assert save(*IDS, target) == target


def test_readers_see_the_older_file_or_the_whole_new_one(save: Save, folder: Path) -> None:
    target = folder / "file"
    target.write_bytes(b"older")
    seen: list[tuple[bytes, int]] = []

    def progress(received: int, total: int | None) -> None:
        seen.append((target.read_bytes(), len(list(folder.iterdir()))))

    save(*IDS, target, progress=progress)
    assert set(seen) == {(b"older", 2)}
    assert target.read_bytes() == CONTENT


def test_permissions_are_those_of_open(save: Save, folder: Path) -> None:
    before = os.umask(0o027)
    try:
        save(*IDS, folder / "new")
        (folder / "opened").write_bytes(b"")
    finally:
        os.umask(before)
    assert mode(folder / "new") == mode(folder / "opened") == 0o640


def test_permissions_of_a_replaced_file_stay_all_the_time(save: Save, folder: Path) -> None:
    target = folder / "file"
    target.write_bytes(b"older")
    target.chmod(0o600)
    modes: set[int] = set()
    save(*IDS, target, progress=lambda _, __: modes.update(mode(path) for path in folder.iterdir()))
    assert modes == {0o600}
    assert mode(target) == 0o600


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("exists", [True, False])
def test_a_symbolic_link_is_followed(save: Save, folder: Path, tmp_path: Path, exists: bool) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    if exists:
        (elsewhere / "file").write_bytes(b"older")
    link = folder / "link"
    link.symlink_to(elsewhere / "file")
    assert save(*IDS, link) == link
    assert link.is_symlink()
    assert (elsewhere / "file").read_bytes() == CONTENT
    assert [path.name for path in elsewhere.iterdir()] == ["file"]


def test_a_link_in_the_path_is_followed(save: Save, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder)
    target = tmp_path / "link" / "file"
    assert save(*IDS, target) == target
    assert (folder / "file").read_bytes() == CONTENT
    assert [path.name for path in folder.iterdir()] == ["file"]


# What cannot be written to: nothing is asked of the server


@pytest.mark.parametrize("name", ["loop", "loop/", "loop/file", "way into the loop", "way into the loop/file"])
def test_a_loop_of_links(save: Save, server: FileServer, folder: Path, name: str) -> None:
    (folder / "loop").symlink_to(folder / "back")
    (folder / "back").symlink_to(folder / "loop")
    (folder / "way into the loop").symlink_to(folder / "loop")
    before = sorted(folder.iterdir())
    with pytest.raises(OSError, match="symbolic link") as caught:
        save(*IDS, f"{folder}/{name}")
    assert caught.value.errno == errno.ELOOP
    assert sorted(folder.iterdir()) == before
    assert server.requests == []


@pytest.mark.parametrize("name", ["into nowhere", "nowhere/", "nowhere/file"])
def test_a_link_that_leads_nowhere(save: Save, server: FileServer, folder: Path, name: str) -> None:
    (folder / "nowhere").symlink_to(folder / "missing")
    (folder / "into nowhere").symlink_to(folder / "missing" / "file")
    with pytest.raises(FileNotFoundError, match="make it first"):
        save(*IDS, f"{folder}/{name}")
    assert server.requests == []


@pytest.mark.parametrize("name", ["missing/file", "missing/", "a file/file"])
def test_there_is_no_such_folder(save: Save, server: FileServer, folder: Path, name: str) -> None:
    (folder / "a file").write_bytes(b"")
    with pytest.raises(FileNotFoundError, match="make it first"):
        save(*IDS, f"{folder}/{name}")
    assert server.requests == []


def test_a_device_is_never_replaced(save: Save, server: FileServer, folder: Path) -> None:
    (folder / "link").symlink_to("/dev/null")
    os.mkfifo(folder / "fifo")
    for path in ("/dev/null", folder / "link", folder / "fifo"):
        with pytest.raises(OSError, match="ordinary file"):
            save(*IDS, path)
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    assert stat.S_ISFIFO((folder / "fifo").stat().st_mode)
    assert server.requests == []


NO_FILES: dict[str, Any] = {
    "None": lambda: None,
    "a number": lambda: 3,
    "bytes": lambda: b"file",
    "text in memory": io.StringIO,
    "a text file": lambda: Path(os.devnull).open("w"),
    "a wrapped text file": lambda: tempfile.NamedTemporaryFile("w"),
    "text in memory or on disk": lambda: tempfile.SpooledTemporaryFile(mode="w"),
    "a file to await": lambda: anyio.AsyncFile(io.BytesIO()),
    "something with a word for it": lambda: SimpleNamespace(write="yes"),
}


@pytest.mark.parametrize("name", NO_FILES)
def test_what_is_no_file_for_bytes(save: Save, server: FileServer, name: str) -> None:
    thing = NO_FILES[name]()
    with pytest.raises(TypeError, match="path_or_file"):
        save(*IDS, thing)
    assert server.requests == []
    if hasattr(thing, "close"):
        thing.close()


def closed(file: F) -> F:
    file.close()
    return file


# Files for bytes that are closed, or not open for writing; each is made with the path of a file that exists
NOT_WRITABLE: dict[str, Callable[[Path], Any]] = {
    "open for reading": lambda path: path.open("rb"),
    "open for reading, unbuffered": lambda path: path.open("rb", buffering=0),
    "open for reading, temporary": lambda path: tempfile.NamedTemporaryFile("rb"),
    "compressed, for reading": lambda path: gzip.open(path, "rb"),
    "in an archive": lambda path: archived(path),
    "closed": lambda path: closed(path.open("wb")),
    "closed, unbuffered": lambda path: closed(path.open("wb", buffering=0)),
    "closed, in memory": lambda path: closed(io.BytesIO()),
    "closed, in memory or on disk": lambda path: closed(tempfile.SpooledTemporaryFile()),
    "closed, temporary": lambda path: closed(tempfile.NamedTemporaryFile()),
    "closed, compressed": lambda path: closed(gzip.open(path, "wb")),
}


def archived(path: Path) -> IO[bytes]:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("file", b"")
    with zipfile.ZipFile(path) as archive:
        return archive.open("file")  # with which the archive is closed


@pytest.mark.parametrize("name", NOT_WRITABLE)
def test_a_file_that_is_not_open_for_writing(save: Save, server: FileServer, folder: Path, name: str) -> None:
    (folder / "file").write_bytes(b"")
    file = NOT_WRITABLE[name](folder / "file")
    with closing(file), pytest.raises(ValueError, match=r"path_or_file is a .*open for writing"):
        save(*IDS, file)
    assert server.requests == []


@pytest.mark.parametrize(
    ("options", "error"), [({"timeout": 0}, ValueError), ({"retries": 5}, TypeError), ({"resume": True}, TypeError)]
)
def test_bad_options_leave_nothing_behind(
    save: Save, server: FileServer, folder: Path, options: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        save(*IDS, folder / "file", **options)
    assert list(folder.iterdir()) == []
    assert server.requests == []


def test_a_bad_id_leaves_nothing_behind(save: Save, server: FileServer, folder: Path) -> None:
    with pytest.raises(ValueError, match="attachment_id"):
        save("company", "connection", "customer", "..", folder / "file")
    assert list(folder.iterdir()) == []
    assert server.requests == []


# File objects


OPENERS: dict[str, Callable[[Path], IO[bytes]]] = {
    "buffered": lambda path: path.open("wb"),
    "unbuffered": lambda path: path.open("wb", buffering=0),
    "both ways": lambda path: path.open("w+b"),
    "appending": lambda path: path.open("ab"),
}


@pytest.mark.parametrize("name", OPENERS)
def test_files_of_many_kinds(save: Save, folder: Path, name: str) -> None:
    with OPENERS[name](folder / "file") as file:
        assert save(*IDS, file) is None
        assert not file.closed
    assert (folder / "file").read_bytes() == CONTENT


# What is less than a file, or more; each is made with the path of a file that is to hold the content
WRITABLE: dict[str, Callable[[Path], Any]] = {
    "compressed": lambda path: gzip.open(path, "wb"),
    "temporary": lambda path: tempfile.NamedTemporaryFile(dir=path.parent),
    "in an archive": lambda path: zipfile.ZipFile(path, "w").open("file", "w"),
    "only to be written to": lambda path: closing(OnlyWrite(path)),
}


class OnlyWrite:
    """Has no more of a file than it takes."""

    def __init__(self, path: Path) -> None:
        file = path.open("wb")
        self.write, self.close = file.write, file.close

    def seekable(self) -> bool:
        return False


@pytest.mark.parametrize("name", WRITABLE)
def test_objects_of_many_kinds(save: Save, folder: Path, name: str) -> None:
    with WRITABLE[name](folder / "file") as file:
        assert save(*IDS, file) is None


def test_the_other_end_of_a_socket(save: Save) -> None:
    here, there = socket.socketpair()
    received: list[bytes] = []
    reader = Thread(target=lambda: received.extend(iter(lambda: there.recv(1 << 20), b"")))
    with here, there:
        with here.makefile("rb") as file, pytest.raises(ValueError, match="open for writing"):
            save(*IDS, file)
        reader.start()
        with here.makefile("wb") as file:
            save(*IDS, file)
        here.shutdown(socket.SHUT_WR)
        reader.join()
    assert b"".join(received) == CONTENT


def test_a_spooled_file(save: Save) -> None:
    with tempfile.SpooledTemporaryFile(max_size=1000) as file:
        assert save(*IDS, file) is None
        file.seek(0)
        assert file.read() == CONTENT


class Careless(io.BytesIO):
    """Does not say how much it has written."""

    def write(self, data: Any) -> Any:
        super().write(data)


class Full(io.BytesIO):
    def write(self, data: Any) -> int:
        raise OSError(28, "No space left on device")


class Stuck(io.BytesIO):
    def write(self, data: Any) -> int:
        return 0


def test_a_file_that_does_not_say_how_much_it_wrote(save: Save) -> None:
    file = Careless()
    save(*IDS, file)
    assert file.getvalue() == CONTENT


@pytest.mark.parametrize(("file", "message"), [(Full(), "No space"), (Stuck(), "any more bytes")])
def test_an_error_of_the_file_is_the_callers(save: Save, server: FileServer, file: BinaryIO, message: str) -> None:
    with pytest.raises(OSError, match=message) as caught:
        save(*IDS, file)
    assert type(caught.value) is OSError
    assert len(server.requests) == 1  # it is not retried


@pytest.fixture
def limited_disk() -> Iterator[None]:
    """Let no file grow beyond 300,000 bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("limited_disk")
def test_a_full_disk_leaves_nothing_behind(save: Save, server: FileServer, untouched: Path) -> None:
    with pytest.raises(OSError, match="File too large"):
        save(*IDS, untouched)
    assert len(server.requests) == 1


def test_an_error_in_progress_leaves_nothing_behind(save: Save, server: FileServer, untouched: Path) -> None:
    def progress(received: int, total: int | None) -> None:
        if received:
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        save(*IDS, untouched, progress=progress)
    assert len(server.requests) == 1


@pytest.mark.skipif(not hasattr(os, "posix_fallocate"), reason="space cannot be set aside here")
@pytest.mark.parametrize("promised", [len(CONTENT), len(CONTENT) + 1, 2**40])
def test_no_more_of_the_disk_is_set_aside_than_may_soon_be_used(
    save: Save, server: FileServer, untouched: Path, promised: int
) -> None:
    server.script[0] = answer(length=promised)
    largest = 0

    def progress(received: int, total: int | None) -> None:
        nonlocal largest
        (part,) = (path for path in untouched.parent.iterdir() if path != untouched)
        largest = max(largest, part.stat().st_size)
        if received == len(CONTENT):
            raise KeyError("that is all that comes")

    with pytest.raises(KeyError):
        save(*IDS, untouched, progress=progress, retries=None)
    assert len(CONTENT) <= largest <= min(promised, len(CONTENT) + 32 * 1024 * 1024)


# Folders


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(customers=15, attachment_bytes=1000) as sandbox:
        yield sandbox


@pytest.fixture
def save_from_sandbox(flavour: str, sandbox: Sandbox) -> Iterator[Save]:
    with client_of(flavour, sandbox.url) as codat:
        yield codat.customers.save_attachment


def one_attachment(sandbox: Sandbox) -> tuple[str, str, str, str]:
    """Find an attachment that has a name, invoice-2024-03.pdf."""
    for customer_id in sandbox.customers():
        for attachment_id in sandbox.attachment_ids(customer_id):
            return sandbox.company_id, sandbox.connection_id, customer_id, attachment_id
    raise AssertionError("the sandbox has no attachments")


def test_a_folder_gets_the_attachment_under_its_own_name(
    save_from_sandbox: Save, sandbox: Sandbox, folder: Path
) -> None:
    ids = one_attachment(sandbox)
    target = folder / "invoice-2024-03.pdf"
    assert save_from_sandbox(*ids, folder) == target
    content = b"".join(sandbox.attachment_chunks(*ids[2:]))
    assert target.read_bytes() == content
    before = len(sandbox.requests)
    with pytest.raises(FileExistsError, match="overwrite=True"):
        save_from_sandbox(*ids, folder)
    assert len(sandbox.requests) == before + 1  # only the name was asked for
    target.write_bytes(b"older")
    assert save_from_sandbox(*ids, f"{folder}/", overwrite=True) == target
    assert target.read_bytes() == content
    assert list(folder.iterdir()) == [target]
    assert not sandbox.violations


def described(name: str | None) -> bytes:
    return b'{"id": "1", "name": %s}' % (b'"%s"' % name.encode() if name else b"null")


@pytest.mark.parametrize(
    ("name", "saved_as"),
    [
        ("../../evil", "evil"),
        ("C:\\\\boot.ini", "boot.ini"),
        (".profile", "profile"),
        (None, "attachment"),
        ("nul", "_nul"),
    ],
)
def test_a_dangerous_name_stays_in_the_folder(
    save: Save, server: FileServer, folder: Path, name: str | None, saved_as: str
) -> None:
    server.script = deque([answer(described(name)), answer()])
    assert save(*IDS, folder) == folder / saved_as
    assert (folder / saved_as).read_bytes() == CONTENT


def test_a_dangling_link_in_a_folder_is_in_the_way(
    save: Save, server: FileServer, folder: Path, tmp_path: Path
) -> None:
    (folder / "name").symlink_to(tmp_path / "outside")
    server.script = deque([answer(described("name"))])
    with pytest.raises(FileExistsError):
        save(*IDS, folder)
    assert not (tmp_path / "outside").exists()


def test_not_even_overwriting_replaces_a_loop_of_links(save: Save, server: FileServer, folder: Path) -> None:
    (folder / "name").symlink_to(folder / "name")
    server.script = deque([answer(described("name"))])
    with pytest.raises(OSError, match="symbolic link"):
        save(*IDS, folder, overwrite=True)
    assert (folder / "name").is_symlink()
    assert len(server.requests) == 1


def test_not_even_overwriting_replaces_a_folder_or_a_device(save: Save, server: FileServer, folder: Path) -> None:
    (folder / "name").mkdir()
    os.mkfifo(folder / "fifo")
    for name in ("name", "fifo"):
        server.script = deque([answer(described(name))])
        with pytest.raises(OSError, match="ordinary file"):
            save(*IDS, folder, overwrite=True)
    assert sorted(path.name for path in folder.iterdir()) == ["fifo", "name"]


@pytest.mark.parametrize("with_links", [True, False])
def test_a_file_that_comes_to_be_while_the_attachment_is_fetched_stays(
    save: Save, server: FileServer, folder: Path, monkeypatch: pytest.MonkeyPatch, with_links: bool
) -> None:
    if not with_links:
        monkeypatch.setattr(os, "link", _refuse)
    server.script = deque([answer(described("name")), answer()])
    with pytest.raises(FileExistsError, match="overwrite=True"):
        save(*IDS, folder, progress=lambda _, __: (folder / "name").write_bytes(b"someone else's"))
    assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [("name", b"someone else's")]


def test_a_file_system_without_links(
    save: Save, server: FileServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", _refuse)
    server.script = deque([answer(described("name")), answer()])
    save(*IDS, folder)
    assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [("name", CONTENT)]


def _refuse(*_: object, **__: object) -> None:
    raise PermissionError(1, "Operation not permitted")
