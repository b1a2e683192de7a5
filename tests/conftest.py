"""What holds for all tests."""

import gc
import os

import pytest
from hypothesis import settings

from tests.support.flavours import BACKENDS, FLAVOURS

# Timings are no tests, and the same run twice tests the same.
settings.register_profile("deterministic", deadline=None, derandomize=True)
settings.load_profile("deterministic")

# A client reads all certificates that the machine trusts, which takes longer than most tests; none leaves the machine.
os.environ.pop("SSL_CERT_FILE", None)
os.environ["SSL_CERT_DIR"] = os.devnull


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what was imported and collected: it would find all of it in use each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(params=FLAVOURS)
def flavour(request: pytest.FixtureRequest) -> str:
    """Let a test run on all that a call can run on."""
    flavour: str = request.param
    return flavour


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """Let a test run on each event loop."""
    backend: str = request.param
    return backend
