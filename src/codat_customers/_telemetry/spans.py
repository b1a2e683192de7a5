"""The spans of calls, by the HTTP conventions of OpenTelemetry. Imported only where its API is.

No attribute, event or status has an id, a value of a query, the key, or a message: so there is neither ``url.full`` nor
an exception among them. The key of a push operation is the exception, by which a write, its wait and its webhook are
joined.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from contextvars import ContextVar
from functools import lru_cache
from types import TracebackType
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from opentelemetry import context, propagate, trace
from opentelemetry.trace import Link, Span, SpanContext, SpanKind, Status, StatusCode

from .._settings import checked_headers
from .._version import __version__
from ..errors import APIStatusError, SDKError
from .harmless import HARMLESS
from .observer import Observer

if TYPE_CHECKING:
    from codat_customers_api.client import RequestSpec
    from opentelemetry.context import Context

    from .._http.address import Address

PUSH_OPERATION_KEY: Final = "codat.push_operation.key"

# So many writes are remembered, for their waits and their webhooks to link to.
MOST_WRITES: Final = 1000


class CallSpans(Observer):
    """The span of a call, and a child of it for each try.

    Parameters:
        address: Where the service is.
        spec: The request of the call.
    """

    def __init__(self, address: Address, spec: RequestSpec) -> None:
        self._spec = spec
        self._server = _server(address)
        self._tracer = _tracer(trace.get_tracer_provider())
        self._span = self._tracer.start_span(spec.operation, kind=SpanKind.CLIENT, attributes=self._server)
        self._context = trace.set_span_in_context(self._span)
        self._try: Span | None = None
        self._current: _Current | None = None
        self._has_ended = False

    def try_begins(self, number: int) -> Mapping[str, str]:
        attributes: dict[str, str | int] = {"http.request.method": self._spec.method, **self._server}
        if self._spec.route:
            attributes["url.template"] = self._spec.route
        if number > 1:
            attributes["http.request.resend_count"] = number - 1
        name = f"{self._spec.method} {self._spec.route}".rstrip()
        self._try = self._tracer.start_span(name, self._context, SpanKind.CLIENT, attributes)
        current = trace.set_span_in_context(self._try, self._context)
        self._current = _Current(current)
        headers: dict[str, str] = {}
        propagate.inject(headers, current)
        return checked_headers(headers)

    def answered(self, status: int) -> None:
        if self._try is not None:
            self._try.set_attribute("http.response.status_code", status)

    def stepped_back(self) -> None:
        current, self._current = self._current, None
        if current is not None:
            current.leave()

    def try_failed(self, error: SDKError, wait: float) -> None:
        self._end_try(error)
        self._span.add_event("retry", {"codat.retry.wait": wait, "error.type": _kind(error)})

    def decoded(self, result: object) -> None:
        key = _key(result)
        if key is not None:
            self._span.set_attribute(PUSH_OPERATION_KEY, key)
            if self._spec.method != "GET":
                _remember(key, self._span.get_span_context())

    def ended(self, error: BaseException | None) -> None:
        self.stepped_back()
        if self._has_ended:
            return
        self._has_ended = True
        try:
            self._end_try(error)
        finally:
            _end(self._span, error)

    def _end_try(self, error: BaseException | None) -> None:
        span, self._try = self._try, None
        if span is not None:
            _end(span, error)


class WaitSpan:
    """A block with a span while a push operation is waited for, which links to that of its write.

    Parameters:
        name: What users call the wait.
        operation: The push operation.
    """

    def __init__(self, name: str, operation: object) -> None:
        self._span = _joined(name, SpanKind.INTERNAL, _key(operation), {})
        self._current: _Current | None = None

    def __enter__(self) -> None:
        with HARMLESS:
            self._current = _Current(trace.set_span_in_context(self._span))

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with HARMLESS:
            if self._current is not None:
                self._current.leave()
        with HARMLESS:
            _end(self._span, exc)


def received(event_type: str, push_operation_key: str | None) -> None:
    """Make the span of an event that has come by webhook, which links to that of the write it tells of."""
    attributes = {"codat.webhook.event_type": event_type}
    _end(_joined("webhooks.unwrap", SpanKind.CONSUMER, push_operation_key, attributes), None)


class _Current:
    """Makes a context the current one until it is left."""

    def __init__(self, current: Context) -> None:
        self._mark = _entered.set(True)
        self._token = context.attach(current)

    def leave(self) -> None:
        """Make the one before current again. Where a coroutine is closed from elsewhere, there is nothing to do."""
        with suppress(ValueError):
            _entered.reset(self._mark)
            context.detach(self._token)


# OpenTelemetry complains of a context that is left elsewhere than where it was entered; this one tells without a word.
_entered: Final = ContextVar("codat_customers.entered", default=False)

# The spans of the last writes, by the keys of their push operations, the oldest first
WRITES: Final[dict[str, SpanContext]] = {}


@lru_cache(maxsize=1)
def _tracer(provider: trace.TracerProvider) -> trace.Tracer:
    return provider.get_tracer("codat_customers", __version__)


@lru_cache(maxsize=64)
def _server(address: Address) -> dict[str, str | int]:
    parts = urlsplit(address.url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return {"server.address": parts.hostname or "", "server.port": port}


def _joined(name: str, kind: SpanKind, key: str | None, attributes: dict[str, str]) -> Span:
    """Begin a span that links to that of a write, if there is one and it is remembered."""
    write = None
    if key is not None:
        write, attributes = WRITES.get(key), {**attributes, PUSH_OPERATION_KEY: key}
    links = [Link(write)] if write is not None else []
    return _tracer(trace.get_tracer_provider()).start_span(name, kind=kind, attributes=attributes, links=links)


def _remember(key: str, span_context: SpanContext) -> None:
    if not span_context.is_valid:
        return
    WRITES[key] = span_context
    while len(WRITES) > MOST_WRITES:
        with suppress(RuntimeError):  # another thread was in between; there is no lock that a fork could find taken
            WRITES.pop(next(iter(WRITES)), None)


def _key(operation: object) -> str | None:
    key = getattr(operation, "push_operation_key", None)
    return key if isinstance(key, str) else None


def _end(span: Span, error: BaseException | None) -> None:
    try:
        if error is not None:
            span.set_attribute("error.type", _kind(error))
            span.set_status(Status(StatusCode.ERROR, _description(error)))
    finally:
        span.end()


def _kind(error: BaseException) -> str:
    """Return the status of an answer outside 2xx, or the class of any other error."""
    return str(error.status_code) if isinstance(error, APIStatusError) else type(error).__name__


def _description(error: BaseException) -> str | None:
    """Return what the kind of an error does not say already."""
    return error.reason if isinstance(error, SDKError) and not isinstance(error, APIStatusError) else None
