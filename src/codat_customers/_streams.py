"""Bodies that are read while they arrive, with errors and content codings taken care of."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import suppress

import httpx

from ._body import Decompressor, LengthCheck, decompressor
from ._call import Call


class Interrupted(Exception):
    """A body that broke off or is damaged; ``problem`` says how."""

    def __init__(self, problem: Exception) -> None:
        super().__init__(problem)
        self.problem = problem


class StreamedAnswer:
    """What the sync and the async body have in common."""

    def __init__(self, call: Call, response: httpx.Response) -> None:
        self._call = call
        self._response = response
        self._coding = response.headers.get("Content-Encoding", "")

    @property
    def status_code(self) -> int:
        """The HTTP status: 200, or 206 for a part."""
        return self._response.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        """The response headers; look-ups ignore case."""
        return self._response.headers

    @property
    def length(self) -> int | None:
        """The length of this body in bytes, or None if the server did not say or compresses it."""
        length = self._response.headers.get("Content-Length", "")
        coded = self._coding.strip().lower() not in ("", "identity")
        return int(length) if length.isascii() and length.isdigit() and not coded else None

    def _check_unread(self) -> None:
        if self._response.is_stream_consumed or self._response.is_closed:
            raise RuntimeError("a streamed body can be read only once, and only inside its with block")

    def _decompressor(self) -> Decompressor:
        return LengthCheck(self.length) if self.length is not None else decompressor(self._coding)


class Body(StreamedAnswer):
    """A body to iterate over, once: it yields chunks of bytes.

    Raises:
        SDKError: While iterating: the body broke off or is damaged.
    """

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self.pieces()
        except Interrupted as interrupted:
            raise self._call.broken_off(interrupted.problem) from interrupted.problem

    def pieces(self) -> Iterator[bytes]:
        """Yield the body; raise Interrupted if it breaks off or is damaged."""
        self._check_unread()
        body = self._decompressor()
        try:
            for chunk in self._response.iter_raw():
                yield from body.pieces(chunk)
            body.finish()
        except Exception as problem:
            raise Interrupted(problem) from problem


class AsyncBody(StreamedAnswer):
    """A body to iterate over with ``async for``, once: it yields chunks of bytes.

    Raises:
        SDKError: While iterating: the body broke off or is damaged.
    """

    def __init__(self, call: Call, response: httpx.Response) -> None:
        super().__init__(call, response)
        self._chunks = response.aiter_raw()
        self._pieces = self._read()

    def __aiter__(self) -> AsyncIterator[bytes]:
        self._check_unread()
        return self

    async def __anext__(self) -> bytes:
        try:
            return await anext(self._pieces)
        except Interrupted as interrupted:
            raise self._call.broken_off(interrupted.problem) from interrupted.problem

    def pieces(self) -> AsyncIterator[bytes]:
        """Return an iterator over the body that raises Interrupted if it breaks off or is damaged."""
        self._check_unread()
        return self._pieces

    async def aclose(self) -> None:
        """Close the connection, unless the body has been read to its end."""
        await close(self._response, self._chunks, self._pieces)

    async def _read(self) -> AsyncGenerator[bytes]:
        body = self._decompressor()
        try:
            async for chunk in self._chunks:
                for piece in body.pieces(chunk):
                    yield piece
            body.finish()
        except Exception as problem:
            raise Interrupted(problem) from problem


async def close(response: httpx.Response, *iterators: AsyncIterator[bytes]) -> None:
    """Close an answer, and let what reads it come to its end: trio complains of generators that are left unfinished."""
    await response.aclose()
    for iterator in iterators:
        with suppress(Exception):
            async for _ in iterator:
                pass
