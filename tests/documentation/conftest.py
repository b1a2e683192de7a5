import logging
from collections.abc import Iterator

import pytest
from opentelemetry import trace

from codat_customers.sandbox import Sandbox


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """Run a sandbox whose writes end at once, shared by all documents."""
    with Sandbox(customers=30, push_seconds=0) as sandbox:
        yield sandbox
        assert not sandbox.violations


@pytest.fixture(autouse=True)
def keep_process_as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let documents set up tracing and logging, each of which is done once in a process."""
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", None)
    monkeypatch.setattr("opentelemetry.trace._TRACER_PROVIDER_SET_ONCE._done", False)
    yield
    logging.getLogger("codat_customers").setLevel(logging.NOTSET)
