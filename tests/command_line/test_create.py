"""Customers that are created from a CSV file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codat_customers.sandbox import Sandbox
from tests.command_line.running import CommandLine, on_terminal


@pytest.fixture
def new(tmp_path: Path) -> Path:
    path = tmp_path / "new.csv"
    path.write_text("customer_name,status\nLarkspur,Active\nTamarind,Active\n", "utf-8-sig")
    return path


def sent(sandbox: Sandbox) -> int:
    return sum(request.method == "POST" for request in sandbox.requests)


def test_each_row_is_created_once(run: CommandLine, sandbox: Sandbox, new: Path, tmp_path: Path) -> None:
    there = ("create", sandbox.company_id, sandbox.connection_id, new, "--journal", tmp_path / "journal")
    first, second = run(*there), run(*there)
    assert (first.code, second.code) == (0, 0)
    assert first.message == "2 created, 0 failed, 0 unknown of 2 rows"
    rows = [line.split("\t") for line in sorted(first.out.splitlines())]
    assert [row[:2] for row in rows] == [["1", "created"], ["2", "created"]]
    assert {row[2] for row in rows} <= set(sandbox.customers())
    assert sorted(second.out.splitlines()) == sorted(first.out.splitlines())
    assert sent(sandbox) == 2


def test_a_row_that_fails_is_an_exit_code(run: CommandLine, sandbox: Sandbox, new: Path, tmp_path: Path) -> None:
    sandbox.fail_next_push("The platform has one already")
    ended = run(
        *("create", sandbox.company_id, sandbox.connection_id, new, "--journal", tmp_path / "journal"),
        *("--json", "--concurrency", "1"),
    )
    assert ended.code == 1
    assert ended.message == "1 created, 1 failed, 0 unknown of 2 rows"
    outcomes = sorted((json.loads(line) for line in ended.out.splitlines()), key=lambda outcome: outcome["row"])
    assert [outcome["state"] for outcome in outcomes] == ["failed", "created"]
    assert "The platform has one already" in str(outcomes[0]["messages"])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name\nx\n", "near line 2: row 1 has a column 'name'; the columns of customers are id, status"),
        ("customer_name,status\nx,Active\ny\n", "near line 3: row 2 is no customer"),
        ("customer_name,status\nx,Active,z\n", "near line 2: row 1 has more cells than there are columns"),
        ("customer_name,status,is_deleted\nx,Active,no\n", "column is_deleted: 'no' is not true or false"),
        ('customer_name,status\n"x,Active\n', "near line 1: unexpected end of data"),
        ("customer_name,status\nKöln,Active\n".encode("latin-1"), "it is not in UTF-8"),
    ],
)
def test_a_bad_file_is_one_line_and_nothing_is_sent(
    text: str | bytes, says: str, run: CommandLine, sandbox: Sandbox, new: Path, tmp_path: Path
) -> None:
    new.write_bytes(text if isinstance(text, bytes) else text.encode())
    ended = run("create", sandbox.company_id, sandbox.connection_id, new, "--journal", tmp_path / "journal")
    assert (ended.code, ended.out) == (2, "")
    assert ended.message.startswith(f"{new}, near line ")
    assert says in ended.message
    assert not sandbox.requests


def test_a_missing_file_is_one_line(run: CommandLine, sandbox: Sandbox, tmp_path: Path) -> None:
    there = ("create", sandbox.company_id, sandbox.connection_id, tmp_path / "new.csv")
    ended = run(*there, "--journal", tmp_path / "journal")
    assert (ended.code, ended.message) == (2, f"{tmp_path / 'new.csv'}: No such file or directory")
    assert "--journal" in run(*there).message, "without a journal, nothing would be known after a crash"


def test_outcomes_are_shown_as_they_come_on_a_terminal(sandbox: Sandbox, new: Path, tmp_path: Path) -> None:
    there = ("create", sandbox.company_id, sandbox.connection_id, new, "--journal", tmp_path / "journal")
    code, shown = on_terminal(*there, columns=120)
    assert code == 0
    assert shown.count("created") == 3
    assert "━" not in shown
