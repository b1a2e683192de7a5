"""What the examples of answers really hold: what is always there, what is null, and what is a date."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from attrs import define, field
from jsonschema import Draft202012Validator

from ..api.canonical import or_null
from ..api.document import COMPONENT, JSON, Node, is_list, is_node
from .schemas import PAGE_KEYS, Note

_KINDS: Final = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?")
_NUMBERS: Final = frozenset({"integer", "number"})
_KEPT: Final = ("description", "deprecated", "example")
_NAMED_AS_DATE: Final = re.compile(r"[dD]ate|Utc$|Time$|On$|At$")


@define
class _Seen:
    """The values of a property."""

    count: int = 0
    kinds: set[str] = field(factory=set[str])
    all_dates: bool = True


class Evidence:
    """Corrects new components by examples.

    Parameters:
        components: The new components, which are changed in place.
        operations: The new operations with their examples.
    """

    def __init__(self, components: dict[str, Node], operations: list[Node]) -> None:
        self._components = components
        self._objects: dict[str, int] = defaultdict(int)
        self._seen: dict[tuple[str, str], _Seen] = defaultdict(_Seen)
        self._received: set[str] = set()
        for operation in operations:
            for response in operation["responses"].values():
                for schema, value in _answers(response):
                    self._look(schema, value)
                for media in response.get("content", {}).values():
                    self._receive(media.get("schema", {}))

    def correct(self) -> Iterator[Note]:
        """Change the components, and yield what was changed."""
        for name, component in self._components.items():
            place = COMPONENT + name
            if name in self._received:
                yield from self._correct_required(name, component, place)
            if not component.get("required"):
                component.pop("required", None)
            for key in component.get("properties", {}):
                seen = self._seen.get((name, key))
                if seen:
                    yield from self._correct_property(component["properties"], key, seen, f"{place}/properties/{key}")

    def check_examples(self, ours: dict[str, Node]) -> Iterator[Note]:
        """Leave out the examples that their own schemas do not allow, and yield where.

        Parameters:
            ours: The components that are there already.
        """
        root: Node = {"components": {"schemas": {**ours, **self._components}}}
        validator: Any = Draft202012Validator(root)  # whose stubs leave types open
        for name, component in self._components.items():
            schemas = {COMPONENT + name: component}
            schemas |= {
                f"{COMPONENT}{name}/properties/{key}": node for key, node in component.get("properties", {}).items()
            }
            for place, schema in schemas.items():
                if "example" in schema and not validator.evolve(schema={**root, **schema}).is_valid(schema["example"]):
                    yield Note("an example is one of its schema", place, "its example is left out, which is not")
                    del schema["example"]

    def _correct_required(self, name: str, component: Node, place: str) -> Iterator[Note]:
        required = component.get("required", [])
        lacking = {key for key in required if self._seen[name, key].count < self._objects[name]}
        # A page has its numbers whether or not an example shows one
        is_unseen = not self._objects[name] and not component.get("properties", {}).keys() >= PAGE_KEYS
        for key in required if is_unseen else lacking:
            shown = "no example shows it" if is_unseen else "examples lack it"
            yield Note("decoding fails without what is required", place, f"{key} is optional: {shown}")
        component["required"] = [] if is_unseen else [key for key in required if key not in lacking]

    def _correct_property(self, properties: Node, key: str, seen: _Seen, place: str) -> Iterator[Note]:
        kinds = seen.kinds - {"null"}
        if self._is_other(properties[key], kinds):
            words = {word: properties[key][word] for word in _KEPT if word in properties[key]}
            properties[key] = {"type": "number", **words} if kinds <= _NUMBERS else words
            yield Note("examples hold something else", place, f"it may be {', '.join(sorted(kinds))}")
        node: Node = properties[key]
        is_text = kinds == {"string"} and node.get("type") == "string" and "format" not in node
        if is_text and seen.all_dates and _NAMED_AS_DATE.search(key):
            properties[key] = node = {"type": "string", "format": "date-time"} | node
            yield Note("a date-time is a datetime", place, "examples hold nothing else")
        if "null" in seen.kinds and self._kinds_of(node) and not _allows_null(node):
            properties[key] = or_null(node)
            yield Note("examples hold null", place, "it may be null")

    def _is_other(self, node: Node, kinds: set[str]) -> bool:
        """Tell whether values have types that a schema does not allow."""
        allowed = self._kinds_of(node)
        return bool(allowed) and not kinds <= (allowed | ({"integer"} if "number" in allowed else set[str]()))

    def _look(self, schema: Node, value: object) -> None:
        for alternative in schema.get("oneOf", ()):
            if "$ref" in alternative and value is not None:
                self._look(alternative, value)
        name = schema.get("$ref", "").removeprefix(COMPONENT)
        if name in self._components and is_node(value):
            self._objects[name] += 1
            properties = self._components[name].get("properties", {})
            for key in value.keys() & properties.keys():
                seen = self._seen[name, key]
                seen.count += 1
                seen.kinds.add("null" if value[key] is None else _KINDS[type(value[key])])
                seen.all_dates &= value[key] is None or bool(_DATE.fullmatch(str(value[key])))
                self._look(properties[key], value[key])
        elif is_list(value) and "items" in schema:
            for item in value:
                self._look(schema["items"], item)
        elif is_node(value) and is_node(schema.get("additionalProperties")):
            for item in value.values():
                self._look(schema["additionalProperties"], item)

    def _receive(self, schema: Node) -> None:
        """Note which components answers are made of."""
        name = schema.get("$ref", "").removeprefix(COMPONENT)
        if name in self._components and name not in self._received:
            self._received.add(name)
            for inner in self._components[name].get("properties", {}).values():
                self._receive(inner)
        for inner in (*schema.get("oneOf", ()), schema.get("items"), schema.get("additionalProperties")):
            if is_node(inner):
                self._receive(inner)

    def _kinds_of(self, node: Node) -> set[str]:
        """Return the types that a schema allows, without null; none if it allows any."""
        for each in (node, *node.get("oneOf", ())):
            if "$ref" in each:
                component = self._components.get(each["$ref"].removeprefix(COMPONENT))
                return {component["type"]} if component else set()
        kinds = node.get("type", [])
        return {kind for kind in (kinds if is_list(kinds) else [kinds]) if kind != "null"}


def _answers(response: Node) -> Iterator[tuple[Node, object]]:
    media: Node = response.get("content", {}).get(JSON, {})
    for example in media.get("examples", {}).values():
        yield media["schema"], example["value"]
    if "example" in media:
        yield media["schema"], media["example"]


def _allows_null(node: Node) -> bool:
    return is_list(node.get("type")) or "oneOf" in node
