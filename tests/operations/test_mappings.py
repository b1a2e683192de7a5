"""A mapping in place of a model: checked before anything is sent, and sent as it is."""

import json
from collections import UserDict
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import Any
from uuid import UUID

import pytest

from codat_customers import UNSET
from codat_customers.models import Address, AddressType, Customer, CustomerStatus
from tests.operations.callers import Call
from tests.operations.test_arguments import refuse
from tests.operations.witness import Witness

PUSH: dict[str, Any] = {
    **dict.fromkeys(("companyId", "pushOperationKey", "dataConnectionKey"), "1"),
    "requestedOnUtc": "2025-06-17T10:02:31Z",
    "status": "Pending",
    "statusCode": 202,
}


class Status(Enum):
    ACTIVE = "Active"


class TextStatus(str, Enum):  # noqa: UP042  # as programs have them that are older than StrEnum
    ACTIVE = "Active"


# What is given, and what is sent of it, in this order
SENT: dict[str, tuple[Any, Any]] = {
    "plain data, in its order": (
        {"taxNumber": "GB1", "status": "Active", "customerName": None},
        {"taxNumber": "GB1", "status": "Active", "customerName": None},
    ),
    "unknown fields at every depth": (
        {
            "status": "Active",
            "shoe_size": {"left": [1, 2.5, True]},
            "addresses": [{"type": "Billing", "countryCode": "GB"}],
        },
        {
            "status": "Active",
            "shoe_size": {"left": [1, 2.5, True]},
            "addresses": [{"type": "Billing", "countryCode": "GB"}],
        },
    ),
    "a value that no enum lists": ({"status": "Dormant"}, {"status": "Dormant"}),
    "a member of an enum of ours": ({"status": CustomerStatus.ACTIVE}, {"status": "Active"}),
    "a member of another enum": (
        {"status": Status.ACTIVE, "x": [Status.ACTIVE]},
        {"status": "Active", "x": ["Active"]},
    ),
    "a member of an enum of texts": ({"status": TextStatus.ACTIVE}, {"status": "Active"}),
    "dates": (
        {"status": "Active", "modifiedDate": datetime(2025, 6, 3, 13, 15, tzinfo=UTC), "since": date(2025, 6, 3)},
        {"status": "Active", "modifiedDate": "2025-06-03T13:15:00Z", "since": "2025-06-03"},
    ),
    "a date as text": (
        {"status": "Active", "modifiedDate": "2025-06-03T13:15:00.1234567"},
        {"status": "Active", "modifiedDate": "2025-06-03T13:15:00.1234567"},
    ),
    "models": (
        {"status": "Active", "addresses": [Address(type_=AddressType.BILLING, line1="a")]},
        {"status": "Active", "addresses": [{"type": "Billing", "line1": "a"}]},
    ),
    "what is absent": ({"id": UNSET, "status": "Active", "x": {"y": UNSET}}, {"status": "Active", "x": {}}),
    "tuples and other mappings": (
        MappingProxyType[str, Any]({"status": "Active", "contacts": (UserDict[str, Any](status="Active", phone=()),)}),
        {"status": "Active", "contacts": [{"status": "Active", "phone": []}]},
    ),
    "a number that a float does not hold": (
        {"status": "Active", "x": Decimal("1E+400")},
        {"status": "Active", "x": 1e400},
    ),
    "null where it may be": ({"status": "Active", "addresses": None}, {"status": "Active", "addresses": None}),
}

ACTIVE = {"status": "Active"}
NESTED: dict[str, Any] = {"status": "Active"}
NESTED["itself"] = NESTED

