"""The guide shows what commands print."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from codat_customers import Codat
from codat_customers.models import Customer, CustomerStatus
from codat_customers.sandbox import Sandbox
from tests.command_line.running import CommandLine

GUIDE = (Path(__file__).parents[2] / "docs/command-line.md").read_text("utf-8")


def commands() -> Iterator[tuple[str, str]]:
    """The commands of the guide, and what is printed beneath each."""
    for block in re.findall(r"^```console\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL):
        yield from re.findall(r"^\$ codat-customers (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)


@pytest.mark.parametrize(("command", "printed"), list(commands()))
def test_the_guide_shows_what_is_printed(
    command: str, printed: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for line in re.findall(r"^\$ (printf .*)$", GUIDE, re.MULTILINE):
        subprocess.run(["sh", "-c", line], check=True)
    with Sandbox(customers=30, push_seconds=0) as sandbox:
        monkeypatch.setenv("CODAT_API_KEY", sandbox.api_key)
        monkeypatch.setenv("CODAT_SERVER_URL", sandbox.url)
        ids = {"$COMPANY_ID": sandbox.company_id, "$CONNECTION_ID": sandbox.connection_id}
        if "$PUSH_OPERATION_KEY" in command:
            ids["$PUSH_OPERATION_KEY"] = created(sandbox)
        ended = CommandLine(capsys)(*(ids.get(word, word) for word in shlex.split(command)))
    assert ended.code == 0
    # The points stand for what differs from run to run, or is too long.
    pattern = ".*".join(map(re.escape, printed.split("…")))
    assert re.fullmatch(pattern, ended.out + ended.err, re.DOTALL)


def created(sandbox: Sandbox) -> str:
    """Create a customer, and return the key of the write."""
    with Codat() as codat:
        new = Customer(customer_name="Larkspur", status=CustomerStatus.ACTIVE)
        return codat.customers.create(sandbox.company_id, sandbox.connection_id, new).push_operation_key


def test_every_command_that_has_a_result_is_shown() -> None:
    shown = {command.partition(" $")[0] for command, _ in commands()}
    assert {
        "check",
        "list",
        "get",
        "export",
        "create",
        "attachments list",
        "attachments save",
        "push status",
        "push wait",
    } <= shown
