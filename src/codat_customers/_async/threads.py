"""Work in threads that a cancelled call does not leave behind: when the call raises, it has ended, or never begins."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager, suppress
from typing import TypeVar, TypeVarTuple, Unpack

from anyio import CancelScope
from anyio.to_thread import run_sync

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


async def in_thread(function: Callable[[Unpack[Ts]], T], *arguments: *Ts) -> T:
    """Call a function in a worker thread.

    run_sync alone is not enough: a cancellation of asyncio's own, unlike one of a scope or of trio, does not wait for
    the thread.
    """
    job = Future[None]()  # its states are just what is needed: to be withdrawn, or else to begin and to end

    def work() -> T:
        if not job.set_running_or_notify_cancel():
            raise RuntimeError("nobody waits for this any more")
        try:
            return function(*arguments)
        finally:
            job.set_result(None)

    try:
        return await run_sync(work)
    except asyncio.CancelledError:
        if not job.cancel():
            await _end(job)
        raise


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


async def _end(job: Future[None]) -> None:
    ended, loop = asyncio.Event(), asyncio.get_running_loop()
    job.add_done_callback(lambda _: loop.call_soon_threadsafe(ended.set))
    while not ended.is_set():
        with suppress(asyncio.CancelledError), CancelScope(shield=True):  # the first one is raised in the end
            await ended.wait()


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
