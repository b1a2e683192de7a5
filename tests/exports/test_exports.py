"""Customers in files: what is written, and what is left when a run ends early."""

from __future__ import annotations

import csv
import errno
import fcntl
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from codat_customers import AuthenticationError, Codat, NotFoundError, tables, where
from codat_customers.exports import ExportResult, Format, _outputs, export
from codat_customers.sandbox import Sandbox

FORMATS: tuple[Format, ...] = ("csv", "jsonl", "parquet")
CUSTOMERS = 1200  # some more than two stretches of lines

# Writes changes until a moment at which the process is killed: after the n-th stretch is safe, or before its cursor is.
WORKER = """
import os, signal, sys
from codat_customers import Codat
from codat_customers.exports import _cursor_file, _formats, _outputs, export

url, key, company, path, cursor_file, format, moment, count = sys.argv[1:]
_outputs.Parts.at_a_time = 500

MOMENTS = {
    "lines are made": (_outputs, "lines"),
    "lines of a whole list are made": (_formats, "lines"),
    "lines are there": (_outputs.Lines, "append"),
    "a part is made": (_outputs, "write"),
    "a part is there": (_outputs.Parts, "append"),
    "the cursor is there": (_cursor_file.CursorFile, "save"),
}

def die_after(function):
    def replaced(*arguments):
        global count
        result = function(*arguments)
        count = int(count) - 1
        if count == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    return replaced

place, name = MOMENTS[moment]
setattr(place, name, die_after(getattr(place, name)))
with Codat(key, server_url=url) as codat:
    export(codat, company, path, format=format, cursor_file=cursor_file)
"""


@pytest.fixture(scope="module")
def service() -> Iterator[Sandbox]:
    with Sandbox(customers=CUSTOMERS) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(service: Sandbox) -> Sandbox:
    service.reset()
    return service


@pytest.fixture
def codat(sandbox: Sandbox) -> Iterator[Codat]:
    with Codat(sandbox.api_key, server_url=sandbox.url) as codat:
        yield codat


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_outputs.Parts, "at_a_time", 500)


def written(path: Path, kind: Format) -> list[dict[str, Any]]:
    """Read an export with the tools of others; all of it, or it fails."""
    if kind == "csv":
        with path.open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file, strict=True))
    if kind == "jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return pq.read_table(path).to_pylist()  # pyright: ignore[reportUnknownMemberType]


def ids(path: Path, kind: Format) -> list[str]:
    return [row["id"] for row in written(path, kind)]


@pytest.mark.parametrize("kind", FORMATS)
def test_the_whole_list_replaces_an_earlier_export(
    kind: Format, codat: Codat, sandbox: Sandbox, tmp_path: Path
) -> None:
    path = tmp_path / f"customers.{kind}"
    path.write_text("an earlier one")
    assert export(codat, sandbox.company_id, path) == ExportResult(CUSTOMERS, path, resumed=False)
    assert sorted(ids(path, kind)) == sorted(sandbox.customers())
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


def test_the_files_hold_what_the_customers_do(codat: Codat, sandbox: Sandbox, tmp_path: Path) -> None:
    odd = {"status": "Active", "customerName": 'a "b",\r\nc \ud800', "Größe": 10**400 + 1}
    [name] = sandbox.add_customers([odd])
    query = where(id=name)
    customer = codat.customers.get(sandbox.company_id, name)
    for kind in FORMATS:
        export(codat, sandbox.company_id, tmp_path / "x", format=kind, query=query)
        [found] = written(tmp_path / "x", kind)
        if kind == "jsonl":
            assert found == customer.to_dict()
        else:
            assert list(found) == list(tables.COLUMNS)
            assert found["customer_name"] == 'a "b",\r\nc �'
            assert json.loads(found["additional_properties"])["Größe"] == 10**400 + 1


@pytest.mark.parametrize("kind", FORMATS)
def test_an_export_that_fails_leaves_the_earlier_one(
    kind: Format, codat: Codat, sandbox: Sandbox, tmp_path: Path
) -> None:
    path = tmp_path / f"customers.{kind}"
    path.write_text("an earlier one")
    sandbox.after_answers(2, lambda: sandbox.fail_next(status=401))
    with pytest.raises(AuthenticationError):
        export(codat, sandbox.company_id, path)
    assert path.read_text() == "an earlier one"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("kind", FORMATS)
