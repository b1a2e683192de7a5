"""Threads that take rows from step to step, each when it is due; all of them pause together."""

from __future__ import annotations

import heapq
import math
import threading
import time
from collections.abc import Callable
from contextvars import copy_context
from itertools import count
from queue import Empty, SimpleQueue
from typing import Final, Generic, TypeVar

from ..errors import RateLimitError

RowT = TypeVar("RowT")
OutcomeT = TypeVar("OutcomeT")

# Seconds of the first pause where the service names none; each further one is twice as long.
_FIRST_PAUSE: Final = 2.0
_LONGEST_PAUSE: Final = 60.0

# Seconds that a step under way has left when no more are taken
_LAST_STEPS: Final = 10.0

# Seconds; locks cannot wait for as long as a service may ask
_LONGEST_WAIT: Final = 3600.0


class Later(float):
    """The seconds until the next step of a row."""


class Work(Generic[RowT, OutcomeT]):
    """Threads that take rows from step to step.

    Parameters:
        step: Does the next thing about a row; returns its outcome, or when to do the next one.
        threads: How many steps to take at a time.
        max_elapsed_time: Seconds that all of it may take, or None for no limit.
    """

    def __init__(self, step: Callable[[RowT], OutcomeT | Later], threads: int, max_elapsed_time: float | None) -> None:
        self._step = step
        self._deadline = math.inf if max_elapsed_time is None else time.monotonic() + max_elapsed_time
        self._condition = threading.Condition()
        self._order = count()
        self._rows: list[tuple[float, int, RowT]] = []  # by when they are due
        self._paused_until = -math.inf
        self._pause = _FIRST_PAUSE
        self._stopped = False
        self._ends = SimpleQueue[OutcomeT | BaseException]()
        self._threads = [
            threading.Thread(target=copy_context().run, args=(self._run,), name="codat-customers job", daemon=True)
            for _ in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def begin(self, row: RowT) -> None:
        """Take the first step of a row as soon as a thread is free."""
        self._put(row, 0.0)

    def end(self) -> OutcomeT:
        """Wait for the outcome of a row.

        Raises:
            TimeoutError: None came within the time that all may take.
            BaseException: A step has failed in a way that ends all.
        """
        left = None if self._deadline == math.inf else max(self._deadline - time.monotonic(), 0)
        try:
            end = self._ends.get(timeout=left)
        except Empty:
            raise _too_late() from None
        if isinstance(end, BaseException):
            raise end
        return end

    def check_time(self) -> None:
        """Raise a TimeoutError if the time is up."""
        if time.monotonic() >= self._deadline:
            raise _too_late()

    def stop(self) -> None:
        """Take no more steps, and give those under way some time to end, so that their answers are noted."""
        with self._condition:
            self._stopped = True
            self._condition.notify_all()
        until = time.monotonic() + _LAST_STEPS
        for thread in self._threads:
            thread.join(max(until - time.monotonic(), 0))

    def _run(self) -> None:
        while (row := self._take()) is not None:
            try:
                result = self._step(row)
            except RateLimitError as error:
                self._slow_down(row, error)
            except BaseException as error:
                self._ends.put(error)
                return
            else:
                self._pause = _FIRST_PAUSE
                if isinstance(result, Later):
                    self._put(row, result)
                else:
                    self._ends.put(result)

    def _put(self, row: RowT, seconds: float) -> None:
        with self._condition:
            heapq.heappush(self._rows, (time.monotonic() + seconds, next(self._order), row))
            self._condition.notify()

    def _take(self) -> RowT | None:
        with self._condition:
            while not self._stopped and (now := time.monotonic()) < self._deadline:
                due = max(self._rows[0][0], self._paused_until) if self._rows else math.inf
                if due <= now:
                    return heapq.heappop(self._rows)[2]
                self._condition.wait(min(due - now, self._deadline - now, _LONGEST_WAIT))
        return None

    def _slow_down(self, row: RowT, error: RateLimitError) -> None:
        with self._condition:
            seconds = self._pause if error.retry_after is None else error.retry_after
            self._pause = min(self._pause * 2, _LONGEST_PAUSE)
            until = time.monotonic() + seconds
            if until > self._deadline:
                self._ends.put(error)
                self._stopped = True
            self._paused_until = max(self._paused_until, until)
        self._put(row, 0.0)


def _too_late() -> TimeoutError:
    return TimeoutError("the time of the job is up, and some rows have not ended; run it again with the same journal")
