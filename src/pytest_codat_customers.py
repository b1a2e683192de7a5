"""Fixtures for tests of programs that use codat-customers: a sandbox of the service, and clients that talk to it.

pytest imports this module whenever it starts, whatever is tested. So nothing of the SDK is imported before a fixture is
used, and the module stands beside the package: to import one from within would import the clients.
"""

from __future__ import annotations

import os
from collections import ChainMap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from codat_customers import AsyncCodat, Codat
    from codat_customers.sandbox import Sandbox


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", "codat_sandbox(customers=250, ...): the options of this test's codat_sandbox")


@pytest.fixture
def codat(codat_sandbox: Sandbox) -> Iterator[Codat]:
    """Provide a Codat that talks to codat_sandbox, and needs no key and no other setting."""
    from codat_customers import Codat

    with Codat(codat_sandbox.api_key, server_url=codat_sandbox.url) as codat:
        yield codat


@pytest.fixture
def async_codat(codat_sandbox: Sandbox) -> AsyncCodat:
    """Provide an AsyncCodat that talks to codat_sandbox, in tests on asyncio or trio, whichever plugin runs them."""
    from codat_customers import AsyncCodat

    # The event loop is the test's, and may be gone when fixtures are torn down. With no connection kept from call to
    # call, there is nothing to close then.
    return AsyncCodat(codat_sandbox.api_key, server_url=codat_sandbox.url, headers={"Connection": "close"})


@pytest.fixture
def codat_sandbox(
    request: pytest.FixtureRequest, codat_sandbox_options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Sandbox]:
    """Run a Sandbox, which stands in for Codat's service; each test has one of its own.

    A client that the program under test makes by itself talks to it, too: the variables CODAT_API_KEY and
    CODAT_SERVER_URL say so during the test, and CODAT_AUTH_HEADER is not set.

    Its options are those of codat_sandbox_options, and before these those of the marker:
    ``@pytest.mark.codat_sandbox(customers=5)``.
    """
    try:
        from codat_customers.sandbox import Sandbox
    except ImportError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None
    marks = list(request.node.iter_markers("codat_sandbox"))
    arguments = [argument for mark in marks for argument in mark.args]  # a Sandbox takes none, and says so
    with Sandbox(*arguments, **ChainMap(*(mark.kwargs for mark in marks), codat_sandbox_options)) as sandbox:
        monkeypatch.setenv("CODAT_API_KEY", sandbox.api_key)
        monkeypatch.setenv("CODAT_SERVER_URL", sandbox.url)
        monkeypatch.delenv("CODAT_AUTH_HEADER", raising=False)
        monkeypatch.setenv("no_proxy" if "no_proxy" in os.environ else "NO_PROXY", "127.0.0.1", prepend=",")
        yield sandbox


@pytest.fixture
def codat_sandbox_options() -> dict[str, Any]:
    """Override this to set options of codat_sandbox, those of a Sandbox: ``return {"push_seconds": 0}``."""
    return {}
