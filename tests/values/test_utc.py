"""Dates with an offset and without can be compared."""

import time
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from codat_customers import UNSET, present, utc
from codat_customers.models import Customer

AHEAD, BEHIND = timezone(timedelta(hours=5, minutes=30)), timezone(-timedelta(hours=11))
FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


class NoOffset(tzinfo):
    """A time zone of which nobody knows how far it is from UTC, so that dates in it are naive."""

    def utcoffset(self, dt: datetime | None, /) -> None:
        return None

    def tzname(self, dt: datetime | None, /) -> None:
        return None

    def dst(self, dt: datetime | None, /) -> None:
        return None


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime.fromisoformat("2025-06-03T13:15:00"), datetime(2025, 6, 3, 13, 15, tzinfo=UTC)),
        (datetime(2025, 6, 3, 13, 15, tzinfo=UTC), datetime(2025, 6, 3, 13, 15, tzinfo=UTC)),
        (datetime(2025, 6, 3, 13, 15, tzinfo=AHEAD), datetime(2025, 6, 3, 7, 45, tzinfo=UTC)),
        (datetime(2025, 6, 3, 13, 15, tzinfo=ZoneInfo("Europe/Berlin")), datetime(2025, 6, 3, 11, 15, tzinfo=UTC)),
        (datetime(2025, 6, 3, 13, 15, tzinfo=NoOffset()), datetime(2025, 6, 3, 13, 15, tzinfo=UTC)),
        (datetime.fromisoformat("2025-10-26T02:30:00").replace(fold=1), datetime(2025, 10, 26, 2, 30, tzinfo=UTC)),
        (FIRST.replace(tzinfo=None), FIRST),
        (LAST.replace(tzinfo=None), LAST),
        (datetime.min.replace(tzinfo=AHEAD), FIRST),
        (datetime.max.replace(tzinfo=BEHIND), LAST),
        (datetime.min.replace(tzinfo=BEHIND), datetime(1, 1, 1, 11, tzinfo=UTC)),
        (datetime.max.replace(tzinfo=ZoneInfo("America/New_York")), LAST),
    ],
)
def test_a_date_is_that_of_utc(moment: datetime, expected: datetime) -> None:
    found = utc(moment)
    assert (found, found.tzinfo) == (expected, UTC)
    assert utc(found) == found


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this machine cannot be told that it is elsewhere")
def test_the_zone_of_the_machine_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    try:
        assert utc(datetime(2025, 6, 3, tzinfo=NoOffset())) == datetime(2025, 6, 3, tzinfo=UTC)
        assert utc(datetime.fromisoformat("2025-06-03")) == datetime(2025, 6, 3, tzinfo=UTC)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_mixed_dates_have_a_latest_one() -> None:
    dates = ["2025-06-03T13:15:09Z", "2025-06-03T13:15:10", "2025-06-03T14:15:08+01:00", "0001-01-01T00:00:00+14:00"]
    customers = [Customer.from_dict({"status": "Active", "modifiedDate": text}) for text in dates]
    assert max(utc(present(customer.modified_date)) for customer in customers) == datetime(
        2025, 6, 3, 13, 15, 10, tzinfo=UTC
    )
    assert [customer.to_dict()["modifiedDate"] for customer in customers] == dates


@pytest.mark.parametrize(
    ("given", "kind"), [(UNSET, "Unset"), (None, "NoneType"), ("2025-06-03", "str"), (date(2025, 6, 3), "date")]
)
def test_what_is_no_date_with_a_time_of_day_is_refused(given: Any, kind: str) -> None:
    with pytest.raises(TypeError, match=f"moment must be of type datetime, not {kind}"):
        utc(given)
