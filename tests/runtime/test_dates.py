"""Dates are read leniently, and go back letter by letter unless they are set."""

from __future__ import annotations

import datetime
import random
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import define
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.base_model import BaseModel
from runtime.dates import DatedModel, read_date, write_date
from runtime.errors import DecodeError
from runtime.types import UNSET, Unset

ROOT = Path(__file__).parents[2]
UTC = datetime.UTC


@define(kw_only=True, repr=False, weakref_slot=False)
class Event(DatedModel):
    """What a generated model does with its dates."""

    begin: datetime.datetime | Unset = UNSET
    end: datetime.datetime | Unset = UNSET

    @classmethod
    def from_texts(cls, begin: object, end: object) -> Event:
        event = cls()
        event.begin = event._read_datetime("begin", begin)
        event.end = event._read_datetime("end", end)
        return event

    def to_texts(self) -> dict[str, str]:
        dates = {"begin": self.begin, "end": self.end}
        written = {key: self._write_datetime(key, date) for key, date in dates.items() if date is not UNSET}
        return self.additional_properties | written


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
    event = Event.from_texts(text, text)

    assert event.begin == event.end == expected
    assert event.additional_properties == {}


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


@pytest.mark.parametrize("text", ODD)
def test_a_date_that_cannot_be_read_is_kept_as_it_came(text: str) -> None:
    event = Event.from_texts(text, text)

    assert event.begin is event.end is UNSET
    assert event.additional_properties == event.to_texts() == {"begin": text, "end": text}


@pytest.mark.parametrize("value", [None, 20251122, 1.5, True, [], {}])
def test_a_date_is_a_string(value: object) -> None:
    with pytest.raises(DecodeError, match="expected a string, got"):
        Event.from_texts(value, "2022-10")
    with pytest.raises(DecodeError, match="expected a string, got"):
        read_date(BaseModel(), "day", value)


def test_dateutil_is_imported_only_for_odd_dates() -> None:
    code = (
        "import sys; from runtime.dates import DatedModel; event = DatedModel();"
        "event._read_datetime('begin', '2022-10-23T00:00:00Z');"
        "assert 'dateutil' not in sys.modules;"
        "event._read_datetime('begin', '2022-10');"
        "assert 'dateutil' in sys.modules"
    )

    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


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
    event = Event.from_texts(text, text)

    assert type(event.begin) is datetime.datetime
    assert event.additional_properties == {}
    assert event.to_texts() == {"begin": text, "end": text}


@settings(max_examples=300, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32), text=st.sampled_from(FORMS), changes=st.integers(1, 3))
def test_whatever_is_read_of_it_a_text_goes_back(seed: int, text: str, changes: int) -> None:
    chance = random.Random(seed)
    letters = list(text)
    for _ in range(changes):
        place = chance.randrange(len(letters))
        letters[place : place + chance.randrange(2)] = chance.choice(["", *"0123456789-:.,TtZz+ W\u0663"])
    changed = "".join(letters)

    assert Event.from_texts(changed, text).to_texts() == {"begin": changed, "end": text}


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
    assert Event(begin=moment).to_texts() == {"begin": text}


OFFSETS = st.timedeltas(datetime.timedelta(hours=-23), datetime.timedelta(hours=23)).map(datetime.timezone)


@given(moment=st.datetimes(timezones=st.none() | OFFSETS))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_a_new_date_is_read_as_it_was_set(moment: datetime.datetime) -> None:
    texts = Event(begin=moment, end=moment).to_texts()

    read = Event.from_texts(texts["begin"], texts["end"])

    assert read.begin == read.end == moment
    assert read.to_texts() == texts


@pytest.mark.parametrize("text", ["2024-02-29", "0001-01-01", "9999-12-31"])
def test_a_day(text: str) -> None:
    model = BaseModel()

    day = read_date(model, "day", text)

    assert write_date("Event.day", day) == text
    assert model.additional_properties == {}


@pytest.mark.parametrize("text", ["", "2023-02-29", "20240229", "2024-W01-1", "2024-02-29T00:00:00", "29/02/2024"])
def test_a_day_that_cannot_be_read_is_kept_as_it_came(text: str) -> None:
    model = BaseModel()

    assert read_date(model, "day", text) is UNSET
    assert model.additional_properties == {"day": text}


@pytest.mark.parametrize(
    ("value", "name"),
    [(datetime.datetime(2024, 2, 29, tzinfo=UTC), "datetime"), ("2024-02-29", "str"), (None, "NoneType")],
)
def test_what_is_no_day_is_not_written(value: object, name: str) -> None:
    with pytest.raises(TypeError, match=f"Event.day must be of type date, not {name}"):
        write_date("Event.day", value)
