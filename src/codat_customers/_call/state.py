"""What all calls of a client share."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from .._http.exchange import Headers
from .._settings import Settings
from .quota import RetryQuota


class Cancellable(Protocol):
    """What can be ended from outside: a call, or a sleep."""

    def cancel(self) -> object:
        """End it."""
        ...


@dataclass(slots=True)
class ClientState:
    """What all calls of a client share.

    Attributes:
        settings: The client's settings.
        agent: What carries the requests, for the User-Agent.
        shows_ids: Whether the log may have ids in it.
        quota: The tokens for retries.
        headers: What ``request_headers`` prepares once for all calls, by media type and coding.
        rate_limit_headers: The headers of the last answer that spoke of the rate limit, or None.
        closed: Whether the client has been closed.
        running: What closing the client is to end, with the process that it runs in.
        monotonic: A clock in seconds; tests put another in its place.
        random: Draws from 0 up to 1.
    """

    settings: Settings
    agent: str
    shows_ids: bool = False
    quota: RetryQuota = field(default_factory=RetryQuota)
    headers: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict[tuple[str, str], dict[str, str]])
    rate_limit_headers: Headers | None = None
    closed: bool = False
    running: dict[Cancellable, int] = field(default_factory=dict["Cancellable", int])
    monotonic: Callable[[], float] = time.monotonic
    random: Callable[[], float] = random.random

    def check_open(self, *, carrier_closed: bool, name: str) -> None:
        """Raise RuntimeError if calls can no longer be carried out.

        Parameters:
            carrier_closed: Whether what carries them is closed.
            name: What the client is called.
        """
        if self.closed or carrier_closed:
            raise RuntimeError(f"this client has been closed; make a new {name}, or keep this one open for longer")

    def close(self) -> None:
        """Refuse further calls, and break off those that are under way."""
        self.closed = True
        for running, process in list(self.running.items()):
            if process == os.getpid():  # what a parent process left here is none of ours
                running.cancel()
