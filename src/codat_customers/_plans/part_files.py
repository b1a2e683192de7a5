"""Files that grow beside their targets. Each is locked while it grows, so that what a killed process left is known."""

from __future__ import annotations

import math
import os
import re
import secrets
import stat
import sys
import time
import zlib
from collections.abc import Generator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path
from socket import gethostname
from typing import Final

_PREFIX: Final = ".codat-customers-"

# The name tells the machine: some network file systems know nothing of the locks of the others.
_LOCKED_NAME: Final = re.compile(re.escape(_PREFIX) + r"([0-9a-f]{8})-[0-9a-f]{16}\.part")

_FOREIGN_AGE: Final = 7 * 24 * 3600.0  # seconds without a write, after which no other machine can be at work any more


class PartFile(FileIO):
    """A file that grows beside its target."""

    def reserve(self, start: int, end: int) -> None:
        """Have the disk set aside what will be written from one position to another, where it can do that.

        What has no place on disk before it takes another file's name is put there at that moment, while all wait.
        """
        if hasattr(os, "posix_fallocate"):
            with suppress(OSError):  # a write will tell whether the disk is full
                os.posix_fallocate(self.fileno(), start, end - start)


@contextmanager
def part_file(folder: Path) -> Generator[tuple[Path, PartFile]]:
    """Open a new hidden file in a folder. If it still has its name when the block ends, it vanishes.

    The block may close the file to learn what the disk says to that; it stays locked to the end of the block.
    """
    path, file = _new_file(folder)
    process = os.getpid()
    try:
        lock = os.dup(file.fileno())
        try:
            yield path, file
        finally:
            with suppress(OSError):
                os.close(lock)
    finally:
        with suppress(OSError):
            file.close()
        if os.getpid() == process:  # a forked child leaves its parent's file alone
            with suppress(OSError):
                path.unlink()


def remove_stale_files(folder: Path) -> None:
    """Remove what killed processes left in a folder; what another process, thread or task works on stays."""
    if sys.platform == "win32":
        return
    with suppress(OSError):
        for name in os.listdir(folder):  # noqa: PTH208  (folders can be large, and paths are slow)
            if name.startswith(_PREFIX) and (match := _LOCKED_NAME.fullmatch(name)):
                with suppress(OSError):
                    _remove_if_stale(folder / name, -math.inf if match[1] == _machine() else _FOREIGN_AGE)


def _new_file(folder: Path) -> tuple[Path, PartFile]:
    lockable = sys.platform != "win32"
    while True:
        machine = f"{_machine()}-" if lockable else ""  # without locks, a name that is never taken for stale
        path = folder / f"{_PREFIX}{machine}{secrets.token_hex(8)}.part"
        file = PartFile(path, "xb")  # without a buffer, which would be flushed, and fail again, on a full disk
        try:
            if not lockable or _locked(path, file):
                return path, file
        except OSError:
            lockable = False
        file.close()
        path.unlink(missing_ok=True)


def _locked(path: Path, file: FileIO) -> bool:
    """Lock a new file; return False if somebody who clears away has got hold of it first."""
    import fcntl  # there is none on Windows

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return path.exists()


def _remove_if_stale(path: Path, age: float) -> None:
    import fcntl

    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)  # an OSError if it is locked, or cannot be
        status = os.fstat(descriptor)
        if stat.S_ISREG(status.st_mode) and time.time() - status.st_mtime > age:
            path.unlink()
    finally:
        os.close(descriptor)


def _machine() -> str:
    return f"{zlib.crc32(gethostname().encode()):08x}"
