"""Waiting for writes to finish: when to ask again, and what the end means. No I/O."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import httpx
from codat_customers_api import parameters
from codat_customers_api.models import PushOperation
from codat_customers_api.types import Unset

from ._call import ClientState
from ._failures import one_line
from ._options import CallOptions
from ._settings import checked_retries
from .errors import APIConnectionError, APITimeoutError, PushOperationError
from .retries import LONGEST, RetryConfig

if TYPE_CHECKING:
    from codat_customers_api.client import RetryPolicy

# Seconds; intervals grow from the caller's first one within these bounds, and never shrink.
SHORTEST_INTERVAL: Final = 0.1
LONGEST_INTERVAL: Final = 30.0
GROWTH: Final = 1.5

# Seconds that a question gets at least: the last one is asked when the time is up, and needs a chance.
_LAST_CHANCE: Final = 1.0


class Polling:
    """Decides when to ask again for a push operation.

    Parameters:
        client: What the calls of the client share.
        timeout: Seconds that the write may take from now, or None for no limit.
        poll_interval: Seconds before the first question; later ones grow.
        retries: How to retry each question; UNSET for the client's own way.
        headers: Headers for each question.

    Raises:
        ValueError: A number of seconds is negative, not finite or absurdly large.
        TypeError: It is not a number, or the retries are no RetryConfig.
    """

    def __init__(
        self,
        client: ClientState,
        timeout: float | None,
        poll_interval: float,
        retries: RetryPolicy | Unset | None,
        headers: Mapping[str, str] | Unset | None,
    ) -> None:
        if timeout is not None:
            parameters.number("timeout", timeout, minimum=0, maximum=LONGEST)
        parameters.number("poll_interval", poll_interval, minimum=0, maximum=LONGEST)
        self._policy = client.settings.retries if isinstance(retries, Unset) else checked_retries(retries)
        self._timeout = client.settings.timeout
        self._headers = headers
        self._interval = poll_interval
        self._limit = math.inf if timeout is None else timeout
        self._monotonic = client.monotonic
        self._deadline = client.monotonic() + self._limit

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

    def options(self) -> CallOptions:
        """Return the settings for one question: the caller's, cut to the time left."""
        return {"retries": self._cut_retries(), "timeout": self._cut_timeout(), "headers": self._headers}

    @contextmanager
    def asking(self, operation: PushOperation) -> Generator[None]:
        """Turn a connection error of a question into the time-out of the wait, if the time is up."""
        try:
            yield
        except APIConnectionError as error:
            if self._time_left > 0:
                raise
            raise self._timed_out(operation) from error

    @property
    def _time_left(self) -> float:
        return self._deadline - self._monotonic()

    def _timed_out(self, operation: PushOperation) -> APITimeoutError:
        error = APITimeoutError(
            f"push operation {operation.push_operation_key} is still {operation.status} after {self._limit:g} s; "
            "the write may still land: wait for it again before repeating it"
        )
        error.request_sent = True
        error.operation = operation
        return error

    def _cut_timeout(self) -> httpx.Timeout:
        left = max(self._time_left, _LAST_CHANCE)
        if math.isinf(left):
            return self._timeout
        return httpx.Timeout(**{n: left if s is None else min(s, left) for n, s in self._timeout.as_dict().items()})

    def _cut_retries(self) -> RetryPolicy | None:
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
