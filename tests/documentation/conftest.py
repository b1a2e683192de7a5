from collections.abc import Iterator

import pytest

from codat_customers.sandbox import Sandbox


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """Run a sandbox whose writes end at once, shared by all documents."""
    with Sandbox(customers=30, push_seconds=0) as sandbox:
        yield sandbox
        assert not sandbox.violations
