"""What examples of answers hold decides what is required, what may be null, and what is a date."""

from __future__ import annotations

import pytest

from tests.adoption.foreign import adopted, answering, foreign, result
from tests.generator.workshop import Node

STRING: Node = {"type": "string"}
DATE: Node = {"type": "string", "format": "date-time"}

# A property of theirs, the values of it in the examples (... where it is missing), and the property of ours
EVIDENCE: dict[str, tuple[Node, list[object], Node]] = {
    "text": (STRING, ["a", "b"], STRING),
    "null": (STRING, ["a", None], {"type": ["string", "null"]}),
    "null of a reference": (
        {"$ref": "#/components/schemas/Lid"},
        [None],
        {"oneOf": [{"$ref": "#/components/schemas/Lid"}, {"type": "null"}]},
    ),
    "always a date": (STRING, ["2025-01-02T03:04:05Z", None], {**DATE, "type": ["string", "null"]}),
    "a date without an offset": (STRING, ["2025-01-02T03:04:05.1234567", "2025-01-02"], DATE),
    "not always a date": (STRING, ["2025-01-02T03:04:05Z", "soon"], STRING),
    "a number in a text": ({**STRING, "description": "x"}, ["a", 5], {"description": "x"}),
    "a fraction in an integer": ({"type": "integer"}, [1, 1.5], {"type": "number"}),
    "a whole number": ({"type": "number"}, [1, 2.5], {"type": "number"}),
    "truth in a number": ({"type": "integer"}, [True], {}),
    "an object in a text": (STRING, [{"a": 1}], {}),
    "nothing": (STRING, [], STRING),
}


@pytest.mark.parametrize(("theirs", "values", "expected"), EVIDENCE.values(), ids=EVIDENCE.keys())
def test_a_property(theirs: Node, values: list[object], expected: Node) -> None:
    assert box(theirs, values)["properties"]["madeOn"] == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [(["a", "b"], ["madeOn"]), (["a", None], ["madeOn"]), (["a", ...], None), ([], None)],
    ids=["always there", "null", "missing", "no example"],
)
def test_required(values: list[object], expected: list[str] | None) -> None:
    assert box(STRING, values, required=["madeOn"]).get("required") == expected


@pytest.mark.parametrize(
    ("example", "kept"),
    [({"madeOn": "a"}, True), ({"other": 1}, False), ([{"madeOn": "a"}], False), ({"madeOn": 5}, False)],
)
def test_an_example_that_its_schema_does_not_allow_is_left_out(example: object, kept: bool) -> None:
    assert ("example" in box(STRING, ["a"], required=["madeOn"], example=example)) == kept


@pytest.mark.parametrize(("example", "kept"), [({"size": "a"}, True), ("large", False), (None, False)])
def test_so_is_one_of_a_property(example: object, kept: bool) -> None:
    lid = {"allOf": [{"$ref": "#/components/schemas/Lid"}, {"example": example}]}
    assert ("example" in box(lid, [])["properties"]["madeOn"]) == kept


def test_what_only_callers_write_is_required_as_they_say() -> None:
    body: Node = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Box"}}}}
    document = foreign(
        answering(STRING, operationId="create-box", requestBody=body),
        method="post",
        Box={"type": "object", "required": ["id"], "properties": {"id": STRING}},
    )
    assert result(adopted(document))["components"]["schemas"]["Box"]["required"] == ["id"]


@pytest.mark.parametrize("around", ["list", "map", "property"])
def test_it_is_found_wherever_it_is(around: str) -> None:
    lid = {"$ref": "#/components/schemas/Lid"}
    schema, value = {
        "list": ({"type": "array", "items": lid}, [{"size": None}]),
        "map": ({"type": "object", "additionalProperties": lid}, {"a": {"size": None}}),
        "property": ({"type": "object", "properties": {"lid": lid}}, {"lid": {"size": None}}),
    }[around]
    document = foreign(answering(schema, value), Lid={"type": "object", "properties": {"size": STRING}})
    assert result(adopted(document))["components"]["schemas"]["Lid"]["properties"] == {
        "size": {"type": ["string", "null"]}
    }


def box(theirs: Node, values: list[object], **words: object) -> Node:
    """Return the schema that comes of one with a property, of which the examples hold values."""
    schema: Node = {"type": "object", "properties": {"madeOn": theirs}, **words}
    examples = [{} if value is ... else {"madeOn": value} for value in values]
    document = foreign(
        answering({"$ref": "#/components/schemas/Box"}, *examples),
        Box=schema,
        Lid={"type": "object", "properties": {"size": STRING}},
    )
    adoption = adopted(document)
    assert adoption.problems == []
    found: Node = result(adoption)["components"]["schemas"]["Box"]
    return found
