"""Refuses documents that say something which the generated code would leave out or get wrong.

What one place may hold is data: ``subset.schema.json``, whose descriptions are the messages. Here is what several
places must not say together.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from .canonical import canonical
from .document import (
    COMPONENT,
    DATA,
    JSON,
    MULTIPART,
    NAMED,
    Document,
    DocumentError,
    Located,
    Node,
    OperationNode,
    components_in,
    is_list,
    is_node,
    json_schema,
    pointer,
)
from .names import ACCEPTS_EXTENSION, member_names

SCHEMA_FILE: Final = Path(__file__).with_name("subset.schema.json")

# What every event has
_ENVELOPE: Final = ("id", "eventType", "generatedDate", "payload")
# OpenAPI ignores parameters of these names: they are set in other ways
_RESERVED_HEADERS: Final = frozenset({"accept", "authorization", "content-type"})

Problem = tuple[str, str]


def check_supported(document: Document) -> Document:
    """Look at the whole document, and return it in its canonical form.

    Raises:
        DocumentError: It says something unsupported; the message lists all places with reasons.
    """
    problems = list(_schema_problems(document.raw))
    # The other rules take for granted what the schema says
    document = document if problems else canonical(document)
    problems = problems or list(_lost_references(document, document.raw))
    problems = problems or [
        *_component_problems(document),
        *_security_problems(document.raw, document.raw, "#"),
        *_operation_problems(document),
        *_webhook_problems(document),
    ]
    if problems:
        raise DocumentError("\n".join(dict.fromkeys(document.problem(place, what) for place, what in problems)))
    return document


def _schema_problems(value: object, place: str = "#", kind: str = "document") -> Iterator[Problem]:
    """Yield what the schema does not allow; of several reasons at one place, the first."""
    validator = _VALIDATOR.evolve(schema={"$ref": f"#/$defs/{kind}", "$defs": _SCHEMA["$defs"]})
    found: dict[str, str] = {}
    for error in validator.iter_errors(value):
        for inner, reason in _reasons(error):
            found.setdefault(place + pointer(*map(str, error.absolute_path), *inner)[1:], reason)
    yield from found.items()


def _reasons(error: ValidationError) -> Iterator[tuple[list[str], str]]:
    """Yield the way from the place of an error to the key that it is about, and the description of the broken rule."""
    rule: Any = error.schema
    instance: Any = error.instance
    if error.validator == "unevaluatedProperties":
        listed = _listed(rule)
        for key in instance:
            if key not in listed and not key.startswith("x-"):
                yield [key], rule["unevaluatedProperties"]["description"]
    elif error.validator == "required" and len(rule["required"]) == 1:
        yield rule["required"], rule["description"]
    else:
        yield [instance] if "propertyNames" in error.absolute_schema_path else [], rule["description"]


def _listed(rule: Node) -> set[str]:
    """Return the keywords that a rule and those it refers to list."""
    others = _listed(_SCHEMA["$defs"][rule["$ref"].rpartition("/")[2]]) if "$ref" in rule else set[str]()
    return {*rule.get("properties", ()), *others}


def _lost_references(document: Document, value: object, place: str = "#", named: bool = False) -> Iterator[Problem]:
    """Yield the references that lead nowhere."""
    if is_node(value):
        if "$ref" in value and not named:
            try:
                document.resolve(Located(value, place))
            except DocumentError as error:
                yield place, str(error).partition(f"{place}: ")[2]
        for key, inner in value.items():
            if named or key not in DATA:
                names = not named and key in NAMED and is_node(inner)
                yield from _lost_references(document, inner, place + pointer(key)[1:], names)
    elif is_list(value):
        for index, inner in enumerate(value):
            yield from _lost_references(document, inner, f"{place}/{index}")


def _component_problems(document: Document) -> Iterator[Problem]:
    written = components_in(document, [op.body.node.get("content") for op in document.operations() if op.body])
    for name, schema in document.schemas.items():
        place = pointer("components", "schemas", name)
        for required in schema.get("required", ()):
            if required not in schema.get("properties", {}):
                yield f"{place}/required", f"there is no property {required}"
        if "enum" in schema:
            yield from _enum_problems(schema, place)
        for key, node in schema.get("properties", {}).items():
            if "default" in node:
                inner = f"{place}{pointer('properties', key, 'default')[1:]}"
                yield from _default_problems(inner, key in schema.get("required", ()), name in written)


def _default_problems(place: str, is_required: bool, is_written: bool) -> Iterator[Problem]:
    if is_required:
        yield place, "what is required is always there: it has no default"
    if is_written:
        yield place, "bodies that callers write have it too, and would be sent with it: there, absent and [] differ"


def _security_problems(document: Node, holder: Node, place: str) -> Iterator[Problem]:
    """Yield the schemes that are required and not described."""
    schemes = document.get("components", {}).get("securitySchemes", {})
    for name in (name for requirement in holder.get("security", ()) for name in requirement):
        if name not in schemes:
            yield f"{place}/security", f"there is no scheme {name} in #/components/securitySchemes"


def _enum_problems(schema: Node, place: str) -> Iterator[Problem]:
    names = member_names(schema)
    if len(names) != len(schema["enum"]):
        yield f"{place}/x-enum-varnames", "there must be a name for every value, or none of them counts"
    elif len(set(names)) < len(names):
        yield f"{place}/enum", "two values get the same name; tell them apart with x-enum-varnames"


def _operation_problems(document: Document) -> Iterator[Problem]:
    ids: set[str] = set()
    errors: set[str] = set()
    for operation in document.operations():
        if operation.node["operationId"] in ids:
            yield operation.pointer, "an operation needs an operationId of its own: it names the method"
        ids.add(operation.node["operationId"])
        yield from _security_problems(document.raw, operation.node, operation.pointer)
        for parameter in operation.parameters:
            yield from _parameter_problems(document, parameter)
        yield from _path_problems(operation)
        if operation.body:
            yield from _body_problems(document, operation.body)
        yield from _response_problems(operation)
        errors |= {_error_schema(response) for status, response in operation.responses.items() if status[0] in "45"}
    if len(errors) != 1:
        found = sorted(errors) or "none"
        yield "#/paths", f"all errors share one schema, so that every status can be read; found {found}"


def _parameter_problems(document: Document, parameter: Located) -> Iterator[Problem]:
    node, place = parameter.node, parameter.pointer
    schema = document.resolve(Located(node["schema"], f"{place}/schema"))
    if "$ref" in node["schema"] and "enum" not in schema.node:
        yield from _schema_problems(schema.node, schema.pointer, "ownParameterSchema")
    if node["in"] == "header" and node["name"].lower() in _RESERVED_HEADERS:
        yield place, f"OpenAPI ignores a parameter for the header {node['name']}: the sender sets it"
    if ACCEPTS_EXTENSION in node and not (
        node[ACCEPTS_EXTENSION] == "UUID" and node["in"] != "path" and node["schema"].get("type") == "string"
    ):
        yield (
            f"{place}/{ACCEPTS_EXTENSION}",
            "it is UUID, and that of a string in the query or a header; ids in the path are plain strings",
        )


def _path_problems(operation: OperationNode) -> Iterator[Problem]:
    named = re.findall(r"\{(.+?)\}", operation.path)
    listed = [parameter.node["name"] for parameter in operation.parameters if parameter.node["in"] == "path"]
    if sorted(named) != sorted(listed):
        yield (
            operation.pointer,
            f"the path names {named or 'nothing'}, but the parameters in path are {listed or 'none'}",
        )


def _body_problems(document: Document, body: Located) -> Iterator[Problem]:
    [(media, content)] = body.node["content"].items()
    place = body.pointer + pointer("content", media, "schema")[1:]
    schema = document.resolve(Located(content["schema"], place)).node
    if "properties" not in schema:
        yield place, "a body is a $ref to a component with properties, which names the argument"
    if media == MULTIPART and schema["required"] != list(schema["properties"]):
        yield f"{place}/required", "the file of an upload is required: a call without one has no method"


def _response_problems(operation: OperationNode) -> Iterator[Problem]:
    contents = [
        {media: content.get("schema") for media, content in response.node.get("content", {}).items()}
        for status, response in operation.responses.items()
        if status.startswith("2")
    ]
    if not contents or any(content != contents[0] for content in contents):
        yield (
            f"{operation.pointer}/responses",
            "an operation has responses of the class 2XX, all with the same content: the type of what it returns",
        )
    for status, response in operation.responses.items():
        # One that is referred to does not say by itself which it is
        kind = "success" if status.startswith("2") else "failure"
        yield from _schema_problems(response.node, response.pointer, kind)


def _webhook_problems(document: Document) -> Iterator[Problem]:
    for webhook in document.webhooks():
        place = f"{webhook.body.pointer}{pointer('content', JSON, 'schema')[1:]}"
        event = document.resolve(Located(json_schema(webhook.body.node), place))
        schema = event.node
        if "properties" not in schema:
            yield place, "the body of an event is a $ref to a component with properties, which is its class"
        elif missing := [key for key in _ENVELOPE if key not in schema.get("required", ())]:
            yield (
                place,
                f"the envelope of every event is {', '.join(_ENVELOPE)}; not required here: {', '.join(missing)}",
            )
        elif "eventType" in schema["properties"]:
            event_type = Located(schema["properties"]["eventType"], f"{event.pointer}/properties/eventType")
            if document.resolve(event_type).node.get("type") != "string":
                yield event_type.pointer, "the eventType of an event is a string, which says which class it has"


def _error_schema(response: Located) -> str:
    reference: str = response.node.get("content", {}).get(JSON, {}).get("schema", {}).get("$ref", "")
    return reference.removeprefix(COMPONENT)


_SCHEMA: Final[dict[str, Any]] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
_VALIDATOR: Final[Any] = Draft202012Validator(_SCHEMA)  # whose stubs leave types open
