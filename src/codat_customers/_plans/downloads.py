"""Saving a file that arrives in pieces, perhaps over several tries. What touches the disk is here; HTTP is not."""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from inspect import iscoroutinefunction
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

from .._call.body import TruncatedBody
from .._call.call import Call
from .._call.streams import Interrupted, StreamedAnswer
from .part_files import PartFile, part_file, remove_stale_files

_DEVICE_NAME: Final = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\..*)?", re.IGNORECASE)
_LONGEST_NAME: Final = 200  # bytes; most file systems take 255, some fewer

# Bytes that are set aside on disk ahead of what has come, so that a false length cannot fill it
_AHEAD: Final = 32 * 1024 * 1024


def checked_target(path_or_file: str | os.PathLike[str] | BinaryIO) -> Path | BinaryIO:
    """Return a path as a Path, and a file object as it is.

    Raises:
        OSError: No file can be put at the path.
        TypeError: It is neither a path nor a file object for bytes.
        ValueError: The file object is closed, or not open for writing.
    """
    if isinstance(path_or_file, str | os.PathLike):
        path = Path(path_or_file)
        folder = path if os.fspath(path_or_file).endswith(os.sep) else Path(os.path.realpath(path)).parent
        if not _is_folder(folder):
            raise FileNotFoundError(f"there is no folder {str(folder)!r} to save the attachment in; make it first")
        if not _is_folder(path):
            _check_replaceable(path)
        return path
    _check_writable(path_or_file)
    return path_or_file


def file_in_folder(folder: Path, names: tuple[object, ...], *, overwrite: bool) -> Path:
    """Return where in a folder an attachment goes, by the first of some foreign names that can be made safe.

    Raises:
        FileExistsError: There is such a file already, and it is not to be replaced.
        OSError: There is something else of that name.
    """
    target = folder / safe_name(*names)
    (_check_replaceable if overwrite else _check_free)(target)
    return target


@contextmanager
def opened(target: Path | BinaryIO, *, replace: bool) -> Generator[BinaryIO]:
    """Open a file beside the target, which becomes the target when the block ends well, and vanishes otherwise.

    Raises:
        FileExistsError: There is a target by now, and it is not to be replaced.
    """
    if not isinstance(target, Path):
        yield target
        return
    real = Path(os.path.realpath(target))  # as with open(): what a symbolic link points to is written
    remove_stale_files(real.parent)
    with part_file(real.parent) as (partial, file):
        if _status(target):
            shutil.copymode(real, partial)
        yield file
        file.close()  # some file systems tell only now that they are full
        if replace:
            partial.replace(real)
        else:
            _move_if_free(partial, real)


