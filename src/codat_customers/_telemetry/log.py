"""The log: a line for each call at level INFO, and for each try at level DEBUG.

No line has the API key. Ids, addresses and the service's own words are in it only where the environment variable
``CODAT_LOG_IDS`` is ``show``.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Final, TextIO

from .._call.failures import one_line
from ..errors import SDKError
from .observer import Observer

if TYPE_CHECKING:
    from codat_customers_api.client import RequestSpec

    from .._call.state import ClientState

logger: Final = logging.getLogger("codat_customers")

_LEVELS: Final = {"debug": logging.DEBUG, "info": logging.INFO}


def set_up_log() -> bool:
    """Do what ``CODAT_LOG`` and ``CODAT_LOG_IDS`` ask for; return whether lines may show ids.

    Raises:
        ValueError: One of them has another value than it may have.
    """
    level = _chosen("CODAT_LOG", tuple(_LEVELS))
    shows_ids = _chosen("CODAT_LOG_IDS", ("show", "hide")) == "show"
    if level is not None:
        logger.setLevel(_LEVELS[level])
        logger.addHandler(_handler())
    return shows_ids


class CallLog(Observer):
    """Writes the lines of a call.

    Parameters:
        client_state: What the calls of its client share.
        spec: Its request.
        target: The path and query of that.
        key: Its idempotency key, or None.
    """

    def __init__(self, client_state: ClientState, spec: RequestSpec, target: str, key: str | None) -> None:
        self._monotonic = client_state.monotonic
        self._operation = spec.operation
        self._shows_ids = client_state.shows_ids
        self._request = f"{spec.method} {spec.route}".rstrip()
        self._key = ""
        if self._shows_ids:
            self._request = f"{spec.method} {one_line(client_state.settings.address.origin + target)}"
            self._key = f"; idempotency_key={key!r}" if key is not None else ""
        self._began = self._try_began = self._monotonic()
        self._tries = 0
        self._is_trying = False
        self._status: int | None = None

    def try_begins(self, number: int) -> Mapping[str, str]:
        self._tries, self._is_trying, self._status = number, True, None
        self._try_began = self._monotonic()
        return {}

    def answered(self, status: int) -> None:
        self._status = status

    def try_failed(self, error: SDKError, wait: float) -> None:
        self._write_try(error, f"; next try in {wait:.3f} s")

    def ended(self, error: BaseException | None) -> None:
        if self._is_trying:
            self._write_try(error, "")
        outcome = self._outcome(error)
        if isinstance(error, SDKError):
            outcome = f"{type(error).__name__} ({outcome})"
        tries = f"{self._tries} {'try' if self._tries == 1 else 'tries'}"
        correlation_id = error.correlation_id if isinstance(error, SDKError) else None
        correlation = f"; correlation id {one_line(correlation_id)}" if correlation_id else ""
        seconds = self._monotonic() - self._began
        logger.info("%s: %s, %.3f s, %s%s%s", self._operation, outcome, seconds, tries, correlation, self._key)

    def _write_try(self, error: BaseException | None, then: str) -> None:
        self._is_trying = False
        seconds = self._monotonic() - self._try_began
        what = f"{self._operation}: try {self._tries}: {self._request}"
        logger.debug("%s: %s, %.3f s%s%s", what, self._outcome(error), seconds, then, self._key)

    def _outcome(self, error: BaseException | None) -> str:
        if error is None:
            return str(self._status)
        if not isinstance(error, SDKError):
            return type(error).__name__
        return error.message if self._shows_ids else error.reason


class _Handler(logging.StreamHandler[TextIO]):
    """Writes to stderr what nobody else does: an application that has set up its log has it there already."""

    def handle(self, record: logging.LogRecord) -> bool:
        return not _is_set_up() and bool(super().handle(record))


@cache
def _handler() -> logging.Handler:
    handler = _Handler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    return handler


def _is_set_up() -> bool:
    """Return whether the application has handlers of its own for our lines, whenever it put them there."""
    others = [*logger.handlers, *(logging.getLogger().handlers if logger.propagate else ())]
    return any(not isinstance(handler, _Handler | logging.NullHandler) for handler in others)


def _chosen(name: str, choices: tuple[str, ...]) -> str | None:
    value = os.environ.get(name)
    if value is not None and value not in choices:
        raise ValueError(f"{name} must be {' or '.join(choices)}, or not be set at all, not {value!r}")
    return value
