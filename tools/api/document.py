"""An OpenAPI document: its places, its lines, and what its references lead to."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeGuard
from urllib.parse import unquote

import yaml
from attrs import frozen
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

Node = dict[str, Any]

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
JSON: Final = "application/json"
MULTIPART: Final = "multipart/form-data"
COMPONENT: Final = "#/components/schemas/"
# Keywords whose values are data, and those that hold names of the document's own choice
DATA: Final = frozenset({"default", "enum", "example", "examples", "value"})
NAMED: Final = frozenset({"headers", "parameters", "properties", "requestBodies", "responses", "schemas", "webhooks"})


class DocumentError(ValueError):
    """A document cannot be used; each line of the message names a place, what is wrong, and what to write instead."""


@frozen
class Located:
    """A node of a document and the JSON pointer to it."""

    node: Node
    pointer: str


@frozen
class OperationNode:
    """An operation, with what its path says for all of its operations, and its references resolved.

    Attributes:
        method: The HTTP method, in small letters.
        path: Its path, as the document writes it.
        node: What the document says of it.
        pointer: The JSON pointer to it.
        parameters: Its own parameters, then those of its path.
        body: Its body, if it has one.
        responses: Its responses by status.
    """

    method: str
    path: str
    node: Node
    pointer: str
    parameters: list[Located]
    body: Located | None
    responses: dict[str, Located]

    @property
    def operation_id(self) -> str:
        """Its operationId, or method and path where it has none."""
        name: str = self.node.get("operationId", f"{self.method} {self.path}")
        return name

    @property
    def route(self) -> tuple[str, str]:
        """What tells it from others of any document: its method, and its path without the names in braces."""
        return self.method, re.sub(r"{.*?}", "{}", self.path)

    @property
    def tag(self) -> str:
        """The first of its tags; empty where it has none."""
        return next(iter(self.node.get("tags", ())), "")


@frozen
class WebhookNode:
    """What the service sends of its own accord.

    Attributes:
        event_type: The eventType of the event; ``*`` for all that are not listed.
        node: What the document says of it.
        pointer: The JSON pointer to it.
    """

    event_type: str
    node: Node
    pointer: str

    @property
    def body(self) -> Located:
        """Its body."""
        return Located(self.node["requestBody"], f"{self.pointer}/requestBody")


class Document:
    """An OpenAPI document.

    Parameters:
        raw: The parsed document.
        name: What messages call it.
        text: What it was parsed from, to find lines in; without it, every place is in line 1.
    """

    def __init__(self, raw: Node, name: str = "openapi.yaml", text: str = "") -> None:
        self.raw = raw
        self.name = name
        self._text = text

    @property
    def schemas(self) -> dict[str, Node]:
        """The component schemas by name."""
        schemas: dict[str, Node] = self.raw.get("components", {}).get("schemas", {})
        return schemas

    def operations(self) -> Iterator[OperationNode]:
        """Yield every operation in the order of the document.

        Raises:
            DocumentError: A reference leads nowhere.
        """
        for path, item in self.raw["paths"].items():
            for method in METHODS:
                if method in item:
                    yield self._operation(method, path, item)

    def webhooks(self) -> Iterator[WebhookNode]:
        """Yield every webhook in the order of the document."""
        for event_type, item in self.raw.get("webhooks", {}).items():
            yield WebhookNode(event_type, item["post"], f"{pointer('webhooks', event_type)}/post")

    def resolve(self, located: Located) -> Located:
        """Follow a reference, and the reference it leads to, until there is none.

        Raises:
            DocumentError: It leads out of the document, to nothing, or round in a circle.
        """
        start, seen = located.pointer, set[str]()
        while "$ref" in located.node:
            reference = located.node["$ref"]
            if not isinstance(reference, str) or not reference.startswith("#/"):
                raise DocumentError(self.problem(start, "a $ref leads to another place in this document: #/…"))
            if reference in seen:
                raise DocumentError(self.problem(start, f"{reference} leads back to itself"))
            seen.add(reference)
            try:
                located = Located(self._at(reference), reference)
            except LookupError:
                raise DocumentError(self.problem(start, f"there is no {reference}")) from None
        return located

    def with_content(self, raw: Node) -> Document:
        """Return a document of the same name and lines with another content."""
        return Document(raw, self.name, self._text)

    def problem(self, place: str, what: str) -> str:
        """Return a line that tells what is wrong at a place, and in which line of the file that is.

        Parameters:
            place: The JSON pointer to it; where it leads to nothing, the line is that of the last step that exists.
            what: What is wrong there, and what to write instead.
        """
        shown = "".join(each if each.isprintable() else repr(each)[1:-1] for each in place)
        return f"{self.name}:{self._line(place)}: {shown}: {what}"

    def _operation(self, method: str, path: str, item: Node) -> OperationNode:
        place = pointer("paths", path)
        node: Node = item[method]
        here = f"{place}/{method}"
        parameters = [
            self.resolve(Located(parameter, f"{owner}/parameters/{index}"))
            for owner, holder in ((here, node), (place, item))
            for index, parameter in enumerate(holder.get("parameters", ()))
        ]
        body = node.get("requestBody")
        return OperationNode(
            method=method,
            path=path,
            node=node,
            pointer=here,
            parameters=parameters,
            body=self.resolve(Located(body, f"{here}/requestBody")) if body else None,
            responses={
                str(status): self.resolve(Located(response, f"{here}/responses/{status}"))
                for status, response in node.get("responses", {}).items()
            },
        )

    def _at(self, reference: str) -> Node:
        value: Any = self.raw
        for step in _steps(reference):
            try:
                value = value[int(step)] if is_list(value) else value[step]
            except (ValueError, TypeError, IndexError):
                raise LookupError(reference) from None
        if not is_node(value):
            raise LookupError(reference)
        return value

    def _line(self, place: str) -> int:
        node, line = self._tree, 1
        for step in _steps(place):
            marked, node = _child(node, step)
            if marked is None:
                break
            line = marked.start_mark.line + 1
        return line

    @cached_property
    def _tree(self) -> yaml.Node | None:
        try:
            return yaml.compose(self._text, _LOADER)
        except yaml.YAMLError:  # the one in C is stricter about what is no character
            return yaml.compose(self._text, yaml.SafeLoader)


def read_document(path: Path) -> Document:
    """Read a document in YAML or JSON.

    Raises:
        DocumentError: It cannot be read, is neither, or has no paths.
    """
    return Document(read_mapping(path), path.name, path.read_text(encoding="utf-8"))


def read_foreign_document(path: Path) -> Document:
    """Read a document that somebody else keeps, in YAML or JSON: as fast as can be, and whatever it holds.

    Raises:
        DocumentError: It cannot be read, is neither, or has no paths.
    """
    text = path.read_text(encoding="utf-8")
    try:
        raw: object = json.loads(text) if text.lstrip().startswith("{") else _with_dates_as_text(text)
    except (ValueError, yaml.YAMLError) as error:
        raise DocumentError(f"{path} is neither YAML nor JSON: {error}") from error
    if not is_node(raw) or "paths" not in raw:
        raise DocumentError(f"{path} is no OpenAPI document: it has no paths")
    return Document(raw, path.name, text)


def read_mapping(path: Path) -> Node:
    """Read a YAML file that holds one mapping; a key that stands twice is an error.

    Raises:
        DocumentError: It cannot be read, or is none.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DocumentError(f"{path.name} cannot be read: {error}") from error
    return parse_mapping(text, path.name)


