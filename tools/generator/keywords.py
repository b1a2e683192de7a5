"""The keywords of OpenAPI that the generator acts on or may pass over, for each kind of node.

Every other keyword stops the generation, so that nothing the document says is left out without a word.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen


@frozen
class Kind:
    """One kind of node.

    Attributes:
        name: What messages call it.
        supported: The keywords that are read, or only document.
        reasons: For keywords that are not supported, why not or what to write instead.
        otherwise: The same for all others; empty where there is nothing to say.
    """

    name: str
    supported: frozenset[str]
    reasons: Mapping[str, str]
    otherwise: str


def _kind(name: str, supported: str, reasons: Mapping[str, str] | None = None, otherwise: str = "") -> Kind:
    return Kind(name, frozenset(supported.split()), reasons or {}, otherwise)


# Keywords that say something to people, or about what the service checks by itself
_WORDS = "description deprecated example examples externalDocs $comment"
_STRING_BOUNDS = "minLength maxLength pattern contentEncoding contentMediaType"
_NUMBER_BOUNDS = "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf"

_UNION = 'a value is of one type, or of one type and null: oneOf with a $ref and {type: "null"}'
_OBJECT_RULE = "objects are open and list their properties, or are maps of one kind of value"
_CONDITION = "the generated code cannot check such a condition"

SCHEMA_REASONS: Mapping[str, str] = {
    "title": "it would replace the component's name as the name of the class",
    "default": "the client would send it with every call; say in the description what the service assumes",
    "const": "use an enum of one value",
    "nullable": 'that is OpenAPI 3.0; write type: [string, "null"], or oneOf with a $ref and {type: "null"}',
    "readOnly": "one class serves both directions; say so in the description",
    "writeOnly": "one class serves both directions; say so in the description",
    "allOf": "it is not merged; write the properties out",
    "anyOf": _UNION,
    "oneOf": _UNION,
    "discriminator": _UNION,
    "not": _CONDITION,
    "if": _CONDITION,
    "then": _CONDITION,
    "else": _CONDITION,
    "contains": _CONDITION,
    "dependentRequired": _CONDITION,
    "dependentSchemas": _CONDITION,
    "propertyNames": _CONDITION,
    "unevaluatedItems": _CONDITION,
    "unevaluatedProperties": _OBJECT_RULE,
    "patternProperties": _OBJECT_RULE,
    "properties": "the type of a node with properties is object",
    "additionalProperties": "the type of a node with additionalProperties is object",
    "items": "the type of a node with items is array",
    "prefixItems": "an array has one kind of item",
    "enum": "enums are of strings",
    "xml": "bodies are JSON",
}

REFERENCE = _kind(
    "reference",
    "$ref",
    otherwise="whatever stands beside a $ref is dropped; write it in the component, or beside a oneOf with null",
)
UNION = _kind("union with null", f"oneOf {_WORDS}", SCHEMA_REASONS)
ANY = _kind("schema of any value", _WORDS, SCHEMA_REASONS)
SCHEMAS: Mapping[str, Kind] = {
    "string": _kind(
        "schema of a string", f"type format enum x-enum-varnames {_STRING_BOUNDS} {_WORDS}", SCHEMA_REASONS
    ),
    "integer": _kind("schema of an integer", f"type format {_NUMBER_BOUNDS} {_WORDS}", SCHEMA_REASONS),
    "number": _kind("schema of a number", f"type format {_NUMBER_BOUNDS} {_WORDS}", SCHEMA_REASONS),
    "boolean": _kind("schema of a boolean", f"type {_WORDS}", SCHEMA_REASONS),
    "array": _kind("schema of an array", f"type items minItems maxItems uniqueItems {_WORDS}", SCHEMA_REASONS),
    "object": _kind(
        "schema of an object",
        f"type properties required additionalProperties minProperties maxProperties {_WORDS}",
        SCHEMA_REASONS,
    ),
}

_UNCHECKED = "the generated code would not check it before sending; say it in the description"
_PARAMETER_SCHEMA_REASONS = {
    **SCHEMA_REASONS,
    **dict.fromkeys(("pattern", "multipleOf", "contentEncoding", "contentMediaType"), _UNCHECKED),
    "oneOf": "a parameter is of one type; leaving it out is how to send nothing",
    "items": "arrays have no place in a parameter",
    "properties": "objects have no place in a parameter",
}
_PARAMETER_BOUNDS = "minimum maximum exclusiveMinimum exclusiveMaximum"
PARAMETER_SCHEMAS: Mapping[str, Kind] = {
    "string": _kind(
        "schema of a string parameter",
        f"type format enum x-enum-varnames minLength maxLength {_WORDS}",
        _PARAMETER_SCHEMA_REASONS,
    ),
    "integer": _kind(
        "schema of an integer parameter", f"type format {_PARAMETER_BOUNDS} {_WORDS}", _PARAMETER_SCHEMA_REASONS
    ),
    "number": _kind(
        "schema of a number parameter", f"type format {_PARAMETER_BOUNDS} {_WORDS}", _PARAMETER_SCHEMA_REASONS
    ),
    "boolean": _kind("schema of a boolean parameter", f"type {_WORDS}", _PARAMETER_SCHEMA_REASONS),
}

DOCUMENT = _kind(
    "document",
    "openapi info servers security tags paths components externalDocs",
    {"webhooks": "the client sends requests, it receives none", "jsonSchemaDialect": "only OpenAPI's own is read"},
)
SERVER = _kind("server", "url description", {"variables": "the address is one fixed string"})
COMPONENTS = _kind(
    "components object",
    "schemas parameters responses requestBodies headers securitySchemes examples",
    {"pathItems": "write the operations out", "callbacks": "the client receives no requests", "links": "not followed"},
)
PATH_ITEM = _kind(
    "path item",
    "get put post patch delete parameters summary description",
    {"$ref": "write the operations out", "servers": "all operations share one server"},
)
OPERATION = _kind(
    "operation",
    "operationId tags summary description externalDocs parameters requestBody responses deprecated security",
    {"callbacks": "the client receives no requests", "servers": "all operations share one server"},
)
PARAMETER = _kind(
    "parameter",
    f"name in required schema style explode {_WORDS}",
    {
        "content": "a parameter has a schema of its own",
        "allowReserved": "values are always percent-encoded",
        "allowEmptyValue": "an empty string is sent as one, without this",
    },
)
REQUEST_BODY = _kind("request body", "description required content")
RESPONSE = _kind("response", "description headers content", {"links": "they are not followed"})
MEDIA_TYPE = _kind("media type", "schema example examples", {"encoding": "bodies are JSON"})
