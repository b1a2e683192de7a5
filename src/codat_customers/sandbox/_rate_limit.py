"""The daily quota of requests and the headers that tell of it."""

from datetime import datetime, time, timedelta
from math import ceil

from codat_customers.sandbox._clock import Clock, write_instant
from codat_customers.sandbox._messages import JsonObject, ServiceError
from codat_customers.sandbox._webhooks import Announce

_UNENFORCED = 1_000_000_000


class RateLimit:
    """So many requests a day, counted anew at 00:00 UTC of the sandbox's clock; None never refuses one.

    With ``retry_after`` the count starts anew so many seconds after the first refusal instead.
    """

    def __init__(self, clock: Clock, limit: int | None, retry_after: int | None, announce: Announce) -> None:
        self._clock = clock
        self._limit = _UNENFORCED if limit is None else limit
        self._retry_after = retry_after
        self._announce = announce
        self._used = 0
        self._refusing = False
        self._reset = self._next_midnight()

    def count(self) -> None:
        """Count one request.

        Raises:
            ServiceError: 429 with Retry-After, the quota is used up.
        """
        self.start_over_when_due()
        if self._used >= self._limit:
            self._refuse(self._clock.now())
        self._used += 1

    def headers(self, status: int) -> dict[str, str]:
        """Make the headers of an answer; those of a 429 that comes from elsewhere ask for the chosen time too."""
        self.start_over_when_due()
        headers = {
            "X-Rate-Limit-Limit": str(self._limit),
            "X-Rate-Limit-Remaining": str(self._limit - self._used),
            "X-Rate-Limit-Reset": write_instant(self._reset),
        }
        if status == 429 and self._retry_after is not None:
            headers["Retry-After"] = str(self._retry_after)
        return headers

    def start_over_when_due(self) -> None:
        """Begin to count anew if it is time."""
        if self._clock.now() < self._reset:
            return
        self._used = 0
        self._refusing = False
        self._reset = self._next_midnight()
        if self._limit != _UNENFORCED:
            self._announce("client.rateLimit.reset", self._event_payload())

    def _refuse(self, now: datetime) -> None:
        if not self._refusing:
            if self._retry_after is not None:
                self._reset = now + timedelta(seconds=self._retry_after)
            self._refusing = True
            self._announce("client.rateLimit.reached", self._event_payload())
        retry_after = {"Retry-After": str(ceil((self._reset - now).total_seconds()))}
        raise ServiceError(429, f"All {self._limit} requests of the day are used up.", retry_after)

    def _event_payload(self) -> JsonObject:
        remaining = self._limit - self._used
        return {"dailyQuota": self._limit, "quotaRemaining": remaining, "expiryDate": write_instant(self._reset)}

    def _next_midnight(self) -> datetime:
        now = self._clock.now()
        return datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
