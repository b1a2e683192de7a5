"""What is deprecated says so wherever its description stands."""

from __future__ import annotations

from pathlib import Path

from tests.generator.workshop import Node, command_line, small_document, write_inputs
from tools.api.document import Document
from tools.api.reading import describe
from tools.generator.__main__ import main


def deprecated() -> Node:
    """Return a document in which an operation, a parameter, an enum, a schema and a property are deprecated."""
    document = small_document()
    operation, schemas = document["paths"]["/things"]["get"], document["components"]["schemas"]
    for node in (operation, operation["parameters"][0], schemas["Colour"], schemas["Owner"]):
        node.update(deprecated=True, description="Of old.")
    schemas["Thing"]["properties"]["size"] = {"type": "integer", "deprecated": True}
    return document


def test_the_description_says_so() -> None:
    api = describe(Document(deprecated()))
    [listing] = [operation for operation in api.operations if operation.module == "list_things"]
    [limit, *others] = listing.parameters
    [size] = [prop for prop in api.models["Thing"].properties if prop.key == "size"]
    described = (listing, limit, api.enums["Colour"], api.models["Owner"])
    assert [each.description for each in described] == 4 * ["Deprecated. Of old."]
    assert size.description == "Deprecated."
    assert not any("Deprecated" in each.description for each in others if each.key != "colour")


def test_docstrings_and_reference_say_so(tmp_path: Path) -> None:
    inputs = write_inputs(tmp_path, deprecated(), "package_name_override: a\npost_hooks: []")
    command = command_line("generate", inputs, tmp_path / "generated")
    assert main([*command, "--reference", str(tmp_path / "reference")]) == 0
    files = [*(tmp_path / "generated").rglob("*.py"), *(tmp_path / "reference").rglob("*.md")]
    saying = {file.stem for file in files if "Deprecated." in file.read_text("utf-8")}
    assert {"__init__", "list", "colour", "owner", "thing"} <= saying
