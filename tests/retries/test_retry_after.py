"""Reading Retry-After."""

from __future__ import annotations

import datetime
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_customers.retries import parse_retry_after

NOW = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (None, None),
        ("", None),
        ("0", 0.0),
        ("1", 1.0),
        (" 120 ", 120.0),
        ("1.5", 1.5),
        ("0.001", 0.001),
        ("21600", 21_600.0),
        ("99999999999", 99_999_999_999.0),
        ("Fri, 02 Jan 2026 03:05:05 GMT", 60.0),
        ("Friday, 02-Jan-26 03:05:05 GMT", 60.0),  # RFC 850
        ("Fri Jan  2 03:05:05 2026", 60.0),  # asctime
        ("Fri, 02 Jan 2026 04:05:05 +0100", 60.0),
        ("Fri, 02 Jan 2026 03:05:05 -0000", 60.0),
        ("Thu, 01 Jan 2026 00:00:00 GMT", 0.0),
        (
            "Fri, 31 Dec 9999 23:59:59 GMT",
            (datetime.datetime(9999, 12, 31, 23, 59, 59, tzinfo=datetime.UTC) - NOW).total_seconds(),
        ),
        *[(text, None) for text in ("-5", "+5", "1e3", "0x10", "1,5", "1.2.3", ".5", "5 s", "nan", "inf", "soon")],
        *[(text, None) for text in ("٣", "²", "9" * 400, "2026-01-02T03:05:05Z")],
        ("Fri, 99 Jan 2026 03:05:05 GMT", None),
        ("Fri, 02 Jan 99999 03:05:05 GMT", None),
    ],
)
def test_forms(text: str | None, seconds: float | None) -> None:
    assert parse_retry_after(text, NOW) == seconds


@given(st.text())
def test_nonsense_is_never_an_error(text: str) -> None:
    seconds = parse_retry_after(text, NOW)
    assert seconds is None or 0 <= seconds < math.inf


@given(st.integers(0, 10**9))
def test_dates(ahead: int) -> None:
    date = NOW + datetime.timedelta(seconds=ahead)
    assert parse_retry_after(date.strftime("%a, %d %b %Y %H:%M:%S GMT"), NOW) == ahead
