from collections.abc import Iterator

import pytest

from codat_customers.sandbox import Sandbox


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """Run a sandbox that the examples find by the environment, as they would find the service."""
    with Sandbox(customers=30, companies=3, push_seconds=0) as sandbox:
        monkeypatch.setenv("CODAT_API_KEY", sandbox.api_key)
        monkeypatch.setenv("CODAT_SERVER_URL", sandbox.url)
        yield sandbox
        assert not sandbox.violations
