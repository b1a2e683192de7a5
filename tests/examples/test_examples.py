"""The examples do what they say, against the sandbox."""

import json
import re
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import anyio
import pyarrow.dataset as ds
import pytest
import trio
from codat_customers_api import Client
from codat_customers_api.api import Resources
from trio.testing import MockClock

from codat_customers import Codat, NotFoundError
from codat_customers.models import Customer, CustomerStatus
from codat_customers.sandbox import Sandbox
from examples import (
    create_customer,
    dask_export,
    download_attachments,
    generated_package,
    many_companies,
    quickstart,
)

EXAMPLES = Path(create_customer.__file__).parent


def add_customer(sandbox: Sandbox, name: str) -> None:
    with Codat() as codat:
        customer = Customer(customer_name=name, status=CustomerStatus.ACTIVE)
        codat.push_operations.wait(codat.customers.create(sandbox.company_id, sandbox.connection_id, customer))


def test_the_quickstart_calls_everything_and_meets_an_error_and_a_retry() -> None:
    run = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", EXAMPLES / "quickstart.py"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    called = set(re.findall(r"^  (\w+\.\w+)", run.stdout, re.MULTILINE))
    assert called == {
        "customers.list",
        "customers.get",
        "customers.create",
        "customers.update",
        "customers.get_create_update_model",
        "customers.list_attachments",
        "customers.get_attachment",
        "customers.download_attachment",
        "push_operations.list",
        "push_operations.get",
        "push_operations.wait",
        "jobs.BulkCreate",
    }
    assert "resumed: 8 created" in run.stdout
    assert "8 such customers are there" in run.stdout
    assert "NotFoundError" in run.stdout
    assert "answered 503; again in" in run.stdout
    assert "is archived" in run.stdout
    assert not run.stderr


