"""Of several ways to say the same, the one that all the rest of this package reads."""

from __future__ import annotations

from .document import DATA, NAMED, Document, Node, is_list, is_node


def canonical(document: Document) -> Document:
    """Return a document whose schemas have no title, no allOf, no anyOf, and no nullable.

    The title is the description where there is no other, the single $ref of an allOf stands for itself, a union with
    null is a oneOf, and what OpenAPI 3.0 calls nullable is a type or a union with null.

    Parameters:
        document: One that says nothing that is not supported.
    """
    return document.with_content(_rewritten(document.raw))


def or_null(node: Node) -> Node:
    """Return a schema in canonical form that allows null as well."""
    if "$ref" in node:
        words = {key: value for key, value in node.items() if key != "$ref"}
        return {**words, "oneOf": [{"$ref": node["$ref"]}, {"type": "null"}]}
    kind = node.get("type")
    return {**node, "type": [kind, "null"]} if isinstance(kind, str) else node


def _rewritten(node: Node) -> Node:
    return {key: _beneath(key, inner) for key, inner in node.items()}


def _beneath(key: str, value: object) -> object:
    """Return what stands beneath a keyword outside of schemas, with the schemas in it rewritten."""
    if is_list(value):
        return [_beneath("", item) for item in value]
    if not is_node(value) or key in DATA:
        return value
    if key == "schema":
        return _schema(value)
    if key == "schemas":
        return {name: _schema(inner) for name, inner in value.items()}
    if key in NAMED:
        return {name: _beneath("", inner) for name, inner in value.items()}
    return _rewritten(value)


def _schema(node: Node) -> Node:
    words = {key: value for key, value in node.items() if key not in ("title", "allOf", "anyOf", "nullable")}
    if "title" in node:
        words.setdefault("description", node["title"])
    if "anyOf" in node:
        words["oneOf"] = node["anyOf"]
    for lead in node.get("allOf", ()):
        words |= lead
    for key in ("items", "additionalProperties"):
        if is_node(words.get(key)):
            words[key] = _schema(words[key])
    if "properties" in words:
        words["properties"] = {name: _schema(inner) for name, inner in words["properties"].items()}
    return or_null(words) if node.get("nullable") else words
