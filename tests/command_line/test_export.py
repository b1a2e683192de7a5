"""Customers in files, from the command line."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from codat_customers.sandbox import Sandbox
from tests.command_line.running import CommandLine, on_terminal, wait_until
from tests.command_line.test_endings import interrupted, started


def ids(path: Path) -> list[str]:
    with path.open(newline="", encoding="utf-8") as file:
        return [row["id"] for row in csv.DictReader(file)]


def test_a_file_is_written(run: CommandLine, sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    ended = run("export", sandbox.company_id, path)
    assert (ended.code, ended.out) == (0, "")
    assert ended.message == f"12 customers written to {path}"
    assert sorted(ids(path)) == sorted(sandbox.customers())


def test_what_was_written_is_json_for_scripts(run: CommandLine, sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "customers"
    options = ("--format", "jsonl", "--json", "--where", "id=1042", "--cursor-file", tmp_path / "cursor")
    first, second = (run("export", sandbox.company_id, path, *options) for _ in range(2))
    assert (first.code, first.err) == (0, "")
    assert json.loads(first.out) == {"customers": 1, "path": str(path), "resumed": False}
    assert json.loads(second.out)["resumed"] is True
    assert {json.loads(line)["id"] for line in path.read_text("utf-8").splitlines()} == {"1042"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["customers.xlsx"], "an export has the format csv, jsonl or parquet, not 'xlsx'"),
        (["no/customers.csv"], "No such file or directory"),
        (["customers.csv", "--cursor-file", "cursor"], "cursor is no cursor file of an export"),
        (["cursor", "--format", "csv", "--cursor-file", "other"], "cursor is there already"),
    ],
)
def test_a_wrong_file_is_one_line(
    arguments: list[str],
    says: str,
    run: CommandLine,
    sandbox: Sandbox,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cursor").write_text("what is this")
    ended = run("export", sandbox.company_id, *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert says in ended.message


def test_an_export_that_was_broken_off_is_gone_on_with(run: CommandLine, sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.add_customers([{"status": "Active", "modifiedDate": "2020-01-01T00:00:00Z"} for _ in range(1000)])
    path, cursor_file = tmp_path / "customers.csv", tmp_path / "cursor"
    there = ("export", sandbox.company_id, str(path), "--cursor-file", str(cursor_file))
    sandbox.after_answers(2, lambda: sandbox.delay_next(50, seconds=60))
    with started(*there) as process:
        wait_until(lambda: len(sandbox.requests) > 2)
        ended = interrupted(process)
    assert (ended.code, ended.out) == (130, "")
    assert ended.message == f"interrupted; run it again to go on from {cursor_file}"
    sandbox.clear_faults()
    assert run(*there).code == 0
    assert set(ids(path)) == set(sandbox.customers())


def test_a_service_that_fails_says_how_to_go_on(run: CommandLine, sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.fail_next(status=401)
    ended = run("export", sandbox.company_id, tmp_path / "customers.csv")
    assert (ended.code, ended.out) == (1, "")
    assert "401" in ended.message
    assert ended.message.endswith("; run it again")


def test_a_bar_is_shown_on_a_terminal(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    code, shown = on_terminal("export", sandbox.company_id, path, columns=120)
    assert code == 0
    assert "━" in shown
    assert "12/12" in shown
