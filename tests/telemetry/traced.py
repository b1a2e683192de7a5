"""What OpenTelemetry is told, in words that can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager

from attrs import frozen
from opentelemetry.context import Context
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter


@frozen
class Seen:
    """A span that has ended.

    Attributes:
        kind: Its kind, in capitals.
        attributes: All of them.
        failure: The description of its status if that is ERROR, which may be empty; None for any other status.
        events: Their names and attributes.
        id: Its id.
        parent: The id of its parent, or None.
        links: The ids of the spans that it links to.
        trace: The id of its trace.
        start: When it began, in nanoseconds.
    """

    name: str
    kind: str
    attributes: Mapping[str, object]
    failure: str | None
    events: list[tuple[str, Mapping[str, object]]]
    id: int
    parent: int | None
    links: list[int]
    trace: int
    start: int


class Traced:
    """A provider that keeps its spans."""

    def __init__(self) -> None:
        self.begun = 0
        self.provider = TracerProvider(shutdown_on_exit=False)
        self._exporter = InMemorySpanExporter()
        self.provider.add_span_processor(_Counter(self))
        self.provider.add_span_processor(SimpleSpanProcessor(self._exporter))

    @property
    def spans(self) -> list[Seen]:
        """Those that have ended, in the order in which they began."""
        return sorted(map(_seen, self._exporter.get_finished_spans()), key=lambda seen: seen.start)

    def named(self, name: str) -> list[Seen]:
        return [span for span in self.spans if span.name == name]

    def only(self, name: str) -> Seen:
        [span] = self.named(name)
        return span

    def children(self, parent: Seen) -> list[Seen]:
        return [span for span in self.spans if span.parent == parent.id]

    def mine(self) -> AbstractContextManager[object]:
        """Return a block in which a span of the caller's, called mine, is the current one."""
        return self.provider.get_tracer("tests").start_as_current_span("mine")


class _Counter(SpanProcessor):
    def __init__(self, traced: Traced) -> None:
        self._traced = traced

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        self._traced.begun += 1


def _seen(span: ReadableSpan) -> Seen:
    context = span.get_span_context()
    assert context is not None
    assert span.start_time is not None
    assert span.status.is_ok or span.status.description != ""
    return Seen(
        span.name,
        span.kind.name,
        dict(span.attributes or {}),
        None if span.status.is_ok else span.status.description or "",
        [(event.name, dict(event.attributes or {})) for event in span.events],
        context.span_id,
        span.parent.span_id if span.parent else None,
        [link.context.span_id for link in span.links],
        context.trace_id,
        span.start_time,
    )
