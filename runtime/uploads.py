"""The upload of a file: a body of multipart/form-data (RFC 7578) with one part, read while it is sent."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cached_property
from inspect import iscoroutinefunction
from io import BytesIO
from mimetypes import guess_type
from pathlib import PurePath
from typing import BinaryIO, Final

from .parameters import header_value, string

CHUNK: Final = 64 * 1024  # bytes that are read at a time

# httpx escapes the same, and browsers some of it; above all, no line can end in a name.
_SPECIAL: Final = re.compile(r'["\\\x00-\x1f]')


class Upload:
    """A file as the body of a request: an iterable of chunks, which begins anew each time if the file can seek.

    Parameters:
        place: What messages call the file, such as ``bills.upload_attachment: file``.
        part: The name of the part.
        file: The bytes, or a file object open for reading bytes. It is sent from where it stands when the headers are
            asked for.
        file_name: The name it is sent with; None for that of the file object, or ``file``.
        content_type: Its media type; None for what the name suggests.

    Attributes:
        is_used_up: Whether something was read of it that cannot be read again.

    Raises:
        TypeError: An argument has the wrong type, such as a file object for text.
        ValueError: The file object is closed or not open for reading, or an argument cannot be sent.
        OSError: While iterating: the file object cannot be read, or has become shorter.
    """

    def __init__(
        self, place: str, part: str, file: bytes | BinaryIO, file_name: str | None, content_type: str | None
    ) -> None:
        self._place = place
        self._file = BytesIO(file) if isinstance(file, bytes) else _checked(place, file)
        name = _name_of(file) if file_name is None else string("file_name", file_name, min_length=1)
        kind = _kind_of(name) if content_type is None else string("content_type", content_type, min_length=1)
        boundary = os.urandom(16).hex()
        self._content_type = f"multipart/form-data; boundary={boundary}"
        self._head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="{_escaped(part)}"; filename="{_escaped(name)}"\r\n'
            f"Content-Type: {header_value('content_type', kind)}\r\n\r\n"
        ).encode(errors="replace")  # a name from the disk need not be text
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        self.is_used_up = False

    @property
    def headers(self) -> dict[str, str]:
        """The headers that describe the body. The file object seeks for them, which may take as long as reading it."""
        if self._extent is None:
            return {"content-type": self._content_type, "transfer-encoding": "chunked"}
        length = len(self._head) + self._extent[1] + len(self._tail)
        return {"content-type": self._content_type, "content-length": str(length)}

    def __iter__(self) -> Iterator[bytes]:
        yield self._head
        yield from self._chunks()
        yield self._tail

    @cached_property
    def _extent(self) -> tuple[int, int] | None:
        """Where the file object stands, and how many bytes there are from there; None if it cannot seek."""
        if not getattr(self._file, "seekable", lambda: False)():
            return None
        start = self._file.tell()
        self._file.seek(0, os.SEEK_END)
        end = self._file.tell()
        self._file.seek(start)
        return start, max(end - start, 0)

    def _chunks(self) -> Iterator[bytes]:
        size = None
        if self._extent is None:
            self.is_used_up = True
        else:
            start, size = self._extent
            self._file.seek(start)
        sent = 0
        while sent != size and (chunk := self._read(CHUNK if size is None else min(CHUNK, size - sent))):
            sent += len(chunk)
            yield chunk
        if size is not None and sent < size:
            raise OSError(f"{self._place} ended after {sent} of {size} bytes: it has become shorter while it was sent")

    def _read(self, size: int) -> bytes:
        chunk = self._file.read(size)
        if not isinstance(chunk, bytes):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"{self._place}: read() returned {type(chunk).__name__}, and not bytes")
        return chunk


def _checked(place: str, file: BinaryIO) -> BinaryIO:
    kind = type(file).__name__
    read = getattr(file, "read", None)
    if not callable(read) or iscoroutinefunction(read):
        raise TypeError(
            f"{place} must be bytes or a file object open for reading bytes, not {kind}; "
            "of a file on disk, pass what open(path, 'rb') returns"
        )
    if getattr(file, "closed", False):
        raise ValueError(f"{place} is a closed file object ({kind}); keep it open until the call has returned")
    if not getattr(file, "readable", lambda: True)():  # not all that can be read can say so
        raise ValueError(f"{place} is a file object that is not open for reading ({kind}); open it with mode 'rb'")
    if not isinstance(read(0), bytes):
        raise TypeError(f"{place} must be a file object for bytes, not for text ({kind}); open it with mode 'rb'")
    return file


def _name_of(file: object) -> str:
    name = getattr(file, "name", None)  # a number or bytes, for some file objects
    return (PurePath(name).name if isinstance(name, str) else "") or "file"


def _kind_of(name: str) -> str:
    # By the suffix alone: in what looks like a data URL, it would believe whatever stands there.
    kind, _coding = guess_type("file" + PurePath(name).suffix)
    return kind or "application/octet-stream"


def _escaped(name: str) -> str:
    return _SPECIAL.sub(lambda found: r"\\" if found[0] == "\\" else f"%{ord(found[0]):02X}", name)
