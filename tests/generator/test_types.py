"""The generated package is typed by itself, in the eyes of both type checkers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.generator.workshop import ROOT, Node, small_document, write_inputs
from tools.generator.outputs import Outputs, replace

USER_CODE = """
import datetime
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import assert_type

import httpx
from codat_customers_api import UNSET, AsyncClient, Client, Response, Unset
from codat_customers_api.api.customers import AsyncCustomers, Customers
from codat_customers_api.client import AsyncSender, AsyncStreamedBody, Sender, StreamedBody
from codat_customers_api.models import Address, AddressType, Customer, CustomerPage, CustomerStatus, PushOption

sender: Sender = Client(httpx.Client())
customers = Customers(sender)
page = customers.list("c", page=1, query="x", timeout=5, retries=None)
assert_type(page, CustomerPage)
assert_type(page.results, list[Customer])
assert_type(customers.with_raw_response.get("c", "i"), Response[Customer])
assert_type(customers.download_attachment("c", "n", "i", "a"), bytes)
assert_type(customers.stream_attachment("c", "n", "i", "a"), AbstractContextManager[StreamedBody])

customer = Customer(
    status=CustomerStatus.ACTIVE,
    phone=None,
    addresses=[Address(type_=AddressType.BILLING)],
    additional_properties={"a": 1},
)
customers.create("c", "n", customer, idempotency_key="k", headers={"a": "b"})
customers.create("c", "n", {"status": "Active", "contacts": [], "x": None})
assert_type(customer.modified_date, datetime.datetime | Unset)
if customer.modified_date is not UNSET:
    print(customer.modified_date.year)
assert_type(PushOption.from_dict({}), PushOption)

async_sender: AsyncSender = AsyncClient(httpx.AsyncClient())
async_customers = AsyncCustomers(async_sender)
assert_type(
    async_customers.stream_attachment("c", "n", "i", "a"), AbstractAsyncContextManager[AsyncStreamedBody]
)


async def asynchronously() -> None:
    assert_type(await async_customers.get("c", "i"), Customer)
    assert_type(await async_customers.with_raw_response.list("c"), Response[CustomerPage])
"""

MISTAKES = {
    'customers.list("c", page="1")',
    'customers.list("c", pages=1)',
    "customers.list(5)",
    'customers.create("c", "n", "Active")',
    "Customer()",
    "Customer(status=5)",
    "Customer(status=CustomerStatus.ACTIVE, custmer_name='x')",
    "Customer(status=CustomerStatus.ACTIVE, id=None)",
    "customer.modified_date.year",
    "Customers(AsyncClient(httpx.AsyncClient()))",
}


@pytest.mark.parametrize("schema", [{}, {"type": "object"}, {"type": "array", "items": {}}])
def test_every_name_is_imported(tmp_path: Path, schema: Node) -> None:
    document = small_document()
    document["paths"]["/things/{thingId}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] = schema
    replace(write_inputs(tmp_path, document), Outputs(tmp_path / "generated"))
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--select=F821"]
    run = subprocess.run([*command, tmp_path / "generated"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """User code without a mistake, followed by one line for each mistake; the package stands alone beside it."""
    path = tmp_path / "program.py"
    path.write_text(USER_CODE.lstrip() + "\n# mistakes\n" + "\n".join(sorted(MISTAKES)) + "\n", encoding="utf-8")
    (tmp_path / "alone").mkdir()
    (tmp_path / "alone" / "codat_customers_api").symlink_to(ROOT / "generated" / "codat_customers_api")
    return path


def mistaken_lines(program: Path) -> set[int]:
    lines = program.read_text(encoding="utf-8").splitlines()
    return set(range(lines.index("# mistakes") + 2, len(lines) + 1))


def test_mypy(program: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir=cache", program.name],
        cwd=program.parent,
        env={**os.environ, "MYPYPATH": "alone"},
        capture_output=True,
        text=True,
        check=False,
    )

    found = {
        int(line.split(":")[1])
        for line in run.stdout.splitlines()
        if line.startswith("program.py:") and "error:" in line
    }
    assert found == mistaken_lines(program), run.stdout
    assert not [line for line in run.stdout.splitlines() if "codat_customers_api" in line.split(":")[0]]


def test_pyright(program: Path) -> None:
    settings = {
        "typeCheckingMode": "strict",
        "extraPaths": ["alone"],
        "include": ["program.py"],
        "reportUnusedExpression": False,
    }
    (program.parent / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")

    run = subprocess.run(
        [sys.executable, "-m", "basedpyright", "--outputjson", "--pythonpath", sys.executable],
        cwd=program.parent,
        capture_output=True,
        text=True,
        check=False,
    )

    report = json.loads(run.stdout)["generalDiagnostics"]
    found = {entry["range"]["start"]["line"] + 1 for entry in report if entry["severity"] == "error"}
    assert found == mistaken_lines(program), report
