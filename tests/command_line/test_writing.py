"""Customers of a CSV file, created once each, and what is said of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codat_customers import Codat
from codat_customers.jobs import BulkCreate
from codat_customers.models import Customer, CustomerStatus
from codat_customers.sandbox import Sandbox
from tests.command_line.running import CommandLine, Run, on_terminal

HEADER = "customer_name,status\n"


class Creation:
    """Creates the customers of a file."""

    def __init__(self, run: CommandLine, sandbox: Sandbox, folder: Path) -> None:
        self._run = run
        self._ids = sandbox.company_id, sandbox.connection_id
        self.file = folder / "new.csv"
        self.journal = folder / "journal"

    def __call__(self, content: bytes | str, *options: str) -> Run:
        self.file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return self._run("create", *self._ids, self.file, "--journal", self.journal, *options)


@pytest.fixture
def create(run: CommandLine, sandbox: Sandbox, tmp_path: Path) -> Creation:
    return Creation(run, sandbox, tmp_path)


def names(sandbox: Sandbox) -> list[str]:
    return [str(customer.get("customerName")) for customer in sandbox.customers().values()][12:]


def test_each_row_is_created_once(create: Creation, sandbox: Sandbox) -> None:
    content = "\ufeff" + HEADER + "Larkspur,Active\nJuniper,Archived\n"  # as spreadsheets write it
    for _ in range(2):
        ended = create(content)
        assert (ended.code, ended.message) == (0, "2 created, 0 failed, 0 unknown of 2 rows")
        lines = sorted(line.split("\t") for line in ended.out.splitlines())
        assert [line[:2] for line in lines] == [["1", "created"], ["2", "created"]]
        assert {line[2] for line in lines} <= set(sandbox.customers())
    assert sorted(names(sandbox)) == ["Juniper", "Larkspur"]


def test_what_was_refused_makes_the_exit_code_1(create: Creation, sandbox: Sandbox) -> None:
    sandbox.fail_next_push("The name is\x1b[2J taken.")
    ended = create(HEADER + "Larkspur,Active\nJuniper,Active\n", "--concurrency", "1")
    assert (ended.code, ended.message) == (1, "1 created, 1 failed, 0 unknown of 2 rows")
    assert "1\tfailed\t\t" in ended.out
    assert "The name is [2J taken." in ended.out
    assert names(sandbox) == ["Juniper"]


def test_json_has_a_line_for_each_row(create: Creation, sandbox: Sandbox) -> None:
    ended = create(HEADER + "Larkspur,Active\n", "--json")
    outcome = json.loads(ended.out)
    assert (outcome["row"], outcome["state"], outcome["messages"]) == (1, "created", [])
    assert outcome["id"] in sandbox.customers()
    assert outcome["push_operation_key"]


def test_what_is_unknown_is_sent_again_only_if_that_is_asked_for(create: Creation, sandbox: Sandbox) -> None:
    content = HEADER + "Larkspur,Active\n"
    # The platform took the write, and nobody knows any more what became of it.
    timed_out = b'{"companyId":"c","pushOperationKey":"k","dataConnectionKey":"d","status":"TimedOut","statusCode":504,'
    timed_out += b'"requestedOnUtc":"2026-01-02T03:04:05Z"}'
    sandbox.fail_next(status=200, body=timed_out, operation="create-customer")
    for _ in range(2):
        ended = create(content)
        assert (ended.code, ended.message) == (1, "0 created, 0 failed, 1 unknown of 1 rows")
    assert create(content, "--retry-unknown").code == 0
    assert names(sandbox) == ["Larkspur"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("customer_name,nonsense\nLarkspur,1\n", "nonsense"),
        (HEADER + 'Larkspur,Active\n"Juniper,Active\n', "unexpected end of data"),
        (HEADER.encode() + b"Larksp\xfcr,Active\n", "it is not in UTF-8"),
    ],
)
def test_a_bad_file_is_one_line_before_anything_is_sent(
    content: bytes | str, said: str, create: Creation, sandbox: Sandbox
) -> None:
    ended = create(content)
    assert (ended.code, ended.out) == (2, "")
    assert ended.message.startswith(f"{create.file}, near line ")
    assert said in ended.message
    assert not sandbox.requests


def test_a_file_that_is_not_there(run: CommandLine, tmp_path: Path) -> None:
    ended = run("create", "company", "connection", tmp_path / "none.csv", "--journal", tmp_path / "journal")
    assert (ended.code, ended.message) == (2, f"{tmp_path / 'none.csv'}: No such file or directory")


def test_a_row_that_has_changed_since_it_was_sent(create: Creation) -> None:
    create(HEADER + "Larkspur,Active\n")
    ended = create(HEADER + "Juniper,Active\n")
    assert (ended.code, ended.out) == (2, "")
    assert "the row 1 has changed since it was sent" in ended.message


def test_a_journal_is_needed(run: CommandLine, sandbox: Sandbox, tmp_path: Path) -> None:
    assert "--journal" in run("create", "company", "connection", tmp_path / "new.csv").message
    (tmp_path / "journal").write_text("something else entirely, and long enough to be no empty file")
    (tmp_path / "new.csv").write_text(HEADER)
    ids = (sandbox.company_id, sandbox.connection_id)
    ended = run("create", *ids, tmp_path / "new.csv", "--journal", tmp_path / "journal")
    assert ended.code == 2
    assert "is no journal" in ended.message


def test_a_journal_that_another_run_has(create: Creation, sandbox: Sandbox) -> None:
    with Codat() as codat:
        other = BulkCreate(codat, sandbox.company_id, sandbox.connection_id, create.journal)
        new = Customer(customer_name="Juniper", status=CustomerStatus.ACTIVE)
        running = other.run([("1", new), ("2", new)])
        next(running)
        ended = create(HEADER + "Larkspur,Active\n")
        running.close()
    assert (ended.code, ended.out) == (2, "")
    assert "is in use by another run" in ended.message


def test_outcomes_go_to_stdout_and_their_bar_to_the_terminal(create: Creation, sandbox: Sandbox) -> None:
    create.file.write_text(HEADER + "Larkspur,Active\n" * 3, encoding="utf-8")
    arguments = ("create", sandbox.company_id, sandbox.connection_id, create.file, "--journal", create.journal)
    outcomes = create.file.with_name("outcomes")
    code, shown = on_terminal(*arguments, "--json", columns=100, stdout=outcomes)
    assert code == 0
    assert sorted(json.loads(line)["row"] for line in outcomes.read_text("utf-8").splitlines()) == [1, 2, 3]
    assert "━" in shown
    assert "3/3" in shown
    assert '"row"' not in shown
    code, shown = on_terminal(*arguments, columns=100)
    assert code == 0
    assert "\x1b" not in shown, "outcomes that come are the progress"


def test_an_error_that_ends_all_says_how_to_go_on(create: Creation, sandbox: Sandbox) -> None:
    sandbox.fail_next(status=401)
    ended = create(HEADER + "Larkspur,Active\n")
    assert (ended.code, ended.out) == (1, "")
    assert "401 Unauthorized" in ended.message
    assert ended.message.endswith(f"run it again with --journal {create.journal} to go on")
