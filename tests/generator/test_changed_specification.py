"""A change of the specification changes the SDK, with no hand-written line."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.generator.exchange import Answer, Exchange
from tests.generator.workshop import REAL, importable, write_inputs
from tests.support.multipart import Part, part_of
from tests.support.server import PUSH, Behaviour, FaultServer, drip, raw
from tests.support.specification import specification
from tools.generator.outputs import Outputs, replace

PACKAGE = "changed_customers_api"

PAGE = {
    "results": [{"status": "NoSuchStatus", "creditLimit": 2.5}],
    "pageNumber": 1,
    "pageSize": 1,
    "totalResults": 1,
    "_links": {"self": {"href": "/"}, "current": {"href": "/"}},
}


def changed_specification() -> dict[str, Any]:
    """Return the real specification with operations, a tag, a field, an enum value, a bounded parameter, an upload."""
    document = specification()
    schemas = document["components"]["schemas"]
    schemas["Customer"]["properties"]["creditLimit"] = {"type": ["number", "null"], "description": "Up to what sum."}
    schemas["CustomerStatus"]["enum"].append("NoSuchStatus")
    listing = document["paths"]["/companies/{companyId}/data/customers"]["get"]
    document["paths"]["/companies/{companyId}/data/customers/guess"] = {
        "get": {
            **listing,
            "operationId": "guess-customers",
            "summary": "Guess customers",
            "parameters": [
                *({"$ref": f"#/components/parameters/{name}"} for name in ("companyId", "page", "pageSize")),
                {
                    "name": "minScore",
                    "in": "query",
                    "required": True,
                    "schema": {"type": "integer", "minimum": 1, "maximum": 10, "description": "How well they match."},
                },
            ],
        }
    }
    errors = {status: answer for status, answer in listing["responses"].items() if status != "200"}
    document["paths"]["/companies/{companyId}/levels/{customerId}"] = {
        "delete": {
            **{key: value for key, value in listing.items() if key not in ("parameters", "x-pages")},
            "operationId": "forget-level",
            "tags": ["Levels"],
            "parameters": [
                {"$ref": "#/components/parameters/companyId"},
                {"$ref": "#/components/parameters/customerId"},
            ],
            "responses": {"204": {"description": "It is forgotten."}, **errors},
        }
    }
    document["paths"]["/companies/{companyId}/levels"] = {
        "get": {
            **{key: value for key, value in listing.items() if key != "x-pages"},
            "operationId": "get-level",
            "tags": ["Levels"],
            "parameters": [{"$ref": "#/components/parameters/companyId"}],
        }
    }
    push = document["paths"]["/companies/{companyId}/connections/{connectionId}/push/customers"]["post"]
    document["paths"]["/companies/{companyId}/connections/{connectionId}/push/customers/{customerId}/portrait"] = {
        "post": {
            **{key: value for key, value in push.items() if key != "x-python-name"},
            "operationId": "upload-customer-portrait",
            "parameters": [
                {"$ref": f"#/components/parameters/{name}"} for name in ("companyId", "connectionId", "customerId")
            ],
            "requestBody": {
                "required": True,
                "content": {
                    "multipart/form-data": {
                        "schema": {
                            "type": "object",
                            "properties": {"file": {"type": "string", "format": "binary"}},
                            "required": ["file"],
                        }
                    }
                },
            },
        }
    }
    return document


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    folder = tmp_path_factory.mktemp("changed")
    config = REAL.config.read_text(encoding="utf-8").replace("codat_customers_api", PACKAGE)
    replace(write_inputs(folder, changed_specification(), config), Outputs(folder / "generated"))
    with importable(folder / "generated"):
        yield importlib.import_module(PACKAGE)


@pytest.fixture
def api(package: ModuleType) -> Any:
    return importlib.import_module(f"{PACKAGE}.api.customers")


def test_the_new_operation_is_a_method(package: Any, api: Any) -> None:
    with Exchange() as exchange, httpx.Client(base_url=exchange.url) as http_client:
        exchange.answer = Answer(json.dumps(PAGE).encode())

        (customer,) = api.Customers(package.Client(http_client)).guess("c", min_score=3).results

        assert exchange.asked[0].target == "/companies/c/data/customers/guess?minScore=3"
    assert customer.credit_limit == 2.5
    assert customer.status.is_known


def test_the_new_bound_is_checked(package: Any, api: Any) -> None:
    with httpx.Client(base_url="http://127.0.0.1:9") as http_client:
        customers = api.Customers(package.Client(http_client))
        with pytest.raises(ValueError, match="min_score must be at most 10, not 11"):
            customers.guess("c", min_score=11)
        with pytest.raises(TypeError, match="min_score"):
            customers.guess("c")


def test_every_class_has_the_new_method_with_its_documentation(api: Any) -> None:
    for name in api.__all__:
        assert callable(getattr(api, name).guess)
    for name in ("Customers", "AsyncCustomers"):
        assert "How well they match." in getattr(api, name).guess.__doc__


def test_the_new_field_is_sent(package: ModuleType) -> None:
    models: Any = importlib.import_module(f"{PACKAGE}.models")

    customer = models.Customer(status=models.CustomerStatus.NO_SUCH_STATUS, credit_limit=100)

    assert customer.to_dict() == {"status": "NoSuchStatus", "creditLimit": 100}


def test_the_clients_have_what_is_new_with_no_line_by_hand(package: ModuleType) -> None:
    program = """
