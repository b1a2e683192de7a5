"""openapi.yaml says what the service does, its examples keep to it, and the generator can read all of it."""

import datetime
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple, TypeGuard

import pytest
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_schema_validator import OAS31Validator, oas31_format_checker
from openapi_spec_validator import OpenAPIV31SpecValidator, validate
from ruamel.yaml import YAML

SPECIFICATION = Path(__file__).parents[1] / "openapi.yaml"
# The generator reads the file with this very loader, which makes dates of bare ones. Its parameter has no type.
DOCUMENT: dict[str, Any] = YAML(typ="safe").load(SPECIFICATION)  # pyright: ignore[reportUnknownMemberType]
COMPONENTS: dict[str, dict[str, Any]] = DOCUMENT["components"]
SCHEMAS = COMPONENTS["schemas"]

COMPANY = "/companies/{companyId}"
CONNECTION = COMPANY + "/connections/{connectionId}"
ATTACHMENTS = CONNECTION + "/data/customers/{customerId}/attachments"
ATTACHMENT = ATTACHMENTS + "/{attachmentId}"
WRITE = "timeoutInMinutes allowSyncOnPushComplete"
RATE_LIMIT = {"X-Rate-Limit-Limit", "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset"}
COMMON_ERRORS = {"401", "402", "403", "404", "429", "500", "503"}


class Operation(NamedTuple):
    method: str
    path: str
    parameters: str = ""  # besides those in the path
    body: str | None = None
    answer: str | None = None
    errors: str = ""  # besides the common ones


OPERATIONS = {
    "list-customers": Operation(
        "get", COMPANY + "/data/customers", "page pageSize query orderBy", None, "CustomerPage", "400 409"
    ),
    "get-customer": Operation("get", COMPANY + "/data/customers/{customerId}", "", None, "Customer", "409"),
    "create-customer": Operation(
        "post", CONNECTION + "/push/customers", WRITE + " idempotencyKey", "Customer", "PushOperation", "400 409 422"
    ),
    "update-customer": Operation(
        "put", CONNECTION + "/push/customers/{customerId}", WRITE + " forceUpdate", "Customer", "PushOperation", "400"
    ),
    "get-create-update-customers-model": Operation("get", CONNECTION + "/options/customers", answer="PushOption"),
    "list-customer-attachments": Operation("get", ATTACHMENTS, "", None, "AttachmentList", "409"),
    "get-customer-attachment": Operation("get", ATTACHMENT, answer="Attachment"),
    "download-customer-attachment": Operation("get", ATTACHMENT + "/download"),
    "get-push-operation": Operation("get", COMPANY + "/push/{pushOperationKey}", answer="PushOperation"),
}

INT32 = {"type": "integer", "format": "int32"}
STRING = {"type": "string"}
BOOLEAN = {"type": "boolean"}
PARAMETERS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "companyId": ("companyId", "path", STRING),
    "connectionId": ("connectionId", "path", STRING),
    "customerId": ("customerId", "path", STRING),
    "attachmentId": ("attachmentId", "path", STRING),
    "pushOperationKey": ("pushOperationKey", "path", STRING),
    "page": ("page", "query", {**INT32, "minimum": 1}),
    "pageSize": ("pageSize", "query", {**INT32, "minimum": 1, "maximum": 5000}),
    "query": ("query", "query", {**STRING, "maxLength": 2047}),
    "orderBy": ("orderBy", "query", STRING),
    "timeoutInMinutes": ("timeoutInMinutes", "query", INT32),
    "allowSyncOnPushComplete": ("allowSyncOnPushComplete", "query", BOOLEAN),
    "forceUpdate": ("forceUpdate", "query", BOOLEAN),
    "idempotencyKey": ("Idempotency-Key", "header", STRING),
}

REQUIRED = {
    "Address": "type",
    "Contact": "status",
    "Customer": "status",
    "CustomerPage": "pageNumber pageSize totalResults _links",
    "PageLinks": "self current",
    "PhoneNumber": "type",
    "PushFieldValidation": "details",
    "PushOperation": "companyId pushOperationKey dataConnectionKey requestedOnUtc status statusCode",
    "PushOption": "type displayName required",
    "PushOptionProperty": "type displayName required",
}

