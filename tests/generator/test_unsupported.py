"""What the templates do not support stops the generation, with the place and what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.generator.workshop import Change, Node, command_line, small_document, with_webhooks, write_inputs
from tools.api.document import Document, DocumentError
from tools.api.reading import describe
from tools.generator.__main__ import main

Getter = Callable[[Node], Any]


def listing(document: Node) -> Any:
    return document["paths"]["/things"]["get"]


def creating(document: Node) -> Any:
    return document["paths"]["/things"]["post"]


def schemas(document: Node) -> Any:
    return document["components"]["schemas"]


def thing(document: Node) -> Any:
    return schemas(document)["Thing"]["properties"]


def problem_of(document: Node) -> Any:
    return schemas(document)["Problem"]["properties"]


def limit(document: Node) -> Any:
    return listing(document)["parameters"][0]


def error(document: Node) -> Any:
    return creating(document)["responses"]["400"]


def put(getter: Getter, key: str, value: object) -> Change:
    return lambda document: getter(document).__setitem__(key, value)


def remove(getter: Getter, key: str) -> Change:
    return lambda document: getter(document).pop(key)


def add_parameter(**parameter: object) -> Change:
    return lambda document: listing(document)["parameters"].append(parameter)


def upload(schema: Node, **others: object) -> Change:
    body = {"required": True, "content": {"multipart/form-data": {"schema": schema, **others}}}
    return put(creating, "requestBody", body)


def event(document: Node) -> Any:
    return document["webhooks"]["thing.made"]["post"]


def in_webhooks(change: Change) -> Change:
    return lambda document: change(with_webhooks(document))


def in_event(key: str, value: object) -> tuple[Change, str]:
    return in_webhooks(put(event, key, value)), f"{EVENT_PLACE}/{key}"


def in_body(key: str, value: object) -> tuple[Change, str]:
    return in_webhooks(put(lambda d: event(d)["requestBody"], key, value)), f"{EVENT_PLACE}/requestBody/{key}"


def event_of(schema: Node, **others: object) -> tuple[Change, str]:
    change, place = in_body("content", {"application/json": {"schema": schema, **others}})
    return change, f"{place}/application~1json"


def call_the_tag(name: str) -> Change:
    def change(document: Node) -> None:
        for item in document["paths"].values():
            for method in item.keys() & {"get", "post", "delete"}:
                item[method]["tags"] = [name]

    return change


def bear_the_key(document: Node) -> None:
    document["components"]["securitySchemes"] = {"key": KEY}
    document["security"] = listing(document)["security"] = WITH_KEY


KEY: Node = {"type": "apiKey", "in": "header", "name": "Authorization"}
WITH_KEY: list[Node] = [{"key": []}]
STRING: Node = {"type": "string"}
TEXTS: Node = {"type": "array", "items": STRING}
FILE: Node = {"type": "string", "format": "binary"}
UPLOAD: Node = {"type": "object", "properties": {"file": FILE}, "required": ["file"]}
OWNER: Node = {"$ref": "#/components/schemas/Owner"}
ANSWER: Node = {"description": "", "content": {"application/json": {"schema": STRING}}}
OTHER_ERROR: Node = {
    "description": "",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Owner"}}},
}
LIST_PLACE = "#/paths/~1things/get"
CREATE_PLACE = "#/paths/~1things/post"
THING_PLACE = "#/components/schemas/Thing"
EVENT_PLACE = "#/webhooks/thing.made/post"

UNSUPPORTED: dict[str, tuple[Change, str, str]] = {
    # whole document
    "3.0": (put(lambda d: d, "openapi", "3.0.3"), "#/openapi", "must be OpenAPI 3.1"),
    "two servers": (lambda d: d["servers"].append({"url": "/"}), "#/servers", "exactly one server"),
    "no server": (remove(lambda d: d, "servers"), "#/servers", "exactly one server"),
    "server variables": (put(lambda d: d["servers"][0], "variables", {}), "#/servers/0/variables", "one fixed string"),
    "callback component": (put(lambda d: d["components"], "callbacks", {}), "#/components/callbacks", "no requests"),
    # paths and operations
    "path item by reference": (put(lambda d: d["paths"]["/things"], "$ref", "#/x"), "~1things/$ref", "write the oper"),
    "servers of a path": (put(lambda d: d["paths"]["/things"], "servers", []), "~1things/servers", "one server"),
    "odd path": (put(lambda d: d["paths"], '/a"b', {}), '#/paths/~1a"b', "a path consists of"),
    "unknown method": (put(lambda d: d["paths"]["/things"], "head", listing(small_document())), "/head", "path item"),
    "callbacks": (put(listing, "callbacks", {}), f"{LIST_PLACE}/callbacks", "receives no requests"),
    "servers of an operation": (put(listing, "servers", []), f"{LIST_PLACE}/servers", "share one server"),
    "no operationId": (remove(listing, "operationId"), LIST_PLACE, "operationId of its own"),
    "operationId twice": (put(creating, "operationId", "list-things"), CREATE_PLACE, "operationId of its own"),
    "no tag": (remove(listing, "tags"), f"{LIST_PLACE}/tags", "exactly one tag"),
    "two tags": (put(listing, "tags", ["Things", "Other"]), f"{LIST_PLACE}/tags", "exactly one tag"),
    "impossible name": (put(listing, "x-python-name", "with raw"), LIST_PLACE, "cannot be the name of a method"),
    "keyword as name": (put(listing, "x-python-name", "import"), LIST_PLACE, "cannot be the name of a method"),
    "same method twice": (put(creating, "x-python-name", "get"), "two operations of things", "called get"),
    "path without its parameter": (
        remove(lambda d: d["paths"]["/things/{thingId}"], "parameters"),
        "~1things~1{thingId}/get",
        "the path names ['thingId']",
    ),
    # parameters
    "cookie": (
        add_parameter(name="c", **{"in": "cookie"}, schema=STRING),
        f"{LIST_PLACE}/parameters/6",
        "not in cookie",
    ),
    "array of arrays": (
        put(limit, "schema", {"type": "array", "items": {"type": "array", "items": STRING}}),
        "/schema/items/type",
        "strings, integers, numbers or booleans",
    ),
    "array parameter without items": (put(limit, "schema", {"type": "array"}), "/schema/items", "an array needs items"),
    "array with a pattern": (
        put(limit, "schema", {"type": "array", "items": {**STRING, "pattern": "x"}}),
        "/schema/items/pattern",
        "not check it",
    ),
    "array with a length": (
        put(limit, "schema", {"type": "array", "items": STRING, "maxItems": 5}),
        "/schema/maxItems",
        "not check it",
    ),
    "array in a header": (
        add_parameter(**{"in": "header", "name": "X-Ids", "schema": {"type": "array", "items": STRING}}),
        "/schema/type",
        "an array is sent in the query",
    ),
    "date in a header": (
        add_parameter(**{"in": "header", "name": "X-Day", "schema": {"type": "string", "format": "date"}}),
        "/schema/format",
        "a date is sent in the query",
    ),
    "array in one value": (
        add_parameter(**{"in": "query", "name": "ids", "explode": False, "schema": {"type": "array", "items": STRING}}),
        "/explode",
        "explode true",
    ),
    "items of a string": (put(limit, "schema", {**STRING, "items": STRING}), "/schema/items", "with items is array"),
    "date in the path": (
        lambda d: d["paths"]["/things/{thingId}"]["parameters"][0]["schema"].__setitem__("format", "date"),
        "/schema/format",
        "a plain string",
    ),
    "object": (put(limit, "schema", {"type": "object"}), "/parameters/0/schema", "a parameter is a string"),
    "no schema": (remove(limit, "schema"), "/parameters/0/schema", "a parameter has a schema"),
    "content": (put(limit, "content", {}), "/parameters/0/content", "schema of its own"),
    "style": (put(limit, "style", "deepObject"), f"{LIST_PLACE}/parameters/0", "style form"),
    "explode": (put(limit, "explode", False), f"{LIST_PLACE}/parameters/0", "explode true"),
    "allowReserved": (put(limit, "allowReserved", True), "/parameters/0/allowReserved", "percent-encoded"),
    "example of a parameter": (put(limit, "example", 5), "/parameters/0/example", "stands in its schema"),
    "examples of a parameter": (put(limit, "examples", {}), "/parameters/0/examples", "stands in its schema"),
    "examples": (put(lambda d: limit(d)["schema"], "examples", [5]), "/schema/examples", "the keyword is example"),
    "default": (put(lambda d: limit(d)["schema"], "default", 5), "/parameters/0/schema/default", "send it with every"),
    "pattern": (
        put(lambda d: listing(d)["parameters"][4]["schema"], "pattern", "x"),
        "/4/schema/pattern",
        "not check it",
    ),
    "multipleOf": (put(lambda d: limit(d)["schema"], "multipleOf", 5), "/schema/multipleOf", "not check it"),
    "parameter that 3.0 calls nullable": (
        put(lambda d: limit(d)["schema"], "nullable", True),
        "/schema/nullable",
        "leaving it out",
    ),
    "nullable parameter": (
        put(limit, "schema", {"type": ["integer", "null"]}),
        "/parameters/0/schema",
        "a parameter is a string",
    ),
    "union": (
        put(limit, "schema", {"oneOf": [STRING, {"type": "integer"}]}),
        "/parameters/0/schema",
        "a parameter is a string",
    ),
    "date": (put(limit, "schema", {**STRING, "format": "date-time"}), "/schema/format", "sent as it is given"),
    "UUID in the path": (
        lambda d: d["paths"]["/things/{thingId}"]["parameters"][0].__setitem__("x-python-accepts", "UUID"),
        "/x-python-accepts",
        "plain strings",
    ),
    "another type": (put(limit, "x-python-accepts", "Decimal"), "/x-python-accepts", "it is UUID"),
    "UUID for a number": (put(limit, "x-python-accepts", "UUID"), "/x-python-accepts", "that of a string"),
    "enum in place": (
        put(limit, "schema", {**STRING, "enum": ["a"]}),
        "/parameters/0/schema",
        "an enum is a component",
    ),
    "integer in the path": (
        put(lambda d: d["paths"]["/things/{thingId}"]["parameters"][0], "schema", {"type": "integer"}),
        "~1things~1{thingId}/parameters/0/schema",
        "in the path is a string",
    ),
    "header of the sender": (
        add_parameter(name="Authorization", **{"in": "header"}, schema=STRING),
        f"{LIST_PLACE}/parameters/6",
        "the sender sets it",
    ),
    "name of an option": (
        add_parameter(name="timeout", **{"in": "query"}, schema=STRING),
        LIST_PLACE,
        "would be called timeout",
    ),
    # bodies
    "optional body": (put(lambda d: creating(d)["requestBody"], "required", False), "/requestBody", "required: true"),
    "form": (
        lambda d: creating(d)["requestBody"].__setitem__("content", {"application/x-www-form-urlencoded": {}}),
        "/requestBody/content",
        "either application/json, or multipart/form-data with one file",
    ),
    "no content": (
        lambda d: creating(d)["requestBody"].__setitem__("content", {}),
        "/requestBody/content",
        "either application/json, or multipart/form-data with one file",
    ),
    "two content types": (
        lambda d: creating(d)["requestBody"]["content"].__setitem__("multipart/form-data", {"schema": UPLOAD}),
        "/requestBody/content",
        "either application/json, or multipart/form-data with one file",
    ),
    "body in place": (
        lambda d: creating(d)["requestBody"]["content"].__setitem__(
            "application/json", {"schema": {"type": "object", "properties": {"a": STRING}}}
        ),
        "/requestBody/content",
        "a body is a $ref",
    ),
    "encoding": (
        lambda d: creating(d)["requestBody"]["content"]["application/json"].__setitem__("encoding", {}),
        "/encoding",
        "bodies are JSON",
    ),
    "file without a name": (
        upload(FILE),
        "/multipart~1form-data/schema",
        "needs a name: {type: object, properties: {fi",
    ),
    "upload as a component": (upload(OWNER), "/multipart~1form-data/schema", "in place"),
    "nothing to upload": (upload({"type": "object"}), "/schema/properties", "needs a name: {type: object, properties"),
    "upload of two files": (
        upload({**UPLOAD, "properties": {"file": FILE, "other": FILE}}),
        "/schema/properties",
        "has one part, the file",
    ),
    "upload of no part": (upload({**UPLOAD, "properties": {}}), "/schema/properties", "has one part, the file"),
    "upload of text": (upload({**UPLOAD, "properties": {"file": STRING}}), "/schema/properties/file", "is a file"),
    "upload of JSON": (
        upload({**UPLOAD, "properties": {"file": OWNER}}),
        "/schema/properties/file",
        "is a file: {type",
    ),
    "upload of base64": (
        upload({**UPLOAD, "properties": {"file": {**STRING, "format": "byte"}}}),
        "/properties/file/format",
        "is a file: {type: string, format: binary}",
    ),
    "limits of a file": (
        upload({**UPLOAD, "properties": {"file": {**FILE, "maxLength": 9}}}),
        "/properties/file/maxLength",
        "not supported in a part",
    ),
    "optional file": (upload({**UPLOAD, "required": []}), "/schema/required", "the file of an upload is required"),
    "file that is not required": (
        upload({"type": "object", "properties": {"file": FILE}}),
        "/schema/required",
        "the file of an upload is required",
    ),
    "another file that is required": (
        upload({**UPLOAD, "required": ["fi"]}),
        "/schema/required",
        "is required",
    ),
    "upload of a closed object": (
        upload({**UPLOAD, "additionalProperties": False}),
        "/schema/additionalProperties",
        "not supported in a schema of an upload",
    ),
    "example of an upload": (upload(UPLOAD, example="a"), "/multipart~1form-data/example", "it has no example"),
    "encoding of an upload": (upload(UPLOAD, encoding={}), "/multipart~1form-data/encoding", "one file as it is"),
    "no name of an argument": (
        upload({**UPLOAD, "properties": {"1": FILE}, "required": ["1"]}),
        CREATE_PLACE,
        "called 1",
    ),
    "examples of a body": (
        lambda d: creating(d)["requestBody"]["content"]["application/json"].__setitem__("examples", None),
        "/examples",
        "a mapping of names",
    ),
    "example without a value": (
        lambda d: creating(d)["requestBody"]["content"]["application/json"].__setitem__(
            "examples", {"a": {"$ref": "#"}}
        ),
        "/examples/a",
        "has a value",
    ),
    # responses
    "default response": (
        put(lambda d: listing(d)["responses"], "default", error(small_document())),
        "/default",
        "status",
    ),
    "redirect": (put(lambda d: listing(d)["responses"], "302", error(small_document())), "/302", "classes 2XX"),
    "two successes": (put(lambda d: listing(d)["responses"], "202", ANSWER), f"{LIST_PLACE}/responses", "the same con"),
    "no success": (remove(lambda d: listing(d)["responses"], "200"), f"{LIST_PLACE}/responses", "of the class 2XX"),
    "text": (
        lambda d: listing(d)["responses"]["200"].__setitem__("content", {"text/plain": {"schema": STRING}}),
        "/responses/200/content",
        "one content type",
    ),
    "text as binary data": (
        lambda d: listing(d)["responses"]["200"].__setitem__(
            "content", {"text/plain": {"schema": {"type": "string", "format": "binary", "maxLength": 3}}}
        ),
        "/responses/200/content/text~1plain/schema",
        "one content type",
    ),
    "no schema of a success": (
        lambda d: listing(d)["responses"]["200"]["content"].__setitem__("application/json", {}),
        "/application~1json",
        "needs a schema",
    ),
    "links": (put(lambda d: listing(d)["responses"]["200"], "links", {}), "/responses/200/links", "not followed"),
    "another error": (put(lambda d: creating(d)["responses"], "409", OTHER_ERROR), "#/paths", "['Owner', 'Problem']"),
    "error in place": (put(lambda d: creating(d)["responses"], "409", ANSWER), "/409/content", "that all errors share"),
    "error without body": (put(lambda d: creating(d)["responses"], "409", {"description": ""}), "/409", "errors share"),
    # schemas
    "allOf of two": (put(thing, "x", {"allOf": [OWNER, OWNER]}), "/x/allOf", "not merged"),
    "allOf of another kind": (put(thing, "x", {"allOf": [STRING]}), "/x/allOf/0/$ref", "has a $ref"),
    "allOf of nothing": (put(thing, "x", {"allOf": []}), "/x/allOf", "a single $ref"),
    "allOf beside a reference": (put(thing, "x", {**OWNER, "allOf": [OWNER]}), "/x", "not both"),
    "allOf with properties": (put(lambda d: schemas(d)["Thing"], "allOf", [OWNER]), "/Thing/allOf", "not merged"),
    "allOf as a component": (put(schemas, "X", {"allOf": [OWNER]}), "/X", "a component is of one type"),
    "anyOf": (put(thing, "x", {"anyOf": [STRING, {"type": "null"}]}), "/x/anyOf", "one type and null"),
    "anyOf beside oneOf": (
        put(thing, "x", {"anyOf": [OWNER, {"type": "null"}], "oneOf": [OWNER, {"type": "null"}]}),
        "/x",
        "not in both",
    ),
    "two types": (put(thing, "x", {"type": ["string", "integer"]}), "/x/type", "one type and null"),
    "three types": (put(thing, "x", {"type": ["string", "integer", "null"]}), "/x/type", "one type and null"),
    "null alone": (put(thing, "x", {"type": "null"}), "/x/type", "one type and null"),
    "unquoted null": (put(thing, "x", {"type": ["string", None]}), "", "null"),
    "oneOf of two": (
        put(thing, "x", {"oneOf": [{"$ref": "#/components/schemas/Owner"}, {"$ref": "#/components/schemas/Thing"}]}),
        "/x/oneOf",
        "one type and null",
    ),
    "oneOf of nothing": (put(thing, "x", {"oneOf": 7}), "/x/oneOf", "one type and null"),
    "nullable model": (
        put(lambda d: schemas(d)["Thing"], "nullable", True),
        f"{THING_PLACE}/nullable",
        "null belongs where",
    ),
    "nullable enum": (
        put(lambda d: schemas(d)["Colour"], "nullable", True),
        "/Colour/nullable",
        "null belongs where",
    ),
    "nullable body": (
        put(
            lambda d: creating(d)["requestBody"]["content"]["application/json"],
            "schema",
            {"$ref": "#/components/schemas/Thing", "nullable": True},
        ),
        "/schema/nullable",
        "null belongs where",
    ),
    "nullable error": (
        put(
            lambda d: error(d)["content"]["application/json"],
            "schema",
            {"$ref": "#/components/schemas/Problem", "nullable": True},
        ),
        "/schema/nullable",
        "null belongs where",
    ),
    "discriminator": (
        put(lambda d: schemas(d)["Thing"], "discriminator", {"propertyName": "id"}),
        f"{THING_PLACE}/discriminator",
        "one type and null",
    ),
    "const": (put(thing, "x", {"const": "a"}), "/x/const", "enum of one value"),
    "not": (put(thing, "x", {"not": STRING}), "/x/not", "cannot check"),
    "default of a property": (put(thing, "x", {"type": "integer", "default": 3}), "/x/default", "send it with every"),
    "default of an array with items": (
        put(problem_of, "x", {**TEXTS, "default": ["a"]}),
        "/Problem/properties/x/default",
        "default of an array is the empty one",
    ),
    "null as the default of an array": (
        put(problem_of, "x", {**TEXTS, "default": None}),
        "/Problem/properties/x/default",
        "default of an array is the empty one",
    ),
    "default of an array or null": (
        put(problem_of, "x", {**TEXTS, "type": ["array", "null"], "default": []}),
        "/Problem/properties/x/default",
        "an array that is not null",
    ),
    "default of a nullable array": (
        put(problem_of, "x", {**TEXTS, "nullable": True, "default": []}),
        "/Problem/properties/x/nullable",
        "an array with a default is not null",
    ),
    "default of a map": (
        put(problem_of, "x", {"type": "object", "default": {}}),
        "/Problem/properties/x/default",
        "send it with every",
    ),
    "default beside a reference": (
        put(problem_of, "x", {**OWNER, "default": []}),
        "/Problem/properties/x/default",
        "send it with every",
    ),
    "default beside a union": (
        put(problem_of, "x", {"oneOf": [OWNER, {"type": "null"}], "default": []}),
        "/Problem/properties/x/default",
        "send it with every",
    ),
    "default of an array in an array": (
        put(problem_of, "x", {"type": "array", "items": {**TEXTS, "default": []}}),
        "/Problem/properties/x/items/default",
        "send it with every",
    ),
    "default of an array in the query": (
        put(limit, "schema", {**TEXTS, "default": []}),
        "/parameters/0/schema/default",
        "send it with every",
    ),
    "default of an array that is a component": (
        put(schemas, "X", {**TEXTS, "default": []}),
        "/X/default",
        "send it with every",
    ),
    "default of what is required": (
        lambda d: schemas(d)["Problem"].update(required=["x"], properties={"x": {**TEXTS, "default": []}}),
        "/Problem/properties/x/default",
        "what is required is always there",
    ),
    "default in a body": (
        put(lambda d: thing(d)["colours"], "default", []),
        f"{THING_PLACE}/properties/colours/default",
        "bodies that callers write have it too",
    ),
    "default deeper in a body": (
        put(lambda d: schemas(d)["Owner"]["properties"]["things"], "default", []),
        "/Owner/properties/things/default",
        "bodies that callers write have it too",
    ),
    "binary property": (put(thing, "x", {"type": "string", "format": "binary"}), "/x/format", "whole body"),
    "uuid": (put(thing, "x", {"type": "string", "format": "uuid"}), "/x/format", "plain strings"),
    "map of itself": (
        put(schemas, "X", {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/X"}}),
        "X",
        "a map or an array of itself",
    ),
    "array of itself": (
        put(schemas, "X", {"type": "array", "items": {"$ref": "#/components/schemas/X"}}),
        "X",
        "a map or an array of itself",
    ),
    "dates in an array": (
        put(thing, "x", {"type": "array", "items": {"type": "string", "format": "date-time"}}),
        "/x/items/format",
        "could not be kept",
    ),
    "beside a reference": (
        put(thing, "x", {**OWNER, "minProperties": 1}),
        "/x/minProperties",
        "may stand beside a $ref",
    ),
    "nothing there": (put(thing, "x", {"$ref": "#/components/schemas/Nothing"}), "/x", "there is no #/components"),
    "elsewhere": (put(thing, "x", {"$ref": "other.yaml#/X"}), "/x", "in this document"),
    "percent": (put(thing, "x", {"$ref": "#/components/schemas/Own%65r"}), "/x/$ref", "its name as it is"),
    "circle": (put(schemas, "X", {"$ref": "#/components/schemas/X"}), "/X", "a component is of one type"),
    "nullable component": (put(schemas, "X", {"type": ["object", "null"]}), "/X", "null belongs where it is used"),
    "closed object": (
        put(lambda d: schemas(d)["Thing"], "additionalProperties", False),
        f"{THING_PLACE}/additionalProperties",
        "keeps whatever else arrives",
    ),
    "patternProperties": (
        put(lambda d: schemas(d)["Thing"], "patternProperties", {}),
        f"{THING_PLACE}/patternProperties",
        "list their properties",
    ),
    "object in place": (
        put(thing, "x", {"type": "object", "properties": {"a": STRING}}),
        "/x",
        "with properties is a component",
    ),
    "required of nothing": (
        put(lambda d: schemas(d)["Owner"], "required", ["age"]),
        "/Owner/required",
        "no property age",
    ),
    "properties without a type": (remove(lambda d: schemas(d)["Owner"], "type"), "/Owner", "has type: object"),
    "array without items": (put(thing, "x", {"type": "array"}), "/x", "needs items"),
    "prefixItems": (
        put(thing, "x", {"type": "array", "items": STRING, "prefixItems": [STRING]}),
        "/x/prefixItems",
        "one kind of item",
    ),
    "integer enum": (put(schemas, "X", {"type": "integer", "enum": [1]}), "/X", "type: string"),
    "null in an enum": (put(schemas, "X", {"type": "string", "enum": ["a", None]}), "/X/enum", "null belongs where"),
    "value twice": (put(schemas, "X", {"type": "string", "enum": ["a", "a"]}), "/X/enum", "twice"),
    "too few names": (
        put(schemas, "X", {"type": "string", "enum": ["a", "b"], "x-enum-varnames": ["A"]}),
        "/X/x-enum-varnames",
        "a name for every value",
    ),
    "names alike": (put(schemas, "X", {"type": "string", "enum": ["a b", "A b"]}), "/X/enum", "the same name"),
    "unknown keyword": (put(thing, "x", {"type": "string", "colour": "red"}), "/x/colour", "not supported in a schema"),
    "bound of 3.0": (
        put(lambda d: limit(d)["schema"], "exclusiveMinimum", True),
        "/schema/exclusiveMinimum",
        "it is a number",
    ),
    # names
    "modules alike": (
        lambda d: schemas(d).update({name: schemas(d)["Problem"] for name in ("HTTPNote", "HttpNote")}),
        "HttpNote",
        "share its module with HTTPNote",
    ),
    "tag like a schema": (
        call_the_tag("Thing"),
        "thing",
        "same name as a schema",
    ),
    "tag like what is there": (call_the_tag("Resources"), f"{LIST_PLACE}/tags/0", "rename the tag"),
    "tags alike": (
        lambda d: creating(d).update(tags=["Async things"]),
        f"{CREATE_PLACE}/tags/0",
        "would be a class AsyncThings",
    ),
    "tag like the async class of another": (
        lambda d: creating(d).update(tags=["Things with raw response"]),
        f"{CREATE_PLACE}/tags/0",
        "would be a class ThingsWithRawResponse",
    ),
    "schema like a class of a tag": (
        lambda d: (
            schemas(d).update(AsyncThings=schemas(d)["Owner"]),
            creating(d)["responses"]["201"]["content"]["application/json"].update(
                schema={"$ref": "#/components/schemas/AsyncThings"}
            ),
        ),
        f"{LIST_PLACE}/tags/0",
        "same name as a schema",
    ),
    "what attrs looks for": (put(schemas, "ClassVar", schemas(small_document())["Owner"]), "ClassVar", "another one"),
    "name of a module's own": (
        put(schemas, "BaseModel", schemas(small_document())["Owner"]),
        "BaseModel",
        "another one",
    ),
    "name of every model's own": (put(thing, "to_dict", STRING), "Thing", "every model has its own to_dict"),
    "class without a letter": (put(schemas, "1st", schemas(small_document())["Owner"]), "1st", "begin the name with"),
    "tag like a module": (call_the_tag("Api"), f"{LIST_PLACE}/tags/0", "a package api, which hides another"),
    "tag without a letter": (call_the_tag("1st"), f"{LIST_PLACE}/tags/0", "would be the class '1st'"),
    "class in two lines": (put(schemas, "a\nb", schemas(small_document())["Owner"]), r"schemas/a\nb", "rename"),
    # security
    "without the key": (put(listing, "security", []), f"{LIST_PLACE}/security", "every request bears the key"),
    "with or without the key": (
        put(listing, "security", [*WITH_KEY, {}]),
        f"{LIST_PLACE}/security",
        "every request bears the key",
    ),
    "scopes": (put(listing, "security", [{"key": ["read"]}]), "/security/0/key", "every request bears the key"),
    "unknown scheme": (put(listing, "security", WITH_KEY), f"{LIST_PLACE}/security", "there is no scheme key"),
    "unknown scheme of all": (put(lambda d: d, "security", WITH_KEY), "#/security", "there is no scheme key"),
    "another scheme": (
        put(lambda d: d["components"], "securitySchemes", {"key": {**KEY, "type": "http"}}),
        "/securitySchemes/key/type",
        "the client sends its key in one way",
    ),
    "another header": (
        put(lambda d: d["components"], "securitySchemes", {"key": {**KEY, "name": "X-Key"}}),
        "/securitySchemes/key/name",
        "the client sends its key in one way",
    ),
    # webhooks
    "no other event": (in_webhooks(remove(lambda d: d["webhooks"], "*")), "#/webhooks/*", "come without notice"),
    "no event": (put(lambda d: d, "webhooks", {}), "#/webhooks/*", "come without notice"),
    "webhooks in a list": (put(lambda d: d, "webhooks", []), "#/webhooks", "the key '*'"),
    "event with a pattern": (
        in_webhooks(lambda d: d["webhooks"].update({"thing.*": d["webhooks"]["*"]})),
        "#/webhooks/thing.*",
        "named by its eventType",
    ),
    "event by get": (in_webhooks(put(lambda d: d["webhooks"]["*"], "get", {})), "#/webhooks/*/get", "nothing else"),
    "no post": (in_webhooks(put(lambda d: d["webhooks"], "*", {})), "#/webhooks/*/post", "sent by post"),
    "event by reference": (
        in_webhooks(put(lambda d: d["webhooks"], "*", {"$ref": "#/components/pathItems/any"})),
        "#/webhooks/*/post",
        "sent by post",
    ),
    "operationId of an event": (*in_event("operationId", "made"), "its name is its eventType"),
    "tag of an event": (*in_event("tags", ["Things"]), "no class of methods"),
    "parameters of an event": (*in_event("parameters", []), "its body alone"),
    "key of an event": (*in_event("security", WITH_KEY), "bears a signature"),
    "callbacks of an event": (*in_event("callbacks", {}), "the receiver of an event sends nothing"),
    "servers of an event": (*in_event("servers", []), "that its receiver chose"),
    "deprecated event": (*in_event("deprecated", True), "not supported in an event"),
    "failure of an event": (
        in_webhooks(put(event, "responses", {"400": {"description": ""}})),
        f"{EVENT_PLACE}/responses/400",
        "anything but 2XX",
    ),
    "answer to an event": (
        in_webhooks(put(event, "responses", {"200": ANSWER})),
        f"{EVENT_PLACE}/responses/200/content",
        "nothing but its status",
    ),
    "no body of an event": (
        in_webhooks(remove(event, "requestBody")),
        f"{EVENT_PLACE}/requestBody",
        "the body of a request",
    ),
    "body of an event by reference": (
        in_webhooks(put(event, "requestBody", {"$ref": "#/components/requestBodies/made"})),
        f"{EVENT_PLACE}/requestBody/$ref",
        "written out",
    ),
    "optional body of an event": (*in_body("required", False), "required: true"),
    "form as an event": (*in_body("content", {"multipart/form-data": {"schema": UPLOAD}}), "is application/json"),
    "event of two types": (
        *in_body("content", {media: {"schema": OWNER} for media in ("application/json", "text/plain")}),
        "is application/json",
    ),
    "event in place": (*event_of({"type": "object"}), "a $ref to a component with properties"),
    "event that may be null": (*event_of({**OWNER, "nullable": True}), "null"),
    "event that is no object": (*event_of({"$ref": "#/components/schemas/Labels"}), "a component with properties"),
    "event of nothing known": (*event_of({"$ref": "#/components/schemas/Nobody"}), "there is no"),
    "event without an envelope": (*event_of(OWNER), "not required here: id, eventType, generatedDate, payload"),
    "event without a payload": (
        in_webhooks(lambda d: schemas(d)["ThingEvent"]["required"].remove("payload")),
        f"{EVENT_PLACE}/requestBody/content/application~1json/schema",
        "not required here: payload",
    ),
    "event without an event type": (
        in_webhooks(lambda d: schemas(d)["ThingEvent"]["properties"].pop("eventType")),
        "#/components/schemas/ThingEvent/required",
        "no property eventType",
    ),
    "event type that is a number": (
        in_webhooks(put(lambda d: schemas(d)["ThingEvent"]["properties"], "eventType", {"type": "integer"})),
        "#/components/schemas/ThingEvent/properties/eventType",
        "which class it has",
    ),
    "class of another name": (put(schemas, "other_thing", schemas(small_document())["Owner"]), "other_thing", "rename"),
}


@pytest.mark.parametrize(("change", "place", "problem"), UNSUPPORTED.values(), ids=UNSUPPORTED.keys())
def test_stops_with_place_and_reason(change: Change, place: str, problem: str) -> None:
    document = small_document()
    change(document)

    with pytest.raises(DocumentError) as stopped:
        describe(Document(document))

    lines = str(stopped.value).splitlines()
    assert any(place in line and problem in line for line in lines), lines


def test_every_problem_is_listed_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = small_document()
    thing(document)["id"]["const"] = "Id"
    listing(document)["servers"] = []
    output = tmp_path / "generated"

    assert main(command_line("generate", write_inputs(tmp_path, document), output)) == 1

    message = capsys.readouterr().err
    assert "properties/id/const" in message
    assert "get/servers" in message
    assert not output.exists()


@pytest.mark.parametrize(
    "text",
    ["openapi: 3.1.0\npaths: {200: {}}", "openapi: 3.1.0\nopenapi: 3.1.0", "- a list", "a: [", "openapi: 3.1.0"],
    ids=["key that is no string", "key twice", "no mapping", "no YAML", "no OpenAPI"],
)
def test_broken_documents_are_refused(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inputs = write_inputs(tmp_path, {})
    inputs.document.write_text(text, encoding="utf-8")

    assert main(command_line("generate", inputs, tmp_path / "generated")) == 1
    assert capsys.readouterr().err.startswith("generation failed; generated/ is as it was\n")


def test_a_missing_document_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inputs = write_inputs(tmp_path, {})
    inputs.document.unlink()

    assert main(command_line("generate", inputs, tmp_path / "generated")) == 1
    assert "openapi.json cannot be read" in capsys.readouterr().err


HARMLESS: dict[str, Change] = {
    "extension": put(listing, "x-internal", True),
    "deprecated operation": put(listing, "deprecated", True),
    "security": bear_the_key,
    "quotation mark at an end": put(lambda d: d["tags"][0], "description", 'All the "things"'),
    "description beside a union": put(lambda d: thing(d)["owner"], "description", "Whose it is."),
    "example": put(lambda d: thing(d)["id"], "example", "T1"),
    "two statuses of one success": lambda d: creating(d)["responses"].update(
        {"202": {**creating(d)["responses"]["201"], "description": "Later."}}
    ),
    "bounds of a property": put(thing, "size", {"type": "integer", "minimum": 0}),
    "pattern of a property": put(thing, "id", {"type": "string", "pattern": "^T", "maxLength": 9}),
    "response headers": put(lambda d: listing(d)["responses"]["200"], "headers", {}),
    "uri": put(thing, "id", {"type": "string", "format": "uri"}),
    "upload": upload({**UPLOAD, "title": "An upload", "x-internal": True}),
    "default style": put(limit, "style", "form"),
    "webhooks": with_webhooks,
    "prose of an event": in_webhooks(
        lambda d: event(d).update(summary="Made", description="Made.", responses={"200": {"description": "Thanks."}})
    ),
}


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS.keys())
def test_what_only_documents_passes(change: Change, tmp_path: Path) -> None:
    document = small_document()
    change(document)

    assert (
        main(
            command_line(
                "generate",
                write_inputs(tmp_path, document, "package_name_override: a\npost_hooks: []"),
                tmp_path / "generated",
            )
        )
        == 0
    )
