"""An OpenAPI document, of this project or somebody else's, as something that can be walked and compared."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeGuard
from urllib.parse import unquote

import yaml

Node = dict[str, Any]
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
COMPONENT = "#/components/schemas/"


class Operation(NamedTuple):
    """An operation, with what its path says for all of its operations.

    Attributes:
        operation_id: Its operationId, or method and path where it has none.
        tag: The first of its tags, or nothing.
        parameters: Its parameters by location and name.
        body: Its body, if it has one.
        responses: Its responses by status.
    """

    operation_id: str
    method: str
    path: str
    tag: str
    parameters: dict[tuple[str, str], Node]
    body: Node | None
    responses: dict[str, Node]


class Document:
    """A document with references that may lead anywhere within it, the insides of other schemas included."""

    def __init__(self, root: Node) -> None:
        self.root = root

    def operations(self) -> Iterator[Operation]:
        """List the operations in the order of the document."""
        for path, item in self.root["paths"].items():
            for method in METHODS:
                if method in item:
                    yield self._operation(path, method, item)

    def component_schemas(self) -> dict[str, Node]:
        """Return the schemas of the components by name."""
        schemas: dict[str, Node] = self.root.get("components", {}).get("schemas", {})
        return schemas

    def resolve(self, node: Node) -> Node:
        """Follow a reference, and the reference it leads to, until there is none.

        Raises:
            ValueError: The reference leads out of the document, to nothing, or round in a circle.
        """
        seen: list[str] = []
        while "$ref" in node:
            reference = node["$ref"]
            if reference in seen:
                raise ValueError(f"{reference} leads back to itself")
            seen.append(reference)
            node = self.at(reference)
        return node

    def at(self, reference: str) -> Node:
        """Find what a reference leads to.

        Raises:
            ValueError: It leads out of the document or to nothing.
        """
        if not reference.startswith("#/"):
            raise ValueError(f"{reference} leads out of the document")
        node: Any = self.root
        for step in reference[2:].split("/"):
            key = unquote(step).replace("~1", "/").replace("~0", "~")
            try:
                node = node[int(key)] if is_array(node) else node[key]
            except (LookupError, ValueError, TypeError):
                raise ValueError(f"{reference} leads to nothing: there is no {key!r}") from None
        if not is_object(node):
            raise ValueError(f"{reference} leads to nothing that has keys")
        return node

    def _operation(self, path: str, method: str, item: Node) -> Operation:
        operation: Node = item[method]
        parameters = [self.resolve(node) for node in item.get("parameters", []) + operation.get("parameters", [])]
        body = operation.get("requestBody")
        return Operation(
            operation_id=operation.get("operationId", f"{method} {path}"),
            method=method,
            path=path,
            tag=next(iter(operation.get("tags", [])), ""),
            parameters={(parameter["in"], parameter["name"]): parameter for parameter in parameters},
            body=self.resolve(body) if body else None,
            responses={str(status): self.resolve(node) for status, node in operation.get("responses", {}).items()},
        )


def read_document(path: Path) -> Document:
    """Read a document in YAML or JSON.

    Raises:
        ValueError: It is neither, or has no paths.
    """
    return parse_document(path.read_text(encoding="utf-8"), str(path))


def parse_document(text: str, name: str) -> Document:
    """Parse the text of a document; the name is for the message of the error.

    Raises:
        ValueError: It is neither YAML nor JSON, or has no paths.
    """
    try:
        root = json.loads(text) if text.lstrip().startswith("{") else yaml.load(text, _LOADER)  # noqa: S506 - it is safe
    except (ValueError, yaml.YAMLError) as error:
        raise ValueError(f"{name} is neither YAML nor JSON: {error}") from error
    if not is_object(root) or "paths" not in root:
        raise ValueError(f"{name} is no OpenAPI document: it has no paths")
    return Document(root)


def json_schema(message: Node) -> Node:
    """Find the schema of a body or response, that of JSON where there is one; no rules where there is none."""
    content: dict[str, Node] = message.get("content", {})
    media = content.get("application/json") or next(iter(content.values()), Node())
    schema: Node = media.get("schema", {})
    return schema


def is_object(value: object) -> TypeGuard[Node]:
    """Tell whether a value of a document is an object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Tell whether a value of a document is an array."""
    return isinstance(value, list)


# In C, and ten times as fast, where libyaml was there when PyYAML was built
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
