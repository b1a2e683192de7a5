"""`make generate` ends with a line on what has changed for programs, and `make drift` begins with it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.generator.workshop import Change, Node, command_line, small_document, with_webhooks, write_inputs
from tools.generator.__main__ import main
from tools.generator.summary import members, summary

CONFIG = "package_name_override: a\npost_hooks: []"
STRING: Node = {"type": "string"}


def listing(document: Node) -> Any:
    return document["paths"]["/things"]["get"]


def schemas(document: Node) -> Any:
    return document["components"]["schemas"]


def add_parameter(name: str, *, required: bool) -> Change:
    return lambda document: listing(document)["parameters"].append(
        {"name": name, "in": "query", "required": required, "schema": STRING}
    )


CHANGES: dict[str, tuple[Change, str]] = {
    "nothing": (lambda _: None, "no operation, argument, event, model, field, enum or value has changed"),
    "texts": (
        lambda d: listing(d).update(summary="Other words"),
        "no operation, argument, event, model, field, enum or value has changed",
    ),
    "an operation": (
        lambda d: d["paths"]["/things/{thingId}"].update(
            put={**d["paths"]["/things/{thingId}"]["delete"], "operationId": "archive-thing"}
        ),
        "+1 operation things.archive; compatible",
    ),
    "operations gone": (
        lambda d: d["paths"].pop("/things/{thingId}/download"),
        "-2 operations things.download things.stream; breaking",
    ),
    "a field": (
        lambda d: schemas(d)["Thing"]["properties"].update(creditLimit=STRING),
        "+1 field Thing.creditLimit; compatible",
    ),
    "a field of another type": (
        lambda d: schemas(d)["Owner"]["properties"].update(name={"type": "integer"}),
        "~1 field Owner.name; breaking",
    ),
    "a model, and a field": (
        lambda d: (
            schemas(d).update(Place={"type": "object", "properties": {"town": STRING}}),
            schemas(d)["Thing"]["properties"].update(place={"$ref": "#/components/schemas/Place"}),
        ),
        "+1 model Place, +1 field Thing.place; compatible",
    ),
    "a value": (
        lambda d: schemas(d)["Colour"]["enum"].append("teal"),
        "+1 value Colour.TEAL; compatible",
    ),
    "six values": (
        lambda d: schemas(d)["Colour"]["enum"].extend(["c1", "c2", "c3", "c4", "c5", "c6"]),
        "+6 values Colour.C1 Colour.C2 Colour.C3 Colour.C4 Colour.C5 and 1 more; compatible",
    ),
    "an argument": (add_parameter("since", required=False), "+1 argument things.list(since); compatible"),
    "a required argument": (add_parameter("since", required=True), "+1 argument things.list(since); breaking"),
    "an argument that may be left out": (
        lambda d: listing(d)["parameters"][3].update(required=False),
        "~1 argument things.list(is_new); compatible",
    ),
    "an argument that takes more": (
        lambda d: listing(d)["parameters"][4].update({"x-python-accepts": "UUID"}),
        "~1 argument things.list(name); compatible",
    ),
    "an argument that takes less": (
        lambda d: listing(d)["parameters"][5].pop("x-python-accepts"),
        "~1 argument things.list(x_after); breaking",
    ),
    "an argument that must be given": (
        lambda d: listing(d)["parameters"][0].update(required=True),
        "~1 argument things.list(limit); breaking",
    ),
    "an event": (
        lambda d: with_webhooks(d)["webhooks"].update({"thing.lost": d["webhooks"]["thing.made"]}),
        "+2 events thing.lost thing.made, +2 models AnyEvent ThingEvent; compatible",
    ),
}


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("earlier")
    assert main(command_line("generate", write_inputs(folder, small_document(), CONFIG), folder / "generated")) == 0
    return folder / "generated"


@pytest.mark.parametrize(("change", "line"), CHANGES.values(), ids=CHANGES.keys())
def test_what_has_changed(
    change: Change, line: str, earlier: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = small_document()
    change(document)
    inputs, output = write_inputs(tmp_path, document, CONFIG), tmp_path / "generated"
    shutil.copytree(earlier, output)

    has_drifted = main(command_line("drift", inputs, output))
    shown = capsys.readouterr().out.splitlines()
    assert not has_drifted or shown[0] == f"to come: {line}"
    assert main(command_line("generate", inputs, output)) == 0
    assert capsys.readouterr().out.splitlines() == [line]


def test_the_version_that_is_due(earlier: Path) -> None:
    there = members(earlier)
    operation = next(member for member in there if member.kind == "operation")
    without = {member: text for member, text in there.items() if member != operation and member.owner != operation.name}
    assert summary(there, without, "0.3.1").endswith("; breaking; 0.4.0 is due")
    assert summary(without, there, "1.3.1").endswith("; compatible; 1.4.0 is due")


def test_an_event_of_another_class(tmp_path: Path) -> None:
    module = tmp_path / "a/webhooks.py"
    module.parent.mkdir(parents=True)
    module.write_text('_MODELS: Final[dict[str, object]] = {"lost": A, "made": A}', "utf-8")
    before = members(tmp_path)
    module.write_text('_MODELS: Final[dict[str, object]] = {"made": B}', "utf-8")
    assert summary(before, members(tmp_path)) == "-1 event lost, ~1 event made; breaking"


def test_what_is_no_python_is_nothing(tmp_path: Path) -> None:
    module = tmp_path / "a/models/broken.py"
    module.parent.mkdir(parents=True)
    module.write_text("class Broken(", "utf-8")
    (tmp_path / "a/webhooks.py").write_text("_MODELS: {", "utf-8")
    assert members(tmp_path) == members(tmp_path / "nowhere") == {}
