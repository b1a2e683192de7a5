"""Dates are read leniently; one that cannot be read costs nothing but itself."""

from __future__ import annotations

import datetime
import subprocess
import sys

import pytest
from codat_customers_api import UNSET, DecodeError
from codat_customers_api.models import Customer, PushOperation

UTC = datetime.UTC


def naive(year: int, month: int, day: int) -> datetime.datetime:
    return datetime.datetime(year, month, day, tzinfo=UTC).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-10-23T00:00:00Z", datetime.datetime(2022, 10, 23, tzinfo=UTC)),
        ("2022-10-23T00:00:00", naive(2022, 10, 23)),
        ("2022-10-23", naive(2022, 10, 23)),
        ("2022-10-23T01:02:03.456Z", datetime.datetime(2022, 10, 23, 1, 2, 3, 456000, tzinfo=UTC)),
        ("2022-10-23T01:02:03.4567891Z", datetime.datetime(2022, 10, 23, 1, 2, 3, 456789, tzinfo=UTC)),
        ("2022-10-23T01:02:03+05:30", datetime.datetime(2022, 10, 22, 19, 32, 3, tzinfo=UTC)),
        ("0001-01-01T00:00:00", naive(1, 1, 1)),
        ("9999-12-31T23:59:59.999Z", datetime.datetime(9999, 12, 31, 23, 59, 59, 999000, tzinfo=UTC)),
        ("2022-10-23T24:00:00Z", datetime.datetime(2022, 10, 24, tzinfo=UTC)),
        ("2022-10", naive(2022, 10, 1)),
    ],
)
def test_dates_of_every_known_form_are_read(text: str, expected: datetime.datetime) -> None:
    customer = Customer.from_dict({"status": "Active", "modifiedDate": text})

    assert customer.modified_date == expected
    assert customer.additional_properties == {}


ODD = [
    "",
    "yesterday",
    "23/10/2022",
    "2022-13-01",
    "2022-10-23T25:00:00",
    "9999-12-31T24:00:00Z",
    "\uff11\uff12",
    "\ud800",
    "0",
]


@pytest.mark.parametrize("key", ["modifiedDate", "sourceModifiedDate"])
@pytest.mark.parametrize("text", ODD)
def test_a_date_that_cannot_be_read_is_kept_as_it_came(key: str, text: str) -> None:
    source = {"status": "Active", key: text, "new": 1}

    customer = Customer.from_dict(source)

    assert customer.modified_date is UNSET
    assert customer.source_modified_date is UNSET
    assert customer.additional_properties == {key: text, "new": 1}
    assert customer.to_dict() == source


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

    assert customer.to_dict()["modifiedDate"] == "2025-11-22T00:00:00+00:00"


def test_dateutil_is_imported_only_for_odd_dates() -> None:
    code = (
        "import sys; from codat_customers_api.models import Customer;"
        "Customer.from_dict({'status': 'Active', 'modifiedDate': '2022-10-23T00:00:00Z'});"
        "assert 'dateutil' not in sys.modules;"
        "Customer.from_dict({'status': 'Active', 'modifiedDate': 'yesterday'});"
        "assert 'dateutil' in sys.modules"
    )

    subprocess.run([sys.executable, "-c", code], check=True)
