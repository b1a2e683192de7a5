"""Arrays and dates among the parameters: what is sent of them, and what is refused."""

from __future__ import annotations

import datetime
import importlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from codat_customers_api.client import RequestOptions, RequestSpec

from codat_customers import Codat
from tests.generator.exchange import Answer, Exchange
from tests.generator.workshop import Node, command_line, importable, small_document, write_inputs
from tools.documentation.python_code import Example
from tools.generator.__main__ import main
from tools.generator.build import generate

DAY = datetime.date(2026, 2, 28)
PARAMETERS: list[Node] = [
    {"name": "ids", "in": "query", "schema": {"type": "array", "items": {"type": "string", "maxLength": 3}}},
    {"name": "sizes", "in": "query", "schema": {"type": "array", "items": {"type": "integer", "minimum": 1}}},
    {
        "name": "colours",
        "in": "query",
        "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Colour"}, "example": ["Red"]},
    },
    {
        "name": "day",
        "in": "query",
        "required": True,
        "schema": {"type": "string", "format": "date", "example": "2026-02-28"},
    },
]


def document() -> Node:
    changed = small_document()
    changed["paths"]["/things"]["get"]["parameters"] = PARAMETERS
    return changed


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("query")
    inputs = write_inputs(folder, document(), "package_name_override: query_api\npost_hooks: []")
    assert main(command_line("generate", inputs, folder / "generated")) == 0
    with importable(folder / "generated"):
        yield folder / "generated"


@pytest.fixture(scope="module")
def request_list(package: Path) -> Callable[..., Any]:
    request: Callable[..., Any] = importlib.import_module("query_api.api.things.list_things").request
    return request


@pytest.fixture(scope="module")
def exchange() -> Iterator[Exchange]:
    with Exchange() as exchange:
        exchange.answer = Answer(b"[]")
        yield exchange


EVERYTHING: Node = {"ids": ["a&b", "ü"], "sizes": [1, 2], "colours": ["Red", "Violet"], "day": DAY}
TARGET = "/things?ids=a%26b&ids=%C3%BC&sizes=1&sizes=2&colours=Red&colours=Violet&day=2026-02-28"


def test_a_plain_client_sends_each_value_with_the_name(package: Path, exchange: Exchange) -> None:
    resources: Any = importlib.import_module("query_api.api.things")
    client: Any = importlib.import_module("query_api.client").Client
    with httpx.Client(base_url=exchange.url) as http_client:
        resources.Things(client(http_client)).list(**EVERYTHING)
    assert exchange.requests[-1].target == TARGET


def test_our_client_sends_the_same(request_list: Callable[..., Any], exchange: Exchange) -> None:
    other = request_list(**EVERYTHING)
    spec = RequestSpec(other.operation, other.method, other.path, other.decode_error, other.params)
    with Codat("key", server_url=exchange.url) as codat:
        codat.customers._sender.send(spec, lambda raw: raw, RequestOptions())  # pyright: ignore[reportPrivateUsage]
    assert exchange.requests[-1].target == TARGET


def test_one_value_and_none(request_list: Callable[..., Any]) -> None:
    assert request_list(ids=["a"], day=DAY).params == {"ids": ["a"], "day": "2026-02-28"}
    assert request_list(day=DAY).params == {"day": "2026-02-28"}


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"ids": "abc"}, TypeError, "ids must be of type list, not str"),
        ({"ids": []}, ValueError, "ids must hold a value; leave it out, or give None"),
        ({"ids": ["a", 1]}, TypeError, r"ids\[1\] must be of type str, not int"),
        ({"ids": ["a", None]}, TypeError, r"ids\[1\] must be of type str, not NoneType"),
        ({"ids": ["abcd"]}, ValueError, r"ids\[0\] must have at most 3 characters"),
        ({"sizes": [1, 0]}, ValueError, r"sizes\[1\] must be at least 1, not 0"),
        ({"sizes": [True]}, TypeError, r"sizes\[0\] must be of type int, not bool"),
        ({"colours": [5]}, TypeError, r"colours\[0\] must be of type Colour, not int"),
        ({"day": "2026-02-28"}, TypeError, "day must be of type datetime.date, not str"),
        ({"day": datetime.datetime(2026, 2, 28)}, TypeError, "day must be of type datetime.date, not datetime"),  # noqa: DTZ001
    ],
)
def test_what_cannot_be_sent(
    request_list: Callable[..., Any], arguments: Node, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        request_list(**{"day": DAY, **arguments})


def test_the_example_of_the_reference_says_it_in_python(tmp_path: Path) -> None:
    api = generate(write_inputs(tmp_path, document()), tmp_path / "generated")
    [listing] = [operation for operation in api.operations if operation.module == "list_things"]
    program = Example(listing, api).text()
    assert "day = datetime.date(2026, 2, 28)" in program
    assert "colours=[Colour.RED]" in program


@pytest.mark.parametrize("module", ["api/things/__init__.py", "api/things/list_things.py", "resources.py"])
def test_a_method_called_list_does_not_hide_the_type(package: Path, module: str) -> None:
    text = (package / "query_api" / module).read_text("utf-8")
    if "ids:" in text:
        assert "ids: builtins.list[str] | None" in text
        assert "import builtins" in text
