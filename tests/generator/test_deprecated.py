"""What is deprecated says so wherever its description stands."""

from __future__ import annotations

import importlib
import sys
import warnings
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

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


class Silent:
    """A sender that sends nothing."""

    def send(self, *_: object) -> object:
        return SimpleNamespace(parsed=None)


def test_a_call_warns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = deprecated()
    document["paths"]["/things"]["post"]["parameters"] = [
        {"name": name, "in": "query", "deprecated": name == "old", "schema": {"type": "string"}}
        for name in ("old", "new")
    ]
    inputs = write_inputs(tmp_path, document, "package_name_override: deprecated_api\npost_hooks: []")
    assert main(command_line("generate", inputs, tmp_path / "generated")) == 0
    monkeypatch.setattr(sys, "path", [str(tmp_path / "generated"), *sys.path])
    api: Any = importlib.import_module("deprecated_api.api.things")
    models: Any = importlib.import_module("deprecated_api.models")
    things, thing = api.Things(Silent()), models.Thing(id="1", made_on=date(2025, 1, 2), owner=None)

    with pytest.warns(DeprecationWarning, match="things.list is deprecated") as warned:
        things.list(is_new=True)
    assert [warning.filename for warning in warned] == [__file__]
    with pytest.warns(DeprecationWarning, match="the argument old of things.create is deprecated") as warned:
        things.create(thing, old="x")
    assert [warning.filename for warning in warned] == [__file__]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        things.create(thing, new="x")


def test_docstrings_and_reference_say_so(tmp_path: Path) -> None:
    inputs = write_inputs(tmp_path, deprecated(), "package_name_override: a\npost_hooks: []")
    command = command_line("generate", inputs, tmp_path / "generated")
    assert main([*command, "--reference", str(tmp_path / "reference")]) == 0
    files = [*(tmp_path / "generated").rglob("*.py"), *(tmp_path / "reference").rglob("*.md")]
    saying = {file.stem for file in files if "Deprecated." in file.read_text("utf-8")}
    assert {"__init__", "list", "colour", "owner", "thing"} <= saying
