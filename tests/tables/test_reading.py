"""Customers of rows of text."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codat_customers import tables
from codat_customers.models import Customer
from tests.generator.instances import Instances
from tests.support.specification import specification

INSTANCES = Instances(specification()["components"]["schemas"])


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        ({}, {}),
        ({"customer_name": "Société"}, {"customerName": "Société"}),
        ({"customer_name": "", "id": "c1"}, {"id": "c1"}),
        ({"status": "OnHold"}, {"status": "OnHold"}),
        ({"is_deleted": "True"}, {"metadata": {"isDeleted": True}}),
        ({"modified_date": "2025-06-03T13:15:09"}, {"modifiedDate": "2025-06-03T13:15:09"}),
        ({"addresses": '[{"type":"Billing","city":"Hexham"}]'}, {"addresses": [{"type": "Billing", "city": "Hexham"}]}),
        ({"additional_properties": '{"terms":{"days":30}}'}, {"terms": {"days": 30}}),
        (
            {"is_deleted": "false", "additional_properties": '{"metadata":{"by":"us"}}'},
            {"metadata": {"isDeleted": False, "by": "us"}},
        ),
        (
            {"additional_properties": '{"exact":0.10000000000000000000001}'},
            {"exact": Decimal("0.10000000000000000000001")},
        ),
        (
            {"supplemental_data_content": '{"a":{"b":1}}'},
            {"supplementalData": {"content": {"a": {"b": 1}}}},
        ),
    ],
)
def test_a_row(row: dict[str, str], fields: dict[str, Any]) -> None:
    [customer] = tables.customers([{"status": "Active"} | row])
    assert customer == Customer.from_dict({"status": "Active"} | fields)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"name": "x"}, "row 2 has a column 'name'; the columns of customers are id, status, customer_name"),
        ({None: ["x"]}, "row 2 has more cells than there are columns"),
        ({"is_deleted": "perhaps"}, "row 2, column is_deleted: 'perhaps' is not true or false"),
        ({"modified_date": "3.6.2025"}, "row 2, column modified_date: '3.6.2025' is not a date in ISO 8601"),
        ({"addresses": "Hexham"}, "row 2, column addresses: 'Hexham' is not JSON"),
        ({"addresses": '{"city": "Hexham"}'}, "row 2 is no customer: .*addresses"),
        ({"addresses": '[{"city": "Hexham"}]'}, r"row 2 is no customer: .*addresses\[0\]"),
        ({"additional_properties": '{"rate":NaN}'}, "row 2, column additional_properties: .* is not JSON"),
        ({"additional_properties": "[" * 100_000}, r"row 2, column additional_properties: '\[{60}…' is not JSON"),
        ({"additional_properties": "[]"}, "row 2, column additional_properties: .*it is no object"),
        ({"status": ""}, "row 2 is no customer: .*status"),
    ],
)
def test_what_is_no_customer(row: dict[str, str], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        list(tables.customers([{"status": "Active"}, {"status": "Active"} | row]))


@settings(max_examples=200)
@given(st.lists(INSTANCES.of("Customer"), max_size=3))
def test_rows_of_these_customers_are_the_same(instances: list[dict[str, Any]]) -> None:
    """Nothing is lost between text and customer but what no cell shows: what is empty or null, and offsets."""
    customers = [Customer.from_dict(instance) for instance in instances]
    shown = [{name: None if value == "" else value for name, value in row.items()} for row in tables.rows(customers)]
    assert list(tables.rows(through_text(customers))) == shown


def through_text(customers: list[Customer]) -> list[Customer]:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, tables.COLUMNS)
    writer.writeheader()
    writer.writerows(tables.rows(customers))
    file.seek(0)
    return list(tables.customers(csv.DictReader(file)))


def test_a_row_is_taken_when_its_customer_is_asked_for() -> None:
    rows = iter([{"status": "Active"}, {"status": "Archived"}])
    next(tables.customers(rows))
    assert next(rows) == {"status": "Archived"}
