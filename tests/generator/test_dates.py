"""Dates are read leniently; one that cannot be read costs nothing but itself."""

from __future__ import annotations

import copy
import datetime
import pickle
import random
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from codat_customers_api import UNSET, DecodeError
from codat_customers_api.models import Contact, Customer, PushOperation
from hypothesis import given, settings
from hypothesis import strategies as st

UTC = datetime.UTC


def naive(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime.datetime:
    return datetime.datetime(year, month, day, hour, minute, tzinfo=UTC).replace(tzinfo=None)


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
        ("2022-10-23t01:02:03z", datetime.datetime(2022, 10, 23, 1, 2, 3, tzinfo=UTC)),
        ("2022-10-23 01:02:03,5-0030", datetime.datetime(2022, 10, 23, 1, 32, 3, 500000, tzinfo=UTC)),
        ("2022-10-23T01:02", naive(2022, 10, 23, 1, 2)),
        ("20221023", naive(2022, 10, 23)),
        ("20221023T010203.5Z", datetime.datetime(2022, 10, 23, 1, 2, 3, 500000, tzinfo=UTC)),
        ("20221023T2400+02", datetime.datetime(2022, 10, 23, 22, tzinfo=UTC)),
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
    # What the versions of Python and dateutil disagree about, or read as something else
    "2022",
    "202210",
    "20200728121240",
    "20200728T12:12:40",
    "2020-07-28T121240",
    "2020-07-28x12:12:40",
    "2020-07-28\ud80012:12:40",
    "2022-W43-7",
    "2022W01-00",
    "2022-123",
    "2022-10-23T01:02,03+05:30",
    "2022-10-23T01:02,03Z",
    "2022-10-23T01:02:+03",
    "2022-10-23T01:02:03.123456 Z",
    "2022-10-23T01:02:03+05:60",
    "2022-10-23T01:02:03+05.30",
    "2022-10-23T01:02:03+24:00",
    "2022-10-23T23:59:60Z",
    "2022-10-23T01:02:03 UTC",
    "\uff12\uff10\uff12\uff12-10-23",
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

    assert customer.to_dict()["modifiedDate"] == "2025-11-22T00:00:00Z"


def test_dateutil_is_imported_only_for_odd_dates() -> None:
    code = (
        "import sys; from codat_customers_api.models import Customer;"
        "Customer.from_dict({'status': 'Active', 'modifiedDate': '2022-10-23T00:00:00Z'});"
        "assert 'dateutil' not in sys.modules;"
        "Customer.from_dict({'status': 'Active', 'modifiedDate': '2022-10'});"
        "assert 'dateutil' in sys.modules"
    )

    subprocess.run([sys.executable, "-c", code], check=True)


FORMS = [
    "2024-01-02T03:04:05Z",
    "2024-01-02T03:04:05z",
    "2024-01-02t03:04:05Z",
    "2024-01-02 03:04:05Z",
    "2024-01-02T03:04:05",
    "2024-01-02 03:04:05",
    "2024-01-02T03:04Z",
    "2024-01-02T03",
    "2024-01-02T03:04:05+00:00",
    "2024-01-02T03:04:05-00:00",
    "2024-01-02T03:04:05+0000",
    "2024-01-02T03:04:05+00",
    "2024-01-02T03:04:05+05:30",
    "2024-01-02T03:04:05-0800",
    "2024-01-02T03:04:05+01:02:03",
    "2024-01-02T03:04:05+01:02:03.000004",
    "2024-01-02T24:00:00Z",
    "2024-01-02",
    "2024-01",
    "20240102",
    "20240102T030405.1Z",
    "20240102T030405.123Z",
    "0001-01-01T00:00:00",
    "9999-12-31T23:59:59.9999999Z",
    *(
        f"2024-01-02T03:04:05{mark}{fraction}{zone}"
        for mark in (".", ",")
        for fraction in (
            "0",
            "000",
            "120",
            "123",
            "1",
            "000000",
            "123000",
            "123450",
            "123456",
            "1234567",
            "1234560",
            "0" * 12,
        )
        for zone in ("", "Z", "z", "+00:00", "-03:30")
    ),
]


@pytest.mark.parametrize("text", FORMS)
def test_a_date_that_nobody_set_goes_back_letter_by_letter(text: str) -> None:
    contact = {"status": "Active", "modifiedDate": text}
    source = {"status": "Active", "modifiedDate": text, "sourceModifiedDate": text, "contacts": [contact]}

    customer = Customer.from_dict(source)

    assert isinstance(customer.modified_date, datetime.datetime)
    assert type(customer.modified_date) is datetime.datetime
    assert customer.additional_properties == {}
    assert customer.to_dict() == source


@pytest.mark.parametrize("first", ["2024-01-02", "2024-01-02T03:04:05Z", "2024-01-02T03:04:05.1234567Z", "soon"])
@pytest.mark.parametrize("second", ["2024-01-02", "2024-01-02T03:04:05Z", "2024-01-02T03:04:05.1234567Z", "soon"])
def test_the_dates_of_an_object_are_kept_apart(first: str, second: str) -> None:
    source = {"status": "Active", "modifiedDate": first, "sourceModifiedDate": second}

    assert Customer.from_dict(source).to_dict() == source


@settings(max_examples=300, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32), text=st.sampled_from(FORMS), changes=st.integers(1, 3))
def test_whatever_is_read_of_it_a_text_goes_back(seed: int, text: str, changes: int) -> None:
    chance = random.Random(seed)
    letters = list(text)
    for _ in range(changes):
        place = chance.randrange(len(letters))
        letters[place : place + chance.randrange(2)] = chance.choice(["", *"0123456789-:.,TtZz+ W\u0663"])
    source = {"status": "Active", "modifiedDate": "".join(letters)}

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


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime.datetime(2025, 6, 3, 13, 15, 9, tzinfo=UTC), "2025-06-03T13:15:09Z"),
        (datetime.datetime(2025, 6, 3, 13, 15, 9, 418000, tzinfo=UTC), "2025-06-03T13:15:09.418Z"),
        (datetime.datetime(2025, 6, 3, 13, 15, 9, 418700, tzinfo=UTC), "2025-06-03T13:15:09.418700Z"),
        (naive(2025, 6, 3), "2025-06-03T00:00:00"),
        (
            datetime.datetime(2025, 6, 3, tzinfo=datetime.timezone(datetime.timedelta(hours=-3, minutes=-30))),
            "2025-06-03T00:00:00-03:30",
        ),
        (datetime.datetime(2025, 6, 3, tzinfo=datetime.timezone(datetime.timedelta(0), "GMT")), "2025-06-03T00:00:00Z"),
    ],
)
def test_a_new_date_is_written_as_the_service_does(moment: datetime.datetime, text: str) -> None:
    assert Contact(status=decoded("").status, modified_date=moment).to_dict()["modifiedDate"] == text


OFFSETS = st.timedeltas(datetime.timedelta(hours=-23), datetime.timedelta(hours=23)).map(datetime.timezone)


@given(moment=st.datetimes(timezones=st.none() | OFFSETS))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_a_new_date_is_read_as_it_was_set(moment: datetime.datetime) -> None:
    contact = Contact(status=decoded("").status, modified_date=moment)

    read = Contact.from_dict(contact.to_dict())

    assert read.modified_date == moment
    assert read.to_dict() == contact.to_dict()