NULLABLE = {
    "Address": "line1 line2 city region country postalCode",
    "Attachment": "name contentType fileSize",
    "Contact": "name email phone",
    "Customer": "customerName contactName emailAddress phone defaultCurrency registrationNumber taxNumber addresses "
    "contacts sourceModifiedDate",
    "ErrorMessage": "validation",
    "Metadata": "isDeleted",
    "PhoneNumber": "number",
    "PushFieldValidation": "ref",
    "PushOperation": "changes data completedOnUtc timeoutInMinutes timeoutInSeconds errorMessage",
    "PushOperationChange": "attachmentId",
    "PushOption": "properties options validation",
    "PushOptionProperty": "properties options validation",
    "PushOptionValidation": "warnings information",
    "RecordReference": "dataType",
    "SupplementalData": "content",
    "Validation": "errors warnings",
    "ValidationItem": "itemId message validatorName",
}


def test_it_is_valid_openapi() -> None:
    validate(DOCUMENT, cls=OpenAPIV31SpecValidator)


def test_it_has_the_operations_of_the_service_and_no_others() -> None:
    assert operations(DOCUMENT).keys() == OPERATIONS.keys()


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_operation(operation_id: str) -> None:
    expected = OPERATIONS[operation_id]
    operation = DOCUMENT["paths"][expected.path][expected.method]
    statuses = operation["responses"]

    assert operation["operationId"] == operation_id
    parameters = [component_of(parameter) for parameter in operation["parameters"]]
    assert parameters == re.findall("{(.+?)}", expected.path) + expected.parameters.split()
    assert schema_of(operation.get("requestBody")) == expected.body
    assert "requestBody" not in operation or operation["requestBody"]["required"]
    assert schema_of(statuses["200"]) == expected.answer
    assert statuses.keys() == {"200", *COMMON_ERRORS, *expected.errors.split()}


def test_a_download_is_bytes() -> None:
    operation = DOCUMENT["paths"][ATTACHMENT + "/download"]["get"]
    assert operation["responses"]["200"]["content"] == {
        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
    }


def test_each_error_has_an_error_message_and_each_answer_the_rate_limit() -> None:
    errors = COMPONENTS["responses"]
    answers = [operation["responses"]["200"] for operation in operations(DOCUMENT).values()]
    for response in (*errors.values(), *answers):
        assert response["headers"].keys() >= RATE_LIMIT
    assert {schema_of(error) for error in errors.values()} == {"ErrorMessage"}
    assert {name for name, error in errors.items() if "Retry-After" in error["headers"]} == {"TooManyRequests"}


def test_the_parameters_are_those_of_the_service() -> None:
    rules = {
        key: (parameter["name"], parameter["in"], without_prose(parameter["schema"]))
        for key, parameter in COMPONENTS["parameters"].items()
    }
    assert rules == PARAMETERS
    required = {key for key, parameter in COMPONENTS["parameters"].items() if parameter.get("required")}
    assert required == {key for key, (_, location, _) in PARAMETERS.items() if location == "path"}


def test_only_what_always_comes_is_required() -> None:
    required = {name: " ".join(schema["required"]) for name, schema in SCHEMAS.items() if "required" in schema}
    assert required == REQUIRED


def test_null_is_allowed_where_the_service_sends_it() -> None:
    nullable = {
        name: " ".join(key for key, value in schema.get("properties", {}).items() if allows_null(value))
        for name, schema in SCHEMAS.items()
    }
    assert {name: keys for name, keys in nullable.items() if keys} == NULLABLE


def test_members_of_an_enum_are_named_after_the_words_of_their_values() -> None:
    for schema in SCHEMAS.values():
        values = schema.get("enum", [])
        names = schema.get("x-enum-varnames", [value.upper() for value in values])
        assert names == [re.sub("(?<=[a-z])(?=[A-Z])|-", "_", value).upper() for value in values]


