"""The retry quota: what keeps a thousand failing calls from becoming a hundred thousand requests."""

from __future__ import annotations

from threading import Lock
from typing import Final

CAPACITY: Final = 100


class RetryQuota:
    """Tokens for retries, shared by all calls and threads of one client.

    Each retry takes a token. Only successes give tokens back, so that during an outage retries soon stop, and begin
    again with the first calls that succeed.
    """

    def __init__(self) -> None:
        self._tokens = CAPACITY
        self._lock = Lock()

    def take(self) -> bool:
        """Take the token that a retry needs; return whether there was one."""
        with self._lock:
            if not self._tokens:
                return False
            self._tokens -= 1
            return True

    def give_back(self, taken: int) -> None:
        """Credit a successful call.

        Parameters:
            taken: The tokens that the call took; a call that took none is credited one.
        """
        with self._lock:
            self._tokens = min(CAPACITY, self._tokens + (taken or 1))