def parse_mapping(text: str, name: str) -> Node:
    """Parse YAML that holds one mapping.

    Raises:
        DocumentError: It is none.
    """
    try:
        # ruamel.yaml leaves the parameters of load without types
        content: object = YAML(typ="safe", pure=True).load(text)  # pyright: ignore[reportUnknownMemberType]
    except YAMLError as error:
        details: Any = error
        mark = getattr(details, "problem_mark", None)
        what = f"{getattr(details, 'context', None) or 'it is no YAML'}: {getattr(details, 'problem', error)}"
        raise DocumentError(f"{name}:{mark.line + 1 if mark else 1}: {' '.join(what.split())}") from error
    if not is_node(content):
        raise DocumentError(f"{name}:1: it does not hold a mapping")
    problems = list(_alien(content, "#"))
    if problems:
        document = Document(content, name, text)
        raise DocumentError("\n".join(document.problem(place, problem) for place, problem in problems))
    return content


def pointer(*steps: str) -> str:
    """Return the JSON pointer (RFC 6901) to a place in the document."""
    return "/".join(["#", *(step.replace("~", "~0").replace("/", "~1") for step in steps)])


def json_schema(message: Node) -> Node:
    """Return the schema of a body or response, that of JSON where there is one; no rules where there is none."""
    content: dict[str, Node] = message.get("content", {})
    media = content.get(JSON) or next(iter(content.values()), Node())
    schema: Node = media.get("schema", {})
    return schema


