"""The specification with what it will never have: a tag with all that one can hold, and a field."""

from __future__ import annotations

from typing import Any

from tests.support.specification import specification

Node = dict[str, Any]

COMPANY = "/companies/{companyId}"
PUSH = COMPANY + "/connections/{connectionId}/push/lighthouses"
LIGHTHOUSE = COMPANY + "/data/lighthouses/{lighthouseId}"
PLANS = LIGHTHOUSE + "/plans/{attachmentId}"
EVENT = {"id": "E-1", "eventType": "lighthouses.lit", "generatedDate": "2025-06-17T21:36:50Z"}
ONE = {"id": "LONG-1", "name": "Longstone", "colour": "White", "litOn": "1826-02-15"}


def with_lighthouses() -> Node:
    """Return the specification with operations on lighthouses, some without examples, and what lights a customer."""
    document = specification()
    components, paths = document["components"], document["paths"]
    tag = {"name": "Lighthouses", "description": "What shows the way."}
    document["tags"] = [*(each for each in document["tags"] if each != tag), tag]
    components["parameters"]["lighthouseId"] = {
        "name": "lighthouseId",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "description": "The id of the lighthouse.", "example": "A-1"},
    }
    components["schemas"] |= _schemas(*(components["schemas"][name] for name in ("CustomerPage", "OtherEvent")))
    components["schemas"]["Customer"]["properties"]["light"] = {
        "description": "What lights the customer.",
        "oneOf": [_schema("LightColour"), {"type": "null"}],
    }
    page = {"results": [ONE, {**ONE, "id": "LONG-2"}], "pageNumber": 2, "pageSize": 2, "totalResults": 9}
    links = {name: {"href": "/lighthouses"} for name in ("self", "current", "next", "previous")}
    lists = _operation("list-lighthouses", _json("LighthousePage", {**page, "_links": links}), "page", "pageSize")
    paths[COMPANY + "/data/lighthouses"] = {"get": {**lists, "x-pages": "id"}}
    paths[LIGHTHOUSE] = {
        "get": _operation("get-lighthouse", _json("Lighthouse"), "lighthouseId"),
        "delete": _operation("delete-lighthouse", None, "lighthouseId"),
    }
    body = {"required": True, "description": "The lighthouse.", "content": _json("Lighthouse")}
    create = _operation("create-lighthouse", _json("PushOperation"), "connectionId", "idempotencyKey")
    update = _operation("update-lighthouse", _json("Lighthouse"), "connectionId", "lighthouseId")
    paths[PUSH] = {"post": {**create, "requestBody": body}}
    paths[PUSH + "/{lighthouseId}"] = {"put": {**update, "requestBody": body}}
    paths[PLANS] = {"get": _operation("get-lighthouse-plan", _json("Attachment"), "lighthouseId", "attachmentId")}
    file = {"type": "string", "format": "binary"}
    download = _operation(
        "download-lighthouse-plan", {"application/pdf": {"schema": file}}, "lighthouseId", "attachmentId"
    )
    paths[PLANS + "/download"] = {"get": {**download, "x-download": "get-lighthouse-plan"}}
    form = {"schema": {"type": "object", "properties": {"plan": file}, "required": ["plan"]}}
    upload = _operation("upload-lighthouse-plan", None, "lighthouseId")
    upload["requestBody"] = {"required": True, "content": {"multipart/form-data": form}}
    paths[LIGHTHOUSE + "/plans"] = {"post": upload}
    document["webhooks"] |= {"lighthouses.lit": {"post": _event("LighthouseEvent", {**EVENT, "payload": ONE})}}
    return document


def _schemas(page: Node, event: Node) -> Node:
    records = {"type": "array", "description": "The lighthouses.", "items": _schema("Lighthouse")}
    return {
        "LightColour": {"type": "string", "description": "A colour of light.", "enum": ["White", "DeepRed"]},
        "Lighthouse": {
            "type": "object",
            "description": "A tower with a light.",
            "required": ["id", "colour", "litOn"],
            "properties": {
                "id": {"type": "string", "description": "Its id.", "minLength": 6},
                "name": {"type": ["string", "null"], "description": "Its name."},
                "colour": _schema("LightColour"),
                "litOn": {"type": "string", "format": "date", "description": "Since when it is lit."},
                "height": {"type": "number", "description": "Its height in metres.", "deprecated": True},
            },
        },
        "LighthouseEvent": {**event, "properties": {**event["properties"], "payload": _schema("Lighthouse")}},
        "LighthousePage": {**page, "properties": {**page["properties"], "results": records}},
    }


def _schema(name: str) -> Node:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(schema: str, example: object = None) -> Node:
    examples = {} if example is None else {"examples": {"one": {"value": example}}}
    return {"application/json": {"schema": _schema(schema), **examples}}


def _event(schema: str, example: Node) -> Node:
    body = {"required": True, "content": _json(schema, example)}
    return {"summary": "A lighthouse is lit", "requestBody": body}


def _operation(operation_id: str, content: Node | None, *parameters: str) -> Node:
    status, success = ("204", {}) if content is None else ("200", {"content": content})
    return {
        "operationId": operation_id,
        "tags": ["Lighthouses"],
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in ("companyId", *parameters)],
        "responses": {
            status: {"description": "It worked.", **success},
            **{code: {"$ref": f"#/components/responses/{name}"} for code, name in _ERRORS.items()},
        },
    }


_ERRORS = {"400": "BadRequest", "401": "Unauthorized", "404": "NotFound", "503": "ServiceUnavailable"}
