"""Reading response bodies without I/O: decompression in bounded steps, and collection up to a limit."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Final, Protocol

PIECE: Final = 64 * 1024  # bytes that one step of decompression may produce

_GZIP_WINDOW: Final = 31  # zlib's way of saying: the largest window, with gzip's header and trailer


class CorruptBody(Exception):
    """A body that is not in the content coding that its headers name."""


class TruncatedBody(Exception):
    """A body that ended before it was complete."""


class Decompressor(Protocol):
    """Undoes a content coding, a chunk at a time."""

    def pieces(self, chunk: bytes) -> Iterable[bytes]:
        """Return what a chunk stands for, in pieces of bounded size."""
        ...

    def finish(self) -> None:
        """Check that the body is complete; raise TruncatedBody if not."""
        ...


def decompressor(content_encoding: str) -> Decompressor:
    """Choose the decompressor for a Content-Encoding header; an unknown coding fails when its first chunk comes."""
    coding = content_encoding.strip().lower()
    if coding in ("", "identity"):
        return _Identity()
    if coding in ("gzip", "x-gzip"):
        return _Gzip()
    return _Unknown(coding)


class BodyReader:
    """Collects a body up to a limit.

    Parameters:
        content_encoding: The Content-Encoding header, or an empty string.
        limit: The number of decompressed bytes to keep.
    """

    def __init__(self, content_encoding: str, limit: int) -> None:
        self._decompressor = decompressor(content_encoding)
        self._parts: list[bytes] = []
        self._room = limit
        self._received = 0
        self._limit = limit

    def feed(self, chunk: bytes) -> None:
        """Take the next chunk. Past the limit, what comes is dropped and ``full`` becomes true."""
        self._received += len(chunk)
        for piece in self._decompressor.pieces(chunk):
            self._parts.append(piece[: self._room] if len(piece) > self._room else piece)
            self._room -= len(piece)
            if self._room < 0:
                return

    @property
    def full(self) -> bool:
        """Whether the body is larger than the limit, as sent or decompressed."""
        return self._room < 0 or self._received > self._limit

    def finish(self) -> None:
        """Check that the body is complete; raise TruncatedBody if not."""
        self._decompressor.finish()

    @property
    def content(self) -> bytes:
        """What was kept."""
        return b"".join(self._parts)


class _Identity:
    def pieces(self, chunk: bytes) -> Iterable[bytes]:
        return (chunk,)

    def finish(self) -> None:
        """There is nothing to check: httpx notices a short body itself."""


class _Gzip:
    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(_GZIP_WINDOW)
        self._begun = False

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        self._begun = self._begun or bool(chunk)
        while chunk:
            if self._inflater.eof:  # RFC 1952: members may follow each other
                self._inflater = zlib.decompressobj(_GZIP_WINDOW)
            try:
                piece = self._inflater.decompress(chunk, PIECE)
            except zlib.error as error:
                raise CorruptBody(f"the body is not valid gzip ({error})") from error
            if piece:
                yield piece
            chunk = self._inflater.unconsumed_tail or self._inflater.unused_data
        # A full step may leave output inside the inflater when its input is used up.
        while not self._inflater.eof and (piece := self._inflater.decompress(b"", PIECE)):
            yield piece

    def finish(self) -> None:
        if self._begun and not self._inflater.eof:
            raise TruncatedBody("the compressed body ended early")


class _Unknown:
    def __init__(self, coding: str) -> None:
        self._coding = coding

    def pieces(self, chunk: bytes) -> Iterable[bytes]:
        raise CorruptBody(f"the body has the content coding {self._coding!r}, which was not asked for")

    def finish(self) -> None:
        """Accept: an empty body has no coding."""
