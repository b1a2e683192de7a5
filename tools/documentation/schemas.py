"""The component schemas of the document as Python sees them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from attrs import frozen
from openapi_python_client.strings import PythonIdentifier, snake_case

from ..generator.naming import member_name
from ..generator.shortcuts import EXTENSION as SHORTCUTS_EXTENSION
from ..generator.yaml_file import Node, is_node
from .markdown import code

_SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
_REFERENCE = "#/components/schemas/"


@frozen
class Property:
    """A property of a model.

    Attributes:
        name: Its name in Python.
        key: Its name in JSON.
        schema: What it holds.
        required: Whether it is always there.
    """

    name: str
    key: str
    schema: Node
    required: bool


class Schemas:
    """Looks schemas up, and says what they are in Python.

    Parameters:
        components: The component schemas by name.
    """

    def __init__(self, components: Node) -> None:
        self.components = components

    def pages(self) -> list[str]:
        """Return the names of the components that are classes, and so have a page."""
        return sorted(name for name, schema in self.components.items() if is_enum(schema) or is_model(schema))

    def properties(self, name: str) -> Iterator[Property]:
        """Yield the properties of a model, in the order of the document."""
        schema = self.components[name]
        for key, value in schema["properties"].items():
            yield Property(python_name(key), key, value, key in schema.get("required", ()))

    def shortcuts(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield the names of a model's shortcuts and what they lead to."""
        for shortcut, details in self.components[name].get(SHORTCUTS_EXTENSION, {}).items():
            yield shortcut, details["description"]

    def component(self, schema: Node) -> str | None:
        """Return the name of the component that a schema refers to, directly or as one that may be null."""
        reference: str = _without_null(schema).get("$ref", "")
        return reference.removeprefix(_REFERENCE) if reference else None

    def resolved(self, schema: Node) -> Node:
        """Follow references, and leave null out."""
        schema = _without_null(schema)
        name = self.component(schema)
        return schema if name is None else self.resolved(self.components[name])

    def description(self, schema: Node) -> str:
        """Return the description of a schema, or of the component that it refers to."""
        text: str = schema.get("description") or self.resolved(schema).get("description", "")
        return text

    def example(self, schema: Node) -> str:
        """Return the example of a schema as JSON, or an empty string."""
        return code(json.dumps(schema["example"], ensure_ascii=False)) if "example" in schema else ""

    def type_text(self, schema: Node, folder: str) -> str:
        """Write a type in Markdown, its models linked.

        Parameters:
            schema: The schema.
            folder: How the folder of the models is reached from the page.
        """
        text = self._type_text(_without_null(schema), folder)
        return f"{text} or {code('None')}" if _may_be_null(schema) else text

    def _type_text(self, schema: Node, folder: str) -> str:
        name = self.component(schema)
        if name is not None and (is_model(self.components[name]) or is_enum(self.components[name])):
            return f"[{code(name)}]({folder}{page_name(name)})"
        schema = self.resolved(schema)
        kind = next((kind for kind in _types(schema) if kind != "null"), "object")
        if kind == "array":
            return f"list of {self.type_text(schema['items'], folder)}"
        if kind == "object":
            inner: object = schema.get("additionalProperties")
            return f"dict of {self.type_text(inner, folder)}" if is_node(inner) and inner else code("dict")
        return code("datetime" if schema.get("format") == "date-time" else _SCALARS[kind])


def is_enum(schema: Node) -> bool:
    """Return whether a component becomes an enum."""
    return "enum" in schema


def is_model(schema: Node) -> bool:
    """Return whether a component becomes a model class, rather than a dict."""
    return "properties" in schema


def python_name(name: str) -> str:
    """Return the name of a parameter or property in Python."""
    return str(PythonIdentifier(name, ""))


def page_name(model: str) -> str:
    """Return the file name of a model's page."""
    return f"{snake_case(model)}.md"


def enum_members(schema: Node) -> dict[str, str]:
    """Return the values of an enum by the names of its members."""
    names = schema.get("x-enum-varnames") or [member_name(value) for value in schema["enum"]]
    return dict(zip(names, schema["enum"], strict=True))


def _types(schema: Node) -> list[str]:
    kind: str | list[str] = schema.get("type", "object")
    return [kind] if isinstance(kind, str) else kind


def _may_be_null(schema: Node) -> bool:
    return "null" in _types(schema) or any(choice.get("type") == "null" for choice in schema.get("oneOf", ()))


def _without_null(schema: Node) -> Node:
    choices: list[Node] = [choice for choice in schema.get("oneOf", ()) if choice.get("type") != "null"]
    return choices[0] if choices else schema
