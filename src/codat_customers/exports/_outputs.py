"""What an export with a cursor file grows: a file of lines, or a folder of parts.

Both tell whether they are as the last run left them, and let go of what the cursor file does not cover.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, Final

from ..models import Customer
from ._cursor_file import Reached
from ._files import keep_name, opened_descriptor, replacing
from ._formats import HEADER, Format, lines, write

_ANEW: Final = "move it and the cursor file away, and begin anew"

# Bytes before the end of the output by which it is known again
_TAIL: Final = 4096


class Lines:
    """A file that grows at its end.

    Attributes:
        target: The file.
        is_file: That it is one.
        at_a_time: How many customers are on disk before the next are taken.
    """

    is_file = True
    at_a_time = 500

    def __init__(self, target: Path, chosen: Format) -> None:
        self.target = target
        self._format: Format = chosen

    def make(self) -> None:
        """Make the file if it is not there."""
        self.target.touch()

    def check_empty(self, cursor_file: Path) -> None:
        """Refuse a file of somebody else."""
        if self.target.stat().st_size:
            raise _foreign(self.target, cursor_file)

    def check(self, reached: Reached) -> None:
        """Refuse what is not the file that was written, before anything is cut off it."""
        length, size = reached.length, self.target.stat().st_size
        # What is too long comes of a run that did not end, or of somebody else.
        if size < length or (size > length and reached.ended):
            raise ValueError(f"{self.target} has {size} bytes, and {length} were written; {_ANEW}")
        with self.target.open("rb") as file:
            if self._format == "csv" and length and file.read(len(HEADER)) != HEADER:
                raise ValueError(f"{self.target} has not the columns that this version of the package writes; {_ANEW}")
            if length and _tail(file, length) != reached.tail:
                raise ValueError(f"{self.target} ends in other bytes than were written; {_ANEW}")

    def append(self, length: int, customers: list[Customer]) -> tuple[int, str]:
        """Let the file have these customers after its first bytes, and nothing else; return its length and its tail."""
        with self.target.open("r+b") as file:
            file.truncate(length)
            file.seek(length)
            file.write(HEADER if self._format == "csv" and not length else b"")
            file.write(lines(self._format, customers))
            file.flush()
            os.fsync(file.fileno())
            length = file.tell()
            tail = _tail(file, length)
        keep_name(self.target)
        return length, tail


class Parts:
    """A folder of Parquet files, which cannot grow themselves.

    Attributes:
        target: The folder.
        is_file: That it is none.
        at_a_time: How many customers a file has at most; many small ones are slow to read.
    """

    is_file = False
    at_a_time = 10_000

    def __init__(self, target: Path) -> None:
        self.target = target

    def make(self) -> None:
        """Make the folder if it is not there."""
        self.target.mkdir(exist_ok=True)

    def check_empty(self, cursor_file: Path) -> None:
        """Refuse a folder of somebody else."""
        if any(self.target.iterdir()):
            raise _foreign(self.target, cursor_file)

    def check(self, reached: Reached) -> None:
        """Refuse a folder that lacks parts that were written."""
        there = sum(self._part(number).exists() for number in range(reached.length))
        if there < reached.length:
            raise ValueError(f"{self.target} has {there} of the {reached.length} parts that were written; {_ANEW}")

    def append(self, length: int, customers: list[Customer]) -> tuple[int, str]:
        """Let the folder have one more part after its first ones, and no further; return how many those are."""
        for part in self.target.glob("part-*.parquet"):
            if part >= self._part(length):
                part.unlink()
        if not customers:
            return length, ""
        with replacing(self._part(length)) as file:
            write(file, "parquet", iter(customers))
        return length + 1, ""

    def _part(self, number: int) -> Path:
        return self.target / f"part-{number:08}.parquet"


@contextmanager
def alone_with(output: Lines | Parts) -> Generator[None]:
    """Make an output that is not there, and keep other runs from it, where files can be locked.

    Raises:
        BlockingIOError: Another run has it.
    """
    output.make()
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with opened_descriptor(output.target) as descriptor:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BlockingIOError(f"another export is writing {output.target}; wait for its end") from None
        except OSError:  # the file system knows no locks
            pass
        yield


def _foreign(target: Path, cursor_file: Path) -> FileExistsError:
    return FileExistsError(
        f"{target} is there already, and there is no {cursor_file} to say how far it goes; move it away"
    )


def _tail(file: BinaryIO, length: int) -> str:
    file.seek(max(length - _TAIL, 0))
    return blake2b(file.read(min(length, _TAIL)), digest_size=8).hexdigest()
