"""Exceptions that strike a call from outside: of signal handlers, and of other people's threads."""

from __future__ import annotations

import ctypes
import gc
import itertools
import os
import random
import signal
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType
from typing import Final

import httpx
import pytest

from tests.support.calls import CREATE, DOWNLOAD, GET, LIST, STREAM, UPDATE, SampleCall
from tests.support.clients import ONE_CONNECTION, client_of
from tests.support.server import CUSTOMER, STATES, Behaviour, Exchange, FaultServer, head

TIMES: Final = 200


# Between the line that opens a socket and the one that stores it, only Python itself can close it; and where an
# exception strikes a callback of Python's own, of the garbage collector for one, all it does is print it.
struck_anywhere = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)


class SoftTimeLimit(Exception):
    """What a worker raises in its job when that has had its time."""


@contextmanager
def alarm(error: BaseException, seconds: float) -> Generator[None]:
    """Let a signal raise an error in this, the main thread, after some time, unless that is 0."""

    def strike(number: int, frame: FrameType | None) -> None:
        raise error

    before = signal.signal(signal.SIGALRM, strike)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("behaviour", STATES.values(), ids=STATES.keys())
@pytest.mark.parametrize("operation", [LIST, CREATE, UPDATE, DOWNLOAD, STREAM], ids=lambda operation: operation.name)
def test_a_signal_handlers_exception_is_the_callers(operation: SampleCall, behaviour: Behaviour) -> None:
    error = SoftTimeLimit("enough")
    with (
        FaultServer([behaviour, operation.success]) as server,
        client_of("sync", server.url, http=ONE_CONNECTION, timeout=20.0) as codat,
    ):
        threading.Thread(target=strike_once_asked, args=(server,)).start()
        with alarm(error, 0), pytest.raises(SoftTimeLimit) as caught:
            operation(codat)
        assert caught.value is error
        assert len(server.requests) == 1
        operation(codat)  # on the only connection that there may be


def strike_once_asked(server: FaultServer) -> None:
    while not server.requests:
        time.sleep(0.002)
    time.sleep(0.03)  # for what the server sends
    os.kill(os.getpid(), signal.SIGALRM)


def at_once_or_slowly(exchange: Exchange) -> bool:
    time.sleep(random.random() * 0.002)
    exchange.send(head(200, (), "OK", len(CUSTOMER)))
    time.sleep(random.random() * 0.002)
    exchange.send(CUSTOMER)
    return True


@struck_anywhere
def test_hundreds_of_signals_leave_nothing_behind() -> None:
    struck = 0
    with (
        FaultServer([at_once_or_slowly]) as server,
        client_of("sync", server.url, http=ONE_CONNECTION, timeout=20.0) as codat,
    ):
        for number in itertools.count():
            try:
                with alarm(SoftTimeLimit(), 0.0001 * (1 + number % 60)):
                    GET(codat)
            except SoftTimeLimit:
                struck += 1
            if struck == TIMES:
                break
        codat.customers.get("co", "c1", timeout=5.0)
    gc.collect()


@struck_anywhere
def test_hundreds_of_exceptions_in_threads_leave_nothing_behind() -> None:
    struck: list[int] = []
    surprises: list[BaseException] = []
    finished = threading.Event()

    def work() -> None:
        while not finished.is_set():
            try:
                while not finished.is_set():
                    GET(codat)
            except SoftTimeLimit:
                struck.append(1)
            except BaseException as error:
                surprises.append(error)
                finished.set()

    def work_whatever_comes() -> None:
        while not finished.is_set():
            try:
                work()
            except SoftTimeLimit:  # between two lines of the above
                struck.append(1)

    with (
        FaultServer([at_once_or_slowly]) as server,
        client_of("sync", server.url, http={"limits": httpx.Limits(max_connections=3)}, timeout=20.0) as codat,
    ):
        GET(codat)  # an exception in the middle of an import would leave Python's own lock taken
        threads = [threading.Thread(target=work_whatever_comes, daemon=True) for _ in range(4)]
        for thread in threads:
            thread.start()
        while len(struck) < TIMES and not finished.is_set():
            victim = random.choice(threads)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(victim.ident or 0), ctypes.py_object(SoftTimeLimit)
            )
            finished.wait(0.003)
        finished.wait(0.05)
        finished.set()
        for thread in threads:
            thread.join(30)
        assert not any(thread.is_alive() for thread in threads), "one waits for ever"
        assert not surprises
        for _ in range(3):
            with codat.customers.stream_attachment("co", "cn", "c1", "a1", timeout=5.0):
                pass
    gc.collect()
