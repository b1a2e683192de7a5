"""Saving a file that arrives in pieces, perhaps over several tries. What touches the disk is here; HTTP is not."""

from __future__ import annotations

import io
import os
import re
import secrets
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

from ._body import TruncatedBody
from ._call import Call
from ._streams import Interrupted, StreamedAnswer

Progress = Callable[[int, int | None], object]

_DEVICE_NAME: Final = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_LONGEST_NAME: Final = 200  # bytes; file systems take 255, and the partial file's name is longer


class Receiver:
    """Writes a body into a file, and knows how to go on when it breaks off.

    Parameters:
        file: Where the body goes, from its present position on.
        progress: Called with the bytes received and the bytes in all, or None where that is not known.
    """

    def __init__(self, file: BinaryIO, progress: Progress | None) -> None:
        self._file = file
        self._progress = progress
        self._seekable = file.seekable()
        self._start = file.tell() if self._seekable else 0
        self._received = 0
        self._total: int | None = None
        self._validator: str | None = None

    def wait_after(self, call: Call, problem: Exception) -> float:
        """Return the seconds to wait before the next try; raise SDKError if there is none."""
        if self._received and not self._seekable:
            raise call.broken_off(problem) from problem
        return call.failed(problem)

    def range_headers(self) -> dict[str, str]:
        """Return the headers that ask for the missing part (RFC 9110, sections 13.1.5 and 14.2)."""
        if not self._received or self._validator is None:
            return {}
        return {"range": f"bytes={self._received}-", "if-range": self._validator}

    def begin(self, answer: StreamedAnswer) -> None:
        """Prepare for a body: the missing part, or all of it again. Raise Interrupted if it is neither."""
        if answer.status_code == 206 and _part(answer.headers) == (self._received, self._total):
            return
        if self._received:
            self._file.seek(self._start)
            self._file.truncate()
        self._received = 0
        if answer.status_code == 206:
            self._validator = None
            raise Interrupted(TruncatedBody("the service sent another part of the file than was asked for"))
        self._total = answer.length
        self._validator = _validator(answer.headers) if answer.length is not None else None

    def write(self, data: bytes | bytearray) -> None:
        """Write the next bytes of the body."""
        rest = memoryview(data)
        while rest:
            written = self._file.write(rest)
            # Raw files may write less than asked; other file objects need not return a number at all.
            rest = rest[written if isinstance(written, int) else len(rest) :]  # pyright: ignore[reportUnnecessaryIsInstance]
        self._received += len(data)

    def report(self) -> None:
        """Tell the caller how far it is."""
        if self._progress is not None:
            self._progress(self._received, self._total)


@contextmanager
def partial_file(target: Path, *, replace: bool) -> Generator[BinaryIO]:
    """Open a file beside the target, which becomes the target when the block ends well, and vanishes otherwise.

    Raises:
        FileExistsError: There is such a file already, and it is not to be replaced.
    """
    partial = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    with partial.open("xb") as file:
        try:
            yield file
            file.close()
            if replace:
                partial.replace(target)
            else:
                _move(partial, target)
        except BaseException:
            file.close()
            partial.unlink(missing_ok=True)
            raise


def as_path(path_or_file: str | os.PathLike[str] | BinaryIO) -> Path | BinaryIO:
    """Return a path as a Path, and a file object as it is.

    Raises:
        OSError: No file can be put at the path.
        TypeError: It is neither a path nor a file object for bytes.
    """
    if isinstance(path_or_file, str | os.PathLike):
        path = Path(path_or_file)
        if not path.parent.is_dir():
            raise FileNotFoundError(f"there is no folder {str(path.parent)!r} to save the attachment in; make it first")
        if path.exists() and not path.is_file() and not path.is_dir():
            raise OSError(f"{str(path)!r} is neither a folder nor an ordinary file; choose another path")
        return path
    if isinstance(path_or_file, io.TextIOBase) or not hasattr(path_or_file, "write"):
        kind = type(path_or_file).__name__
        raise TypeError(f"path_or_file must be a path or a file open for writing bytes, not {kind}")
    return path_or_file


def target_in_folder(folder: Path, name: object, attachment_id: str, *, overwrite: bool) -> Path:
    """Return where an attachment goes in a folder.

    Raises:
        FileExistsError: There is such a file already, and it is not to be replaced.
    """
    target = folder / safe_name(name, attachment_id)
    if not overwrite:
        _check_free(target)
    return target


def _check_free(target: Path) -> None:
    if target.exists():
        raise FileExistsError(
            f"{str(target)!r} exists already; pass overwrite=True to replace it, or name another file"
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


def _move(partial: Path, target: Path) -> None:
    try:
        target.hardlink_to(partial)  # fails if the target has come to exist, unlike a rename
    except FileExistsError:
        _check_free(target)
        raise
    except (OSError, NotImplementedError):  # a file system without hard links
        _check_free(target)
        partial.replace(target)
    else:
        partial.unlink()


def _part(headers: Mapping[str, str]) -> tuple[int, int] | None:
    match = re.fullmatch(r"bytes (\d{1,18})-\d{1,18}/(\d{1,18})", headers.get("Content-Range", ""))
    return (int(match[1]), int(match[2])) if match else None


def _validator(headers: Mapping[str, str]) -> str | None:
    tag = headers.get("ETag", "")
    offers_ranges = headers.get("Accept-Ranges", "").strip().lower() == "bytes"
    return tag if offers_ranges and tag.startswith('"') else None
