"""Waiting for writes to finish: when to ask again, and what the end means. No I/O."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import httpx
from codat_customers_api.types import Unset

from ._call import ClientState
from ._failures import one_line
from ._settings import checked_retries
from .errors import APIConnectionError, APITimeoutError, PushOperationError
from .retries import RetryConfig

if TYPE_CHECKING:
    from codat_customers_api.client import RetryPolicy
    from codat_customers_api.models import PushOperation

LONGEST_INTERVAL: Final = 30.0  # seconds, unless the first interval is longer
GROWTH: Final = 1.5


class Polling:
    """Decides when to ask again for a push operation.

    Parameters:
        client: What the calls of the client share.
        timeout: Seconds that the write may take from now, or None for no limit.
        poll_interval: Seconds before the first question; later ones grow.
        retries: How to retry each question; UNSET for the client's own way.
    """

    def __init__(
        self,
        client: ClientState,
        timeout: float | None,
        poll_interval: float,
        retries: RetryPolicy | Unset | None,
    ) -> None:
        _check_seconds("timeout", timeout)
        _check_seconds("poll_interval", poll_interval)
        self._settings = client.settings
        self._policy = client.settings.retries if isinstance(retries, Unset) else checked_retries(retries)
        self._interval = poll_interval
        self._longest = max(poll_interval, LONGEST_INTERVAL)
        self._monotonic = client.monotonic
        self._timeout = math.inf if timeout is None else timeout
        self._deadline = self._monotonic() + self._timeout

    def pause(self, operation: PushOperation) -> float | None:
        """Return the seconds to wait before asking again; None if the operation has ended.

        Raises:
            APITimeoutError: The operation is still pending, and the time is up.
        """
        if operation.status != "Pending":
            return None
        if self._time_left <= 0:
            raise self._timed_out(operation)
        pause = min(self._interval, self._time_left)
        self._interval = min(self._interval * GROWTH, self._longest)
        return pause

    @contextmanager
    def asking(self, operation: PushOperation) -> Generator[None]:
        """Turn a connection error of a question into the time-out of the wait, if the time is up."""
        try:
            yield
        except APIConnectionError as error:
            if self._time_left > 0:
                raise
            raise self._timed_out(operation) from error

    def _timed_out(self, operation: PushOperation) -> APITimeoutError:
        """Return the error for an operation that has not ended in time."""
        error = APITimeoutError(
            f"push operation {operation.push_operation_key} is still {operation.status} after {self._timeout:g} s; "
            "the write may still land: wait for it again before repeating it"
        )
        error.request_sent = True
        error.operation = operation
        return error

    @property
    def timeout(self) -> httpx.Timeout:
        """The client's time-outs, cut to the time left; at least a second, so that the last question has a chance."""
        left = max(self._time_left, 1.0)
        timeout = self._settings.timeout
        if math.isinf(left):
            return timeout
        return httpx.Timeout(**{n: left if s is None else min(s, left) for n, s in timeout.as_dict().items()})

    @property
    def retries(self) -> RetryPolicy | None:
        """The retry policy for one question, cut to the time left."""
        policy = self._policy
        if policy is None or policy.max_elapsed_time <= self._time_left:
            return policy
        return RetryConfig(
            strategy=policy.strategy,
            initial_interval=policy.initial_interval,
            max_interval=policy.max_interval,
            exponent=policy.exponent,
            max_elapsed_time=max(self._time_left, 0.0),
            retry_connection_errors=policy.retry_connection_errors,
            status_codes=policy.status_codes,
        )

    @property
    def _time_left(self) -> float:
        return self._deadline - self._monotonic()


def checked_end(operation: PushOperation) -> PushOperation:
    """Return an operation that has ended well, or in a way nobody knows; raise PushOperationError if it failed."""
    if operation.status not in ("Failed", "TimedOut"):
        return operation
    reasons = "; ".join(dict.fromkeys(_reasons(operation))) or "the service gave no reason"
    error = PushOperationError(f"push operation {operation.push_operation_key} ended as {operation.status}: {reasons}")
    error.operation = operation
    raise error


def _reasons(operation: PushOperation) -> Iterator[str]:
    if operation.error_message:
        yield one_line(operation.error_message)
    validation = operation.validation
    for items in (validation.errors, validation.warnings) if validation else ():
        for item in items or ():
            yield one_line(": ".join(text for text in (item.item_id, item.message) if text))
    if operation.status == "TimedOut":
        yield "the write may still land, so look for the record before repeating it"


def _check_seconds(name: str, value: float | None) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float | None):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"{name} must be seconds, not {type(value).__name__}")
    if value is not None and not 0 <= value < math.inf:
        raise ValueError(f"{name} must be a finite number of seconds, zero or more, not {value!r}")
