"""Refuses documents which say something that the templates would leave out or get wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from . import keywords
from .checks import Checks
from .document import METHODS, Document, Located, pointer
from .errors import GenerationError
from .naming import ACCEPTS_EXTENSION
from .supported_schemas import BINARY, SCHEMA_POINTER, SchemaChecks
from .yaml_file import Node

JSON = "application/json"

_PATH = re.compile(r"(?:/(?:[A-Za-z0-9_.~-]|\{[A-Za-z_][A-Za-z0-9_-]*\})+)+")
_DEFAULT_STYLE = {"query": ("form", True), "path": ("simple", False), "header": ("simple", False)}
# OpenAPI ignores parameters of these names: they are set in other ways
_RESERVED_HEADERS = frozenset({"accept", "authorization", "content-type"})


def check_supported(document: Document) -> None:
    """Walk the whole document.

    Raises:
        GenerationError: It says something unsupported; the message lists all places with reasons.
    """
    walk = _Walk(document)
    walk.document()
    if walk.problems:
        raise GenerationError("\n".join(walk.problems))


def error_schema(document: Document) -> str:
    """Return the name of the component that all errors of a supported document share.

    Raises:
        GenerationError: There is none, or more than one.
    """
    names = {
        response["content"][JSON]["schema"]["$ref"].removeprefix(SCHEMA_POINTER)
        for operation in document.operations()
        for status, response in _responses(document, operation).items()
        if not status.startswith("2")
    }
    if len(names) != 1:
        raise GenerationError(
            f"#/paths: all errors share one schema, so that every status can be read; found {sorted(names) or 'none'}"
        )
    return str(names.pop())


def _responses(document: Document, operation: Located) -> Mapping[str, Node]:
    return {
        status: document.resolve(Located(node, f"{operation.pointer}/responses/{status}")).node
        for status, node in operation.node["responses"].items()
    }


class _Walk:
    """One walk over a document, collecting what is not supported."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._checks = Checks(document)
        self._schemas = SchemaChecks(self._checks)
        self._operation_ids: set[str] = set()
        self._seen: set[str] = set()

    @property
    def problems(self) -> list[str]:
        return self._checks.problems

    def document(self) -> None:
        raw = self._document.raw
        self._checks.keywords(raw, "#", keywords.DOCUMENT)
        if not str(raw.get("openapi", "")).startswith("3.1."):
            self._checks.refuse("#/openapi", "the document must be OpenAPI 3.1")
        servers: list[Any] = raw.get("servers", [])
        if len(servers) != 1:
            self._checks.refuse("#/servers", "there must be exactly one server")
        for index, server in enumerate(servers):
            self._checks.keywords(server, f"#/servers/{index}", keywords.SERVER)
        components: Node = raw.get("components", {})
        self._checks.keywords(components, "#/components", keywords.COMPONENTS)
        for name, schema in components.get("schemas", {}).items():
            self._schemas.component(schema, pointer("components", "schemas", name))
        for path, item in raw.get("paths", {}).items():
            self._path_item(path, item)

    def _path_item(self, path: str, item: Node) -> None:
        place = pointer("paths", path)
        if not _PATH.fullmatch(path):
            self._checks.refuse(
                place, "a path consists of letters, digits, . _ ~ - and {names}, in segments that begin with /"
            )
        self._checks.keywords(item, place, keywords.PATH_ITEM)
        for index, parameter in enumerate(item.get("parameters", ())):
            self._parameter(parameter, f"{place}/parameters/{index}")
        for method in METHODS:
            if method in item:
                self._operation(item[method], f"{place}/{method}")

    def _operation(self, node: Node, place: str) -> None:
        self._checks.keywords(node, place, keywords.OPERATION)
        operation_id = node.get("operationId")
        if not isinstance(operation_id, str) or operation_id in self._operation_ids:
            self._checks.refuse(place, "an operation needs an operationId of its own: it names the method")
        else:
            self._operation_ids.add(operation_id)
        if len(node.get("tags", ())) != 1:
            self._checks.refuse(
                f"{place}/tags", "an operation needs exactly one tag: it names the class that has the method"
            )
        for index, parameter in enumerate(node.get("parameters", ())):
            self._parameter(parameter, f"{place}/parameters/{index}")
        if "requestBody" in node:
            self._request_body(node["requestBody"], f"{place}/requestBody")
        self._all_responses(node.get("responses", {}), f"{place}/responses")

    def _parameter(self, node: Node, place: str) -> None:
        resolved = self._checks.resolved(node, place)
        if resolved is None:
            return
        node, place = resolved.node, resolved.pointer
        self._checks.keywords(node, place, keywords.PARAMETER)
        where, name = node.get("in"), str(node.get("name"))
        if where not in _DEFAULT_STYLE:
            self._checks.refuse(f"{place}/in", f"a parameter stands in query, path or header, not in {where}")
            return
        style, explode = _DEFAULT_STYLE[where]
        if node.get("style", style) != style or node.get("explode", explode) != explode:
            self._checks.refuse(place, f"parameters in {where} have the style {style}, explode {str(explode).lower()}")
        if where == "header" and name.lower() in _RESERVED_HEADERS:
            self._checks.refuse(place, f"OpenAPI ignores a parameter for the header {name}: the sender sets it")
        self._parameter_schema(node.get("schema"), f"{place}/schema", where)
        if ACCEPTS_EXTENSION in node and not (
            node[ACCEPTS_EXTENSION] == "UUID" and where != "path" and node.get("schema", {}).get("type") == "string"
        ):
            self._checks.refuse(
                f"{place}/{ACCEPTS_EXTENSION}",
                "it is UUID, and that of a string in the query or a header; ids in the path are plain strings",
            )

    def _parameter_schema(self, node: Node | None, place: str, where: str) -> None:
        if node is None:
            self._checks.refuse(place, "a parameter has a schema")
            return
        resolved = self._checks.resolved(node, place)
        if resolved is None:
            return
        node, place = resolved.node, resolved.pointer
        kind = keywords.PARAMETER_SCHEMAS.get(str(node.get("type")))
        if kind is None:
            self._checks.refuse(place, "a parameter is a string, an integer, a number or a boolean")
            return
        self._checks.keywords(node, place, kind)
        for bound in ("exclusiveMinimum", "exclusiveMaximum"):
            if isinstance(node.get(bound), bool):
                self._checks.refuse(f"{place}/{bound}", "in OpenAPI 3.1 it is a number")
        if "enum" in node:
            self._schemas.enum(node, place)
        if where == "path" and node["type"] != "string":
            self._checks.refuse(place, "a parameter in the path is a string")
        if node.get("format") in ("date", "date-time", "binary", "uuid"):
            self._checks.refuse(
                f"{place}/format", "a parameter is sent as it is given; leave the format to the description"
            )

    def _request_body(self, node: Node, place: str) -> None:
        resolved = self._checks.resolved(node, place)
        if resolved is None:
            return
        node, place = resolved.node, resolved.pointer
        self._checks.keywords(node, place, keywords.REQUEST_BODY)
        if node.get("required") is not True:
            self._checks.refuse(place, "a request body is required: true; a call without one has no method")
        content: Node = node.get("content", {})
        if list(content) != [JSON]:
            self._checks.refuse(f"{place}/content", f"a request body is {JSON} and nothing else")
            return
        self._media_type(content[JSON], f"{place}/content/{JSON.replace('/', '~1')}")
        target = self._checks.resolved(content[JSON].get("schema", {}), f"{place}/content")
        if target is not None and not (
            target.pointer.startswith(SCHEMA_POINTER) and isinstance(target.node.get("properties"), dict)
        ):
            self._checks.refuse(
                f"{place}/content", "a body is a $ref to a component with properties, which names the argument"
            )

    def _all_responses(self, responses: Node, place: str) -> None:
        statuses = [status for status in responses if status.startswith("2")]
        if len(statuses) != 1:
            self._checks.refuse(
                place, "an operation has exactly one response of the class 2XX: the type of what it returns"
            )
        for status, node in responses.items():
            here = f"{place}/{status}"
            if not re.fullmatch(r"[245](?:\d\d|XX)", status):
                self._checks.refuse(here, "a response is of one status, and that of the classes 2XX, 4XX or 5XX")
                continue
            resolved = self._checks.resolved(node, here)
            if resolved is None or resolved.pointer in self._seen:
                continue
            self._seen.add(resolved.pointer)
            self._checks.keywords(resolved.node, resolved.pointer, keywords.RESPONSE)
            content: Node = resolved.node.get("content", {})
            for media_type, body in content.items():
                self._media_type(body, f"{resolved.pointer}/content/{media_type.replace('/', '~1')}")
            if status.startswith("2"):
                self._success(content, f"{resolved.pointer}/content")
            else:
                self._failure(content, f"{resolved.pointer}/content")

    def _success(self, content: Node, place: str) -> None:
        if list(content) == [BINARY]:
            schema = content[BINARY].get("schema", {})
            if schema.get("type") != "string" or schema.get("format") != "binary":
                self._checks.refuse(place, f"the schema of {BINARY} is {{type: string, format: binary}}")
        elif list(content) == [JSON]:
            self._schemas.in_place(content[JSON].get("schema", {}), f"{place}/{JSON.replace('/', '~1')}/schema")
        elif content:
            self._checks.refuse(place, f"a success has one content type, {JSON} or {BINARY}")

    def _failure(self, content: Node, place: str) -> None:
        reference = content.get(JSON, {}).get("schema", {}).get("$ref", "")
        if list(content) != [JSON] or not str(reference).startswith(SCHEMA_POINTER):
            self._checks.refuse(place, f"an error is {JSON}, with a $ref to the component that all errors share")

    def _media_type(self, node: Node, place: str) -> None:
        self._checks.keywords(node, place, keywords.MEDIA_TYPE)
        if "schema" not in node:
            self._checks.refuse(place, "a media type needs a schema")