# Examples


def test_examples_are_valid() -> None:
    wrong = [
        f"{where}: {error.message}"
        for where, schema, example in examples(DOCUMENT)
        for error in OAS31Validator(
            {**schema, "components": COMPONENTS}, format_checker=oas31_format_checker
        ).iter_errors(example)
    ]
    assert wrong == []


def test_each_json_body_has_an_example() -> None:
    bare = [
        where
        for where, value in nodes(DOCUMENT)
        if where.endswith("/content/application~1json") and is_object(value) and not value.get("examples")
    ]
    assert bare == []


# What the generator trips over: the comment at the head of openapi.yaml says why each of these is one.


def test_no_trap_of_the_generator_is_in_the_document() -> None:
    assert list(traps(DOCUMENT)) == []


NULL = {"type": "null"}
STATUS = {"$ref": "#/components/schemas/CustomerStatus"}


@pytest.mark.parametrize(
    ("trap", "where", "change"),
    [
        ("title", "components/schemas/Customer", {"title": "Client"}),
        ("null", "components/schemas/Customer", {"type": ["object", "null"]}),
        ("null", "components/schemas/CustomerStatus", {"enum": ["Active", None]}),
        ("null", "components/schemas/Customer/properties/phone", {"type": ["string", None]}),
        ("names", "components/schemas/Customer/properties/metadata", {"type": "object", "$ref": None}),
        ("names", "components/schemas/Customer/properties/phone", {"enum": ["1", "2"]}),
        ("names", "components/schemas/Customer/properties/addresses", {"items": {"properties": {}}}),
        ("allOf", "components/schemas/Customer/properties/phone", {"allOf": [STATUS]}),
        ("beside a $ref", "components/schemas/Customer/properties/status", {"description": "Its status."}),
        ("security", "paths/~1companies~1{companyId}~1data~1customers/get", {"security": []}),
        ("parameters", "components/parameters/page", {"description": "The page."}),
        ("parameters", "components/parameters/page/schema", {"description": None}),
        ("parameters", "components/parameters/page/schema", {"example": None, "examples": [1]}),
        ("default", "components/parameters/page/schema", {"default": 1}),
        ("enum members", "components/schemas/PushOperationStatus", {"x-enum-varnames": ["PENDING"]}),
        ("recursion", "components/schemas/Link", {"type": "array", "items": {"$ref": "#/components/schemas/Link"}}),
        ("unions", "components/schemas/Customer/properties/phone", {"type": ["string", "integer"]}),
        ("unions", "components/schemas/PushOperation/properties/data", {"oneOf": [STATUS, {"type": "string"}, NULL]}),
        ("format: uuid", "components/parameters/companyId/schema", {"format": "uuid"}),
        ("dates", "components/schemas/Contact/properties/modifiedDate", {"example": datetime.date(2025, 2, 11)}),
        ("closed", "components/schemas/Customer", {"additionalProperties": False}),
    ],
)
def test_trap_is_found(trap: str, where: str, change: dict[str, Any]) -> None:
    document = deepcopy(DOCUMENT)
    dict(nodes(document))[f"/{where}"].update(change)
    assert trap in {found.split(": /")[0] for found in traps(document)}


def test_each_component_becomes_one_class_of_its_name() -> None:
    config = Config.from_sources(ConfigFile(field_prefix=""), MetaType.NONE, SPECIFICATION, "utf-8", False, None)
    generated = GeneratorData.from_dict(deepcopy(DOCUMENT), config=config)
    assert isinstance(generated, GeneratorData)
    assert generated.errors == []
    assert [c.parse_errors for c in generated.endpoint_collections_by_tag.values() if c.parse_errors] == []
    assert {str(thing.class_info.name) for thing in (*generated.models, *generated.enums)} == SCHEMAS.keys()


