"""openapi.yaml is valid OpenAPI, and says of the rate limit what the service does."""

from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from tests.support.specification import specification


def test_it_is_valid_openapi() -> None:
    validate(specification(), cls=OpenAPIV31SpecValidator)


def test_too_many_requests_say_when_to_come_again() -> None:
    assert "Retry-After" in specification()["components"]["responses"]["TooManyRequests"]["headers"]
