"""How dates are decoded and encoded (ISO 8601). What cannot be read is UNSET, so that one odd date costs no answer."""

from __future__ import annotations

import datetime

from .decoding import wrong_type as wrong_json_type
from .encoding import wrong_type
from .types import UNSET, Unset


def read_datetime(value: object) -> datetime.datetime | Unset:
    """Decode a date with a time of day; it is naive where the text has no offset.

    Raises:
        DecodeError: The value is no string.
    """
    if not isinstance(value, str):
        raise wrong_json_type("a string", value)
    try:
        return datetime.datetime.fromisoformat(value)
    except ValueError:
        return _odd_datetime(value)


def read_date(value: object) -> datetime.date | Unset:
    """Decode a date without a time of day.

    Raises:
        DecodeError: The value is no string.
    """
    if not isinstance(value, str):
        raise wrong_json_type("a string", value)
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        return UNSET


def write_datetime(place: str, value: object) -> str:
    """Encode a date with a time of day."""
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    raise wrong_type(place, "datetime", value)


def write_date(place: str, value: object) -> str:
    """Encode a date without a time of day."""
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value.isoformat()
    raise wrong_type(place, "date", value)


def _odd_datetime(text: str) -> datetime.datetime | Unset:
    # Here, because most programs never meet such a date
    from dateutil.parser import isoparse

    try:
        return isoparse(text)
    except (ValueError, OverflowError):
        return UNSET
