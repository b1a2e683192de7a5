from collections.abc import Iterator

import pytest

from codat_customers.sandbox import Sandbox
from tests.operations.callers import Call, calling
from tests.operations.witness import Witness
from tests.support.flavours import FLAVOURS


@pytest.fixture(scope="session", params=FLAVOURS)
def flavour(request: pytest.FixtureRequest) -> str:
    """Keep one client of each flavour for all tests."""
    flavour: str = request.param
    return flavour


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """Run a sandbox whose writes end at once, shared by all tests; only the second company is written to."""
    with Sandbox(customers=60, companies=2, push_seconds=0) as sandbox:
        yield sandbox
        assert not sandbox.violations


@pytest.fixture(scope="session")
def call(flavour: str, sandbox: Sandbox) -> Iterator[Call]:
    """Call operations against the sandbox."""
    with calling(flavour, sandbox.url) as call:
        yield call


@pytest.fixture(scope="session")
def call_sync(sandbox: Sandbox) -> Iterator[Call]:
    """Call operations where the kind of client makes no difference: what is written and read is the same."""
    with calling("sync", sandbox.url) as call:
        yield call


@pytest.fixture(scope="session")
def call_off_contract(flavour: str) -> Iterator[Call]:
    """Call operations against a sandbox that has nothing but customers which the contract rules out."""
    with Sandbox(customers=0, off_contract=True) as sandbox, calling(flavour, sandbox.url) as call:
        yield call


@pytest.fixture(scope="session")
def witness() -> Iterator[Witness]:
    with Witness() as witness:
        yield witness


@pytest.fixture(scope="session")
def call_witness(flavour: str, witness: Witness) -> Iterator[Call]:
    """Call operations against the witness."""
    with calling(flavour, f"http://{witness.host}") as call:
        yield call
