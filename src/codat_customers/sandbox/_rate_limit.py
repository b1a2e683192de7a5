"""The daily quota of requests and the headers that tell of it."""

from datetime import datetime, time, timedelta

from codat_customers.sandbox._clock import Clock, write_instant
from codat_customers.sandbox._messages import ServiceError

_UNENFORCED = 1_000_000_000


class RateLimit:
    """So many requests a day, counted anew at 00:00 UTC of the sandbox's clock; None never refuses one."""

    def __init__(self, clock: Clock, limit: int | None) -> None:
        self._clock = clock
        self._limit = _UNENFORCED if limit is None else limit
        self._used = 0
        self._reset = self._next_reset()

    def count(self) -> None:
        """Count one request.

        Raises:
            ServiceError: 429 with Retry-After, the quota is used up.
        """
        self._start_over_when_due()
        if self._used >= self._limit:
            wait = self._reset - self._clock.now()
            retry_after = {"Retry-After": str(int(wait.total_seconds()) + 1)}
            raise ServiceError(429, f"All {self._limit} requests of the day are used up.", retry_after)
        self._used += 1

    def headers(self) -> dict[str, str]:
        self._start_over_when_due()
        return {
            "X-Rate-Limit-Limit": str(self._limit),
            "X-Rate-Limit-Remaining": str(self._limit - self._used),
            "X-Rate-Limit-Reset": write_instant(self._reset),
        }

    def _start_over_when_due(self) -> None:
        if self._clock.now() >= self._reset:
            self._used = 0
            self._reset = self._next_reset()

    def _next_reset(self) -> datetime:
        now = self._clock.now()
        return datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
