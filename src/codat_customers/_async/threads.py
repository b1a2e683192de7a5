"""Work in threads that a cancelled call does not leave behind: when the call raises, it has ended, or never begins."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
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


async def _end(job: Future[None]) -> None:
    ended, loop = asyncio.Event(), asyncio.get_running_loop()
    job.add_done_callback(lambda _: loop.call_soon_threadsafe(ended.set))
    while not ended.is_set():
        with suppress(asyncio.CancelledError), CancelScope(shield=True):  # the first one is raised in the end
            await ended.wait()
