"""Files that are sent and received: threads touch them, since a file may be slow."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Final, TypeVar

from anyio import CancelScope

from .._call.streams import Interrupted
from .streams import AsyncBody
from .threads import in_thread

if TYPE_CHECKING:
    from codat_customers_api.uploads import Upload

    from .._plans.downloads import Receiver

T = TypeVar("T")

BLOCK: Final = 512 * 1024  # bytes that are written at a time


@asynccontextmanager
async def entered_in_thread(manager: AbstractContextManager[T]) -> AsyncGenerator[T]:
    """Enter and leave a context manager in worker threads; whatever happens, it is left if it was entered."""
    stack = ExitStack()  # knows whether it was, when a cancellation hides it
    try:
        yield await in_thread(stack.enter_context, manager)
        await in_thread(stack.close)
    except BaseException as error:
        await _leave(stack, error)
        raise


async def measure(upload: Upload) -> None:
    """Find out the size of a file that is to be sent, which may take as long as reading all of it."""
    await in_thread(lambda: upload.headers)


class ChunksFromThread:
    """Yields chunks, each read in a worker thread. It can be left at any time, unlike a generator under trio.

    Parameters:
        chunks: What reads them.
        at_end: Called after the last.
    """

    def __init__(self, chunks: Iterator[bytes], at_end: Callable[[], object]) -> None:
        self._chunks = chunks
        self._at_end = at_end

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        chunk = await in_thread(next, self._chunks, b"")
        if not chunk:
            self._at_end()
            raise StopAsyncIteration
        return chunk


async def receive(body: AsyncBody, receiver: Receiver) -> None:
    """Write a body away, in blocks: a hop between threads for each piece would cost more than the writing."""
    await in_thread(receiver.begin, body)
    receiver.report()
    block = bytearray()
    try:
        async for piece in body.pieces():
            block += piece
            if len(block) >= BLOCK:
                await _write(receiver, block)
    except Interrupted:
        await _write(receiver, block)  # what need not be fetched again
        raise
    await _write(receiver, block)
    receiver.finish()


async def _write(receiver: Receiver, block: bytearray) -> None:
    if block:
        await in_thread(receiver.write, bytes(block))
        block.clear()
        receiver.report()


async def _leave(stack: ExitStack, error: BaseException) -> None:
    cancelled: asyncio.CancelledError | None = None
    while True:
        try:
            with CancelScope(shield=True):  # what has been left already does nothing
                await in_thread(stack.__exit__, type(error), error, error.__traceback__)
            break
        except asyncio.CancelledError as another:
            cancelled = another
    if cancelled is not None:
        raise cancelled
