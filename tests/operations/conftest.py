from collections.abc import Iterator

import pytest

from codat_customers.sandbox import Sandbox
from tests.operations.callers import KINDS, Call, Kind, calling
from tests.operations.witness import Witness


@pytest.fixture(scope="session", params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    kind: Kind = request.param
    return kind


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """Run a sandbox whose writes end at once, shared by all tests; only the second company is written to."""
    with Sandbox(customers=60, companies=2, push_seconds=0) as sandbox:
        yield sandbox
        assert not sandbox.violations


@pytest.fixture(scope="session")
def call(kind: Kind, sandbox: Sandbox) -> Iterator[Call]:
    """Call operations against the sandbox."""
    with calling(kind, sandbox.url) as call:
        yield call


@pytest.fixture(scope="session")
def call_sync(sandbox: Sandbox) -> Iterator[Call]:
    """Call operations where the kind of client makes no difference: what is written and read is the same."""
    with calling("sync", sandbox.url) as call:
        yield call


@pytest.fixture(scope="session")
def call_off_contract(kind: Kind) -> Iterator[Call]:
    """Call operations against a sandbox that has nothing but customers which the contract rules out."""
    with Sandbox(customers=0, off_contract=True) as sandbox, calling(kind, sandbox.url) as call:
        yield call


@pytest.fixture(scope="session")
def witness() -> Iterator[Witness]:
    with Witness() as witness:
        yield witness


@pytest.fixture(scope="session")
def call_witness(kind: Kind, witness: Witness) -> Iterator[Call]:
    """Call operations against the witness."""
    with calling(kind, f"http://{witness.host}") as call:
        yield call
