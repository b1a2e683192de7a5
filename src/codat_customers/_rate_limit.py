"""What the service last said about the quota of requests."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from attrs import frozen


@frozen
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
    try:
        return int(text)
    except ValueError:
        return None


def _date(text: str) -> datetime.datetime | None:
    """Read a date in a format that the service does not document: epoch seconds, ISO 8601, HTTP or another."""
    for read in (_epoch, datetime.datetime.fromisoformat, parsedate_to_datetime, _other):
        try:
            date = read(text)
        except (ValueError, TypeError, OverflowError, OSError, IndexError):
            continue
        return date if date.tzinfo else date.replace(tzinfo=datetime.UTC)
    return None


def _epoch(text: str) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(float(text), datetime.UTC)


def _other(text: str) -> datetime.datetime:
    from dateutil.parser import parse

    return parse(text)