def test_later_runs_add_what_has_changed(kind: Format, codat: Codat, sandbox: Sandbox, tmp_path: Path) -> None:
    path, cursor_file = tmp_path / f"customers.{kind}", tmp_path / "cursor"
    first = export(codat, sandbox.company_id, path, cursor_file=cursor_file)
    assert first == ExportResult(CUSTOMERS, path, resumed=False)
    sandbox.advance_clock(3600)
    changed = list(sandbox.customers())[7]
    sandbox.touch_customer(changed)
    second = export(codat, sandbox.company_id, path, cursor_file=cursor_file)
    assert second.resumed
    assert second.customers >= 1
    found = ids(path, kind)
    assert set(found) == set(sandbox.customers())
    assert len(found) == CUSTOMERS + second.customers
    assert changed in found[CUSTOMERS:]


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize(
    "moment", ["lines are made", "lines are there", "a part is made", "a part is there", "the cursor is there"]
)
def test_a_run_that_is_killed_loses_nothing(
    kind: Format, moment: str, count: int, codat: Codat, sandbox: Sandbox, tmp_path: Path
) -> None:
    path, cursor_file = tmp_path / f"customers.{kind}", tmp_path / "cursor"
    there = (sandbox.url, sandbox.api_key, sandbox.company_id, str(path), str(cursor_file))
    ended = run(WORKER, *there, kind, moment, str(count))
    is_used = moment == "the cursor is there" or moment.startswith("lines") == (kind != "parquet")
    assert (ended.returncode, ended.stderr) == (-signal.SIGKILL if is_used else 0, "")

    result = export(codat, sandbox.company_id, path, cursor_file=cursor_file)
    assert result.resumed
    found = ids(path, kind)
    assert set(found) == set(sandbox.customers())
    # Those of the last five minutes before the cursor come again, and only those.
    assert len(found) < CUSTOMERS + 100


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
@pytest.mark.parametrize("end", [b"", bytes(1_000_000)])
def test_half_a_line_is_cut_off(kind: Format, end: bytes, codat: Codat, sandbox: Sandbox, tmp_path: Path) -> None:
    """As a disk has it that was to write more than it could."""
    path, cursor_file = tmp_path / "customers", tmp_path / "cursor"
    there = (sandbox.url, sandbox.api_key, sandbox.company_id, str(path), str(cursor_file))
    assert run(WORKER, *there, kind, "lines are there", "2").returncode == -signal.SIGKILL
    path.write_bytes(path.read_bytes()[:-100] + end)
    export(codat, sandbox.company_id, path, format=kind, cursor_file=cursor_file)
    assert set(ids(path, kind)) == set(sandbox.customers())


def test_parts_beyond_the_cursor_go(codat: Codat, sandbox: Sandbox, tmp_path: Path) -> None:
    path, cursor_file = tmp_path / "customers.parquet", tmp_path / "cursor"
    export(codat, sandbox.company_id, path, cursor_file=cursor_file)
    (path / "part-00000009.parquet").write_text("half a part")
    export(codat, sandbox.company_id, path, cursor_file=cursor_file)
    assert set(ids(path, "parquet")) == set(sandbox.customers())


def test_what_a_killed_run_left_beside_its_target_goes_with_the_next(
    codat: Codat, sandbox: Sandbox, tmp_path: Path
) -> None:
    path = tmp_path / "customers.jsonl"
    program = WORKER.replace("cursor_file=cursor_file", "cursor_file=None")
    there = (sandbox.url, sandbox.api_key, sandbox.company_id, str(path), "none")
    assert run(program, *there, "jsonl", "lines of a whole list are made", "2").returncode == -signal.SIGKILL
    assert not path.exists()
    assert len(list(tmp_path.iterdir())) == 1
    export(codat, sandbox.company_id, path)
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_behind_a_link_is_replaced_and_keeps_its_mode(codat: Codat, sandbox: Sandbox, tmp_path: Path) -> None:
    path, link = tmp_path / "customers.csv", tmp_path / "latest.csv"
    path.write_text("an earlier one")
    path.chmod(0o600)
    link.symlink_to(path)
    export(codat, sandbox.company_id, link)
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o600
    assert sorted(ids(path, "csv")) == sorted(sandbox.customers())


