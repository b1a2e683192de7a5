"""What a schema of a foreign document says in all, with its references and allOf followed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from ..api.document import Document, Located, Node, is_list, is_node

ALTERNATIVES: Final = frozenset({"oneOf", "anyOf"})
_SHAPING: Final = frozenset({"properties", "items", "enum", "additionalProperties", *ALTERNATIVES})


class Flat(NamedTuple):
    """A schema whose references and allOf are followed.

    Attributes:
        node: Its keywords, of all parts together; null, however it is allowed, is ``nullable``.
        reference: What it was referred to by; empty for one that is written in place.
    """

    node: Node
    reference: str = ""


class Flattener:
    """Follows the references of a document.

    Parameters:
        document: The document.
    """

    def __init__(self, document: Document) -> None:
        self._document = document

    def flat(self, node: Node, entered: frozenset[str] = frozenset()) -> Flat:
        """Follow the references of a schema, and merge what it is made of; one that is made of itself adds nothing."""
        parts = [part for part in _parts(node) if part.get("$ref") not in entered]
        references = [part["$ref"] for part in parts if "$ref" in part]
        shaping = [part for part in parts if _SHAPING & part.keys()]
        reference = references[0] if len(references) == 1 and not shaping else ""
        merged: Node = {}
        for part in parts:
            more = part
            if "$ref" in part:
                inner = self.flat(self._target(part["$ref"]), entered | {part["$ref"]})
                more = inner.node
                # A component that only refers to another, or is made of one, is that one
                reference = reference and (inner.reference or reference)
            if part is not parts[0] and len(references) + len(shaping) > 1:
                # An example of a part is none of the whole
                more = {key: value for key, value in more.items() if key not in ("example", "examples")}
            merged = _merged(merged, more)
        return Flat(_with_one_null(merged), reference)

    def component(self, flat: Flat) -> Node:
        """Return what the component of a schema says, without what the place says that refers to it."""
        return self.flat(self._target(flat.reference)).node if flat.reference else flat.node

    def _target(self, reference: str) -> Node:
        return self._document.resolve(Located({"$ref": reference}, reference)).node


def own_words(node: Node) -> Node:
    """Return what a schema says itself, without what it refers to or is made of."""
    own, *parts = _parts(node)
    for part in parts:
        if "$ref" not in part and not _SHAPING & part.keys():
            own = _merged(own, part)
    return own


def _parts(node: Node) -> Iterator[Node]:
    """Yield what a schema is made of, its own words first: they go before all others. True allows anything."""
    node = node if is_node(node) else {}
    if is_node(node.get("type")):  # a slip in Codat's document: the schema stands beneath type
        node = {**node, **node["type"]}
    own = {key: value for key, value in node.items() if key not in ("$ref", "allOf")}
    parts: list[Node] = list(node.get("allOf", ()))
    for keyword in ALTERNATIVES & own.keys():
        others = [each for each in own[keyword] if each.get("type") != "null"]
        if len(others) == 1:
            own["nullable"] = own.get("nullable", False) or len(others) < len(own.pop(keyword))
            parts += others
    yield own
    if "$ref" in node:
        yield {"$ref": node["$ref"]}
    for part in parts:
        yield from _parts(part)


def _merged(first: Node, second: Node) -> Node:
    """Merge two parts of one schema; of what both say, the first counts, and null where one allows it."""
    merged = {**second, **first}
    for key in ("properties", "required"):
        if key in first and key in second:
            both: Any = first[key], second[key]
            merged[key] = {**both[1], **both[0]} if key == "properties" else [*both[0], *both[1]]
    if first.get("nullable") or second.get("nullable"):
        merged["nullable"] = True
    return merged


def _with_one_null(flat: Node) -> Node:
    """Say in one way that a schema allows null, of the several that there are."""
    flat = dict(flat)
    kinds = flat.get("type")
    if is_list(kinds):
        others = [kind for kind in kinds if kind != "null"]
        flat["type"] = others[0] if len(others) == 1 else others
        flat["nullable"] = flat.get("nullable") or len(others) < len(kinds)
    if None in flat.get("enum", ()):
        flat["nullable"] = True
    if not flat.get("nullable"):
        flat.pop("nullable", None)
    return flat
