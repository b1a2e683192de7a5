"""The retry quota: what keeps a thousand failing calls from becoming a hundred thousand requests."""

from __future__ import annotations

from collections import deque
from typing import Final

CAPACITY: Final = 100


class RetryQuota:
    """Tokens for retries, shared by all calls and threads of one client.

    Each retry takes a token. Only successes give tokens back, so that during an outage retries soon stop, and begin
    again with the first calls that succeed.
    """

    def __init__(self) -> None:
        # One step of a deque is all that each method takes, so there is no lock that a fork could find taken.
        self._tokens = deque((None,) * CAPACITY, maxlen=CAPACITY)

    def take(self) -> bool:
        """Take the token that a retry needs; return whether there was one."""
        try:
            self._tokens.pop()
        except IndexError:
            return False
        return True

    def give_back(self, taken: int) -> None:
        """Credit a successful call.

        Parameters:
            taken: The tokens that the call took; a call that took none is credited one.
        """
        self._tokens.extend((None,) * (taken or 1))
