"""How long a call and each of its tries may take, by a clock in seconds."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from .endings import OutOfTime

if TYPE_CHECKING:
    from codat_customers_api.client import RetryPolicy

    from .._http.exchange import Timeouts

# The least that a try is given, in seconds: httpx takes zero for "do not wait at all".
SHORTEST_TIMEOUT: Final = 0.001


class CallClock:
    """Knows how long a call has taken, and how long it and its present try may still take.

    Parameters:
        monotonic: The clock.
        policy: How the call is retried, or None for a single try.
        limit: The moment at which the call ends in any case; infinite for none.

    Attributes:
        in_full: Whether the next try has its full time-outs, however long the call has taken.
    """

    def __init__(self, monotonic: Callable[[], float], policy: RetryPolicy | None, limit: float) -> None:
        self.in_full = True
        self._monotonic = monotonic
        self._started = self._try_started = monotonic()
        self._first_sent: float | None = None
        self._limit = self._try_limit = limit
        self._deadline = self._started + policy.max_elapsed_time if policy else -math.inf

    def begin_try(self, timeouts: Timeouts) -> dict[str, float | None]:
        """Begin the next try, and return the time-outs of its steps."""
        now = self._try_started = self._monotonic()
        steps = timeouts.by_step()
        in_full, self.in_full = self.in_full, False
        if in_full:
            self._try_limit = min(max(self._deadline, now + timeouts.in_all), self._limit)
            if self._limit == math.inf:
                return steps
        else:
            self._try_limit = min(self._deadline, self._limit)
        left = max(self._try_limit - now, SHORTEST_TIMEOUT)
        return {name: left if seconds is None else min(seconds, left) for name, seconds in steps.items()}

    def begin_upload(self, timeouts: Timeouts) -> dict[str, float | None]:
        """Begin the next try, which sends a file, and return the time-outs of its steps: they alone bound it."""
        self.in_full = True
        steps = self.begin_try(timeouts)
        self.lift_limit()
        return steps

    def limit_try(self, timeouts: Timeouts) -> None:
        """Give the present try its full time from now on."""
        self._try_limit = min(max(self._deadline, self._monotonic() + timeouts.in_all), self._limit)

    def lift_limit(self) -> None:
        """Let the present try take as long as a file arrives or is sent: only the time-out of each step bounds it."""
        self._try_limit = self._limit

    def note_sent(self) -> None:
        """Note that the service may have received the request of the present try."""
        if self._first_sent is None:
            self._first_sent = self._try_started

    def check(self) -> None:
        """Raise OutOfTime if the present try has used up its total time."""
        if self._monotonic() > self._try_limit:
            raise OutOfTime

    @property
    def time_left_for_try(self) -> float:
        """Seconds that the present try may still take in all; infinite where a time-out is None."""
        return self._try_limit - self._monotonic()

    @property
    def time_left(self) -> float:
        """Seconds until the call ends in any case."""
        return self._limit - self._monotonic()

    @property
    def elapsed(self) -> float:
        """Seconds since the call began."""
        return self._monotonic() - self._started

    @property
    def since_first_sent(self) -> float | None:
        """Seconds since the first try that the service may have received began; None if there is none."""
        return None if self._first_sent is None else self._monotonic() - self._first_sent
