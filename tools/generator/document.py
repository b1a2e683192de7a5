"""The OpenAPI document as it stands in the file, for what the parser of openapi-python-client does not keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import frozen

from .errors import GenerationError
from .yaml_file import Node, is_node

METHODS = ("get", "put", "post", "patch", "delete")


@frozen
class Located:
    """A node of the document and the JSON pointer to it."""

    node: Node
    pointer: str


class Document:
    """An OpenAPI document.

    Parameters:
        raw: The parsed document.
    """

    def __init__(self, raw: Node) -> None:
        self.raw = raw

    @property
    def server_url(self) -> str:
        """The address of the one server."""
        url: str = self.raw["servers"][0]["url"]
        return url

    def operations(self) -> Iterator[Located]:
        """Yield every operation in the order of the document."""
        for path, item in self.raw["paths"].items():
            for method in METHODS:
                if method in item:
                    yield Located(item[method], pointer("paths", path, method))

    def parameters(self, operation: Located) -> Iterator[Located]:
        """Yield the parameters of an operation, those of its path item included, with references resolved."""
        path_pointer = operation.pointer.rpartition("/")[0]
        for owner in (operation, Located(self.at(path_pointer), path_pointer)):
            for index, node in enumerate(owner.node.get("parameters", ())):
                yield self.resolve(Located(node, f"{owner.pointer}/parameters/{index}"))

    def resolve(self, located: Located) -> Located:
        """Follow ``$ref`` to what it names.

        Raises:
            GenerationError: It names nothing within this document, or itself.
        """
        seen: set[str] = set()
        while "$ref" in located.node:
            reference = located.node["$ref"]
            if not isinstance(reference, str) or not reference.startswith("#/") or reference in seen:
                raise GenerationError(f"{located.pointer}: $ref must lead to another place in this document")
            seen.add(reference)
            try:
                located = Located(self.at(reference), reference)
            except (LookupError, TypeError):
                raise GenerationError(f"{located.pointer}: there is no {reference}") from None
        return located

    def at(self, reference: str) -> Node:
        """Return the node a JSON pointer leads to, or raise LookupError or TypeError."""
        node: Any = self.raw
        for step in reference.removeprefix("#/").split("/"):
            node = node[step.replace("~1", "/").replace("~0", "~")]
        if not is_node(node):
            raise LookupError(reference)
        return node


def pointer(*steps: str) -> str:
    """Return the JSON pointer (RFC 6901) to a place in the document."""
    return "#/" + "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps)
