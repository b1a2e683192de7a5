"""Refuses schemas which say something that the templates would leave out or get wrong."""

from __future__ import annotations

from typing import Any

from . import keywords
from .checks import Checks
from .document import pointer
from .naming import member_name
from .yaml_file import Node, is_list, is_node

SCHEMA_POINTER = "#/components/schemas/"
BINARY = "application/octet-stream"

_DATE_FORMATS = ("date", "date-time")
_MISPLACED_FORMATS = {
    "binary": f"binary data is the whole body of a response, as {BINARY}",
    "uuid": "ids are plain strings: what should be a UUID not always is one",
    **dict.fromkeys(_DATE_FORMATS, "a date is a property of an object: elsewhere an odd one could not be kept"),
}


class SchemaChecks:
    """Checks schemas.

    Parameters:
        checks: Collects the problems.
    """

    def __init__(self, checks: Checks) -> None:
        self._checks = checks

    def component(self, node: Node, place: str) -> None:
        """Check one of the schemas under components."""
        if "$ref" in node or "oneOf" in node or isinstance(node.get("type"), list):
            self._checks.refuse(
                place, "a component is of one type; null belongs where it is used, or it is no class of its own"
            )
            return
        if "properties" in node:
            self._checks.keywords(node, place, keywords.SCHEMAS["object"])
            self._object(node, place)
        elif "enum" in node:
            self._checks.keywords(node, place, keywords.SCHEMAS["string"])
            self.enum(node, place)
        else:
            self.in_place(node, place)

    def _object(self, node: Node, place: str) -> None:
        if node.get("type") != "object":
            self._checks.refuse(place, "a component with properties has type: object")
        if node.get("additionalProperties", True) is not True:
            self._checks.refuse(
                f"{place}/additionalProperties",
                "an object with properties keeps whatever else arrives: the service may add fields any day",
            )
        for name in node.get("required", ()):
            if name not in node["properties"]:
                self._checks.refuse(f"{place}/required", f"there is no property {name}")
        for name, schema in node["properties"].items():
            self.in_place(schema, f"{place}{pointer('properties', name)[1:]}", may_be_date=True)

    def enum(self, node: Node, place: str) -> None:
        """Check the values of a schema that has some."""
        values: list[Any] = node["enum"]
        if node.get("type") != "string" or not all(isinstance(value, str) for value in values) or not values:
            self._checks.refuse(
                f"{place}/enum", "an enum has type: string, and strings for values; null belongs where it is used"
            )
        elif len(set(values)) < len(values):
            self._checks.refuse(f"{place}/enum", "a value stands twice in the enum")
        if not place.startswith(SCHEMA_POINTER) or place.count("/") > SCHEMA_POINTER.count("/"):
            self._checks.refuse(
                place, "an enum is a component: one written in place gets a name pasted together from its place"
            )
        names = node.get("x-enum-varnames", [member_name(str(value)) for value in values])
        if not is_list(names) or len(names) != len(values):
            self._checks.refuse(
                f"{place}/x-enum-varnames", "there must be a name for every value, or none of them counts"
            )
        elif len(set(values)) == len(values) > len(set(names)):
            self._checks.refuse(f"{place}/enum", "two values get the same name; tell them apart with x-enum-varnames")

    def in_place(self, node: Node, place: str, *, may_be_date: bool = False) -> None:
        """Check a schema that stands where it is used, a reference for example."""
        if "$ref" in node:
            self._checks.keywords(node, place, keywords.REFERENCE)
            self._checks.resolved(node, place)
            return
        if "oneOf" in node:
            self._union(node, place)
            return
        if "type" not in node:
            self._checks.keywords(node, place, keywords.ANY)
            return
        kind = self._type(node["type"], place)
        if kind is None:
            return
        self._checks.keywords(node, place, keywords.SCHEMAS[kind])
        if "enum" in node:
            self.enum(node, place)
        reason = _MISPLACED_FORMATS.get(str(node.get("format")))
        if reason and not (may_be_date and node["format"] in _DATE_FORMATS):
            self._checks.refuse(f"{place}/format", reason)
        if kind == "array":
            self._items(node, place)
        if kind == "object":
            self._map(node, place)

    def _type(self, declared: object, place: str) -> str | None:
        types = declared if is_list(declared) else [declared]
        others = [name for name in types if name != "null"]
        if None in types:
            self._checks.refuse(f"{place}/type", 'null needs quotation marks: type: [string, "null"]')
            return None
        if len(others) != 1 or str(others[0]) not in keywords.SCHEMAS or len(types) > 2:
            self._checks.refuse(f"{place}/type", f'{keywords.SCHEMA_REASONS["oneOf"]}, or type: [string, "null"]')
            return None
        return str(others[0])

    def _union(self, node: Node, place: str) -> None:
        self._checks.keywords(node, place, keywords.UNION)
        choices: list[Any] = node["oneOf"]
        references = [choice for choice in choices if "$ref" in choice]
        if len(choices) != 2 or len(references) != 1 or {"type": "null"} not in choices:
            self._checks.refuse(f"{place}/oneOf", keywords.SCHEMA_REASONS["oneOf"])
            return
        self.in_place(references[0], f"{place}/oneOf/{choices.index(references[0])}")

    def _items(self, node: Node, place: str) -> None:
        if not isinstance(node.get("items"), dict):
            self._checks.refuse(place, "an array needs items")
            return
        self.in_place(node["items"], f"{place}/items")

    def _map(self, node: Node, place: str) -> None:
        if "properties" in node:
            self._checks.refuse(
                place, "an object with properties is a component: written in place it gets a pasted name"
            )
        if node.get("required"):
            self._checks.refuse(f"{place}/required", "an object with required properties lists them")
        values = node.get("additionalProperties", True)
        if values is False:
            self._checks.refuse(f"{place}/additionalProperties", "an object that may hold nothing has no use")
        elif is_node(values):
            self.in_place(values, f"{place}/additionalProperties")