def references(value: object) -> Iterator[str]:
    """Yield every $ref in a value, however deep it stands."""
    if is_node(value):
        if isinstance(reference := value.get("$ref"), str):
            yield reference
        for inner in value.values():
            yield from references(inner)
    elif is_list(value):
        for inner in value:
            yield from references(inner)


def components_in(document: Document, values: Iterable[object]) -> set[str]:
    """Return the names of the component schemas that values refer to, directly or through others."""
    found = set[str]()
    waiting = list(values)
    while waiting:
        for reference in references(waiting.pop()):
            name = reference.removeprefix(COMPONENT)
            if name not in found:
                found.add(name)
                waiting.append(document.resolve(Located({"$ref": reference}, reference)).node)
    return found


def is_node(value: object) -> TypeGuard[Node]:
    """Return whether a value is a mapping."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Return whether a value is a list."""
    return isinstance(value, list)


_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_NO_TEXT: Final = "half of a surrogate pair is no character; write the character itself, or \\U and eight digits"

# In C, and ten times as fast, where libyaml was there when PyYAML was built
_LOADER: Final[type[yaml.SafeLoader]] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _with_dates_as_text(text: str) -> object:
    """Parse YAML as version 1.2 of it and JSON do: what looks like a date is text."""
    loader = _LOADER(text)
    loader.yaml_implicit_resolvers = {
        first: [rule for rule in rules if rule[0] != "tag:yaml.org,2002:timestamp"]
        for first, rules in loader.yaml_implicit_resolvers.items()
    }
    return loader.get_single_data()


def _steps(reference: str) -> list[str]:
    steps = reference.removeprefix("#").removeprefix("/").split("/")
    return [unquote(step).replace("~1", "/").replace("~0", "~") for step in steps if step]


def _child(node: yaml.Node | None, step: str) -> tuple[yaml.Node | None, yaml.Node | None]:
    """Return what marks the place that a step leads to, and the node there."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key, value
    if isinstance(node, yaml.SequenceNode) and step.isdecimal() and int(step) < len(node.value):
        return node.value[int(step)], node.value[int(step)]
    return None, None


def _alien(value: object, place: str, around: tuple[object, ...] = ()) -> Iterator[tuple[str, str]]:
    """Yield where YAML has what JSON has not, since the type checkers and JSON Schema believe in JSON."""
    if any(value is outer for outer in around):
        yield place, "an anchor holds an alias to itself; write a $ref to a component"
    elif is_node(value):
        for key, item in value.items():
            inner = f"{place}/{pointer(str(key))[2:]}"
            if type(key) is not str:
                yield inner, f"the key {key!r} needs quotation marks, or it is no text"
            elif _SURROGATE.search(key):
                yield inner, _NO_TEXT
            yield from _alien(item, inner, (*around, value))
    elif is_list(value):
        for index, item in enumerate(value):
            yield from _alien(item, f"{place}/{index}", (*around, value))
    elif isinstance(value, datetime.date):
        yield place, "a date needs quotation marks, or it is no text"
    elif isinstance(value, str) and _SURROGATE.search(value):
        yield place, _NO_TEXT
