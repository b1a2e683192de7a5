"""Finds out who wants to know of a call, and tells them; what they raise does no harm to it.

OpenTelemetry counts as wanted where its API has been imported. It is never imported for this alone, so that a program
without it pays for nothing but the look.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Final

from .harmless import HARMLESS
from .log import CallLog, logger
from .observer import UNOBSERVED, Observer

if TYPE_CHECKING:
    from codat_customers_api.client import RequestSpec

    from .._call.state import ClientState
    from ..errors import SDKError

_OPENTELEMETRY: Final = "opentelemetry.trace"


def observer_of(client_state: ClientState, spec: RequestSpec, target: str, key: str | None) -> Observer:
    """Return who is told how a call goes that begins now.

    Parameters:
        client_state: What the calls of its client share.
        spec: Its request.
        target: The path and query of that.
        key: Its idempotency key, or None.
    """
    is_traced, is_logged = _OPENTELEMETRY in sys.modules, logger.isEnabledFor(logging.INFO)
    if not is_traced and not is_logged:
        return UNOBSERVED
    observers: list[Observer] = []
    if is_traced:
        with HARMLESS:
            from .spans import CallSpans

            observers.append(CallSpans(client_state.settings.address, spec))
    if is_logged:
        observers.append(CallLog(client_state, spec, target, key))
    return _Observers(observers)


def traced_wait(name: str, operation: object) -> AbstractContextManager[object]:
    """Return a block that has a span while a push operation is waited for; the calls in it are its children.

    Parameters:
        name: What users call the wait.
        operation: The push operation.
    """
    if _OPENTELEMETRY in sys.modules:
        with HARMLESS:
            from .spans import WaitSpan

            return WaitSpan(name, operation)
    return nullcontext()


def received(event_type: str, push_operation_key: str | None) -> None:
    """Note that an event has come by webhook, which has a span of its own.

    Parameters:
        event_type: The kind of event.
        push_operation_key: The key of the write that it tells of, or None if it tells of none.
    """
    if _OPENTELEMETRY in sys.modules:
        with HARMLESS:
            from .spans import received

            received(event_type, push_operation_key)


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
