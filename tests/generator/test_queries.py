"""The module of queries has the fields of all records whose lists take a query, whatever these are."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.generator.workshop import CONFIG, Node, command_line, importable, small_document, write_inputs
from tools.generator.__main__ import main

STRING: Node = {"type": "string"}
INTEGER: Node = {"type": "integer"}


def reference(name: str) -> Node:
    return {"$ref": f"#/components/schemas/{name}"}


def nullable(name: str) -> Node:
    return {"oneOf": [reference(name), {"type": "null"}]}


def with_list(document: Node, name: str, properties: Node, query: Node | None = STRING) -> Node:
    """Add a list in pages of records that have an id and these properties.

    Parameters:
        document: The specification.
        name: What it lists.
        properties: Those of the records.
        query: The schema of the parameter ``query``; None for none.
    """
    numbers = dict.fromkeys(["pageNumber", "pageSize", "totalResults"], INTEGER)
    document["components"]["schemas"] |= {
        "Target": {"type": "object", "properties": {"href": STRING}},
        "Neighbours": {"type": "object", "properties": {"next": reference("Target")}},
        name: {"type": "object", "properties": {"id": STRING, **properties}},
        f"{name}Page": {
            "type": "object",
            "required": [*numbers, "_links"],
            "properties": {
                **numbers,
                "_links": reference("Neighbours"),
                "results": {"type": "array", "items": reference(name)},
            },
        },
    }
    parameters = {"page": INTEGER, "pageSize": INTEGER, **({} if query is None else {"query": query})}
    listing: Node = document["paths"]["/things"]["get"]
    document["paths"][f"/{name}"] = {
        "get": {
            "operationId": f"list-{name}",
            "tags": [name],
            "x-pages": "id",
            "parameters": [{"name": key, "in": "query", "schema": schema} for key, schema in parameters.items()],
            "responses": {
                "200": {
                    "description": "Them.",
                    "content": {"application/json": {"schema": reference(f"{name}Page")}},
                },
                "4XX": listing["responses"]["4XX"],
            },
        }
    }
    return document


def generate(folder: Path, document: Node, name: str) -> Path:
    inputs = write_inputs(folder, document, CONFIG.replace("things_api", name))
    assert main(command_line("generate", inputs, folder / "generated")) == 0
    return folder / "generated"


PROPERTIES: Node = {
    "size": {"type": ["integer", "null"]},
    "amount": {"type": "number"},
    "on": {"type": "string", "format": "date"},
    "at": {"type": "string", "format": "date-time"},
    "colour": nullable("Colour"),
    "isNew": {"type": "boolean"},
    "from": STRING,
    "odd-name": STRING,
    "place": nullable("Place"),
    # What cannot be asked for: no scalars, what is on its way out, itself, and text here but a number there
    "list": {"type": "array", "items": STRING},
    "map": {"type": "object"},
    "any": {},
    "old": {"type": "string", "deprecated": True},
    "oldPlace": {"deprecated": True, **nullable("Place")},
    "parent": nullable("Box"),
    "code": STRING,
}
KINDS = {
    "id": "TextField",
    "size": "IntegerField",
    "amount": "NumberField",
    "on": "DateField",
    "at": "DateField",
    "colour": "TextField",
    "isNew": "BooleanField",
    "from": "TextField",
    "odd-name": "TextField",
    "place.town": "TextField",
    "place.area.name": "TextField",
    "lid": "BooleanField",
}


def boxes() -> Node:
    document = with_list(small_document(), "Box", PROPERTIES)
    document["components"]["schemas"] |= {
        "Place": {"type": "object", "properties": {"town": STRING, "area": reference("Area")}},
        "Area": {
            "type": "object",
            "properties": {"name": STRING, "box": reference("Box"), "place": reference("Place")},
        },
    }
    with_list(document, "Jar", {"code": INTEGER, "lid": {"type": "boolean"}})
    return with_list(document, "Secret", {"secret": STRING}, query=None)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("boxes"), boxes(), "boxes_api")


@pytest.fixture(scope="module")
def queries(folder: Path) -> Any:
    with importable(folder):
        return importlib.import_module("boxes_api.queries")


def test_every_field_has_its_kind(queries: Any) -> None:
    assert {name: type(queries.field(name)).__name__ for name in KINDS} == KINDS
    for name in ("list", "map", "any", "old", "oldPlace.town", "parent.id", "code", "secret"):
        with pytest.raises(ValueError, match="there is no field"):
            queries.field(name)


def test_where_takes_those_whose_names_can_be_arguments(queries: Any) -> None:
    expected = {name for name in KINDS if name != "from" and name.isidentifier()}
    assert queries.Conditions.__optional_keys__ == expected
    assert queries.where(amount=0.5, colour="Red") == "amount=0.5&&colour=Red"
    assert queries.where(**{"from": "here"}) == "from=here"


def test_no_list_takes_a_query(small: tuple[object, Path]) -> None:
    assert not (small[1] / "things_api" / "queries.py").exists()


def test_fields_of_one_kind(tmp_path: Path) -> None:
    with importable(generate(tmp_path, with_list(small_document(), "Box", {"name": STRING}), "plain_boxes_api")):
        queries: ModuleType = importlib.import_module("plain_boxes_api.queries")
    assert queries.where(name="Ada") == "name=Ada"
    check_types(tmp_path / "generated")


def test_the_type_checker_is_content(folder: Path) -> None:
    check_types(folder)


def check_types(folder: Path) -> None:
    modules = [str(path) for path in folder.glob("*/quer*.py")]
    assert len(modules) == 2
    command = [sys.executable, "-m", "mypy", "--strict", "--python-version=3.11", "--cache-dir=cache", *modules]
    subprocess.run(command, check=True, cwd=folder)
