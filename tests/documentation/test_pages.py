"""The pages of specifications other than ours: written together with the package, or neither is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.generator.workshop import command_line, small_document, with_webhooks, write_inputs
from tools.api.document import Document
from tools.api.reading import describe
from tools.documentation.pages import reference_pages
from tools.generator.__main__ import REFERENCE, main
from tools.generator.outputs import Outputs, replace


def pages(document: dict[str, Any]) -> dict[str, str]:
    return reference_pages(describe(Document(document)))


def test_neither_summary_nor_answer_nor_example_is_needed() -> None:
    written = pages(small_document())
    assert "`None`: Gone." in written["things/delete.md"]
    assert "`bytes`: Bytes." in written["things/download.md"]
    assert "list of [`Thing`](../models/thing.md): Things." in written["things/list.md"]


def test_a_body_by_reference() -> None:
    document = small_document()
    creating = document["paths"]["/things"]["post"]
    document["components"]["requestBodies"] = {"New": {**creating["requestBody"], "description": "The new one."}}
    creating["requestBody"] = {"$ref": "#/components/requestBodies/New"}
    described = "| `thing` | [`Thing`](../models/thing.md) or a mapping | required | The new one. Or a mapping "
    assert described in pages(document)["things/create.md"]


def test_a_date_is_a_date() -> None:
    assert "| `made_on` | `madeOn` | `date` | required |" in pages(small_document())["models/thing.md"]


@pytest.mark.parametrize("tag", ["Things", "ThingLists", "thing lists"])
def test_every_tag_has_its_methods_in_the_index(tag: str) -> None:
    document = small_document()
    for item in document["paths"].values():
        for method in item.keys() & {"get", "post", "delete"}:
            item[method]["tags"] = [tag]
    index = pages(document)["index.md"]
    assert f"## {tag}\n" in index
    assert index.count("](thing") == 5


def test_the_events_are_on_a_page_in_their_order() -> None:
    document = with_webhooks(small_document())
    made = document["webhooks"]["thing.made"]["post"]
    made |= {"summary": "A thing was made", "description": "By somebody."}
    made["requestBody"]["content"]["application/json"]["example"] = {"id": "E-1"}
    written = pages(document)
    text = written["webhooks.md"]
    described = "A thing was made. By somebody.\n\nIts class is [`ThingEvent`](models/thing_event.md)."
    assert f'## thing.made\n\n{described}\n\n```json\n{{\n  "id": "E-1"\n}}\n```\n' in text
    assert text.endswith("\n## Any other\n\nIts class is [`AnyEvent`](models/any_event.md).\n")
    assert "| [`thing.made`](webhooks.md) | A thing was made |" in written["index.md"]
    assert "## Used by\n\n- [`thing.made`](../webhooks.md)\n" in written["models/thing_event.md"]


def test_without_events_there_is_no_page_of_them() -> None:
    written = pages(small_document())
    assert "webhooks.md" not in written
    assert "Webhooks" not in written["index.md"]


def test_package_and_pages_stay_as_they_were_if_one_cannot_be_put_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = write_inputs(tmp_path / "inputs", small_document())
    outputs = Outputs(tmp_path / "generated", tmp_path / "reference")
    replace(inputs, outputs)
    for folder in outputs.folders:
        (folder / "old").touch()
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if target == outputs.reference and path.name == "fresh":
            raise OSError("the disk is full")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OSError, match="full"):
        replace(inputs, outputs)
    assert all((folder / "old").exists() for folder in outputs.folders)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["generated", "inputs", "reference"]


def test_an_output_of_its_own_leaves_our_reference_alone(tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in REFERENCE.rglob("*.md")}
    inputs = write_inputs(tmp_path, small_document())
    assert main(command_line("generate", inputs, tmp_path / "generated")) == 0
    assert {path: path.read_bytes() for path in REFERENCE.rglob("*.md")} == before
