"""openapi.yaml says what the service does, and the generator can read all of it."""

import datetime
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple, TypeGuard

import pytest
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_spec_validator import OpenAPIV31SpecValidator, validate
from ruamel.yaml import YAML

SPECIFICATION = Path(__file__).parents[2] / "openapi.yaml"
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
    "get-company-push-history": Operation(
        "get",
        COMPANY + "/push",
        "page pageSize pushOperationQuery pushOperationOrderBy",
        None,
        "PushOperationPage",
        "400",
    ),
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
    "pushOperationQuery": ("query", "query", {**STRING, "maxLength": 2047}),
    "pushOperationOrderBy": ("orderBy", "query", STRING),
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
    "PushOperationPage": "pageNumber pageSize totalResults _links",
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


# The generator's other traps are rules of `.spectral.yaml`. To Spectral every date is a string; to the generator not.


def test_dates_are_strings() -> None:
    assert dates(DOCUMENT) == []


def test_a_date_without_quotation_marks_is_found() -> None:
    assert dates({"example": [datetime.date(2025, 2, 11)]}) == ["/example/0"]


def test_each_component_becomes_one_class_of_its_name() -> None:
    config = Config.from_sources(ConfigFile(field_prefix=""), MetaType.NONE, SPECIFICATION, "utf-8", False, None)
    generated = GeneratorData.from_dict(deepcopy(DOCUMENT), config=config)
    assert isinstance(generated, GeneratorData)
    assert generated.errors == []
    assert [c.parse_errors for c in generated.endpoint_collections_by_tag.values() if c.parse_errors] == []
    assert {str(thing.class_info.name) for thing in (*generated.models, *generated.enums)} == SCHEMAS.keys()


# Reading the document


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {operation["operationId"]: operation for path in document["paths"].values() for operation in path.values()}


def dates(document: dict[str, Any]) -> list[str]:
    return [where for where, value in nodes(document) if isinstance(value, datetime.date)]


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
    return "null" in schema.get("type", ()) or {"type": "null"} in schema.get("oneOf", ())


def without_prose(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key not in ("description", "example")}
