"""How arguments are checked and written into a request. Every message names the argument."""

from __future__ import annotations

import datetime
import re
from typing import TypeVar
from urllib.parse import quote

from .open_enum import OpenEnum

E = TypeVar("E", bound=OpenEnum)

# What needs no encoding (RFC 3986, section 2.3), unless dots are all there is: nearly every id. It saves 2 % of a call.
_UNRESERVED = re.compile(r"(?!\.+$)[A-Za-z0-9._~-]+")

# RFC 9110 allows more, but only these arrive unchanged everywhere
_HEADER_VALUE = re.compile(r"[!-~](?:[ -~]*[!-~])?|")


def path_segment(name: str, value: object) -> str:
    """Percent-encode a value as one segment of a path (RFC 3986).

    Raises:
        TypeError: It is no string.
        ValueError: It is empty, or a dot segment, which would lead to another resource.
    """
    if isinstance(value, str) and _UNRESERVED.fullmatch(value):
        return str(value)
    text = string(name, value, min_length=1)
    if text in (".", ".."):
        raise ValueError(f"{name} must not be {text!r}: as a part of a path it has a meaning of its own")
    return quote(text, safe="")


def string(name: str, value: object, *, min_length: int = 0, max_length: int | None = None) -> str:
    """Check a string; lengths are in characters."""
    if not isinstance(value, str):
        raise _wrong_type(name, "str", value)
    if len(value) < min_length:
        raise ValueError(f"{name} must have at least {_characters(min_length)}, but has {len(value)}")
    if max_length is not None and len(value) > max_length:
        raise ValueError(f"{name} must have at most {_characters(max_length)}, but has {len(value)}")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{name} holds half of a surrogate pair, which cannot be sent") from None
    return str(value)


def uuid(name: str, value: object, *, min_length: int = 0, max_length: int | None = None) -> str:
    """Write a UUID as text, and check a string that stands for one; lengths are in characters."""
    if not isinstance(value, str):
        from uuid import UUID  # not above: few programs need it

        if not isinstance(value, UUID):
            raise _wrong_type(name, "str or UUID", value)
        value = str(value)
    return string(name, value, min_length=min_length, max_length=max_length)


def integer(
    name: str,
    value: object,
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    exclusive_minimum: float | None = None,
    exclusive_maximum: float | None = None,
) -> str:
    """Check an integer and write it in decimal."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong_type(name, "int", value)
    _check_bounds(name, value, minimum, maximum, exclusive_minimum, exclusive_maximum)
    return str(int(value))


def number(
    name: str,
    value: object,
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    exclusive_minimum: float | None = None,
    exclusive_maximum: float | None = None,
) -> str:
    """Check a finite number and write it in decimal."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        raise _wrong_type(name, "float", value)
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(f"{name} must be finite, not {value}")
    _check_bounds(name, value, minimum, maximum, exclusive_minimum, exclusive_maximum)
    return repr(value)


def boolean(name: str, value: object) -> str:
    """Check a boolean and write it as in JSON."""
    if not isinstance(value, bool):
        raise _wrong_type(name, "bool", value)
    return "true" if value else "false"


def enum(name: str, value: object, kind: type[E]) -> str:
    """Check a member of an enum, or a string that stands for one, and write its value."""
    if not isinstance(value, str):
        raise _wrong_type(name, kind.__name__, value)
    return string(name, kind(value).value)


def date(name: str, value: object) -> str:
    """Write a day as in ISO 8601; a datetime is refused, since its day depends on the time zone."""
    if type(value) is not datetime.date:
        raise _wrong_type(name, "datetime.date", value)
    return value.isoformat()


def not_empty(name: str, values: list[str]) -> list[str]:
    """Check that there are values: sending none could not be told from leaving the argument out."""
    if not values:
        raise ValueError(f"{name} must hold a value; leave it out, or give None, to send none")
    return values


def header_value(name: str, text: str) -> str:
    """Check that a header can carry a text: printable ASCII, without spaces at its ends."""
    if not _HEADER_VALUE.fullmatch(text):
        raise ValueError(f"{name} is sent in a header: it must be printable ASCII without spaces at its ends")
    return text


def _check_bounds(
    name: str,
    value: float,
    minimum: float | None,
    maximum: float | None,
    exclusive_minimum: float | None,
    exclusive_maximum: float | None,
) -> None:
    if minimum is not None and value < minimum:
        raise ValueError(f"{name} must be at least {minimum}, not {value}")
    if maximum is not None and value > maximum:
        raise ValueError(f"{name} must be at most {maximum}, not {value}")
    if exclusive_minimum is not None and value <= exclusive_minimum:
        raise ValueError(f"{name} must be greater than {exclusive_minimum}, not {value}")
    if exclusive_maximum is not None and value >= exclusive_maximum:
        raise ValueError(f"{name} must be less than {exclusive_maximum}, not {value}")


def _characters(count: int) -> str:
    return "1 character" if count == 1 else f"{count} characters"


def _wrong_type(name: str, expected: str, value: object) -> TypeError:
    return TypeError(f"{name} must be of type {expected}, not {type(value).__name__}")
