"""How calls are repeated: the settings, the event for hooks, keys that can be made again, and the decision itself.

Nothing here does I/O, reads a clock or draws a random number: ``decide`` is a pure function, and the senders are thin
loops round it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import datetime

    from codat_customers_api.client import RetryPolicy

    from .errors import SDKError

# The service forgets an idempotency key 90 minutes after its first use. Ten minutes are left for the try itself.
KEY_LIFETIME: Final = 80 * 60.0

# Seconds; clocks and sockets refuse what does not fit their C types, and nobody waits thirty years on purpose.
LONGEST: Final = 1e9

# Methods that are not safe to repeat by themselves, so that their requests carry an idempotency key.
KEYED_METHODS: Final = frozenset({"POST", "PATCH"})

# Never to be changed: keys made of the same parts would differ from one release to the next.
_NAMESPACE: Final = "b06e71d8-6a1c-4e57-9d2f-0c4b8a93f215"

# Refusals of one try, which tell nothing of an earlier one with the same key.
_KEY_UNREAD: Final = (401, 402, 403, 429)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryConfig:
    """How failed calls are retried. All times are in seconds (Codat's own SDKs count milliseconds).

    Attributes:
        strategy: ``"backoff"``, or ``"none"`` for a single try.
        initial_interval: Upper bound of the first wait. Each wait is drawn between zero and its bound ("full jitter").
        max_interval: Upper bound of every wait, unless the service asks for a longer one with ``Retry-After``.
        exponent: Growth of the bound from one wait to the next; at least 1.
        max_elapsed_time: Time since the start of the call, requests included, after which no further try begins. A
            wait that would pass it is not begun either. The first try has its full time-outs all the same, later ones
            have what is left, and all are cut when that is used up. A file that keeps arriving, or being sent, is never
            cut.
        retry_connection_errors: Whether to retry when no complete answer came, time-outs included.
        status_codes: Statuses, or the classes ``"4XX"`` and ``"5XX"``, that are retried. For POST they can only narrow
            what is safe to repeat; 409 there means "still in progress" once an earlier try may have arrived, and is
            waited out whatever the statuses.

    Raises:
        ValueError: A value is impossible; the message names the field.
    """

    strategy: str = "backoff"
    initial_interval: float = 0.5
    max_interval: float = 60.0
    exponent: float = 1.5
    max_elapsed_time: float = 60.0
    retry_connection_errors: bool = True
    status_codes: tuple[int | str, ...] = (408, 429, "5XX")

    def __post_init__(self) -> None:
        if self.strategy not in ("backoff", "none"):
            raise ValueError(f"strategy must be 'backoff' or 'none', not {self.strategy!r}")
        for name, lowest in {"initial_interval": 0, "max_interval": 0, "exponent": 1, "max_elapsed_time": 0}.items():
            value: object = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not lowest <= value <= LONGEST:
                raise ValueError(f"{name} must be a number from {lowest} to {LONGEST:g}, not {value!r}")
        if self.initial_interval > self.max_interval:
            raise ValueError(
                f"initial_interval ({self.initial_interval!r}) must not be above max_interval ({self.max_interval!r}); "
                "both are seconds, not milliseconds"
            )
        if self.retry_connection_errors not in (True, False):
            raise ValueError(f"retry_connection_errors must be True or False, not {self.retry_connection_errors!r}")
        object.__setattr__(self, "status_codes", _checked_statuses(self.status_codes))


@dataclass(frozen=True, slots=True)
class RetryEvent:
    """What ``on_retry`` hears before each wait.

    Attributes:
        operation: The operation, such as ``customers.create``.
        attempt: The number of the try that failed; the first is 1.
        wait: Seconds until the next try.
        cause: The error that the call would have raised without a retry. Its message says what happened; what to do
            about it, it says only where it ends the call.
        idempotency_key: The key that a POST or PATCH was sent with, and will be again; None elsewhere.
    """

    operation: str
    attempt: int
    wait: float
    cause: SDKError
    idempotency_key: str | None = None


def idempotency_key(*parts: str) -> str:
    """Make the key of a create from what identifies it, so that a program which is run again repeats its creates.

    The service knows a key for 90 minutes from its first use: a create that repeats one gets the first answer again, or
    422 if its body is another; later, it creates again.

    Parameters:
        parts: What tells this create from all others, such as the name of a job and the number of a row. Order and
            boundaries count.

    Returns:
        A GUID, the same for the same parts everywhere and at all times (RFC 9562, version 5).

    Raises:
        ValueError: There are no parts.
        TypeError: A part is no string.
    """
    if not parts:
        raise ValueError("idempotency_key needs at least one part: what tells this create from all others")
    for position, part in enumerate(parts, 1):
        if not isinstance(part, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"idempotency_key: part {position} must be a string, not {type(part).__name__}")
    from uuid import UUID, uuid5

    return str(uuid5(UUID(_NAMESPACE), json.dumps(parts)))  # in JSON, ("ab", "c") is not ("a", "bc")


class Outcome(NamedTuple):
    """How a try ended, as far as the decision is concerned.

    Attributes:
        status: The HTTP status, or None if there was no complete answer.
        request_sent: Whether the service may have received the request.
        retry_after: The seconds that the service asked to wait, if it did.
        permanent: Whether the same request would only fail again, as with a bad certificate.
    """

    status: int | None = None
    request_sent: bool = True
    retry_after: float | None = None
    permanent: bool = False


class CallState(NamedTuple):
    """What is known of a call when one of its tries has failed.

    Attributes:
        method: The HTTP method in capitals.
        has_key: Whether the request carries an idempotency key.
        attempt: The number of tries made.
        elapsed: Seconds since the call began.
        key_age: Seconds since the service may first have seen the key; None if it cannot have.
        may_be_in_progress: Whether an earlier try of this call may have been received and not been refused.
        time_left: Seconds until the moment at which the call ends in any case.
    """

    method: str
    has_key: bool
    attempt: int
    elapsed: float
    key_age: float | None = None
    may_be_in_progress: bool = False
    time_left: float = math.inf


class Wait(NamedTuple):
    """Try again after so many seconds."""

    seconds: float


class GiveUp(NamedTuple):
    """Raise the error.

    Attributes:
        reason: Why there is no next try; empty where the failure explains itself.
        ran_out: Whether there would be one, if the call did not end in any case before it.
    """

    reason: str = ""
    ran_out: bool = False


def decide(policy: RetryPolicy | None, state: CallState, outcome: Outcome, random: float) -> Wait | GiveUp:
    """Say what to do after a failed try.

    Parameters:
        policy: The caller's wishes, or None for a single try.
        state: The call so far.
        outcome: How the try ended.
        random: A number from 0 up to 1 that places the wait within its bounds.

    Returns:
        How long to wait before the next try, or why there is none.
    """
    if policy is None or policy.strategy == "none" or not _may_repeat(policy, state, outcome):
        return GiveUp()
    wait = _wait(policy, state.attempt, outcome.retry_after, random)
    if wait >= state.time_left:
        return GiveUp(ran_out=True)
    reason = too_late(policy, state, wait)
    return GiveUp(reason) if reason else Wait(wait)


def too_late(policy: RetryPolicy, state: CallState, wait: float) -> str:
    """Say why no try may begin after so many seconds more; an empty string if one may."""
    if state.elapsed + wait >= policy.max_elapsed_time:
        return f"the next try, in {wait:.1f} s, would begin past max_elapsed_time={policy.max_elapsed_time:g} s"
    if state.has_key and state.key_age is not None and state.key_age + wait >= KEY_LIFETIME:
        return "by the next try the service may have forgotten the idempotency key, and would act twice"
    return ""


def may_have_arrived(state: CallState, outcome: Outcome) -> bool:
    """Return whether the request may have been received, on this try or an earlier one, and not been refused."""
    status = outcome.status
    if status is None:
        return outcome.request_sent or state.may_be_in_progress
    if status in (408, 409) or not 300 <= status < 500:
        return True
    # The service answers all tries with one key alike, so what it refuses now it has not done before either, unless
    # it, or something before it, did not come to look at the key.
    refused_for_good = state.has_key and status >= 400 and status not in _KEY_UNREAD
    return state.may_be_in_progress and not refused_for_good


def parse_retry_after(value: str | None, now: datetime.datetime) -> float | None:
    """Read a Retry-After header (RFC 9110, section 10.2.3), fractions of seconds allowed.

    Parameters:
        value: The header, or None if there is none.
        now: The present time, aware, to count HTTP dates from.

    Returns:
        Seconds from now, never negative; None if there is no header or it makes no sense.
    """
    text = (value or "").strip()
    whole, _, fraction = text.partition(".")
    if (whole + fraction).isdigit() and text.isascii() and whole:
        seconds = float(text)
        return seconds if math.isfinite(seconds) else None
    try:
        date = parsedate_to_datetime(text)
        return max(0.0, (date - now if date.tzinfo else date - now.replace(tzinfo=None)).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _checked_statuses(values: Iterable[int | str]) -> tuple[int | str, ...]:
    if isinstance(values, str) or not isinstance(values, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ValueError(f"status_codes must be a sequence such as (429, '5XX'), not {values!r}")
    return tuple(_checked_status(value) for value in values)


def _checked_status(value: int | str) -> int | str:
    if isinstance(value, str) and value.upper() in ("4XX", "5XX"):
        return value.upper()
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 400 <= value <= 599:
        return value
    raise ValueError(f"status_codes may hold statuses from 400 to 599, '4XX' and '5XX', not {value!r}")


def _may_repeat(policy: RetryPolicy, state: CallState, outcome: Outcome) -> bool:
    keyed = state.method in KEYED_METHODS
    if outcome.permanent or (keyed and not state.has_key):
        return False
    if outcome.status is None:
        return policy.retry_connection_errors
    if outcome.status < 400:
        return False
    if keyed and outcome.status == 409:
        # With a key, 409 means that the first request with it is still being worked on.
        return state.may_be_in_progress
    if keyed and outcome.status not in (408, 429) and not 501 <= outcome.status <= 599:
        # The service replays a stored 500 for the same key, so asking again is pointless.
        return False
    return outcome.status in policy.status_codes or f"{outcome.status // 100}XX" in policy.status_codes


def _wait(policy: RetryPolicy, attempt: int, retry_after: float | None, random: float) -> float:
    if retry_after:  # zero, or a date in the past, says only that the service expects another try
        # Clients that were told the same moment must not all come back at it.
        return retry_after + random * min(retry_after / 10, 1.0)
    try:
        bound = min(policy.max_interval, policy.initial_interval * float(policy.exponent) ** (attempt - 1))
    except OverflowError:
        bound = policy.max_interval
    return random * bound
