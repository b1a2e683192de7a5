"""What all calls of a client share."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import httpx

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
        quota: The tokens for retries.
        headers: What ``request_headers`` prepares once for all calls, by media type and coding.
        rate_limit_headers: The headers of the last answer that spoke of the rate limit, or None.
        closed: Whether the client has been closed.
        running: What closing the client is to end, with the process that it runs in.
        monotonic: A clock in seconds; tests put another in its place.
        random: Draws from 0 up to 1.
    """

    settings: Settings
    quota: RetryQuota = field(default_factory=RetryQuota)
    headers: dict[tuple[str, str], httpx.Headers] = field(default_factory=dict[tuple[str, str], httpx.Headers])
    rate_limit_headers: httpx.Headers | None = None
    closed: bool = False
    running: dict[Cancellable, int] = field(default_factory=dict["Cancellable", int])
    monotonic: Callable[[], float] = time.monotonic
    random: Callable[[], float] = random.random

    def check_open(self, http_client: httpx.Client | httpx.AsyncClient) -> None:
        """Raise RuntimeError if calls can no longer be carried out."""
        if self.closed or http_client.is_closed:
            kind = "AsyncCodat" if isinstance(http_client, httpx.AsyncClient) else "Codat"
            raise RuntimeError(f"this client has been closed; make a new {kind}, or keep this one open for longer")

    def close(self) -> None:
        """Refuse further calls, and break off those that are under way."""
        self.closed = True
        for running, process in list(self.running.items()):
            if process == os.getpid():  # what a parent process left here is none of ours
                running.cancel()
