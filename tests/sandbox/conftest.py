from collections.abc import Iterator

import httpx
import pytest

from codat_customers.sandbox import Sandbox
from tests.sandbox.clients import company_client


@pytest.fixture(scope="module")
def shared() -> Iterator[Sandbox]:
    """Run a sandbox for tests that only read."""
    with Sandbox(customers=250) as sandbox:
        yield sandbox
        assert not [violation for violation in sandbox.violations if violation.sent_by == "sandbox"]


@pytest.fixture(scope="module")
def shared_company(shared: Sandbox) -> Iterator[httpx.Client]:
    with company_client(shared) as client:
        yield client


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Run a sandbox that is this test's own, whose pushes end only when they are told to."""
    with Sandbox(customers=20, push_seconds=None) as sandbox:
        yield sandbox
        assert not [violation for violation in sandbox.violations if violation.sent_by == "sandbox"]


@pytest.fixture
def company(sandbox: Sandbox) -> Iterator[httpx.Client]:
    with company_client(sandbox) as client:
        yield client


@pytest.fixture
def connection(sandbox: Sandbox) -> str:
    return f"/connections/{sandbox.connection_id}"
