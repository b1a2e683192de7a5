"""Waiting for writes to finish: when to ask again, and what the end means. No I/O."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Final

from codat_customers_api import parameters
from codat_customers_api.client import RequestOptions
from codat_customers_api.models import PushOperation
from codat_customers_api.several_calls import AsyncNotification, Notification, Waiting
from codat_customers_api.types import Unset

from .._call.endings import RanOut
from .._call.failures import one_line
from .._call.state import ClientState
from .._settings import checked_retries
from ..errors import APITimeoutError, PushOperationError, ResponseDecodeError, SDKError
from ..retries import LONGEST

if TYPE_CHECKING:
    from codat_customers_api.client import RequestSpec

# Seconds; intervals grow from the caller's first one within these bounds, and never shrink.
SHORTEST_INTERVAL: Final = 0.1
LONGEST_INTERVAL: Final = 30.0
GROWTH: Final = 1.5

# Seconds beyond the time-out: the last question is asked when the time is up, and needs a chance.
_LAST_CHANCE: Final = 1.0


class Polling:
    """Decides when to ask again for a push operation.

    Parameters:
        client_state: What the calls of the client share.
        waiting: For how long, from now, and how soon.
        options: The settings for each question.

    Attributes:
        limit: The moment, by the client's clock, by which every question has to have ended.

    Raises:
        ValueError: A number of seconds is negative, not finite or absurdly large.
        TypeError: It is not a number, or the retries are no RetryConfig.
    """

    def __init__(
        self,
        client_state: ClientState,
        waiting: Waiting,
        options: RequestOptions,
    ) -> None:
        if waiting.timeout is not None:
            parameters.number("timeout", waiting.timeout, minimum=0, maximum=LONGEST)
        parameters.number("poll_interval", waiting.poll_interval, minimum=0, maximum=LONGEST)
        if not isinstance(options.retries, Unset):
            checked_retries(options.retries)
        self._first_interval = self._interval = waiting.poll_interval
        self._timeout = math.inf if waiting.timeout is None else waiting.timeout
        self._monotonic = client_state.monotonic
        self._deadline = client_state.monotonic() + self._timeout
        self.limit = self._deadline + _LAST_CHANCE

    def pause(self, operation: PushOperation) -> float | None:
        """Return the seconds to wait before asking again; None if the operation has ended.

        Raises:
            APITimeoutError: The operation is still pending, and the time is up.
            TypeError: It is no push operation.
        """
        if not isinstance(operation, PushOperation):  # pyright: ignore[reportUnnecessaryIsInstance]
            kind = type(operation).__name__
            raise TypeError(f"operation must be a PushOperation, as create and update return it, not {kind}")
        if operation.status != "Pending":
            return None
        if self._time_left <= 0:
            raise self._timed_out(operation)
        pause = self._interval
        self._interval = max(min(pause * GROWTH, LONGEST_INTERVAL), SHORTEST_INTERVAL, pause)
        return min(pause, self._time_left)

    def begin_anew(self) -> None:
        """Let the intervals grow from the first one again: the end is near."""
        self._interval = self._first_interval

    @contextmanager
    def asking(self, operation: PushOperation) -> Generator[None]:
        """Turn an error of a question into the time-out of the wait, if that is why there is no other question."""
        try:
            yield
        except RanOut as ran_out:
            raise self._timed_out(operation, ran_out.error) from ran_out.error
        except SDKError as error:
            if self._time_left > 0:
                raise
            raise self._timed_out(operation, error) from error

    @property
    def _time_left(self) -> float:
        return self._deadline - self._monotonic()

    def _timed_out(self, operation: PushOperation, problem: SDKError | None = None) -> APITimeoutError:
        ask = f", as far as is known, and no time is left to ask again ({problem.message})" if problem else ""
        error = APITimeoutError(
            f"{_name(operation)} is still {one_line(operation.status)} after {self._timeout:g} s{ask}; "
            "the write may still land: wait for it again before repeating it",
            reason="the push operation is still Pending",
        )
        error.request_sent = True
        error.operation = operation
        return error


def check_notification(notified: Notification | None) -> None:
    """Raise TypeError unless it is None, or has a method to wait for so many seconds."""
    wait = getattr(notified, "wait", None)
    if notified is not None and (not callable(wait) or iscoroutinefunction(wait) or isinstance(notified, type)):
        raise TypeError(f"notified must be a threading.Event, or wait like one, not {_described(notified)}")


def check_async_notification(notified: AsyncNotification | None) -> None:
    """Raise TypeError unless it is None, or has an asynchronous method to wait: any other would block the loop."""
    is_awaited = iscoroutinefunction(getattr(notified, "wait", None)) and not isinstance(notified, type)
    if notified is not None and not is_awaited:
        raise TypeError(
            f"notified must be an event of asyncio, trio or anyio, or wait like one, not {_described(notified)}"
        )


def asked(question: Callable[[PushOperation], RequestSpec], operation: PushOperation) -> RequestSpec:
    """Return the request that asks how far an operation has come; raise ResponseDecodeError if its ids forbid that."""
    try:
        return question(operation)
    except (TypeError, ValueError) as problem:  # the ids are the service's, so it is no mistake of the caller
        error = ResponseDecodeError(
            f"{_name(operation)} cannot be asked for: {one_line(str(problem))}; "
            "the write is queued all the same: look for its outcome before repeating it",
            reason="the push operation cannot be asked for",
        )
        error.operation = operation
        raise error from problem


def checked_end(operation: PushOperation) -> PushOperation:
    """Return an operation that has ended well, or in a way nobody knows; raise PushOperationError if it failed."""
    if operation.status not in ("Failed", "TimedOut"):
        return operation
    reasons = "; ".join(dict.fromkeys(_reasons(operation))) or "the service gave no reason"
    end = f"ended as {operation.status}"
    error = PushOperationError(f"{_name(operation)} {end}: {reasons}", reason=f"the push operation {end}")
    error.operation = operation
    raise error


def _described(thing: object) -> str:
    kind = type(thing)
    return f"a {kind.__module__}.{kind.__qualname__}"


def _name(operation: PushOperation) -> str:
    return f"push operation {one_line(str(operation.push_operation_key)) or 'without a key'}"


def _reasons(operation: PushOperation) -> Iterator[str]:
    if operation.error_message:
        yield one_line(operation.error_message)
    validation = operation.validation
    for items in (validation.errors, validation.warnings) if validation else ():
        for item in items or ():
            yield one_line(": ".join(text for text in (item.item_id, item.message) if text))
    if operation.status == "TimedOut":
        yield "the write may still land, so look for the record before repeating it"