def traps(document: dict[str, Any]) -> Iterator[str]:
    """The traps in a document, each as the word the head comment has for it and the place where it is"""
    for where, schema in schemas(document):
        yield from (f"{trap}: {where}" for trap, present in schema_traps(where, schema).items() if present)
    for where, value in nodes(document):
        if isinstance(value, datetime.date):
            yield f"dates: {where}"
    for operation_id, operation in operations(document).items():
        if not operation.get("security"):
            yield f"security: /{operation_id}"
    for name, parameter in document["components"]["parameters"].items():
        prose = {"description", "example"}
        outside, inside = prose & parameter.keys(), {key for key in prose if parameter["schema"].get(key) is not None}
        if outside or inside != prose:
            yield f"parameters: /{name}"


def schema_traps(where: str, schema: dict[str, Any]) -> dict[str, bool]:
    component = where.count("/") == 3 and where.startswith("/components/schemas/")
    kind, one_of, enum = schema.get("type"), schema.get("oneOf"), schema.get("enum", [])
    kinds = kind if is_array(kind) else [kind]
    return {
        "title": "title" in schema,
        "null": component and allows_null(schema) or None in enum or "type" in schema and None in kinds,
        "names": not component
        and bool({"properties", "additionalProperties", "enum"} & schema.keys() or "object" in kinds),
        "allOf": "allOf" in schema,
        "beside a $ref": "$ref" in schema and len(schema) > 1,
        "default": "default" in schema,
        "enum members": len(schema.get("x-enum-varnames", enum)) != len(enum),
        "recursion": component and "array" in kinds,
        "unions": "anyOf" in schema
        or "discriminator" in schema
        or one_of is not None
        and not (len(one_of) == 2 and "$ref" in one_of[0] and one_of[1] == NULL)
        or is_array(kind)
        and (len(kind) != 2 or kind[1] != "null"),
        "format: uuid": schema.get("format") == "uuid",
        "closed": schema.get("additionalProperties") is False,
    }


# Reading the document


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {operation["operationId"]: operation for path in document["paths"].values() for operation in path.values()}


def schemas(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema of the document with its place, subschemas included"""
    for name, schema in document["components"]["schemas"].items():
        yield from subschemas(f"/components/schemas/{name}", schema)
    for where, value in nodes(document):
        if where.endswith("/schema") and is_object(value):
            yield from subschemas(where, value)


def examples(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Every example of the document with its place and the schema it belongs to"""
    for where, schema in schemas(document):
        if "example" in schema:
            yield where, schema, schema["example"]
    for where, value in nodes(document):
        if is_object(value) and "schema" in value:
            for name, example in value.get("examples", {}).items():
                yield f"{where}/examples/{name}", value["schema"], example["value"]


def subschemas(where: str, schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield where, schema
    for key, value in schema.items():
        if key == "properties":
            for name, inner in value.items():
                yield from subschemas(f"{where}/properties/{name}", inner)
        elif key in ("oneOf", "anyOf", "allOf"):
            for number, inner in enumerate(value):
                yield from subschemas(f"{where}/{key}/{number}", inner)
        elif key in ("items", "additionalProperties") and is_object(value):
            yield from subschemas(f"{where}/{key}", value)


def nodes(value: Any, where: str = "") -> Iterator[tuple[str, Any]]:
    """Everything in a document, with its place as a JSON pointer"""
    yield where, value
    pairs = value.items() if is_object(value) else enumerate(value) if is_array(value) else ()
    for key, inner in pairs:
        yield from nodes(inner, f"{where}/{str(key).replace('/', '~1')}")


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def component_of(reference: dict[str, str]) -> str:
    return reference["$ref"].rpartition("/")[2]


def schema_of(message: dict[str, Any] | None) -> str | None:
    """The component that a request or response has as JSON, if it has any"""
    json = message["content"].get("application/json") if message else None
    return component_of(json["schema"]) if json else None


def allows_null(schema: dict[str, Any]) -> bool:
    return "null" in schema.get("type", ()) or NULL in schema.get("oneOf", ())


def without_prose(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key not in ("description", "example")}
