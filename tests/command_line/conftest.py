from collections.abc import Iterator

import pytest

from codat_customers.sandbox import Sandbox
from tests.command_line.running import CommandLine


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """Run a sandbox that commands find by the environment, as they would find the service."""
    monkeypatch.delenv("CODAT_AUTH_HEADER", raising=False)
    with Sandbox(customers=12, push_seconds=0) as sandbox:
        monkeypatch.setenv("CODAT_API_KEY", sandbox.api_key)
        monkeypatch.setenv("CODAT_SERVER_URL", sandbox.url)
        yield sandbox
        assert not sandbox.violations


@pytest.fixture
def run(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Run commands in this process, against the sandbox."""
    return CommandLine(capsys)
