"""The reference says what the code is, and follows the specification."""

import inspect
import json
import re
from pathlib import Path
from typing import Any

import attrs
import codat_customers_api.models
import pytest

from codat_customers import Codat, errors, models
from tests.documentation.blocks import ROOT
from tests.generator.workshop import command_line, small_document, write_inputs
from tests.specification.documents import changed
from tests.support.specification import specification
from tools.api.document import Document
from tools.api.reading import describe
from tools.generator.__main__ import main

REFERENCE = ROOT / "docs/reference"
MODELS = sorted(REFERENCE.glob("models/*.md"))
OPERATIONS = sorted({*REFERENCE.glob("*/*.md")} - {*MODELS})
GETTING = [path for path in OPERATIONS if "`GET " in path.read_text("utf-8")]
OPTIONS = {"retries", "timeout", "headers"}


# What the document says of each argument
DESCRIPTIONS = {
    (operation.name, argument.name): argument.description
    for operation in describe(Document(specification())).operations
    for argument in (*operation.parameters, operation.body, operation.upload)
    if argument
}


def rows(path: Path, title: str) -> dict[str, list[str]]:
    """The cells of the table below a heading, by the first of them."""
    text = path.read_text("utf-8")
    lines = text.partition(f"## {title}\n")[2].partition("\n## ")[0].splitlines()
    cells = [line.strip("| ").split(" | ") for line in lines if line.startswith("|")][2:]
    return {row[0].strip("`"): row for row in cells}


@pytest.mark.parametrize("path", OPERATIONS, ids=lambda path: path.stem)
def test_the_parameters_of_an_operation_are_those_of_its_method(path: Path) -> None:
    with Codat("key") as codat:
        method = getattr(getattr(codat, path.parent.name), path.stem)
    parameters = inspect.signature(method).parameters
    described = rows(path, "Parameters")
    assert sorted(described) == sorted(name for name in parameters if name not in OPTIONS)
    for name, row in described.items():
        assert (row[2] == "required") == (parameters[name].default is inspect.Parameter.empty)
        # An empty cell at the end is stripped with the bar
        assert len(row) > 3 or not DESCRIPTIONS[f"{path.parent.name}.{path.stem}", name]


@pytest.mark.parametrize("path", OPERATIONS, ids=lambda path: path.stem)
def test_the_errors_of_an_operation_are_those_of_their_status(path: Path) -> None:
    for status, row in rows(path, "Errors").items():
        error = getattr(errors, row[1].strip("`"))
        assert issubclass(error, errors.APIStatusError)
        if error is not errors.APIStatusError:
            assert str(error.__doc__).startswith(status if status < "5" else "5xx")


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_the_properties_of_a_model_are_its_fields(path: Path) -> None:
    model = getattr(models, path.read_text("utf-8").partition("\n")[0].removeprefix("# "))
    if attrs.has(model):
        fields = {field.name: field for field in attrs.fields(model) if not field.name.startswith("_")}
        described = rows(path, "Properties")
        assert sorted(described) == sorted(fields)
        for name, row in described.items():
            assert (row[3] == "required") == (fields[name].default is attrs.NOTHING)
        shortcuts = {name for name, member in vars(model).items() if isinstance(member, property)}
        assert set(rows(path, "Shortcuts")) == shortcuts
    else:
        values = {name.partition(".")[2]: row[1].strip("`") for name, row in rows(path, "Values").items()}
        assert values == {member.name: member.value for member in model}


def test_every_operation_has_a_page() -> None:
    documented = {f"{path.parent.name}.{path.stem}" for path in OPERATIONS}
    assert documented == {operation.name for operation in describe(Document(specification())).operations}


def test_every_model_has_a_page() -> None:
    documented = {path.read_text("utf-8").partition("\n")[0].removeprefix("# ") for path in MODELS}
    assert documented == set(codat_customers_api.models.__all__)