@pytest.mark.parametrize(
    ("path", "cursor_file"),
    [("folder", None), ("folder", "cursor"), ("customers.csv", "folder"), ("no/customers.csv", None)],
)
def test_what_cannot_be_written_is_told_before_anything_is_read(
    path: str, cursor_file: str | None, codat: Codat, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        export(codat, sandbox.company_id, path, format="csv", cursor_file=cursor_file)
    assert not sandbox.requests
    assert [found.name for found in tmp_path.iterdir()] == ["folder"]


@pytest.mark.parametrize("kind", FORMATS)
def test_a_first_run_that_the_service_refuses_leaves_nothing(
    kind: Format, codat: Codat, sandbox: Sandbox, tmp_path: Path
) -> None:
    """Or the cursor file of a company that there is not would stand in the way of the right one."""
    path, cursor_file = tmp_path / "customers", tmp_path / "cursor"
    with pytest.raises(NotFoundError):
        export(codat, "no-such-company", path, format=kind, cursor_file=cursor_file)
    assert not list(tmp_path.iterdir())


def test_where_files_cannot_be_locked_an_export_does_without(
    codat: Codat, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    path, cursor_file = tmp_path / "customers.csv", tmp_path / "cursor"
    assert export(codat, sandbox.company_id, path, cursor_file=cursor_file).customers == CUSTOMERS


def test_progress_knows_the_total_of_a_first_run(codat: Codat, sandbox: Sandbox, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []

    def tell(done: int, total: int | None) -> None:
        told.append((done, total))

    whole = [(500, CUSTOMERS), (1000, CUSTOMERS), (CUSTOMERS, CUSTOMERS)]
    export(codat, sandbox.company_id, tmp_path / "a.csv", progress=tell)
    assert told == whole
    told.clear()
    export(codat, sandbox.company_id, tmp_path / "b.csv", cursor_file=tmp_path / "cursor", progress=tell)
    assert told == whole
    told.clear()
    sandbox.advance_clock(3600)
    sandbox.touch_customer(next(iter(sandbox.customers())))
    export(codat, sandbox.company_id, tmp_path / "b.csv", cursor_file=tmp_path / "cursor", progress=tell)
    assert {total for _, total in told} == {None}


@pytest.mark.parametrize(
    ("path", "options", "says"),
    [
        ("customers.xlsx", {}, "csv, jsonl or parquet, not 'xlsx'"),
        ("customers", {}, "csv, jsonl or parquet, not ''"),
        ("customers.csv", {"format": "json"}, "not 'json'"),
        ("other.csv", {"cursor_file": "cursor"}, "belongs to the export to 'customers.csv' as csv, not to 'other.csv'"),
        ("customers.csv", {"cursor_file": "cursor", "format": "jsonl"}, "as csv, not to 'customers.csv' as jsonl"),
        ("customers.csv", {"cursor_file": "cursor", "query": "status=Active"}, "another company or query"),
        ("customers.csv", {"cursor_file": "customers.csv"}, "is no cursor file of an export"),
    ],
)
def test_what_does_not_fit(
    path: str,
    options: dict[str, Any],
    says: str,
    codat: Codat,
    sandbox: Sandbox,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    export(codat, sandbox.company_id, "customers.csv", cursor_file="cursor")
    before = (tmp_path / "customers.csv").read_bytes(), (tmp_path / "cursor").read_bytes()
    with pytest.raises(ValueError, match=says):
        export(codat, sandbox.company_id, path, **options)
    assert ((tmp_path / "customers.csv").read_bytes(), (tmp_path / "cursor").read_bytes()) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cursor", "customers.csv"]


@pytest.mark.parametrize(
    ("kept", "added", "says"),
    [
        (slice(0), b"", r"has 0 bytes, and \d+ were written"),
        (slice(-1), b"", r"has \d+ bytes, and \d+ were written"),
        (slice(None), b"a line of mine\r\n", r"has \d+ bytes, and \d+ were written"),
        (slice(1, None), b"\n", "not the columns that this version"),
        (slice(-3), b"x\r\n", "ends in other bytes than were written"),
    ],
    ids=["emptied", "shorter", "longer", "other columns", "another end"],
)
def test_an_output_that_somebody_changed(
    kept: slice, added: bytes, says: str, codat: Codat, sandbox: Sandbox, tmp_path: Path
) -> None:
    path, cursor_file = tmp_path / "customers.csv", tmp_path / "cursor"
    export(codat, sandbox.company_id, path, cursor_file=cursor_file)
    text = path.read_bytes()[kept] + added
    path.write_bytes(text)
    with pytest.raises(ValueError, match=says):
        export(codat, sandbox.company_id, path, cursor_file=cursor_file)
    assert path.read_bytes() == text


def test_an_output_that_is_gone(codat: Codat, sandbox: Sandbox, tmp_path: Path) -> None:
    path, cursor_file = tmp_path / "customers.csv", tmp_path / "cursor"
    export(codat, sandbox.company_id, path, cursor_file=cursor_file)
    path.unlink()
    with pytest.raises(ValueError, match=r"has 0 bytes, and \d+ were written"):
        export(codat, sandbox.company_id, path, cursor_file=cursor_file)


def test_an_end_in_other_bytes_is_not_cut_off_after_a_crash_either(
    codat: Codat, sandbox: Sandbox, tmp_path: Path
) -> None:
    """A file that was opened and saved by another program may be longer, and its rows end elsewhere."""
    path, cursor_file = tmp_path / "customers.csv", tmp_path / "cursor"
    there = (sandbox.url, sandbox.api_key, sandbox.company_id, str(path), str(cursor_file))
    assert run(WORKER, *there, "csv", "lines are there", "2").returncode == -signal.SIGKILL
    text = path.read_bytes()
    first, rest = text[:-5000].split(b"\r\n", 1)
    saved = first + b"\r\n" + rest.replace(b"\r\n", b"\r\n\r\n") + text[-5000:]
    path.write_bytes(saved)
    with pytest.raises(ValueError, match="ends in other bytes than were written"):
        export(codat, sandbox.company_id, path, cursor_file=cursor_file)
    assert path.read_bytes() == saved


def test_a_part_that_somebody_took(codat: Codat, sandbox: Sandbox, tmp_path: Path) -> None:
    path, cursor_file = tmp_path / "customers.parquet", tmp_path / "cursor"
    export(codat, sandbox.company_id, path, cursor_file=cursor_file)
    min(path.iterdir()).unlink()
    with pytest.raises(ValueError, match=r"has 2 of the 3 parts that were written; move it"):
        export(codat, sandbox.company_id, path, cursor_file=cursor_file)


@pytest.mark.parametrize("kind", FORMATS)
def test_an_output_of_somebody_else_is_left_alone(kind: Format, codat: Codat, sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "customers"
    if kind == "parquet":
        path.mkdir()
    (path / "mine" if kind == "parquet" else path).write_text("mine")
    with pytest.raises(FileExistsError, match="is there already, and there is no"):
        export(codat, sandbox.company_id, path, format=kind, cursor_file=tmp_path / "cursor")
    assert (path / "mine" if kind == "parquet" else path).read_text() == "mine"
    assert not (tmp_path / "cursor").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="files are not locked there")
def test_two_at_once_do_not_mix(codat: Codat, sandbox: Sandbox, tmp_path: Path) -> None:
    path, cursor_file = tmp_path / "customers.csv", tmp_path / "cursor"

    def begin_another(_done: int, _total: int | None) -> None:
        with pytest.raises(BlockingIOError, match="another export is writing"):
            export(codat, sandbox.company_id, path, cursor_file=cursor_file)

    assert export(codat, sandbox.company_id, path, cursor_file=cursor_file, progress=begin_another).customers
    assert sorted(ids(path, "csv")) == sorted(sandbox.customers())


def test_lines_need_no_pyarrow(sandbox: Sandbox, tmp_path: Path) -> None:
    """And whoever wants Parquet is told what to install."""
    program = "import sys; sys.modules['pyarrow'] = None" + WORKER
    path = tmp_path / "customers"
    there = (sandbox.url, sandbox.api_key, sandbox.company_id, str(path), str(tmp_path / "cursor"))
    assert run(program, *there, "jsonl", "the cursor is there", "0").returncode == 0
    assert sorted(ids(path, "jsonl")) == sorted(sandbox.customers())
    there = (sandbox.url, sandbox.api_key, sandbox.company_id, str(tmp_path / "p"), str(tmp_path / "other"))
    assert "pip install 'codat-customers[tables]'" in run(program, *there, "parquet", "the cursor is there", "0").stderr
    assert sorted(found.name for found in tmp_path.iterdir()) == ["cursor", "customers"]


def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
