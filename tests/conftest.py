"""What holds for all tests."""

import gc
import os
from collections.abc import Iterator
from functools import partialmethod

import jinja2
import pytest
from hypothesis import settings
from jinja2.bccache import Bucket

from tests.support import http

http.alias()

from codat_customers_api import decoding as generated_decoding  # noqa: E402

from runtime import decoding as runtime_decoding  # noqa: E402
from tests.support.flavours import BACKENDS, FLAVOURS  # noqa: E402

# Timings are no tests, and the same run twice tests the same.
settings.register_profile("deterministic", deadline=None, derandomize=True)
settings.load_profile("deterministic")

# A client reads all certificates that the machine trusts, which takes longer than most tests; none leaves the machine.
os.environ.pop("SSL_CERT_FILE", None)
os.environ["SSL_CERT_DIR"] = os.devnull


class CompiledTemplates(jinja2.BytecodeCache):
    """What templates were compiled to: they are the same in nearly every generation, and take a third of its time."""

    def __init__(self) -> None:
        self._compiled: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        compiled = self._compiled.get((bucket.key, bucket.checksum))
        if compiled is not None:
            bucket.bytecode_from_string(compiled)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


@pytest.fixture(scope="session", autouse=True)
def read_json_as_asked() -> Iterator[None]:
    """Let the standard library read JSON, as without the extra ``speed``, unless the variable JSON says ``msgspec``."""
    with pytest.MonkeyPatch.context() as patch:
        for decoding in (generated_decoding, runtime_decoding):
            if os.environ.get("JSON") != "msgspec":
                patch.setattr(decoding, "_fast_reader", lambda: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def compile_templates_once() -> Iterator[None]:
    """Let all generations of a process share what the templates are compiled to."""
    with pytest.MonkeyPatch.context() as patch:
        begin = partialmethod(jinja2.Environment.__init__, bytecode_cache=CompiledTemplates())
        patch.setattr(jinja2.Environment, "__init__", begin)
        yield


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