import asyncio, codat_customers, sys
from codat_customers.models import CustomerStatus

async def main(codat):
    async with codat:
        customers = [customer async for customer in codat.customers.iterate_guess("c", min_score=3)]
        assert customers == (await codat.customers.guess("c", min_score=3)).results
        return (await codat.customers.guess("c", min_score=3)).total_results, await codat.levels.get("c")

server_url = sys.argv[1]
with codat_customers.Codat(api_key="k", server_url=server_url) as codat:
    page = codat.customers.guess("c", min_score=3)
    assert [customer.credit_limit for customer in codat.customers.iterate_guess("c", min_score=3)] == [2.5]
    assert page.results[0].status is CustomerStatus.NO_SUCH_STATUS and page.results[0].credit_limit == 2.5
    assert codat.levels.get("c").total_results == 1
assert asyncio.run(main(codat_customers.AsyncCodat(api_key="k", server_url=server_url)))[0] == 1
"""
    with Exchange() as exchange:
        exchange.answer = Answer(json.dumps(PAGE).encode())
        run_as_codat(package, program, exchange.url)
        targets = {asked.target for asked in exchange.asked}
    guessing = "/companies/c/data/customers/guess?"
    pages = f"{guessing}page=1&pageSize=100&minScore=3"
    assert targets == {f"{guessing}minScore=3", pages, "/companies/c/levels"}


def test_the_clients_send_files_with_no_line_by_hand(package: ModuleType, tmp_path: Path) -> None:
    program = """
import asyncio, codat_customers, io, sys
server_url, path = sys.argv[1:]
ids = ("c", "n", "i")

async def main():
    async with codat_customers.AsyncCodat(api_key="k", server_url=server_url) as codat:
        with open(path, "rb") as file:
            return await codat.customers.upload_portrait(*ids, file)

with codat_customers.Codat(api_key="k", server_url=server_url) as codat:
    with open(path, "rb") as file:
        assert codat.customers.upload_portrait(*ids, file).push_operation_key == "k"
    codat.customers.upload_portrait(*ids, b"content", file_name="new.pdf")
    try:
        codat.customers.upload_portrait(*ids, io.StringIO("text"))
    except TypeError as error:
        assert str(error).startswith("customers.upload_portrait: file must be a file object for bytes"), error
