"""openapi.yaml is valid OpenAPI, and its answers say what all answers of the service do."""

from typing import Any

from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from tests.support.specification import specification
from tools.api.document import Document

DOCUMENT = Document(specification())
COMPONENTS: dict[str, Any] = DOCUMENT.raw["components"]
RATE_LIMIT = {"X-Rate-Limit-Limit", "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset"}


def test_it_is_valid_openapi() -> None:
    validate(DOCUMENT.raw, cls=OpenAPIV31SpecValidator)


def test_each_answer_has_the_rate_limit() -> None:
    answers = [response.node for operation in DOCUMENT.operations() for response in operation.responses.values()]
    assert answers
    assert all(answer["headers"].keys() >= RATE_LIMIT for answer in answers)


def test_too_many_requests_alone_say_when_to_come_again() -> None:
    responses: dict[str, Any] = COMPONENTS["responses"]
    assert [name for name, response in responses.items() if "Retry-After" in response["headers"]] == ["TooManyRequests"]
