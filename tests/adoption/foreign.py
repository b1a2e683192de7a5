"""A document that somebody else keeps, which says things as Codat's own do, and ours, which takes from it."""

from __future__ import annotations

from io import StringIO
from typing import Any

from ruamel.yaml import YAML

from tests.generator.workshop import Node, small_document
from tools.adoption.adopting import Adoption, adopt
from tools.api.document import Document, parse_mapping

IN_PATH: Node = {"name": "boxId", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}


def ours() -> str:
    """Return the text of a document that keeps to the subset."""
    yaml: Any = YAML()
    stream = StringIO()
    yaml.dump(small_document(), stream)
    return stream.getvalue()


def answering(schema: Node, *examples: object, **operation: object) -> Node:
    """Return an operation that answers with a schema."""
    media: Node = {"schema": schema}
    if examples:
        media["examples"] = {f"Case {number}": {"value": value} for number, value in enumerate(examples)}
    return {
        "operationId": "get-box",
        "tags": ["Boxes"],
        "responses": {"200": {"description": "Success", "content": {"application/json": media}}},
        **operation,
    }


def foreign(operation: Node, *, path: str = "/boxes/{boxId}", method: str = "get", **schemas: Node) -> Node:
    """Return a document with an operation and the schemas that it needs."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Boxes", "version": "1"},
        "tags": [{"name": "Boxes", "description": "What things are in."}],
        "paths": {path: {"parameters": [IN_PATH] if "{boxId}" in path else [], method: operation}},
        "components": {"schemas": schemas},
    }


def adopted(document: Node, wanted: str = "*", text: str = "") -> Adoption:
    """Take operations of a document into ours."""
    text = text or ours()
    return adopt(
        Document(parse_mapping(text, "ours.yaml"), "ours.yaml", text), text, Document(document, "theirs.yaml"), [wanted]
    )


def result(adoption: Adoption) -> Node:
    """Return the document that came out, parsed."""
    return parse_mapping(adoption.text, "ours.yaml")
