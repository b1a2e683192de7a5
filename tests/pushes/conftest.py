from collections.abc import Iterator

import pytest

from codat_customers.sandbox import Sandbox
from tests.pushes.waiting import Waiter


@pytest.fixture(scope="session")
def twenty_seconds() -> Iterator[Sandbox]:
    with Sandbox(customers=15, push_seconds=20, validate=False) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def never() -> Iterator[Sandbox]:
    with Sandbox(customers=15, push_seconds=None, validate=False) as sandbox:
        yield sandbox


@pytest.fixture
def waiter(flavour: str, twenty_seconds: Sandbox) -> Iterator[Waiter]:
    """Wait for writes that take 20 s."""
    yield Waiter(flavour, twenty_seconds)
    twenty_seconds.clear_faults()


@pytest.fixture
def in_vain(flavour: str, never: Sandbox) -> Iterator[Waiter]:
    """Wait for writes that never end."""
    yield Waiter(flavour, never)
    never.clear_faults()
