"""Reading response bodies without I/O: decompression in bounded steps, and collection up to a limit."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator
from typing import Final, Protocol

PIECE: Final = 64 * 1024  # bytes that one step of decompression may produce

_GZIP_WINDOW: Final = 31  # zlib's way of saying: the largest window, with gzip's header and trailer


class CorruptBody(Exception):
    """A body that no further try would make readable: in a wrong content coding, or too large."""


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
        self._kept = io.BytesIO()
        self._limit = limit

    def feed(self, chunk: bytes) -> None:
        """Take the next chunk; raise CorruptBody if it makes the body larger than the limit, and keep what fits."""
        for piece in self._decompressor.pieces(chunk):
            room = self._limit - self._kept.tell()
            self._kept.write(piece[:room])
            if len(piece) > room:
                raise CorruptBody(f"the body is larger than {self._limit} bytes")

    def finish(self) -> None:
        """Check that the body is complete; raise TruncatedBody if not."""
        self._decompressor.finish()

    @property
    def content(self) -> bytes:
        """What was kept."""
        return self._kept.getvalue()


class LengthCheck:
    """Passes an uncompressed body through and checks its length, for transports that do not.

    Parameters:
        length: The number of bytes due.
    """

    def __init__(self, length: int) -> None:
        self._missing = length

    def pieces(self, chunk: bytes) -> Iterable[bytes]:
        self._missing -= len(chunk)
        return (chunk,)

    def finish(self) -> None:
        if self._missing:
            raise TruncatedBody(f"the body differs from its Content-Length by {abs(self._missing)} bytes")


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
            if self._inflater.eof:  # RFC 1952, section 2.2: members may follow each other
                self._inflater = zlib.decompressobj(_GZIP_WINDOW)
            try:
                piece = self._inflater.decompress(chunk, PIECE)
            except zlib.error as error:
                raise CorruptBody(f"the body is not valid gzip ({error})") from error
            if piece:
                yield piece
            chunk = self._inflater.unconsumed_tail or self._inflater.unused_data

    def finish(self) -> None:
        if self._begun and not self._inflater.eof:
            raise TruncatedBody("the compressed body ended early")


class _Unknown:
    def __init__(self, coding: str) -> None:
        self._coding = coding

    def pieces(self, chunk: bytes) -> Iterable[bytes]:
        raise CorruptBody(f"the body has the content coding {self._coding!r}, and only gzip was asked for")

    def finish(self) -> None:
        """Accept: an empty body has no coding."""
