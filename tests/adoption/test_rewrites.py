"""What somebody else's document says in another way comes out in the words of the subset, and nothing is lost."""

from __future__ import annotations

import pytest

from tests.adoption.foreign import adopted, answering, foreign, result
from tests.generator.workshop import Node, small_document

REF = "#/components/schemas/"
LID: Node = {"type": "object", "nullable": True, "title": "Lid", "properties": {"size": {"type": "string"}}}
STATE: Node = {"type": "string", "enum": ["Open", "Shut"]}
MOMENT: Node = {"title": "Moment", "type": "string", "description": "ISO 8601."}
NULL: Node = {"type": "null"}

# A property of theirs, the same of ours, and the components that come with it
REWRITES: dict[str, tuple[Node, Node, dict[str, Node]]] = {
    "nothing to do": ({"type": "string", "description": "x"}, {"type": "string", "description": "x"}, {}),
    "null of 3.0": ({"type": "number", "nullable": True}, {"type": ["number", "null"]}, {}),
    "null of 3.1": ({"type": ["integer", "null"]}, {"type": ["integer", "null"]}, {}),
    "null in anyOf": ({"anyOf": [{"type": "boolean"}, NULL]}, {"type": ["boolean", "null"]}, {}),
    "null where it is used": (
        {"$ref": f"{REF}Lid"},
        {"oneOf": [{"$ref": f"{REF}Lid"}, NULL]},
        {"Lid": {"type": "object", "description": "Lid", "properties": {"size": {"type": "string"}}}},
    ),
    "no null among the items": (
        {"type": "array", "items": {"$ref": f"{REF}Lid"}},
        {"type": "array", "items": {"$ref": f"{REF}Lid"}},
        {"Lid": {"type": "object", "description": "Lid", "properties": {"size": {"type": "string"}}}},
    ),
    "allOf of one": (
        {"allOf": [{"$ref": f"{REF}State"}, {"description": "How it is.", "deprecated": True}]},
        {"$ref": f"{REF}State", "description": "How it is.", "deprecated": True},
        {"State": STATE},
    ),
    "allOf of several": (
        {"allOf": [{"$ref": f"{REF}Lid"}, {"type": "object", "properties": {"weight": {"type": "number"}}}]},
        {"oneOf": [{"$ref": f"{REF}BoxX"}, NULL]},
        {
            "BoxX": {
                "type": "object",
                "description": "Lid",
                "properties": {"size": {"type": "string"}, "weight": {"type": "number"}},
            }
        },
    ),
    "an example of a part": (
        {"allOf": [{"type": "object", "example": 1, "properties": {"a": {"type": "string"}}}, {"$ref": f"{REF}Lid"}]},
        {"oneOf": [{"$ref": f"{REF}BoxX"}, NULL]},
        {
            "BoxX": {
                "type": "object",
                "description": "Lid",
                "properties": {"a": {"type": "string"}, "size": {"type": "string"}},
            }
        },
    ),
    "an array of itself": (
        {"$ref": f"{REF}Nest"},
        {"type": "array", "items": {}},
        {},
    ),
    "a part that is made of the whole": ({"$ref": f"{REF}Circle"}, {"description": "Round."}, {}),
    "an object in place that holds itself": (
        {"$ref": f"{REF}Tree"},
        {"$ref": f"{REF}Tree"},
        {
            "Tree": {
                "type": "object",
                "properties": {"branches": {"type": "array", "items": {"$ref": f"{REF}TreeBranch"}}},
            },
            "TreeBranch": {
                "type": "object",
                "properties": {
                    "branches": {"type": "array", "items": {"$ref": f"{REF}TreeBranch"}},
                    "age": {"type": "integer"},
                },
            },
        },
    ),
    "whatever there is": ({"type": "object", "additionalProperties": True}, {"type": "object"}, {}),
    "a component that is another": ({"$ref": f"{REF}Alias"}, {"$ref": f"{REF}State"}, {"State": STATE}),
    "text in a component": (
        {"$ref": f"{REF}Code", "description": "Its own."},
        {"type": "string", "maxLength": 3, "description": "Its own."},
        {},
    ),
    "a date-time": (
        {"$ref": f"{REF}DateTime"},
        {"type": "string", "format": "date-time", "description": "ISO 8601."},
        {},
    ),
    "an id": ({"type": "string", "format": "uuid"}, {"type": "string"}, {}),
    "a date in an array": (
        {"type": "array", "items": {"type": "string", "format": "date"}},
        {"type": "array", "items": {"type": "string"}},
        {},
    ),
    "a title": ({"type": "string", "title": "Name"}, {"type": "string", "description": "Name"}, {}),
    "examples": ({"type": "string", "examples": ["a", "b"]}, {"type": "string", "example": "a"}, {}),
    "a default": (
        {"type": "boolean", "default": False, "description": "Whether."},
        {"type": "boolean", "description": "Whether. By default false."},
        {},
    ),
    "an enum in place": (
        {"type": "string", "enum": ["A", None]},
        {"oneOf": [{"$ref": f"{REF}BoxX"}, NULL]},
        {"BoxX": {"type": "string", "enum": ["A"]}},
    ),
    "an enum of numbers": (
        {"type": "integer", "enum": [1, 2]},
        {"type": "integer", "description": "One of 1, 2."},
        {},
    ),
    "objects in an array": (
        {"type": "array", "items": {"type": "object", "properties": {"a": {"type": "string"}}}},
        {"type": "array", "items": {"$ref": f"{REF}BoxXItem"}},
        {"BoxXItem": {"type": "object", "properties": {"a": {"type": "string"}}}},
    ),
    "an enum within a schema": (
        {"$ref": f"{REF}Lid/definitions/colour"},
        {"$ref": f"{REF}Colour"},
        {},
    ),
    "a closed object": (
        {"type": "object", "additionalProperties": False, "properties": {"a": {"type": "string"}}},
        {"$ref": f"{REF}BoxX"},
        {"BoxX": {"type": "object", "properties": {"a": {"type": "string"}}}},
    ),
    "an object without properties": ({"type": "object"}, {"type": "object"}, {}),
    "a map": (
        {"type": "object", "additionalProperties": {"$ref": f"{REF}State"}},
        {"type": "object", "additionalProperties": {"$ref": f"{REF}State"}},
        {"State": STATE},
    ),
    "one of two": ({"oneOf": [{"type": "string"}, {"type": "integer"}], "description": "x"}, {"description": "x"}, {}),
    "a word of others": ({"type": "string", "x-internal": True, "externalDocs": {}}, {"type": "string"}, {}),
    "a type beneath type": (
        {"type": {"type": "string", "description": "x"}},
        {"type": "string", "description": "x"},
        {},
    ),
    "a name that is there": (
        {"$ref": f"{REF}Owner"},
        {"$ref": f"{REF}BoxOwner"},
        {"BoxOwner": {"type": "object", "properties": {"age": {"type": "integer"}}}},
    ),
    "what is there": ({"$ref": f"{REF}Essence"}, {"$ref": f"{REF}Essence"}, {}),
    "what is there by another name": ({"$ref": f"{REF}Trouble"}, {"$ref": f"{REF}Problem"}, {}),
    "a name that the modules use": (
        {"$ref": f"{REF}Self"},
        {"$ref": f"{REF}BoxSelf"},
        {"BoxSelf": {"type": "object", "properties": {"i": {"type": "integer"}}}},
    ),
}
THEIRS: dict[str, Node] = {
    "Lid": {**LID, "definitions": {"colour": {"type": "string", "enum": ["Red"]}}},
    "State": STATE,
    "Alias": {"allOf": [{"$ref": f"{REF}State"}]},
    "Code": {"type": "string", "maxLength": 3},
    "DateTime": MOMENT,
    "Owner": {"type": "object", "properties": {"age": {"type": "integer"}}},
    "Essence": {"type": "object", "required": ["essence"], "properties": {"essence": {}}},
    "Trouble": {"type": "object", "properties": {"error": {"type": "string"}}},
    "Self": {"type": "object", "properties": {"i": {"type": "integer"}}},
    "Nest": {"type": "array", "items": {"$ref": f"{REF}Nest"}},
    "Circle": {"allOf": [{"$ref": f"{REF}Circle"}, {"description": "Round."}]},
    "Tree": {
        "type": "object",
        "properties": {
            "branches": {
                "type": "array",
                "items": {
                    "allOf": [
                        {"$ref": f"{REF}Tree"},
                        {"type": "object", "properties": {"age": {"type": "integer"}}},
                    ]
                },
            }
        },
    },
}


@pytest.mark.parametrize(("theirs", "property_of_ours", "components"), REWRITES.values(), ids=REWRITES.keys())
def test_a_property(theirs: Node, property_of_ours: Node, components: dict[str, Node]) -> None:
    box: Node = {"type": "object", "properties": {"x": theirs}}
    before = small_document()["components"]["schemas"]
    document = foreign(answering({"$ref": f"{REF}Box"}), Box=box)
    document["components"]["schemas"] |= THEIRS
    adoption = adopted(document)
    schemas = result(adoption)["components"]["schemas"]
    assert schemas.pop("Box") == {"type": "object", "properties": {"x": property_of_ours}}
    assert {name: schema for name, schema in schemas.items() if name not in before} == components
    assert adoption.problems == []
