"""The dates of models: one that cannot be read costs nothing but itself, and a copy has them as they came."""

from __future__ import annotations

import copy
import datetime
import pickle
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from codat_customers_api import UNSET, DecodeError
from codat_customers_api.models import Contact, Customer, PushOperation

UTC = datetime.UTC


def naive(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime.datetime:
    return datetime.datetime(year, month, day, hour, minute, tzinfo=UTC).replace(tzinfo=None)


def test_a_required_date_may_be_unreadable_too() -> None:
    source = {
        "companyId": "c",
        "pushOperationKey": "k",
        "dataConnectionKey": "d",
        "requestedOnUtc": "soon",
        "status": "Pending",
        "statusCode": 202,
    }

    push = PushOperation.from_dict(source)

    assert push.requested_on_utc is UNSET
    assert push.to_dict() == source


def test_a_required_date_must_be_there() -> None:
    with pytest.raises(DecodeError, match="requestedOnUtc: expected a string, got nothing"):
        PushOperation.from_dict({"companyId": "c", "pushOperationKey": "k", "dataConnectionKey": "d"})


def test_a_date_that_is_set_replaces_one_that_could_not_be_read() -> None:
    customer = Customer.from_dict({"status": "Active", "modifiedDate": "yesterday"})

    customer.modified_date = datetime.datetime(2025, 11, 22, tzinfo=UTC)

    assert customer.to_dict()["modifiedDate"] == "2025-11-22T00:00:00Z"


@pytest.mark.parametrize("first", ["2024-01-02", "2024-01-02T03:04:05Z", "2024-01-02T03:04:05.1234567Z", "soon"])
@pytest.mark.parametrize("second", ["2024-01-02", "2024-01-02T03:04:05Z", "2024-01-02T03:04:05.1234567Z", "soon"])
def test_the_dates_of_an_object_are_kept_apart(first: str, second: str) -> None:
    source = {"status": "Active", "modifiedDate": first, "sourceModifiedDate": second}

    assert Customer.from_dict(source).to_dict() == source


def decoded(text: str) -> Customer:
    return Customer.from_dict({"status": "Active", "modifiedDate": text, "sourceModifiedDate": "2024-01-02"})


@pytest.mark.parametrize("text", ["2024-01-02T03:04:05.1234567Z", "2024-01-02T03:04:05.123456+00:00"])
def test_a_date_that_is_set_again_is_written_anew_even_if_it_is_equal(text: str) -> None:
    customer = decoded(text)
    equal = datetime.datetime(2024, 1, 2, 3, 4, 5, 123456, tzinfo=UTC)
    assert customer.modified_date == equal

    customer.modified_date = equal

    written = customer.to_dict()
    assert written["modifiedDate"] == "2024-01-02T03:04:05.123456Z"
    assert written["sourceModifiedDate"] == "2024-01-02"


def test_a_date_that_is_put_back_was_not_set() -> None:
    customer = decoded("2024-01-02T03:04:05.1234567Z")
    before = customer.modified_date
    customer.modified_date = UNSET
    assert "modifiedDate" not in customer.to_dict()

    customer.modified_date = before

    assert customer.to_dict()["modifiedDate"] == "2024-01-02T03:04:05.1234567Z"


COPIES: list[Callable[[Customer], Any]] = [
    copy.copy,
    copy.deepcopy,
    lambda customer: pickle.loads(pickle.dumps(customer)),
    attrs.evolve,
    lambda customer: Customer.from_dict(customer.to_dict()),
]


@pytest.mark.parametrize("copied", COPIES)
def test_a_copy_writes_its_dates_as_the_original_does(copied: Callable[[Customer], Customer]) -> None:
    original = decoded("2024-01-02T03:04:05.1234567Z")

    twin = copied(original)

    assert twin == original
    assert repr(twin) == repr(original)
    assert (
        twin.to_dict()
        == original.to_dict()
        == {
            "status": "Active",
            "modifiedDate": "2024-01-02T03:04:05.1234567Z",
            "sourceModifiedDate": "2024-01-02",
        }
    )
    twin.modified_date = datetime.datetime(2025, 1, 1, tzinfo=UTC)
    assert original.to_dict()["modifiedDate"] == "2024-01-02T03:04:05.1234567Z"


def test_what_evolves_keeps_the_dates_that_are_not_set() -> None:
    customer = attrs.evolve(decoded("2024-01-02T03:04:05.1234567Z"), modified_date=naive(2025, 1, 1), id="i")

    assert customer.to_dict() == {
        "status": "Active",
        "id": "i",
        "modifiedDate": "2025-01-01T00:00:00",
        "sourceModifiedDate": "2024-01-02",
    }


def test_customers_are_equal_if_their_dates_are_however_written() -> None:
    one, other = decoded("2024-01-02T03:04:05Z"), decoded("2024-01-02T04:04:05.0+0100")

    assert one == other
    assert one != decoded("2024-01-02T03:04:06Z")
    assert one.to_dict() != other.to_dict()


def test_a_representation_shows_the_dates_and_not_how_they_were_written() -> None:
    contact = Contact.from_dict({"status": "Active", "modifiedDate": "2024-01-02"})

    assert repr(contact) == (
        "Contact(status=<CustomerStatus.ACTIVE>, modified_date=datetime.datetime(2024, 1, 2, 0, 0))"
    )