REFUSED: dict[str, tuple[Any, type[Exception], str]] = {
    "a missing status": ({}, TypeError, "customer.status is missing"),
    "a missing status deeper": ({**ACTIVE, "contacts": [{}]}, TypeError, "customer.contacts[0].status is missing"),
    "a missing value for UNSET": ({"status": UNSET}, TypeError, "customer.status is missing"),
    "a wrong type": ({"status": 1}, TypeError, "customer.status: expected a string, got a number"),
    "a wrong type deeper": (
        {**ACTIVE, "addresses": [{"type": "Billing"}, {"type": "Billing", "line1": 5}]},
        TypeError,
        "customer.addresses[1].line1: expected a string, got a number",
    ),
    "no array": ({**ACTIVE, "addresses": {}}, TypeError, "customer.addresses: expected an array, got an object"),
    "no object": ({**ACTIVE, "addresses": ["a"]}, TypeError, "customer.addresses[0]: expected an object, got a string"),
    "null for what is required": ({"status": None}, TypeError, "customer.status: expected a string, got null"),
    "null where it cannot be": ({**ACTIVE, "id": None}, TypeError, "customer.id cannot be null (None); leave it out"),
    "null for an object": ({**ACTIVE, "metadata": None}, TypeError, "customer.metadata cannot be null"),
    "no date": ({**ACTIVE, "modifiedDate": "soon"}, ValueError, "customer.modifiedDate is no date in ISO 8601"),
    "a date that is a number": ({**ACTIVE, "modifiedDate": 5}, TypeError, "customer.modifiedDate: expected a string"),
    "a name in Python": (
        {**ACTIVE, "customer_name": "x"},
        ValueError,
        "customer.customer_name: in JSON it is customerName",
    ),
    "a name in Python, deeper": (
        {**ACTIVE, "contacts": [{"status": "Active", "address": {"type": "Billing", "postal_code": "x"}}]},
        ValueError,
        "customer.contacts[0].address.postal_code: in JSON it is postalCode",
    ),
    "a name in Python of what is required": (
        {**ACTIVE, "addresses": [{"type_": "Billing"}]},
        ValueError,
        "customer.addresses[0].type_: in JSON it is type",
    ),
    "a required name in capitals": ({"Status": "Active"}, ValueError, "customer.Status: in JSON it is status"),
    "no number": ({**ACTIVE, "x": [float("nan")]}, ValueError, "customer.x[0] must be finite, not nan"),
    "no decimal": ({**ACTIVE, "x": Decimal("sNaN")}, ValueError, "customer.x must be finite, not sNaN"),
    "bytes": (
        {**ACTIVE, "id": b"1"},
        TypeError,
        "customer.id must be JSON data, a date, a member of an enum or a model",
    ),
    "a set": ({**ACTIVE, "x": {"y": {1}}}, TypeError, "customer.x.y must be JSON data"),
    "a UUID": ({**ACTIVE, "id": UUID(int=1)}, TypeError, "customer.id must be JSON data"),
    "UNSET in a list": ({**ACTIVE, "x": [UNSET]}, TypeError, "customer.x[0] must be JSON data"),
    "a key that is no text": (
        {**ACTIVE, "x": {5: 1}},
        TypeError,
        "the keys of customer.x must be of type str, not int",
    ),
    "what holds itself": (NESTED, ValueError, "customer is nested too deeply, or holds itself"),
    "a wrong model within": (
        {**ACTIVE, "addresses": [Customer(status=CustomerStatus.ACTIVE)]},
        TypeError,
        "customer.addresses[0].type is missing",
    ),
}


@pytest.mark.parametrize(("given", "sent"), SENT.values(), ids=SENT.keys())
def test_what_is_sent(call_witness: Call, witness: Witness, given: Any, sent: Any) -> None:
    witness.answer_with(PUSH)
    before = repr(given)
    call_witness("customers.create", "company", "connection", given)
    assert json.dumps(json.loads(witness.requests[-1].body)) == json.dumps(sent)
    assert repr(given) == before


@pytest.mark.parametrize(("given", "error", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused(
    call_witness: Call, witness: Witness, given: Any, error: type[Exception], message: str
) -> None:
    for operation in ("customers.create", "customers.update"):
        found = refuse(call_witness, witness, operation, {"customer": given}, error, "customer")
        assert str(found).startswith(message)


def test_what_was_read_can_be_written(call_witness: Call, witness: Witness) -> None:
    customer = Customer.from_dict({**ACTIVE, "modifiedDate": "2025-06-03", "new": {"a": [1]}, "contacts": None})
    witness.answer_with(PUSH)
    call_witness("customers.update", "company", "connection", "1", customer.to_dict())
    assert json.loads(witness.requests[-1].body) == customer.to_dict()
