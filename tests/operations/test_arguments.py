"""Mistakes of the caller: an error that names the argument, and nothing is sent."""

from datetime import date
from operator import attrgetter
from typing import Any

import pytest

from codat_customers.models import Address, AddressType, Contact, Customer, CustomerStatus
from tests.operations.callers import API, OPERATIONS, Call
from tests.operations.witness import Witness
from tools.api.description import Operation

WITH_IDS = [operation for operation in API.operations if operation.located("path")]
BAD_IDS: list[tuple[object, type[Exception]]] = [
    ("", ValueError),
    (".", ValueError),
    ("..", ValueError),
    ("half a pair \ud800", ValueError),
    (None, TypeError),
    (1042, TypeError),
    (b"1042", TypeError),
]


def customer(**fields: Any) -> Customer:
    """Make a customer; with Any, as the type checkers would not let these through."""
    fields.setdefault("status", CustomerStatus.ACTIVE)
    return Customer(**fields)


def contact(**fields: Any) -> Contact:
    return Contact(status=CustomerStatus.ACTIVE, **fields)


# Each row: the operation, the bad argument and its value, the error, and what the message names. What else may be wrong
# with retries, timeout and headers is in tests/settings.
BAD_ARGUMENTS: list[tuple[str, str, object, type[Exception], str]] = [
    ("customers.list", "page", 0, ValueError, "page must be at least 1"),
    ("customers.list", "page", -1, ValueError, "page"),
    ("customers.list", "page", "2", TypeError, "page"),
    ("customers.list", "page", True, TypeError, "page"),
    ("customers.list", "page", 1.0, TypeError, "page"),
    ("customers.list", "page_size", 0, ValueError, "page_size must be at least 1"),
    ("customers.list", "page_size", 5001, ValueError, "page_size must be at most 5000"),
    ("customers.list", "page_size", "100", TypeError, "page_size"),
    ("customers.list", "query", 7, TypeError, "query"),
    ("customers.list", "query", "x" * 2048, ValueError, "query must have at most 2047"),
    ("customers.list", "query", "\udfff", ValueError, "query"),
    ("customers.list", "order_by", ["id"], TypeError, "order_by"),
    ("push_operations.list", "page", 0, ValueError, "page must be at least 1"),
    ("push_operations.list", "page_size", 5001, ValueError, "page_size must be at most 5000"),
    ("push_operations.list", "query", "x" * 2048, ValueError, "query must have at most 2047"),
    ("push_operations.list", "order_by", 7, TypeError, "order_by"),
    ("customers.create", "customer", [("status", "Active")], TypeError, "customer must be .*Customer or a mapping"),
    ("customers.create", "customer", None, TypeError, "customer"),
    ("customers.create", "customer", Address(type_=AddressType.BILLING), TypeError, "customer"),
    ("customers.create", "customer", customer(status=None), TypeError, r"Customer\.status"),
    ("customers.create", "customer", customer(customer_name=5), TypeError, r"Customer\.customer_name"),
    ("customers.create", "customer", customer(addresses="here"), TypeError, r"Customer\.addresses"),
    ("customers.create", "customer", customer(addresses=[{"type": "Billing"}]), TypeError, r"Customer\.addresses"),
    ("customers.create", "customer", customer(modified_date="2025-01-01"), TypeError, r"Customer\.modified_date"),
    ("customers.create", "customer", customer(contacts=[contact(email=b"a@b")]), TypeError, r"Contact\.email"),
    ("customers.create", "customer", customer(additional_properties={"x": float("nan")}), ValueError, "body"),
    ("customers.create", "customer", customer(additional_properties={"x": date.min}), ValueError, "body"),
    ("customers.create", "timeout_in_minutes", "5", TypeError, "timeout_in_minutes"),
    ("customers.create", "timeout_in_minutes", 5.0, TypeError, "timeout_in_minutes"),
    ("customers.create", "allow_sync_on_push_complete", "false", TypeError, "allow_sync_on_push_complete"),
    ("customers.create", "allow_sync_on_push_complete", 0, TypeError, "allow_sync_on_push_complete"),
    ("customers.create", "idempotency_key", "", ValueError, "idempotency_key"),
    ("customers.create", "idempotency_key", "a\r\nb: c", ValueError, "idempotency_key"),
    ("customers.create", "idempotency_key", "clé", ValueError, "idempotency_key"),
    ("customers.create", "idempotency_key", 5, TypeError, "idempotency_key"),
    ("customers.update", "customer", {}, TypeError, "customer"),
    ("customers.update", "force_update", 1, TypeError, "force_update"),
    ("customers.get", "retries", 3, TypeError, "retries"),
    ("customers.get", "timeout", 0, ValueError, "timeout"),
    ("customers.create", "headers", {"idempotency-KEY": "x"}, ValueError, "idempotency-KEY.*idempotency_key"),
]


@pytest.mark.parametrize(
    ("operation", "parameter"),
    [(operation.name, parameter.name) for operation in WITH_IDS for parameter in operation.located("path")],
)
def test_an_id_that_cannot_be_part_of_a_path(
    call_witness: Call, witness: Witness, operation: str, parameter: str
) -> None:
    for value, error in BAD_IDS:
        refuse(call_witness, witness, operation, {parameter: value}, error, parameter)


@pytest.mark.parametrize(("operation", "parameter", "value", "error", "message"), BAD_ARGUMENTS)
def test_an_argument_that_cannot_be_sent(
    call_witness: Call,
    witness: Witness,
    operation: str,
    parameter: str,
    value: object,
    error: type[Exception],
    message: str,
) -> None:
    refuse(call_witness, witness, operation, {parameter: value}, error, message)


@pytest.mark.parametrize("operation", WITH_IDS, ids=attrgetter("name"))
def test_the_raw_twin_checks_the_same(call_witness: Call, witness: Witness, operation: Operation) -> None:
    raw = f"{operation.resource}.with_raw_response.{operation.method}"
    first = operation.located("path")[0].name
    before = len(witness.requests)
    with pytest.raises(ValueError, match=first):
        call_witness(raw, **{**OPERATIONS[operation.name], first: ".."})
    assert witness.requests[before:] == []


def refuse(
    call: Call, witness: Witness, operation: str, bad: dict[str, object], error: type[Exception], message: str
) -> Exception:
    """Call it with a bad argument, and return its error; nothing is sent."""
    witness.answer_with({})
    before = len(witness.requests)
    with pytest.raises(error, match=message) as caught:
        call(operation, **{**OPERATIONS[operation], **bad})
    assert witness.requests[before:] == []
    return caught.value
