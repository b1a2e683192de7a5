"""Mappings in the place of models: checked as these are before anything is sent, and sent as they are."""

from __future__ import annotations

import copy
import json
from collections import UserDict
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from codat_customers_api import UNSET
from codat_customers_api.api.customers import create_customer

from codat_customers.models import Address, AddressType, Customer, CustomerStatus
from tests.support.calls import run
from tests.support.server import PUSH, FaultServer, answer

ACTIVE = {"status": "Active"}
LOOP: dict[str, Any] = {**ACTIVE}
LOOP["itself"] = LOOP


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (ACTIVE, ACTIVE),
        ({"phone": None, "status": "OnHold"}, {"phone": None, "status": "OnHold"}),
        ({"status": CustomerStatus.ACTIVE}, ACTIVE),
        ({**ACTIVE, "vat": {"rate": [1, True, 2.5, Decimal("0.1")]}}, {**ACTIVE, "vat": {"rate": [1, True, 2.5, 0.1]}}),
        (
            {**ACTIVE, "modifiedDate": datetime(2025, 6, 3, 1, 2, 3, tzinfo=UTC)},
            {**ACTIVE, "modifiedDate": "2025-06-03T01:02:03Z"},
        ),
        ({**ACTIVE, "since": date(2025, 6, 3)}, {**ACTIVE, "since": "2025-06-03"}),
        ({**ACTIVE, "modifiedDate": "2025-06-03T01:02:03.1234567Z"},) * 2,
        ({**ACTIVE, "customerName": UNSET}, ACTIVE),
        (
            {**ACTIVE, "addresses": (Address(type_=AddressType.BILLING), {"type": "Delivery", "countryCode": "GB"})},
            {**ACTIVE, "addresses": [{"type": "Billing"}, {"type": "Delivery", "countryCode": "GB"}]},
        ),
        (MappingProxyType(ACTIVE), ACTIVE),
        (UserDict(ACTIVE), ACTIVE),
        ({**ACTIVE, "metadata": {"isDeleted": None}}, {**ACTIVE, "metadata": {"isDeleted": None}}),
        ({**ACTIVE, "supplementalData": {"content": {"a": {"customer_name": 1}}}},) * 2,
    ],
)
def test_what_is_given_is_sent(given: Any, sent: dict[str, Any], flavour: str) -> None:
    before = repr(given)
    with FaultServer([answer(200, PUSH)] * 2) as server:
        run(flavour, server.url, lambda codat: codat.customers.create("co", "cn", given))
        run(flavour, server.url, lambda codat: codat.customers.with_raw_response.update("co", "cn", "c1", given))
        assert [json.loads(request.body) for request in server.requests] == [sent, sent]
        assert list(json.loads(server.requests[0].body)) == list(sent), "in the same order"
    assert repr(given) == before


@pytest.mark.parametrize(
    ("given", "error", "says"),
    [
        ({}, TypeError, "customer.status is missing"),
        ({"status": None}, TypeError, "customer.status"),
        ({**ACTIVE, "customerName": 5}, TypeError, "customer.customerName: .*string"),
        ({**ACTIVE, "id": None}, TypeError, r"customer.id cannot be null \(None\); leave it out"),
        ({**ACTIVE, "addresses": [{"line1": "x"}]}, TypeError, r"customer.addresses\[0\].type is missing"),
        ({**ACTIVE, "addresses": [5]}, TypeError, r"customer.addresses\[0\]: "),
        ({**ACTIVE, "addresses": {}}, TypeError, "customer.addresses: "),
        ({**ACTIVE, "modifiedDate": "yesterday"}, ValueError, "customer.modifiedDate is no date in ISO 8601"),
        ({**ACTIVE, "customer_name": "x"}, ValueError, "customer.customer_name: in JSON it is customerName"),
        (
            {**ACTIVE, "addresses": [{"type_": "Billing"}]},
            ValueError,
            r"customer.addresses\[0\].type_: in JSON it is type",
        ),
        (
            {**ACTIVE, "addresses": [{"type": "Billing", "postal_code": "x"}]},
            ValueError,
            r"customer.addresses\[0\].postal_code: in JSON it is postalCode",
        ),
        ({**ACTIVE, "x": float("nan")}, ValueError, "customer.x must be finite"),
        ({**ACTIVE, "x": {1, 2}}, TypeError, "customer.x must be JSON data, .*, not set"),
        ({5: 5}, TypeError, "the keys of customer must be of type str, not int"),
        (LOOP, ValueError, "customer is nested too deeply, or holds itself"),
        ([("status", "Active")], TypeError, "customer must be of type Customer or a mapping, not list"),
        ("Active", TypeError, "customer must be of type Customer or a mapping, not str"),
        (None, TypeError, "customer must be of type Customer or a mapping, not NoneType"),
        (Address(type_=AddressType.BILLING), TypeError, "customer must be of type Customer or a mapping, not Address"),
    ],
)
def test_what_is_wrong_is_named_and_not_sent(given: Any, error: type[Exception], says: str, flavour: str) -> None:
    with FaultServer([answer(200, PUSH)]) as server:
        with pytest.raises(error, match=says):
            run(flavour, server.url, lambda codat: codat.customers.create("co", "cn", given))
        assert not server.requests


def test_a_mapping_is_the_same_as_its_model() -> None:
    given = {"status": "Active", "customerName": "Larkspur", "addresses": [{"type": "Billing", "city": "Hexham"}]}
    model = Customer.from_dict(copy.deepcopy(given))
    assert create_customer.request("co", "cn", given).json == create_customer.request("co", "cn", model).json == given
