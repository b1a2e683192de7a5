"""What the service last said about the quota of requests."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Final

_EARLIEST: Final = 1e9  # epoch seconds, in 2001: a smaller number is not a point in time


@dataclass(frozen=True, slots=True)
class RateLimit:
    """The daily quota of requests, as the last answer told it.

    Attributes:
        limit: The requests of the whole period, or None if the answer did not say.
        remaining: The requests left in it, or None.
        reset: When the next period begins, aware, or None.
    """

    limit: int | None
    remaining: int | None
    reset: datetime.datetime | None


def parse_rate_limit(headers: Mapping[str, str]) -> RateLimit:
    """Read the ``X-Rate-Limit-*`` headers; what makes no sense becomes None."""
    return RateLimit(
        limit=_integer(headers.get("X-Rate-Limit-Limit", "")),
        remaining=_integer(headers.get("X-Rate-Limit-Remaining", "")),
        reset=_date(headers.get("X-Rate-Limit-Reset", "").strip()),
    )


def _integer(text: str) -> int | None:
    with suppress(ValueError):
        return int(text)
    return None


def _date(text: str) -> datetime.datetime | None:
    """Read a date in a format that the service does not document; one without an offset is in UTC."""
    for read in (_epoch, datetime.datetime.fromisoformat, parsedate_to_datetime, _other):
        with suppress(Exception):  # dateutil's guesses fail in too many ways to name
            date = read(text)
            return date if date is None or date.tzinfo else date.replace(tzinfo=datetime.UTC)
    return None


def _epoch(text: str) -> datetime.datetime | None:
    seconds = float(text)
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC) if seconds >= _EARLIEST else None


def _other(text: str) -> datetime.datetime:
    from dateutil.parser import parse

    # A zone that it does not know counts as UTC, without the warning.
    return parse(text, tzinfos=lambda _, offset: datetime.timezone(datetime.timedelta(seconds=offset or 0)))