def test_the_quickstart_takes_a_company_of_the_service(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    quickstart.main([sandbox.company_id, sandbox.connection_id])
    out = capsys.readouterr().out
    assert sandbox.url in out
    assert "customers.download_attachment" in out
    assert len(sandbox.customers()) == 31


def test_create_customer_twice_creates_one(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        create_customer.main([sandbox.company_id, sandbox.connection_id, "Larkspur"])
        assert "customer_name='Larkspur'" in capsys.readouterr().out
    assert len(sandbox.customers()) == 31


def test_create_customer_says_why_it_was_refused(sandbox: Sandbox) -> None:
    sandbox.fail_next_push("The name is taken.")
    with pytest.raises(SystemExit, match=r"refused the customer: .*The name is taken\."):
        create_customer.main([sandbox.company_id, sandbox.connection_id, "Larkspur"])


def test_the_generated_package_reads_every_page(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    generated_package.main([sandbox.company_id])
    out = capsys.readouterr().out
    assert out.count("\n") == 30
    assert [name for name in sandbox.customers() if f"{name} " not in out] == []
    with generated_package.connect(sandbox.api_key, sandbox.url) as http_client:
        found = generated_package.customers(Resources(Client(http_client)), sandbox.company_id, page_size=12)
        assert sorted(str(customer.id) for customer in found) == sorted(sandbox.customers())
    assert len(sandbox.requests) == 4


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (503, b"busy", "The service refused: status 503: b'busy'"),
        (200, b"{}", "not what the specification says: pageNumber: expected an integer, got nothing"),
    ],
)
def test_the_generated_package_has_errors_of_its_own(status: int, body: bytes, said: str, sandbox: Sandbox) -> None:
    sandbox.fail_next(status=status, body=body)
    with pytest.raises(SystemExit, match=re.escape(said)):
        generated_package.main([sandbox.company_id])
    assert len(sandbox.requests) == 1, "nothing is retried"


def test_the_generated_package_leaves_those_of_httpx(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODAT_SERVER_URL", "http://127.0.0.1:1")
    with pytest.raises(SystemExit, match=r"There was no complete answer: .*refused"):
        generated_package.main([sandbox.company_id])
    monkeypatch.setenv("CODAT_SERVER_URL", sandbox.url)
    monkeypatch.setenv("CODAT_API_KEY", "another")
    with pytest.raises(SystemExit, match="The service refused: status 401"):
        generated_package.main([sandbox.company_id])


def test_download_attachments(sandbox: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    customer_id = next(name for name in sandbox.customers() if len(sandbox.attachment_ids(name)) == 2)
    download_attachments.main([sandbox.company_id, sandbox.connection_id, customer_id, str(tmp_path)])
    contents = {path.read_bytes() for path in tmp_path.iterdir()}
    assert contents == {
        b"".join(sandbox.attachment_chunks(customer_id, attachment_id))
        for attachment_id in sandbox.attachment_ids(customer_id)
    }
    assert capsys.readouterr().out.strip()


def copied(path: Path) -> dict[tuple[str, str], object]:
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT company, id, customer FROM customers").fetchall()
    return {(company, customer_id): json.loads(text).get("customerName") for company, customer_id, text in rows}


def shown(sandbox: Sandbox) -> dict[tuple[str, str], object]:
    return {
        (company_id, customer_id): customer.get("customerName")
        for company_id in sandbox.company_ids
        for customer_id, customer in sandbox.customers(company_id).items()
    }


def test_many_companies(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "customers.db"
    for expected in (30, 1):  # what changed last comes once more
        outcomes = anyio.run(many_companies.copy_all, str(path), [*sandbox.company_ids, "nowhere"], 60_000)
        assert isinstance(outcomes.pop("nowhere"), NotFoundError)
        assert outcomes == dict.fromkeys(sandbox.company_ids, expected)
        assert copied(path) == shown(sandbox)


def test_many_companies_waits_for_tomorrow(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(anyio, "sleep", sleep)
    monkeypatch.setattr(many_companies, "COMPANIES_AT_ONCE", 1)
    monkeypatch.setattr(many_companies, "REQUESTS_TO_LEAVE", 10**9)
    anyio.run(many_companies.copy_all, str(tmp_path / "customers.db"), sandbox.company_ids, 60_000)
    assert len([seconds for seconds in waits if seconds > 1]) == len(sandbox.company_ids) - 1, "the first knew of none"
    assert "requests are left until" in capsys.readouterr().err


def test_many_companies_goes_on_after_a_kill(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "customers.db"
    with Sandbox(customers=2500, companies=2, latency=0.2, validate=False) as sandbox:
        monkeypatch.setenv("CODAT_API_KEY", sandbox.api_key)
        monkeypatch.setenv("CODAT_SERVER_URL", sandbox.url)
        command = [sys.executable, str(EXAMPLES / "many_companies.py"), str(path), *sandbox.company_ids]
        with subprocess.Popen(command) as run:
            while not path.exists() or not cursors(path):
                time.sleep(0.02)
            run.kill()
        assert 0 < len(copied(path)) < 5000
        outcomes = anyio.run(many_companies.copy_all, str(path), sandbox.company_ids, 60_000)
        assert all(isinstance(count, int) for count in outcomes.values())
        assert outcomes != dict.fromkeys(sandbox.company_ids, 2500), "it went on from its cursors"
        assert copied(path) == shown(sandbox)


def cursors(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database, suppress(sqlite3.OperationalError):
        return [cursor for (cursor,) in database.execute("SELECT cursor FROM cursors")]
    return []


def test_the_pace_is_even_however_many_wait() -> None:
    times: list[float] = []

    async def take_turns() -> None:
        pace = many_companies.Pace(60)

        async def take_turn() -> None:
            await pace.turn()
            times.append(anyio.current_time())

        async with anyio.create_task_group() as tasks:
            for _ in range(5):
                tasks.start_soon(take_turn)
        await anyio.sleep(10)
        await take_turn()

    trio.run(take_turns, clock=MockClock(autojump_threshold=0))
    assert [round(time - times[0], 6) for time in times] == [0, 1, 2, 3, 4, 14]


def test_dask_export(sandbox: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for expected in (30, 1):  # what changed last comes once more
        dask_export.main([str(tmp_path), *sandbox.company_ids, "nowhere"])
        out = capsys.readouterr().out
        for company_id in sandbox.company_ids:
            assert f"{company_id}  {expected}\n" in out
            files = sorted(map(str, (tmp_path / company_id).glob("*.parquet")))
            rows = ds.dataset(files).to_table().to_pylist()
            assert {row["id"] for row in rows} == set(sandbox.customers(company_id))
        assert re.search(r"^nowhere  .*404 Not Found", out, re.MULTILINE)
    assert not list(tmp_path.glob("nowhere/*.parquet"))
