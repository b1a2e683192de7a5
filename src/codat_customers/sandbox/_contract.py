"""Compares requests and answers with openapi.yaml, so that the sandbox cannot drift from it unnoticed."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any, ClassVar

from attrs import frozen
from jsonschema.exceptions import ValidationError
from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.templating.responses.exceptions import ResponseNotFound
from openapi_core.validation.request.exceptions import ParameterValidationError
from openapi_core.validation.schemas import oas31_schema_validators_factory
from openapi_core.validation.schemas.exceptions import InvalidSchemaValue
from openapi_core.validation.schemas.validators import SchemaValidator

from codat_customers.sandbox._clock import read_instant
from codat_customers.sandbox._examples import JSON, described
from codat_customers.sandbox._messages import Answer, JsonObject, RecordedRequest
from codat_customers.sandbox._operations import Endpoint
from codat_customers.sandbox._specification import document

_KEPT_RESULTS = 1024
_MOST_PROBLEMS = 5
_LONGEST_MESSAGE = 300


@frozen(kw_only=True)
class Violation:
    """A request, an answer or a webhook that broke the contract.

    Attributes:
        operation: the operationId, or the eventType of a webhook.
        sent_by: "client" for a request, "sandbox" for an answer or a webhook.
        problems: what was wrong, in words.
    """

    operation: str
    sent_by: str
    problems: tuple[str, ...]


class Contract:
    """openapi.yaml, read when it is first needed."""

    # Of all sandboxes: tests make many, whose answers are equal. Each answers in a thread of its own.
    _results: ClassVar[dict[tuple[str, int, bytes], tuple[str, ...]]] = {}

    def request_problems(self, endpoint: Endpoint, request: RecordedRequest) -> tuple[str, ...]:
        """Say what is wrong with the request; nothing if all is well."""
        try:
            return _describe(_openapi().iter_request_errors(_ContractRequest(endpoint, request)))
        except (UnicodeDecodeError, RecursionError, AssertionError) as error:  # of what only looks like JSON or a form
            return (f"The body cannot be read: {str(error) or 'a part of the form has no name'}",)

    def answer_problems(self, endpoint: Endpoint, request: RecordedRequest, answer: Answer) -> tuple[str, ...]:
        """Say what is wrong with the answer; nothing if all is well. Equal answers are looked at once."""
        # A streamed body has no form to check, only its type and status.
        body = answer.body if isinstance(answer.body, bytes) else b"streamed"
        key = (endpoint.id, answer.status, sha256(body).digest())
        problems = self._results.get(key)
        if problems is None:
            if len(self._results) >= _KEPT_RESULTS:
                self._results.clear()
            response = _ContractResponse(body, answer.status, answer.headers, answer.content_type)
            errors = _openapi().iter_response_errors(_ContractRequest(endpoint, request), response)
            problems = _describe(error for error in errors if not _is_no_news(error, answer))
            self._results[key] = problems
        return problems

    def customer_problems(self, customer: JsonObject) -> tuple[str, ...]:
        """Say what is wrong with the customer, to answer with it; nothing if all is well."""
        return _problems_of("Customer", customer)

    def event_problems(self, event: JsonObject) -> tuple[str, ...]:
        """Say what is wrong with the event, to send it as a webhook; nothing if all is well."""
        described = document()["webhooks"]
        media = described.get(event["eventType"], described["*"])["post"]["requestBody"]["content"][JSON]
        return _problems_of(media["schema"]["$ref"].rpartition("/")[2], event)


def _problems_of(model: str, value: JsonObject) -> tuple[str, ...]:
    return tuple(_reasons(_validator(model).validator.iter_errors(value)))[:_MOST_PROBLEMS]


@lru_cache
def _validator(model: str) -> SchemaValidator:
    document = _openapi().spec
    schema = document / "components" / "schemas" / model
    return oas31_schema_validators_factory.create(document, schema, extra_format_validators=_FORMATS)


@lru_cache(maxsize=1)
def _openapi() -> OpenAPI:
    files = {each.content_type for each in described()} - {JSON, ""} | {"application/octet-stream"}  # of a form's part
    config = Config(extra_format_validators=_FORMATS, extra_media_type_deserializers=dict.fromkeys(files, _text))
    # openapi-core would warn of each use of what is deprecated, as the client has done already.
    copy = json.loads(json.dumps(document()), object_hook=_without_deprecation)
    return OpenAPI.from_dict(copy, config=config)


def _without_deprecation(node: JsonObject) -> JsonObject:
    return {key: value for key, value in node.items() if (key, value) != ("deprecated", True)}


def _text(body: bytes, **parameters: str) -> str:
    # Bytes are no string to JSON Schema, but `type: string, format: binary` is how OpenAPI writes them.
    return body.decode("latin-1")


def _is_date(value: object) -> bool:
    """Accept the service's dates: they need no time and no zone, on which JSON Schema's date-time insists."""
    if not isinstance(value, str):
        return True
    try:
        read_instant(value)
    except ValueError:
        return False
    return True


_FORMATS: dict[str, Callable[[Any], bool]] = {"date-time": _is_date}


class _ContractRequest:
    """A request in the form that openapi-core looks at."""

    def __init__(self, endpoint: Endpoint, request: RecordedRequest) -> None:
        self.host_url = document()["servers"][0]["url"]
        self.path = endpoint.path  # routed already; the template matches itself
        self.method = request.method.lower()
        self.body = request.body
        kind, separator, parameters = request.headers.get("Content-Type", "application/json").partition(";")
        self.content_type = kind.lower() + separator + parameters  # in which the boundary of a form is as it is
        self.parameters = RequestParameters(
            query=request.params, header=request.headers, path=dict(request.path_values)
        )


@frozen
class _ContractResponse:
    """An answer in the form that openapi-core looks at."""

    data: bytes
    status_code: int
    headers: Mapping[str, str]
    content_type: str


def _is_no_news(error: Exception, answer: Answer) -> bool:
    """Tell whether an answer only has a status that any request may get, though its operation does not list it."""
    return isinstance(error, ResponseNotFound) and answer.status in {400, 404}


def _describe(errors: Iterable[Exception]) -> tuple[str, ...]:
    return tuple(problem for error in errors for problem in _problems_in(error))[:_MOST_PROBLEMS]


def _problems_in(error: Exception) -> Iterator[str]:
    cause = error.__cause__
    if isinstance(cause, InvalidSchemaValue):
        subject = error.name if isinstance(error, ParameterValidationError) else "body"
        for reason in _reasons(cause.schema_errors):
            yield f"{subject}: {reason}"
    else:
        yield f"{error} ({cause})"[:_LONGEST_MESSAGE] if cause else str(error)


def _reasons(errors: Iterable[Exception]) -> Iterator[str]:
    for error in errors:
        if isinstance(error, ValidationError):
            yield f"{error.json_path}: {error.message[:_LONGEST_MESSAGE]}"
