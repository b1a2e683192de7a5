"""Bodies that are read while they arrive, with errors and content codings taken care of."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, suppress
from functools import partial
from typing import Final

import httpx
from codat_customers_api.types import RawResponse

from ._body import CorruptBody, Decompressor, LengthCheck, decompressor
from ._call import Call, content_coding
from ._failures import FAILURES, Undecodable
from ._http import end_exchange
from ._network import shut_down

# Bytes that a closed connection may still hold: httpcore reads so many at a time.
LEFT_OVER: Final = 64 * 1024

# Seconds that reading those may take: a transport need not have closed anything.
LAST_SECONDS: Final = 1.0


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
        self._coding = content_coding(response)
        self._readable = True

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
        coded = self._response.headers.get("Content-Encoding", "identity").strip().lower() != "identity"
        return int(length) if length.isascii() and length.isdigit() and not coded else None

    def _interrupted(self, problem: Exception) -> Interrupted:
        if not isinstance(problem, CorruptBody):
            return Interrupted(problem)
        undecodable = Undecodable(RawResponse(self.status_code, self.headers, b""))
        undecodable.__cause__ = problem
        return Interrupted(undecodable)

    def _begin(self) -> Decompressor:
        if not self._readable:
            raise RuntimeError("a streamed body can be read only once, and only inside its with block")
        self._readable = False
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
            raise self._call.broken_off(interrupted.problem)  # noqa: B904  # it has its cause

    def pieces(self) -> Iterator[bytes]:
        """Yield the body; raise Interrupted if it breaks off or is damaged."""
        body = self._begin()
        try:
            for chunk in chunks(self._response):
                yield from body.pieces(chunk)
            body.finish()
            end_exchange(self._response)
        except FAILURES as problem:
            raise self._interrupted(problem) from problem

    def close(self) -> None:
        """Close the connection, unless the body has been read to its end."""
        self._readable = False
        self._call.let_go()
        self._response.close()


class AsyncBody(StreamedAnswer):
    """A body to iterate over with ``async for``, once: it yields chunks of bytes.

    Raises:
        SDKError: While iterating: the body broke off or is damaged.
    """

    def __init__(self, call: Call, response: httpx.Response) -> None:
        super().__init__(call, response)
        call.cancel = partial(shut_down, response)
        self._chunks = async_chunks(response)
        self._pieces = self._read(decompressor(""))

    def __aiter__(self) -> AsyncIterator[bytes]:
        self.pieces()
        return self

    async def __anext__(self) -> bytes:
        try:
            return await anext(self._pieces)
        except Interrupted as interrupted:
            raise self._call.broken_off(interrupted.problem)  # noqa: B904  # it has its cause

    def pieces(self) -> AsyncIterator[bytes]:
        """Return an iterator over the body that raises Interrupted if it breaks off or is damaged."""
        self._pieces = self._read(self._begin())
        return self._pieces

    async def aclose(self) -> None:
        """Close the connection, unless the body has been read to its end."""
        self._readable = False
        self._call.let_go()
        await close(self._response, self._chunks, self._pieces)

    async def _read(self, body: Decompressor) -> AsyncGenerator[bytes]:
        try:
            async for chunk in self._chunks:
                for piece in body.pieces(chunk):
                    yield piece
            body.finish()
            end_exchange(self._response)
        except FAILURES as problem:
            raise self._interrupted(problem) from problem


def chunks(response: httpx.Response) -> Iterator[bytes]:
    """Return what yields a body as it came, and what a mock transport has given as a whole as it is.

    Nothing closes the answer at its end, so that its connection can be looked at first.
    """
    if response.is_stream_consumed or not isinstance(response.stream, httpx.SyncByteStream):
        return response.iter_bytes()
    return iter(response.stream)


def async_chunks(response: httpx.Response) -> AsyncIterator[bytes]:
    """Return what yields a body like ``chunks``."""
    if response.is_stream_consumed or not isinstance(response.stream, httpx.AsyncByteStream):
        return response.aiter_bytes()
    return aiter(response.stream)


async def close(response: httpx.Response, *iterators: AsyncIterator[bytes]) -> None:
    """Close an answer, and let what reads it come to its end: trio complains of generators that are left unfinished."""
    async with AsyncExitStack() as left:  # each of them, wherever a cancellation strikes
        for iterator in reversed(iterators):
            left.push_async_callback(_read_out, iterator)
        await response.aclose()


async def _read_out(iterator: AsyncIterator[bytes]) -> None:
    if getattr(iterator, "ag_frame", None) is None:  # it has ended already
        return
    from anyio import move_on_after  # which sync programs do without

    left = LEFT_OVER
    with move_on_after(LAST_SECONDS), suppress(StopAsyncIteration, Interrupted, *FAILURES):
        while left > 0:
            left -= len(await anext(iterator)) or 1
