"""What a cursor says, and to which reading it belongs."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Final

_VERSION: Final = "1"
_NOWHERE: Final = "start"
_FORM: Final = "%Y%m%dT%H%M%S.%fZ"
_CURSOR: Final = re.compile(r"(\d+)-([0-9a-f]{16})-(start|\d{8}T\d{6}\.\d{6}Z)", re.ASCII)


def write_cursor(company_id: str, query: str | None, position: datetime | None) -> str:
    """Return a position as text, in characters that columns and names of files take.

    Parameters:
        company_id: The company that is read.
        query: Which of its customers are read.
        position: The modifiedDate before which all have been taken, or None if none is certain.
    """
    # strftime leaves out the zeros of early years.
    place = f"{position.year:04}{position.strftime(_FORM[2:])}" if position else _NOWHERE
    return "-".join((_VERSION, _owner(company_id, query), place))


def read_cursor(text: str, company_id: str, query: str | None) -> datetime | None:
    """Return the position that a cursor says.

    Raises:
        ValueError: It is no cursor, one of a later version, or that of another reading.
    """
    match = _CURSOR.fullmatch(text)
    if match is None:
        raise _no_cursor(text)
    version, owner, place = match.groups()
    if version != _VERSION:
        raise ValueError(f"since: {text!r} is a cursor of version {version}, made by another release of this package")
    if owner != _owner(company_id, query):
        raise ValueError(
            f"since: the cursor {text!r} belongs to another company or query than {company_id!r} and {query!r}; "
            "keep one cursor for each"
        )
    try:
        return None if place == _NOWHERE else datetime.strptime(place, _FORM).replace(tzinfo=UTC)
    except ValueError:
        raise _no_cursor(text) from None


def _owner(company_id: str, query: str | None) -> str:
    return blake2b(json.dumps([company_id, query]).encode(), digest_size=8).hexdigest()


def _no_cursor(text: str) -> ValueError:
    return ValueError(f"since: {text!r} is no cursor; pass what `changes(…).cursor` was, or an aware datetime")
