"""Bodies of multipart/form-data as the standard library reads them, and file objects of many kinds."""

from __future__ import annotations

import email
import io
from collections.abc import Iterable, Mapping
from email.message import EmailMessage
from email.policy import HTTP
from typing import NamedTuple


class Part(NamedTuple):
    """The part of a body that has just one."""

    name: object
    file_name: str | None
    content_type: str
    content: bytes


def part_of(headers: Mapping[str, str], body: bytes) -> Part:
    """Read a body of one part.

    Parameters:
        headers: Those of the request, with their names in lower case.
        body: Its body.
    """
    head = f"Content-Type: {headers['content-type']}\r\n\r\n".encode()
    message = email.message_from_bytes(head + body, policy=HTTP)
    assert isinstance(message, EmailMessage)
    assert message.get_content_type() == "multipart/form-data"
    [part] = message.iter_parts()
    assert not message.defects
    assert not part.defects
    assert part.keys() == ["Content-Disposition", "Content-Type"]
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    name = part["Content-Disposition"].params["name"]
    return Part(name, part.get_filename(), part.get_content_type(), content)


class Pipe(io.RawIOBase):
    """A file object that cannot seek, and gives what it has in pieces of a few bytes.

    Parameters:
        pieces: What it has.
    """

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        return next(self._pieces, b"") if size else b""


class Zeros(io.RawIOBase):
    """A file of zeros that is nowhere.

    Parameters:
        size: How many there are.
        can_seek: Whether it can.
    """

    def __init__(self, size: int, *, can_seek: bool = True) -> None:
        self._size = size
        self._position = 0
        self._can_seek = can_seek

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._can_seek

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self._position = offset + (self._size if whence == io.SEEK_END else 0)
        return self._position

    def read(self, size: int = -1, /) -> bytes:
        count = min(size, self._size - self._position)
        self._position += count
        return bytes(count)
