"""How commands end, in processes of their own: one line at most, and the exit code that scripts look at."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from rich.cells import cell_len

from codat_customers import __version__
from codat_customers._cli import main
from codat_customers.sandbox import Sandbox
from tests.command_line.running import PROGRAM, CommandLine, Run, on_terminal, wait_until

USAGE: Final[list[tuple[list[str], str]]] = [
    ([], "Missing command; see codat-customers --help"),
    (["nope"], "No such command 'nope'; see codat-customers --help"),
    (["list", "--nope"], "No such option: --nope; see codat-customers list --help"),
    (["push", "nope"], "No such command 'nope'; see codat-customers push --help"),
    (["list", "id", "other"], "Got unexpected extra argument(s) (other); see codat-customers list --help"),
]

# The command line where a package is not installed
WITHOUT = """
import runpy, sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name == sys.argv[1]:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
runpy.run_module("codat_customers", run_name="__main__")
"""


@contextmanager
def started(*arguments: str) -> Generator[subprocess.Popen[str]]:
    """Run a command in a process of its own, which Ctrl-C reaches even if this one was started to be spared it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen([*PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def finished(process: subprocess.Popen[str], sandbox: Sandbox) -> bool:
    """Let the writes that there are end, and return whether the process has."""
    sandbox.finish_pushes()
    return process.poll() is not None


def interrupted(process: subprocess.Popen[str]) -> Run:
    """Press Ctrl-C."""
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    return Run(process.returncode, out, err)


@pytest.mark.parametrize(("arguments", "said"), USAGE)
def test_wrong_usage_is_one_line(arguments: list[str], said: str, run: CommandLine) -> None:
    ended = run(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert ended.message == said


@pytest.mark.parametrize(
    ("command", "missing"),
    [
        ("list", "company_id"),
        ("get company", "customer_id"),
        ("attachments list company", "connection_id"),
        ("attachments save company connection customer", "folder"),
        ("push status company", "push_operation_key"),
        ("export company", "file"),
        ("create company connection", "file"),
    ],
)
def test_a_missing_id_is_named(command: str, missing: str, run: CommandLine, sandbox: Sandbox) -> None:
    ended = run(*command.split())
    assert (ended.code, ended.out) == (2, "")
    assert f"missing argument '{missing}'" in ended.message.lower()
    assert not sandbox.requests


def test_without_a_key_the_environment_is_named(run: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CODAT_API_KEY")
    ended = run("list", "company")
    assert ended.code == 2
    assert ended.message.startswith("no API key: set CODAT_API_KEY in the environment")
    monkeypatch.setenv("CODAT_AUTH_HEADER", "Basic dGVzdA==")
    assert "404 Not Found" in run("list", "company").message, "the ready-made header does as well"


def test_a_wrong_address_is_one_line(run: CommandLine) -> None:
    ended = run("--server-url", "user:secret@host", "list", "company")
    assert ended.code == 2
    assert ended.message.startswith("server_url must look like")
    assert "secret" not in ended.err


@pytest.mark.parametrize("arguments", [["--help"], ["list", "--help"], ["--version"]])
def test_help_and_version_go_to_stdout(arguments: list[str], run: CommandLine) -> None:
    ended = run(*arguments)
    assert (ended.code, ended.err) == (0, "")
    assert "CODAT_API_KEY" in ended.out or "COMPANY_ID" in ended.out.upper() or __version__ in ended.out
    assert "--api-key" not in ended.out


def test_a_mistake_of_ours_is_not_hidden(run: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("codat_customers._cli.check.connect", broken)
    with pytest.raises(ZeroDivisionError):
        run("check")


@pytest.mark.parametrize("option", ["--json", "--limit=2000"])
def test_a_pipe_that_closes_ends_a_list_quietly(option: str, sandbox: Sandbox) -> None:
    with started("list", sandbox.company_id, option) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(20) == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_one_line(sandbox: Sandbox) -> None:
    with Path("/dev/full").open("w") as full:
        command = [*PROGRAM, "get", sandbox.company_id, "1042"]
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    assert (ended.returncode, ended.stderr) == (2, "codat-customers: No space left on device\n")


def test_what_an_encoding_lacks_becomes_a_question_mark(sandbox: Sandbox) -> None:
    sandbox.add_customers([{"id": "café", "status": "Active"}])
    command = [*PROGRAM, "list", sandbox.company_id, "--where", "id=café", "--columns", "id"]
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    assert subprocess.check_output(command, env=environment, timeout=60) == b"id\ncaf?\n"


def test_ctrl_c_is_one_line(sandbox: Sandbox) -> None:
    sandbox.delay_next(10, seconds=60)
    with started("list", sandbox.company_id) as process:
        wait_until(lambda: sandbox.requests)
        assert interrupted(process) == Run(130, "", "codat-customers: interrupted\n")


def test_ctrl_c_while_attachments_are_saved_says_how_to_go_on(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.delay_next(seconds=60, operation="download-customer-attachment")
    ids = (sandbox.company_id, sandbox.connection_id, "1042")
    with started("attachments", "save", *ids, str(tmp_path)) as process:
        wait_until(lambda: any(request.operation == "download-customer-attachment" for request in sandbox.requests))
        assert interrupted(process) == Run(130, "", "codat-customers: interrupted; run it again with --overwrite\n")
    assert not list(tmp_path.iterdir())


def test_ctrl_c_in_an_export_says_where_the_next_one_goes_on(sandbox: Sandbox, tmp_path: Path) -> None:
    path, cursor = tmp_path / "customers.csv", tmp_path / "cursor"
    arguments = ("export", sandbox.company_id, str(path), "--cursor-file", str(cursor))
    sandbox.delay_next(seconds=60, operation="list-customers")
    with started(*arguments) as process:
        wait_until(lambda: sandbox.requests)
        message = f"codat-customers: interrupted; run it again to go on from {cursor}\n"
        assert interrupted(process) == Run(130, "", message)
    with started(*arguments) as process:
        assert process.wait(30) == 0


def test_ctrl_c_in_a_creation_loses_no_row_and_repeats_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, journal = tmp_path / "new.csv", tmp_path / "journal"
    path.write_text("customer_name,status\n" + "Larkspur,Active\n" * 20, encoding="utf-8")
    with Sandbox(customers=0, push_seconds=None) as sandbox:
        monkeypatch.setenv("CODAT_API_KEY", sandbox.api_key)
        monkeypatch.setenv("CODAT_SERVER_URL", sandbox.url)
        ids = (sandbox.company_id, sandbox.connection_id)
        with started("create", *ids, str(path), "--journal", str(journal)) as process:
            wait_until(lambda: sum(request.operation == "create-customer" for request in sandbox.requests) > 2)
            message = f"codat-customers: interrupted; run it again with --journal {journal} to go on\n"
            assert interrupted(process) == Run(130, "", message)
        with started("create", *ids, str(path), "--journal", str(journal)) as process:
            wait_until(lambda: finished(process, sandbox))
            out, err = process.communicate(timeout=30)
        assert (process.returncode, err) == (0, "codat-customers: 20 created, 0 failed, 0 unknown of 20 rows\n")
        assert sorted(int(line.split("\t")[0]) for line in out.splitlines()) == list(range(1, 21))
        assert len(sandbox.customers()) == 20


def test_the_sandbox_runs_until_ctrl_c() -> None:
    with started("sandbox", "--port", "0", "--customers", "3", "--api-key", "its key") as process:
        assert process.stdout is not None
        while "Ctrl-C" not in (line := process.stdout.readline()):
            assert line, "it has ended too early"
        assert interrupted(process) == Run(0, "", "")


def test_the_options_of_the_sandbox_are_its_own(run: CommandLine) -> None:
    with pytest.raises(SystemExit) as ended:
        run("sandbox", "--help")
    assert ended.value.code == 0


@pytest.mark.parametrize("missing", ["typer", "rich"])
def test_without_the_extra_one_line_says_what_to_install(missing: str) -> None:
    command = [sys.executable, "-c", WITHOUT, missing]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        f"codat-customers: the command line needs {missing}, which is not installed: "
        "run pip install 'codat-customers[cli]'\n"
    )


def test_the_client_alone_imports_nothing_of_it() -> None:
    program = "import sys, codat_customers; print(*{'typer', 'codat_customers._cli'} & sys.modules.keys())"
    assert subprocess.check_output([sys.executable, "-c", program], text=True, timeout=60) == "\n"


def test_the_entry_point_is_the_same() -> None:
    ended = subprocess.run([*PROGRAM, "--version"], capture_output=True, text=True, check=True, timeout=60)
    assert ended.stdout == f"codat-customers {__version__}\n"
    project = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    assert f'codat-customers = "{main.__module__}:{main.__name__}"' in project


def test_a_table_fits_a_narrow_terminal_and_keeps_ids_whole(sandbox: Sandbox) -> None:
    sandbox.add_customers([{"id": "wide", "status": "Active", "customerName": "株式会社" * 20}])
    for columns in (100, 80, 50):
        code, shown = on_terminal("list", sandbox.company_id, "--columns", "id,customer_name", columns=columns)
        assert code == 0
        header, *lines = shown.splitlines()
        assert [re.split(" {2,}", line)[0] for line in lines] == list(sandbox.customers()), "ids are whole"
        assert max(cell_len(line) for line in [header, *lines] if len(line.split()[0]) <= 40) <= columns
        assert ("…" in lines[0]) is (columns < 60)
        assert lines[-1].endswith("…")
        assert "\x1b" not in shown


def test_a_bar_is_shown_on_a_terminal_alone(sandbox: Sandbox, tmp_path: Path, run: CommandLine) -> None:
    ids = (sandbox.company_id, sandbox.connection_id, "1042")
    code, shown = on_terminal("attachments", "save", *ids, tmp_path, columns=120)
    (path,) = tmp_path.iterdir()
    assert code == 0
    assert "━" in shown
    assert f"{path}\n" in shown
    ended = run("attachments", "save", *ids, tmp_path, "--overwrite")
    assert (ended.out, ended.err) == (f"{path}\n", "")