@pytest.mark.parametrize("path", GETTING, ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_the_answer_is_one_to_the_request_that_stands_beside_it(path: Path) -> None:
    example = path.read_text("utf-8").partition("## Example\n")[2].partition("\n## ")[0]
    ids = dict(re.findall(r'^(\w+) = "(.+)"$', example, re.MULTILINE))
    asked = ids | dict(re.findall(r"^ +(\w+)=(\d+),$", example, re.MULTILINE))
    answer = json.loads(example.partition("```json\n")[2].partition("```")[0] or "{}")
    keys = {name: words[0] + "".join(map(str.title, words[1:])) for name in asked for words in [name.split("_")]}
    if "page" in asked:
        keys["page"] = "pageNumber"
    elif ids and "id" in answer:
        keys[list(ids)[-1]] = "id"
    answered = {name: str(answer[key]) for name, key in keys.items() if key in answer}
    assert answered == {name: asked[name] for name in answered}


def test_the_navigation_lists_every_page_and_operations_as_the_document_does() -> None:
    listed = re.findall(r"\]\((.+)\)$", (REFERENCE / "SUMMARY.md").read_text("utf-8"), re.MULTILINE)
    there = {str(path.relative_to(REFERENCE)) for path in REFERENCE.rglob("*.md")} - {"SUMMARY.md"}
    assert sorted(listed) == sorted(there)
    described = [f"{each.resource}/{each.method}.md" for each in describe(Document(specification())).operations]
    assert [page for page in listed if page in described] == described


CHANGES: list[tuple[str, dict[str, Any], str]] = [
    (
        "/paths/~1companies~1{companyId}~1data~1customers/get",
        {"summary": "List some customers"},
        "+List some customers.",
    ),
    ("/components/schemas/Customer/properties", {"vatNumber": {"type": "string"}}, "+| `vat_number` | `vatNumber` |"),
    (
        "/components/schemas/CustomerStatus",
        {"enum": ["NoSuchStatus"]},
        "+| `CustomerStatus.NO_SUCH_STATUS` | `NoSuchStatus` |",
    ),
    ("/components/parameters/pageSize/schema", {"maximum": 250}, "1 to 250 |"),
]


def test_a_changed_specification_shows_as_drift(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = specification()
    for pointer, change, _ in CHANGES:
        document = changed(document, pointer, change)
    (tmp_path / "openapi.json").write_text(json.dumps(document), "utf-8")
    assert main(["drift", "--document", str(tmp_path / "openapi.json")]) == 1
    out = capsys.readouterr().out
    assert [expected for _, _, expected in CHANGES if expected not in out] == []
    assert "run: make generate" in out.splitlines()[-1]


def test_pages_that_are_edited_or_left_over_show_and_are_written_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inputs, reference = write_inputs(tmp_path, small_document()), tmp_path / "docs/reference"
    generate, drift = (
        [*command_line(command, inputs, tmp_path / "generated"), f"--reference={reference}"]
        for command in ("generate", "drift")
    )
    assert main(generate) == 0
    (reference / "index.md").write_text("# Reference\n", "utf-8")
    (reference / "old.md").touch()
    (reference / "models/thing.md").unlink()
    assert main(drift) == 1
    found = capsys.readouterr().out
    assert re.search(r"^-# ?|^\+", found, re.MULTILINE)
    assert "not generated: reference/old.md" in found
    assert "missing: reference/models/thing.md" in found
    assert main(generate) == 0
    assert main(drift) == 0


def test_a_specification_that_cannot_be_read_leaves_the_pages_as_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in REFERENCE.rglob("*.md")}
    broken = tmp_path / "openapi.yaml"
    broken.write_text("paths: [", "utf-8")
    assert main(["generate", "--document", str(broken)]) == 1
    assert "openapi.yaml:1: " in capsys.readouterr().err
    assert {path: path.read_bytes() for path in REFERENCE.rglob("*.md")} == before
