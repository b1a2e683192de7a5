"""Arguments are checked, and written into the request, before anything is sent."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from codat_customers_api.api.customers import (
    create_customer,
    download_customer_attachment,
    get_customer,
    list_customers,
    update_customer,
)
from codat_customers_api.client import RequestSpec
from codat_customers_api.models import Customer, CustomerStatus, ErrorMessage

CUSTOMER = Customer(status=CustomerStatus.ACTIVE)

# Without types, for arguments of wrong ones
Build = Callable[..., RequestSpec]
CREATE: Build = create_customer.request
GET: Build = get_customer.request
LIST: Build = list_customers.request
UPDATE: Build = update_customer.request
NEW: Callable[..., Customer] = Customer


def test_a_request_says_only_what_the_caller_said() -> None:
    spec = list_customers.request("c")

    assert (spec.operation, spec.method, spec.path) == ("customers.list", "GET", "/companies/c/data/customers")
    assert spec.params == {}
    assert spec.headers == {}
    assert not spec.json
    assert (spec.accept, spec.accept_encoding) == ("application/json", "gzip")
    assert spec.decode_error == ErrorMessage.from_dict


def test_query_parameters_are_written_as_text() -> None:
    spec = update_customer.request("c", "n", "i", CUSTOMER, timeout_in_minutes=5, force_update=True)

    assert spec.params == {"timeoutInMinutes": "5", "forceUpdate": "true"}
    assert spec.json == {"status": "Active"}


def test_a_binary_answer_is_not_to_be_compressed() -> None:
    spec = download_customer_attachment.request("c", "n", "i", "a")

    assert (spec.accept, spec.accept_encoding) == ("application/octet-stream", "identity")


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (lambda: GET("", "i"), ValueError, "company_id must have at least 1 character"),
        (lambda: GET("c", ""), ValueError, "customer_id must have at least 1 character"),
        (lambda: GET("c", "."), ValueError, r"customer_id must not be '\.'"),
        (lambda: GET("c", ".."), ValueError, r"customer_id must not be '\.\.'"),
        (lambda: GET("c", "\udc00"), ValueError, "customer_id holds half of a surrogate pair"),
        (lambda: GET("c", 5), TypeError, "customer_id must be of type str, not int"),
        (lambda: GET(None, "i"), TypeError, "company_id must be of type str, not NoneType"),
        (lambda: LIST("c", page=0), ValueError, "page must be at least 1, not 0"),
        (lambda: LIST("c", page_size=0), ValueError, "page_size must be at least 1, not 0"),
        (lambda: LIST("c", page_size=5001), ValueError, "page_size must be at most 5000, not 5001"),
        (lambda: LIST("c", page="1"), TypeError, "page must be of type int, not str"),
        (lambda: LIST("c", page=1.0), TypeError, "page must be of type int, not float"),
        (lambda: LIST("c", page=True), TypeError, "page must be of type int, not bool"),
        (lambda: LIST("c", query=1), TypeError, "query must be of type str, not int"),
        (lambda: LIST("c", query="\ud800"), ValueError, "query holds half of a surrogate pair"),
        (
            lambda: LIST("c", query="x" * 2048),
            ValueError,
            "query must have at most 2047 characters, but has 2048",
        ),
        (
            lambda: UPDATE("c", "n", "i", CUSTOMER, force_update="yes"),
            TypeError,
            "force_update must be of type bool, not str",
        ),
        (
            lambda: CREATE("c", "n", "Active"),
            TypeError,
            "customer must be of type Customer or a mapping, not str",
        ),
        (
            lambda: CREATE("c", "n", NEW(status=1)),
            TypeError,
            "Customer.status must be of type str, not int",
        ),
        (
            lambda: CREATE("c", "n", CUSTOMER, idempotency_key=7),
            TypeError,
            "idempotency_key must be of type str or UUID, not int",
        ),
    ],
)
def test_arguments_that_cannot_be_sent(build: Callable[[], Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        build()


def test_a_header_is_sent_as_given() -> None:
    spec = create_customer.request("c", "n", CUSTOMER, idempotency_key="8a210b68-6988 !~")

    assert spec.headers == {"Idempotency-Key": "8a210b68-6988 !~"}


@pytest.fixture(scope="module")
def list_things(things: ModuleType) -> Build:
    from importlib import import_module

    request: Build = import_module(f"{things.__name__}.api.things.list_things").request
    return request


def test_parameters_of_every_type(list_things: Build, things: ModuleType) -> None:
    from importlib import import_module

    colour: Any = import_module(f"{things.__name__}.models").Colour

    spec = list_things(is_new=False, limit=50, ratio=1.25, colour=colour.RED, name="abc", x_after="x")

    assert spec.params == {"isNew": "false", "limit": "50", "ratio": "1.25", "colour": "Red", "name": "abc"}
    assert spec.headers == {"X-After": "x"}
    assert list_things(is_new=True, colour="Violet").params["colour"] == "Violet"


def test_a_uuid_is_written_as_text_and_a_text_as_it_is(list_things: Build) -> None:
    text = "8A210b68-6988-11ed-a1eb-0242ac120002"
    assert list_things(is_new=True, x_after=UUID(text)).headers == {"X-After": text.lower()}
    assert list_things(is_new=True, x_after=text).headers == {"X-After": text}


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"ratio": 0}, ValueError, "ratio must be greater than 0, not 0"),
        ({"ratio": 1.5}, ValueError, "ratio must be less than 1.5, not 1.5"),
        ({"ratio": float("nan")}, ValueError, "ratio must be finite, not nan"),
        ({"ratio": float("inf")}, ValueError, "ratio must be finite, not inf"),
        ({"ratio": "1"}, TypeError, "ratio must be of type float, not str"),
        ({"ratio": True}, TypeError, "ratio must be of type float, not bool"),
        ({"name": "a"}, ValueError, "name must have at least 2 characters, but has 1"),
        ({"name": "abcdef"}, ValueError, "name must have at most 5 characters, but has 6"),
        ({"colour": 1}, TypeError, "colour must be of type Colour, not int"),
        ({"x_after": "x" * 41}, ValueError, "x_after must have at most 40 characters"),
        ({"x_after": b"x"}, TypeError, "x_after must be of type str or UUID, not bytes"),
        ({"is_new": None}, TypeError, "is_new must be of type bool, not NoneType"),
        ({"is_new": 1}, TypeError, "is_new must be of type bool, not int"),
    ],
)
def test_bounds_of_every_kind(
    arguments: dict[str, Any], error: type[Exception], message: str, list_things: Build
) -> None:
    with pytest.raises(error, match=message):
        list_things(**{"is_new": True, **arguments})
