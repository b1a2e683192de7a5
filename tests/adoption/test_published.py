"""Codat's own documents: their operations are taken over and generated, and every example of an answer comes back."""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.generator.workshop import REAL, ROOT, command_line, importable
from tools.adoption.__main__ import main as adopt
from tools.api.description import Api, Operation
from tools.api.document import JSON, is_list, read_document, read_foreign_document
from tools.api.reading import describe
from tools.generator.__main__ import main as generate
from tools.generator.build import Inputs

UPSTREAM = Path(os.environ.get("CODAT_UPSTREAM", ROOT.parent / "shared" / "upstream"))
ACCOUNTING, EXPENSES = "codat-accounting-2023-04.yaml", "codat-sync-for-expenses-2026-06.yaml"
SUPPLIERS = {
    *("create", "download_attachment", "get", "get_attachment", "get_create_update_model", "iterate", "list"),
    *("list_attachments", "pages", "save_attachment", "stream_attachment", "update"),
}

pytestmark = pytest.mark.skipif(
    not UPSTREAM.is_dir(), reason="Codat's documents are not part of the repository: set CODAT_UPSTREAM to their folder"
)


@pytest.mark.parametrize(
    ("name", "wanted", "left_out"),
    [
        (ACCOUNTING, "*supplier*", 0),
        (ACCOUNTING, "*invoice*", 0),
        (ACCOUNTING, "*-bill,*-bills,*-bills-*,*bill-attachment*", 0),
        (ACCOUNTING, "*", 0),
        (EXPENSES, "*", 3),
    ],
    ids=["suppliers", "invoices", "bills", "all of accounting", "all of expenses"],
)
def test_every_example_comes_back(name: str, wanted: str, left_out: int, tmp_path: Path) -> None:
    document = taken_over(name, wanted, tmp_path, left_out)
    theirs = read_foreign_document(UPSTREAM / name)
    api = describe(read_document(document))
    if wanted == "*":
        assert len({each.route for each in theirs.operations()} - routes(document)) == left_out
    different: list[str] = []
    for operation, value in examples(document, api):
        module = importlib.import_module(f"taken_api.api.{operation.resource}.{operation.module}")
        raw = importlib.import_module("taken_api.types").RawResponse(200, {}, json.dumps(value).encode())
        if encoded(module.decode(raw)) != value:
            different.append(operation.module)
    assert different == []


def test_suppliers_have_all_that_customers_have(tmp_path: Path) -> None:
    api = describe(read_document(taken_over(ACCOUNTING, "*supplier*", tmp_path, 0)))
    methods = {
        resource.name: {method for operation in resource.operations for method in operation.methods}
        for resource in api.resources
    }
    assert methods["suppliers"] & methods["customers"] >= SUPPLIERS


def taken_over(name: str, wanted: str, folder: Path, left_out: int) -> Path:
    """Take operations into a copy of our document, generate from it, and return its path."""
    inputs = Inputs(folder / "openapi.yaml", folder / "config.yml", REAL.templates, REAL.runtime)
    inputs.document.write_bytes(REAL.document.read_bytes())
    inputs.config.write_text('package_name_override: taken_api\nfield_prefix: ""\npost_hooks: []', "utf-8")
    assert adopt([str(UPSTREAM / name), wanted, f"--document={inputs.document}"]) == bool(left_out)
    assert generate(command_line("generate", inputs, folder / "generated")) == 0
    return inputs.document


@pytest.fixture(autouse=True)
def package(tmp_path: Path) -> Iterator[None]:
    """Let what is generated be imported, once."""
    with importable(tmp_path / "generated"):
        yield
    for name in [name for name in sys.modules if name.partition(".")[0] == "taken_api"]:
        del sys.modules[name]


def routes(document: Path) -> set[tuple[str, str]]:
    return {operation.route for operation in read_document(document).operations()}


def examples(document: Path, api: Api) -> Iterator[tuple[Operation, Any]]:
    """Yield every example of a success, with its operation."""
    described = {operation.pointer: operation for operation in api.operations}
    for operation in read_document(document).operations():
        for status, response in operation.responses.items():
            media = response.node.get("content", {}).get(JSON, {})
            for example in media.get("examples", {}).values() if status.startswith("2") else ():
                yield described[operation.pointer], example["value"]


def encoded(value: Any) -> Any:
    return [encoded(each) for each in value] if is_list(value) else value.to_dict()
