"""The subset is data, each rule has its reason, and a refusal names file, line and place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tools.api.document import Document, DocumentError, Located, is_node, parse_mapping, read_document
from tools.api.subset import SCHEMA_FILE, check_supported

SPECIFICATION = Path(__file__).parents[2] / "openapi.yaml"
SUBSET: dict[str, Any] = json.loads(SCHEMA_FILE.read_text("utf-8"))
ASSERTIONS = {
    *("anyOf", "const", "contains", "enum", "maxItems", "maxProperties", "minItems", "minLength", "minimum", "not"),
    *("pattern", "required", "type", "uniqueItems"),
}


def test_the_subset_is_json_schema() -> None:
    Draft202012Validator.check_schema(SUBSET)


def test_every_rule_has_a_reason() -> None:
    assert [place for place, rule in rules(SUBSET) if ASSERTIONS & rule.keys() and not rule.get("description")] == []


def rules(rule: dict[str, Any], place: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every rule that can refuse something, with its place; conditions and alternatives refuse nothing themselves"""
    yield place, rule
    for keyword in ("properties", "patternProperties", "$defs"):
        for name, inner in rule.get(keyword, {}).items():
            if is_node(inner):
                yield from rules(inner, f"{place}/{keyword}/{name}")
    for number, inner in enumerate(rule.get("allOf", ())):
        yield from rules(inner, f"{place}/allOf/{number}")
    for keyword in ("then", "else", "items", "additionalProperties", "propertyNames", "unevaluatedProperties"):
        if is_node(inner := rule.get(keyword)):
            yield from rules(inner, f"{place}/{keyword}")


def test_our_specification_keeps_to_it() -> None:
    check_supported(read_document(SPECIFICATION))


def test_a_refusal_names_file_line_and_place(tmp_path: Path) -> None:
    lines = SPECIFICATION.read_text("utf-8").splitlines(keepends=True)
    number = lines.index("  /companies/{companyId}/data/customers:\n") + 1
    lines.insert(number, "    servers: []\n")
    changed = tmp_path / "changed.yaml"
    changed.write_text("".join(lines), "utf-8")
    with pytest.raises(DocumentError) as caught:
        check_supported(read_document(changed))
    place = "#/paths/~1companies~1{companyId}~1data~1customers/servers"
    assert str(caught.value) == f"changed.yaml:{number + 1}: {place}: all operations share one server"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\nb: [", "x.yaml:2: "),
        ("a: 1\na: 2", "x.yaml:2: "),
        ("- 1", "x.yaml:1: it does not hold a mapping"),
        ("a:\n  200: 1", "x.yaml:2: #/a/200: the key 200 needs quotation marks"),
        ("a:\n  - 1\n  - 2020-01-02", "x.yaml:3: #/a/1: a date needs quotation marks"),
        ('a:\n  b: "\\uD800"', "x.yaml:2: #/a/b: half of a surrogate pair is no character"),
        ('"\\uD800": 1', r"x.yaml:1: #/\ud800: half of a surrogate pair is no character"),
        ("a: &x\n  b: *x", "x.yaml:2: #/a/b: an anchor holds an alias to itself"),
        ("a: &x\n  - *x", "x.yaml:1: #/a/0: an anchor holds an alias to itself"),
    ],
)
def test_what_is_no_document(text: str, problem: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse_mapping(text, "x.yaml")
    assert str(caught.value).startswith(problem)


DOCUMENT = Document({"paths": {"/{id}": {"list": [{"a": 1}, {"$ref": "#/loop"}]}}, "loop": {"$ref": "#/loop"}})


@pytest.mark.parametrize("reference", ["#/paths/~1{id}/list/0", "#/paths/~1%7Bid%7D/list/0"])
def test_a_reference_leads_through_lists_and_percent_encoding(reference: str) -> None:
    assert DOCUMENT.resolve(Located({"$ref": reference}, "#/x")) == Located({"a": 1}, reference)


@pytest.mark.parametrize(
    ("reference", "problem"),
    [
        ("#/paths/~1{id}/list/2", "there is no #/paths/~1{id}/list/2"),
        ("#/paths/~1{id}/list/0/a", "there is no"),
        ("#/paths/~1{id}/list/x", "there is no"),
        ("#/loop", "#/loop leads back to itself"),
        ("#/paths/~1{id}/list/1", "#/loop leads back to itself"),
        ("other.yaml#/x", "a $ref leads to another place in this document"),
        (7, "a $ref leads to another place in this document"),
    ],
)
def test_a_reference_that_leads_nowhere(reference: object, problem: str) -> None:
    with pytest.raises(DocumentError) as caught:
        DOCUMENT.resolve(Located({"$ref": reference}, "#/x"))
    assert str(caught.value).startswith(f"openapi.yaml:1: #/x: {problem}")
