"""Bodies that are read while they arrive, with errors and content codings taken care of."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, suppress
from functools import partial
from typing import Final

from .._call.body import Decompressor, decompressor
from .._call.call import Call
from .._call.endings import FAILURES
from .._call.streams import Interrupted, StreamedAnswer
from .._http.exchange import AsyncAnswer
from .._http.network import shut_down
from .._http.pools import end_exchange

# Bytes that a closed connection may still hold: httpcore reads so many at a time.
LEFT_OVER: Final = 64 * 1024

# Seconds that reading those may take: a transport need not have closed anything.
LAST_SECONDS: Final = 1.0


class AsyncBody(StreamedAnswer):
    """A body to iterate over with ``async for``, once: it yields chunks of bytes.

    Raises:
        SDKError: While iterating: the body broke off or is damaged.
    """

    def __init__(self, call: Call, answer: AsyncAnswer) -> None:
        super().__init__(call, answer)
        call.cancel = partial(shut_down, answer)
        self._answer = answer
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
        await close(self._answer, self._pieces)

    async def _read(self, body: Decompressor) -> AsyncGenerator[bytes]:
        try:
            async for chunk in self._answer.chunks:
                for piece in body.pieces(chunk):
                    yield piece
            body.finish()
            end_exchange(self._answer)
        except FAILURES as problem:
            raise self._interrupted(problem) from problem


async def close(answer: AsyncAnswer, *iterators: AsyncIterator[bytes]) -> None:
    """Close an answer, and let what reads it come to its end: trio complains of generators that are left unfinished."""
    async with AsyncExitStack() as left:  # each of them, wherever a cancellation strikes
        for iterator in reversed((answer.chunks, *iterators)):
            left.push_async_callback(_read_out, iterator)
        await answer.aclose()


async def _read_out(iterator: AsyncIterator[bytes]) -> None:
    if getattr(iterator, "ag_frame", None) is None:  # it has ended already
        return
    from anyio import move_on_after  # which sync programs do without

    left = LEFT_OVER
    with move_on_after(LAST_SECONDS), suppress(StopAsyncIteration, Interrupted, *FAILURES):
        while left > 0:
            left -= len(await anext(iterator)) or 1