class Receiver:
    """Writes a body into a file, and knows how to go on when it breaks off.

    Parameters:
        file: Where the body goes, from its present position on.
        progress: Called with the bytes received and the bytes in all, or None where that is not known.
    """

    def __init__(self, file: BinaryIO, progress: Callable[[int, int | None], object] | None) -> None:
        self._file = file
        self._progress = progress
        self._seekable = file.seekable()
        self._start = file.tell() if self._seekable else 0
        self._received = 0
        self._reserved = 0
        self._total: int | None = None
        self._entity_tag: str | None = None  # of a body that the service can go on with

    def range_headers(self) -> dict[str, str]:
        """Return the headers that ask for the missing part (RFC 9110, sections 13.1.5 and 14.2)."""
        if not self._received or self._entity_tag is None:
            return {}
        return {"range": f"bytes={self._received}-", "if-range": self._entity_tag}

    def begin(self, answer: StreamedAnswer) -> None:
        """Prepare for a body: the missing part, or all of it again. Raise Interrupted if it is neither."""
        if self._continues(answer):
            return
        if self._received:
            self._file.seek(self._start)
            self._file.truncate()
        self._received = self._reserved = 0
        self._total = self._entity_tag = None
        if answer.status_code in (206, 416):
            raise Interrupted(TruncatedBody("the service did not send the part of the file that it was asked for"))
        self._total = answer.length
        if answer.headers.get("Accept-Ranges", "").strip().lower() == "bytes" and answer.length is not None:
            tag = answer.headers.get("ETag", "")
            self._entity_tag = tag if tag.startswith('"') else None  # weak ones do not vouch for the bytes

    def write(self, data: bytes) -> None:
        """Write the next bytes of the body."""
        self._reserve(len(data))
        self._received += len(data)
        while data:
            written = self._file.write(data)
            if written == 0:
                raise OSError("the file does not take any more bytes")
            # Raw files may write less than asked; other file objects need not return a number at all.
            data = data[written:] if isinstance(written, int) else b""  # pyright: ignore[reportUnnecessaryIsInstance]

    def report(self) -> None:
        """Tell the caller how far it is."""
        if self._progress is not None:
            self._progress(self._received, self._total)

    def finish(self) -> None:
        """Raise Interrupted if some of the body is missing."""
        if self._total is not None and self._received != self._total:
            raise Interrupted(TruncatedBody(f"{self._received} of {self._total} bytes arrived"))

    def wait_after(self, call: Call, problem: Exception) -> float:
        """Return the seconds to wait before the next try; raise SDKError if there is none."""
        if self._received and not self._seekable:
            raise call.broken_off(problem) from problem
        return call.wait_after(problem)

    def _reserve(self, size: int) -> None:
        """Set space aside before it is written to: all of a small file's at its first bytes."""
        if self._total is not None and self._received + size > self._reserved and isinstance(self._file, PartFile):
            start, self._reserved = self._reserved, min(self._total, self._received + size + _AHEAD)
            if start < self._reserved:
                self._file.reserve(start, self._reserved)

    def _continues(self, answer: StreamedAnswer) -> bool:
        """Return whether an answer is just the missing part: not all services heed all of the conditions."""
        if answer.status_code != 206 or self._entity_tag is None or self._total is None:
            return False
        return (
            answer.headers.get("ETag") == self._entity_tag
            and answer.headers.get("Content-Range") == f"bytes {self._received}-{self._total - 1}/{self._total}"
            and answer.length == self._total - self._received
        )


def safe_name(*candidates: object) -> str:
    """Make a file's name from the first of some texts that leaves one: a name on every system, in this folder only."""
    for candidate in candidates:
        name = _clean(candidate) if isinstance(candidate, str) else ""
        if name:
            return name
    return "attachment"


def _clean(text: str) -> str:
    name = re.split(r"[/\\]", text)[-1]
    name = "".join("_" if character in '<>:"|?*' else character for character in name if character.isprintable())
    name = name.strip(" .")
    if _DEVICE_NAME.fullmatch(name):
        name = "_" + name
    suffix = PurePosixPath(name).suffix
    suffix = suffix if len(suffix.encode()) <= 20 else ""
    kept = name.removesuffix(suffix).encode()[: _LONGEST_NAME - len(suffix.encode())].decode(errors="ignore")
    return (kept + suffix).strip(" .")


def _move_if_free(partial: Path, target: Path) -> None:
    with suppress(OSError, NotImplementedError):  # a file system without hard links, among others
        target.hardlink_to(partial)  # fails if the target has come to exist, unlike a rename
        return
    _check_free(target)
    partial.replace(target)


def _check_writable(file: BinaryIO) -> None:
    kind = type(file).__name__
    write = getattr(file, "write", None)
    if hasattr(file, "encoding") or not callable(write) or iscoroutinefunction(write):
        raise TypeError(f"path_or_file must be a path or a file open for writing bytes, not {kind}")
    if getattr(file, "closed", False):
        raise ValueError(f"path_or_file is a closed file ({kind}); it must be open for writing bytes")
    if not getattr(file, "writable", lambda: True)():  # not all that can be written to can say so
        raise ValueError(f"path_or_file is a file that is not open for writing ({kind}); open it with mode 'wb'")


def _check_replaceable(target: Path) -> None:
    status = _status(target)
    if status and not stat.S_ISREG(status.st_mode):
        raise OSError(f"{str(target)!r} is something else than an ordinary file; choose another path")


def _check_free(target: Path) -> None:
    if target.exists() or target.is_symlink():
        raise FileExistsError(
            f"{str(target)!r} exists already; pass overwrite=True to replace it, or name another file"
        )


def _is_folder(path: Path) -> bool:
    status = _status(path)
    return status is not None and stat.S_ISDIR(status.st_mode)


def _status(path: Path) -> os.stat_result | None:
    """Return what is at a path, or None for nothing; raise the error of open() if it is out of reach, as in a loop."""
    try:
        return path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