assert asyncio.run(main()).push_operation_key == "k"
"""
    (tmp_path / "new.pdf").write_bytes(b"content")
    with Exchange() as exchange:
        exchange.answer = Answer(PUSH)
        run_as_codat(package, program, exchange.url, str(tmp_path / "new.pdf"))
        [target] = {asked.target for asked in exchange.asked}
    assert target == "/companies/c/connections/n/push/customers/i/portrait"
    parts = [part_of(asked.headers, asked.body) for asked in exchange.asked]
    assert parts == [Part("file", "new.pdf", "application/pdf", b"content")] * 3
    assert len({asked.key for asked in exchange.asked} - {None}) == 3


NOTHING = {
    "204": Answer(b"", status=204),
    "200 without a body": Answer(b""),
    "200 with a body": Answer(b"{}"),
    "202 with a body that is no JSON": Answer(b"soon", status=202, content_type="text/plain"),
}


@pytest.mark.parametrize("answer", NOTHING.values(), ids=NOTHING.keys())
def test_an_operation_that_returns_nothing(package: Any, answer: Answer) -> None:
    levels: Any = importlib.import_module(f"{PACKAGE}.api.levels")
    program = """
import asyncio, codat_customers, sys

async def forget():
    async with codat_customers.AsyncCodat(api_key="k", server_url=sys.argv[1], retries=None) as codat:
        assert await codat.levels.forget("c", "1") is None

with codat_customers.Codat(api_key="k", server_url=sys.argv[1], retries=None) as codat:
    assert codat.levels.forget("c", "1") is None
    response = codat.levels.with_raw_response.forget("c", "1")
    assert (response.status_code, response.parsed) == (int(sys.argv[2]), None)
asyncio.run(forget())
"""
    with Exchange() as exchange, httpx.Client(base_url=exchange.url) as http_client:
        exchange.answer = answer
        assert levels.Levels(package.Client(http_client)).forget("c", "1") is None
        run_as_codat(package, program, exchange.url, str(answer.status))
        assert [asked.method for asked in exchange.asked] == ["DELETE"] * 4


BROKEN = {
    "cut off": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut off"),
    "no gzip": raw(b"HTTP/1.1 202 Accepted\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain"),
    "unknown coding": raw(b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\nbr"),
    "chunks without lengths": raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\n"),
}


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_body_that_means_nothing_does_no_harm(package: ModuleType, answer: Behaviour) -> None:
    with FaultServer([answer, answer]) as server:
        run_as_codat(package, FORGET, server.url, "30", "None")

        assert len(server.requests) == 2


def test_a_body_that_means_nothing_has_no_more_time_than_others(package: ModuleType) -> None:
    endless = drip(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"x" * 9999)

    with FaultServer([endless, endless]) as server:
        run_as_codat(package, FORGET, server.url, "0.1", "APITimeoutError()")


# Both clients forget a level, with the same result or error.
FORGET = """
import asyncio, codat_customers, sys
server_url, timeout, expected = sys.argv[1:]
settings = {"server_url": server_url, "retries": None, "timeout": float(timeout)}

def check(call):
    try:
        result = call()
    except codat_customers.SDKError as error:
        result = f"{type(error).__name__}()"
    assert str(result) == expected, result

async def forget():
    async with codat_customers.AsyncCodat(api_key="k", **settings) as codat:
        return await codat.levels.forget("c", "1")

with codat_customers.Codat(api_key="k", **settings) as codat:
    check(lambda: codat.levels.forget("c", "1"))
check(lambda: asyncio.run(forget()))
"""


def run_as_codat(package: ModuleType, program: str, *arguments: str) -> None:
    """Run a program whose codat_customers is built on the changed package."""
    generated = Path(str(package.__file__)).parent
    folder = generated.parent / "as_codat"
    folder.mkdir(exist_ok=True)
    link = folder / "codat_customers_api"
    if not link.is_symlink():
        link.symlink_to(generated)
    path = os.pathsep.join([str(folder), str(REAL.document.parent / "src")])
    subprocess.run([sys.executable, "-c", program, *arguments], check=True, env={**os.environ, "PYTHONPATH": path})


def test_the_old_operations_are_as_they_were(package: ModuleType) -> None:
    old: Path = REAL.document.parent / "generated" / "codat_customers_api" / "api"
    new = Path(str(package.__file__)).parent / "api"

    for path in sorted(old.rglob("*_customer*.py")):
        assert (new / path.relative_to(old)).read_bytes() == path.read_bytes(), path.name
