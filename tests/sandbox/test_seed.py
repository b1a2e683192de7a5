"""What a sandbox starts with."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from codat_customers.sandbox import Sandbox
from tests.support.specification import specification

DATE_FORMS = {
    "UTC": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "no zone": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d",
    "offset": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d",
    "3 digits": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z",
    "7 digits": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z",
    "7 digits, no zone": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}",
    "date": r"\d{4}-\d\d-\d\d",
    "unknown": r"0001-01-01T00:00:00",
}


@pytest.fixture(scope="module")
def customers() -> list[dict[str, Any]]:
    return list(Sandbox(customers=100).customers().values())


def walk(value: Any) -> Iterator[tuple[str, Any]]:
    """List every key in the value with what stands there."""
    pairs = value.items() if hasattr(value, "items") else [("", inner) for inner in value]
    for key, inner in pairs:
        yield key, inner
        if not isinstance(inner, str) and hasattr(inner, "__iter__"):
            yield from walk(inner)


def test_it_is_the_same_every_time(customers: list[dict[str, Any]]) -> None:
    assert list(Sandbox(customers=100).customers().values()) == customers
    assert list(Sandbox(customers=30).customers().values()) == customers[:30]


@pytest.mark.parametrize("form", DATE_FORMS)
def test_dates_have_every_form(customers: list[dict[str, Any]], form: str) -> None:
    assert any(re.fullmatch(DATE_FORMS[form], customer["modifiedDate"]) for customer in customers)


@pytest.mark.parametrize("enum", ["CustomerStatus", "AddressType", "PhoneNumberType"])
def test_most_enum_values_occur(customers: list[dict[str, Any]], enum: str) -> None:
    values = {value for _, value in walk(customers) if isinstance(value, str)}
    assert len(values & set(specification()["components"]["schemas"][enum]["enum"])) >= 3


@pytest.mark.parametrize(
    "name", ["contactName", "emailAddress", "phone", "addresses", "contacts", "sourceModifiedDate"]
)
def test_values_are_given_null_and_absent(customers: list[dict[str, Any]], name: str) -> None:
    assert any(customer.get(name) for customer in customers)
    assert any(name in customer and customer[name] is None for customer in customers)
    assert any(name not in customer for customer in customers)


def test_texts_and_lists_are_sometimes_empty(customers: list[dict[str, Any]]) -> None:
    assert {"contactName", "phone", "line2"} <= {key for key, value in walk(customers) if value == ""}
    assert {"addresses", "contacts", "phone"} <= {key for key, value in walk(customers) if value == []}


def test_ids_are_of_every_kind(customers: list[dict[str, Any]]) -> None:
    ids = [customer["id"] for customer in customers]
    assert len(set(ids)) == 100
    assert {"1042", "A1D001", "150000-933272658"} <= set(ids)
    assert any(len(each) == 80 and {"+", "/", "="} <= set(each) for each in ids)
    for character in "/ %.&?#;":
        assert any(character in each for each in ids), character
    assert any(not each.isascii() for each in ids)


def test_fields_that_no_document_mentions_occur(customers: list[dict[str, Any]]) -> None:
    assert {"platformTerms", "platformCode"} <= {key for key, _ in walk(customers)}


def test_dates_can_all_be_of_rfc_3339() -> None:
    sandbox = Sandbox(customers=100, rfc3339_dates=True)
    dates = [value for key, value in walk(list(sandbox.customers().values())) if key.endswith("Date") and value]
    assert len(dates) > 100
    assert all(re.fullmatch(DATE_FORMS["UTC"], date) for date in dates)
