"""Customers in a file: the library writes it, the command says what it has done."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from codat_customers import tables
from codat_customers.sandbox import Sandbox
from tests.command_line.running import CommandLine, on_terminal, wait_until
from tests.command_line.test_endings import interrupted, started


def test_a_file_is_written(run: CommandLine, sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    ended = run("export", sandbox.company_id, path)
    assert (ended.code, ended.out) == (0, "")
    assert ended.message == f"12 customers written to {path}"
    with path.open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    assert tuple(header) == tables.COLUMNS
    assert {row[0] for row in rows} == set(sandbox.customers())


def test_the_format_can_be_named_and_the_list_narrowed(run: CommandLine, sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "customers"
    ended = run("export", sandbox.company_id, path, "--format", "jsonl", "--where", "status=Active", "--json")
    assert (ended.code, ended.err) == (0, "")
    active = {each["id"] for each in sandbox.customers().values() if each["status"] == "Active"}
    assert {json.loads(line)["id"] for line in path.read_text("utf-8").splitlines()} == active
    assert json.loads(ended.out) == {"customers": len(active), "path": str(path), "resumed": False}


def test_a_cursor_file_lets_the_next_run_add_what_has_changed(
    run: CommandLine, sandbox: Sandbox, tmp_path: Path
) -> None:
    arguments = (
        "export",
        sandbox.company_id,
        tmp_path / "customers.jsonl",
        "--cursor-file",
        tmp_path / "cursor",
        "--json",
    )
    assert json.loads(run(*arguments).out)["customers"] == 12
    sandbox.touch_customer("1042")
    again = json.loads(run(*arguments).out)
    assert again["resumed"]
    assert 0 < again["customers"] < 12


@pytest.mark.parametrize("options", [["customers.txt"], ["no folder/customers.csv"], ["x.csv", "--format", "xml"]])
def test_what_cannot_be_written_is_one_line(
    options: list[str], run: CommandLine, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = run("export", sandbox.company_id, *options)
    assert (ended.code, ended.out) == (2, "")
    assert ended.message
    assert not list(tmp_path.iterdir())


def test_an_error_says_how_to_go_on(run: CommandLine, sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.fail_next(status=401)
    ended = run("export", sandbox.company_id, tmp_path / "customers.csv", "--cursor-file", tmp_path / "cursor")
    assert ended.code == 1
    assert "401 Unauthorized" in ended.message
    assert ended.message.endswith(f"run it again to go on from {tmp_path / 'cursor'}")


def test_a_terminal_shows_a_bar(sandbox: Sandbox, tmp_path: Path) -> None:
    code, shown = on_terminal("export", sandbox.company_id, tmp_path / "customers.csv", columns=100)
    assert code == 0
    assert "━" in shown
    assert "12 customers written" in shown


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
    with path.open(newline="", encoding="utf-8") as file:
        assert {row["id"] for row in csv.DictReader(file)} == set(sandbox.customers())
