"""Spans are kept, and whatever a test does, each of them has ended and OpenTelemetry has nothing to complain of."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from opentelemetry import trace

from tests.telemetry.traced import Traced


@pytest.fixture
def traced(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Iterator[Traced]:
    traced = Traced()
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", traced.provider)
    yield traced
    assert traced.begun == len(traced.spans)
    assert not trace.get_current_span().get_span_context().is_valid
    assert not [record for record in caplog.get_records("call") if record.name.startswith("opentelemetry")]
