"""How far a write has come."""

from __future__ import annotations

import json

import pytest

from codat_customers import Codat
from codat_customers.models import Customer, CustomerStatus
from codat_customers.sandbox import Sandbox
from tests.command_line.running import CommandLine


@pytest.fixture
def write(sandbox: Sandbox) -> tuple[str, str]:
    """Return a company, and the key of a write to it."""
    with Codat() as codat:
        new = Customer(customer_name="Larkspur", status=CustomerStatus.ACTIVE)
        push = codat.customers.create(sandbox.company_id, sandbox.connection_id, new)
    return sandbox.company_id, push.push_operation_key


def test_the_status_of_a_write(run: CommandLine, write: tuple[str, str], sandbox: Sandbox) -> None:
    ended = run("push", "status", *write)
    assert (ended.code, ended.err) == (0, "")
    shown = dict(line.split(maxsplit=1) for line in ended.out.splitlines())
    assert (shown["push_operation_key"], shown["status"]) == (write[1], "Success")
    assert sandbox.customers()[shown["record_id"]]["customerName"] == "Larkspur"
    assert json.loads(run("push", "status", *write, "--json").out)["pushOperationKey"] == write[1]


def test_the_end_of_a_write_is_waited_for(run: CommandLine, write: tuple[str, str]) -> None:
    ended = run("push", "wait", *write, "--json")
    assert (ended.code, ended.err) == (0, "")
    assert json.loads(ended.out)["status"] == "Success"


def test_a_write_that_failed_makes_the_exit_code_1(run: CommandLine, sandbox: Sandbox) -> None:
    sandbox.fail_next_push("The name is taken.")
    with Codat() as codat:
        new = Customer(customer_name="Larkspur", status=CustomerStatus.ACTIVE)
        push = codat.customers.create(sandbox.company_id, sandbox.connection_id, new)
    ended = run("push", "wait", sandbox.company_id, push.push_operation_key)
    assert (ended.code, ended.out) == (1, "")
    assert ended.message.endswith("ended as Failed: The platform refused the customer.; customer: The name is taken.")
    assert run("push", "status", sandbox.company_id, push.push_operation_key).code == 0, "the question was answered"


def test_a_write_that_is_pending_still_makes_the_exit_code_1(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Sandbox(customers=0, push_seconds=None) as sandbox:
        monkeypatch.setenv("CODAT_API_KEY", sandbox.api_key)
        monkeypatch.setenv("CODAT_SERVER_URL", sandbox.url)
        with Codat() as codat:
            new = Customer(customer_name="Larkspur", status=CustomerStatus.ACTIVE)
            push = codat.customers.create(sandbox.company_id, sandbox.connection_id, new)
        ended = CommandLine(capsys)("push", "wait", sandbox.company_id, push.push_operation_key, "--timeout", 0)
    assert (ended.code, ended.out) == (1, "")
    assert "is still Pending after 0 s" in ended.message


def test_a_write_that_there_is_not(run: CommandLine, sandbox: Sandbox) -> None:
    ended = run("push", "status", sandbox.company_id, "9f6a1c1e-6b0f-4b53-9d0f-2c4c6a1f0b11")
    assert (ended.code, ended.out) == (1, "")
    assert "404 Not Found" in ended.message
