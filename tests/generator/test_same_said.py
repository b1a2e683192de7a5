"""Codat's own documents say the same in several ways: all of them come out as the plainest one does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.generator.workshop import Change, Node, command_line, small_document, write_inputs
from tools.api.document import Document
from tools.api.reading import describe
from tools.generator.__main__ import main

OWNER: Node = {"$ref": "#/components/schemas/Owner"}
NULL: Node = {"type": "null"}

# What a property may say, and what says the same more plainly
SAME: dict[str, tuple[Node, Node]] = {
    "allOf": ({"allOf": [OWNER]}, OWNER),
    "allOf in an array": (
        {"type": "array", "items": {"allOf": [OWNER], "title": "Each"}},
        {"type": "array", "items": OWNER},
    ),
    "anyOf": ({"anyOf": [OWNER, NULL]}, {"oneOf": [OWNER, NULL]}),
    "anyOf, null first": ({"anyOf": [NULL, OWNER]}, {"oneOf": [OWNER, NULL]}),
    "title": ({"type": "string", "title": "Its name."}, {"type": "string", "description": "Its name."}),
    "title and description": (
        {"type": "string", "title": "Name", "description": "Its name."},
        {"type": "string", "description": "Its name."},
    ),
    "readOnly": (
        {"type": "string", "readOnly": True, "description": "Its name."},
        {"type": "string", "description": "Read-only. Its name."},
    ),
    "writeOnly": ({"type": "string", "writeOnly": True}, {"type": "string", "description": "Write-only."}),
    "nullable": ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
    "not nullable": ({"type": "string", "nullable": False}, {"type": "string"}),
    "nullable twice": ({"type": ["string", "null"], "nullable": True}, {"type": ["string", "null"]}),
    "nullable reference": ({**OWNER, "nullable": True}, {"oneOf": [OWNER, NULL]}),
    "nullable allOf": ({"allOf": [OWNER], "nullable": True}, {"oneOf": [OWNER, NULL]}),
    "nullable union": ({"anyOf": [OWNER, NULL], "nullable": True}, {"oneOf": [OWNER, NULL]}),
    "nullable items": (
        {"type": "array", "nullable": True, "items": {**OWNER, "nullable": True}},
        {"type": ["array", "null"], "items": {"oneOf": [OWNER, NULL]}},
    ),
    "nullable values": (
        {"type": "object", "additionalProperties": {"type": "number", "nullable": True}},
        {"type": "object", "additionalProperties": {"type": ["number", "null"]}},
    ),
    "allOf in a map": (
        {"type": "object", "additionalProperties": {"allOf": [OWNER]}},
        {"type": "object", "additionalProperties": OWNER},
    ),
}


def with_property(node: Node) -> Node:
    document = small_document()
    document["components"]["schemas"]["Thing"]["properties"]["x"] = node
    return document


@pytest.mark.parametrize(("said", "plainly"), SAME.values(), ids=SAME.keys())
def test_the_same_comes_out(said: Node, plainly: Node) -> None:
    assert describe(Document(with_property(said))) == describe(Document(with_property(plainly)))


@pytest.mark.parametrize("node", [{"allOf": [OWNER]}, OWNER], ids=["allOf", "$ref"])
def test_what_a_property_says_goes_before_what_its_component_says(node: Node) -> None:
    document = with_property({**node, "description": "Whose it is.", "deprecated": True})
    document["components"]["schemas"]["Owner"]["description"] = "Somebody."
    [prop] = [prop for prop in describe(Document(document)).models["Thing"].properties if prop.key == "x"]
    assert prop.description == "Deprecated. Whose it is."


@pytest.mark.parametrize("media", ["application/pdf", "image/*", "application/octet-stream"])
def test_a_file_is_asked_for_by_its_media_type(media: str, tmp_path: Path) -> None:
    document = small_document()
    success = document["paths"]["/things/{thingId}/download"]["get"]["responses"]["200"]
    success["content"] = {media: {"schema": {"type": "string", "format": "binary"}}}
    inputs = write_inputs(tmp_path, document, "package_name_override: a\npost_hooks: []")
    assert main(command_line("generate", inputs, tmp_path / "generated")) == 0
    written = (tmp_path / "generated/a/api/things/download_thing.py").read_text("utf-8")
    assert f"accept={media!r}" in written.replace('"', "'")


def title(document: Node) -> None:
    for name, schema in document["components"]["schemas"].items():
        schema.update(title=f"Another name than {name}")


def keywords_as_names(document: Node) -> None:
    string = {"type": "string"}
    document["components"]["schemas"]["Thing"]["properties"] |= {"title": string, "allOf": string, "anyOf": string}


def title_in_an_example(document: Node) -> None:
    document["components"]["schemas"]["Owner"]["example"] = {"title": "Dr", "schema": {"title": "T"}}


@pytest.mark.parametrize("change", [title, keywords_as_names, title_in_an_example])
def test_it_is_generated(change: Change, tmp_path: Path) -> None:
    document = small_document()
    change(document)
    inputs = write_inputs(tmp_path, document, "package_name_override: a\npost_hooks: []")
    assert main(command_line("generate", inputs, tmp_path / "generated")) == 0
    models = tmp_path / "generated/a/models"
    assert {"thing.py", "owner.py"} <= {path.name for path in models.iterdir()}
