"""Finds out who wants to know of a call, and tells them; what they raise does no harm to it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from .log import HARMLESS, CallLog, logger
from .observer import UNOBSERVED, Observer

if TYPE_CHECKING:
    from codat_customers_api.client import RequestSpec

    from .._call.state import ClientState
    from ..errors import SDKError


def observer_of(client_state: ClientState, spec: RequestSpec, target: str, key: str | None) -> Observer:
    """Return who is told how a call goes that begins now.

    Parameters:
        client_state: What the calls of its client share.
        spec: Its request.
        target: The path and query of that.
        key: Its idempotency key, or None.
    """
    if not logger.isEnabledFor(logging.INFO):
        return UNOBSERVED
    return _Observers([CallLog(client_state, spec, target, key)])


class _Observers(Observer):
    """Tells each of them."""

    def __init__(self, observers: list[Observer]) -> None:
        self._observers = observers

    def try_begins(self, number: int) -> Mapping[str, str]:
        headers: dict[str, str] = {}
        for observer in self._observers:
            with HARMLESS:
                headers.update(observer.try_begins(number))
        return headers

    def answered(self, status: int) -> None:
        self._tell(lambda observer: observer.answered(status))

    def stepped_back(self) -> None:
        self._tell(lambda observer: observer.stepped_back())

    def try_failed(self, error: SDKError, wait: float) -> None:
        self._tell(lambda observer: observer.try_failed(error, wait))

    def decoded(self, result: object) -> None:
        self._tell(lambda observer: observer.decoded(result))

    def ended(self, error: BaseException | None) -> None:
        self._tell(lambda observer: observer.ended(error))

    def _tell(self, news: Callable[[Observer], None]) -> None:
        for observer in self._observers:
            with HARMLESS:
                news(observer)
