"""How dates are decoded and encoded (ISO 8601).

What cannot be read is UNSET, so that one odd date costs no answer. What can be read, and nobody set again, is written
letter by letter as it came.
"""

from __future__ import annotations

import datetime
import re
from typing import Final, TypeAlias

from attrs import define, field

from .base_model import BaseModel
from .decoding import wrong_type as wrong_json_type
from .encoding import wrong_type
from .types import UNSET, Unset

# How much of isoformat(timespec="microseconds") a text begins with, how it goes on, and the next date of the object
_Style: TypeAlias = "tuple[int, str, _Received | None]"
_Received: TypeAlias = "tuple[datetime.datetime, _Style]"


@define(kw_only=True, repr=False, weakref_slot=False)
class DatedModel(BaseModel):
    """A model with dates. It remembers how those were written that it would write differently.

    A date that nobody set since is known by being the same object, which holds for copies and pickles as well.
    """

    # Two attributes rather than a tuple, which would be one more object for each of them
    _received_date: datetime.datetime | None = field(default=None, alias="_received_date", eq=False, repr=False)
    _received_style: _Style | None = field(default=None, alias="_received_style", eq=False, repr=False)

    def _read_datetime(self, key: str, value: object) -> datetime.datetime | Unset:
        """Decode a date with a time of day; it is naive where the text has no offset.

        Calendar dates of ISO 8601 are read, extended or basic, with a time of day or without, and ``YYYY-MM``.

        Parameters:
            key: The name of the date in JSON.
            value: The JSON value.

        Raises:
            DecodeError: The value is no string.
        """
        if not isinstance(value, str):
            raise wrong_json_type("a string", value)
        length = len(value)
        try:
            # Usual dates must cost next to nothing; the first line tells 2025-06-03T13:15:09 from all else that is read
            # (and from the hour 24: Python reads that since 3.14, but would write it as 0 of the next day).
            if value[4:17:3] == "--T::" and value[11:13] != "24":
                moment = _fromisoformat(value)
                if length == 19 or (length == 20 and value[19] == "Z"):
                    return moment
                if length == 24:
                    if value[23] == "Z" and value[22] in _NOT_ZERO and value[19] == ".":
                        return moment
                elif length > 25 and value[19] == ".":
                    ending = value[26:]
                    style = _SEVENTH_DIGIT.get(ending)
                    if style is not None:
                        if length > 27 or moment.tzinfo is None:
                            return self._remember(moment, style)
                    elif value[25] in _NOT_ZERO and (ending == "Z" or (length == 26 and moment.tzinfo is None)):
                        return moment
                elif length == 25:
                    style = _offsets[value[19:]]
                    return moment if style is None else self._remember(moment, style)
            elif length == 10 and value[4] == value[7] == "-":
                return self._remember(_fromisoformat(value), _DATE_ALONE)
        except (ValueError, KeyError):
            pass
        return self._read_odd_datetime(key, value)

    def _write_datetime(self, place: str, value: object) -> str:
        """Encode a date with a time of day: as it came, unless it was set since.

        Parameters:
            place: What a message calls the date.
            value: The date.

        Raises:
            TypeError: The value is no datetime.
        """
        if not isinstance(value, datetime.datetime):
            raise wrong_type(place, "datetime", value)
        moment, style = self._received_date, self._received_style
        while moment is not None and style is not None:
            length, rest, more = style
            if moment is value:
                return moment.isoformat(timespec="microseconds")[:length] + rest
            moment, style = more or (None, None)
        return usual_text(value)

    def _read_odd_datetime(self, key: str, text: str) -> datetime.datetime | Unset:
        moment = _parsed(text)
        if isinstance(moment, Unset):
            self.additional_properties[key] = text
        elif text == usual_text(moment):
            if len(text) == 25:
                _offsets[text[19:]] = None
        else:
            full = moment.isoformat(timespec="microseconds")
            length = 26
            while not text.startswith(full[:length]):
                length -= 1
            self._remember(moment, (length, text[length:], None))
        return moment

    def _remember(self, moment: datetime.datetime, style: _Style) -> datetime.datetime:
        before = self._received_date
        if before is not None and self._received_style is not None:
            style = (style[0], style[1], (before, self._received_style))
        self._received_date = moment
        self._received_style = style
        return moment


def read_date(model: BaseModel, key: str, value: object) -> datetime.date | Unset:
    """Decode a date without a time of day, ``YYYY-MM-DD``.

    Parameters:
        model: What the date belongs to; it keeps what cannot be read.
        key: The name of the date in JSON.
        value: The JSON value.

    Raises:
        DecodeError: The value is no string.
    """
    if not isinstance(value, str):
        raise wrong_json_type("a string", value)
    if len(value) == 10 and value[4] == value[7] == "-":  # fromisoformat reads other forms too
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            pass
    model.additional_properties[key] = value
    return UNSET


def write_date(place: str, value: object) -> str:
    """Encode a date without a time of day."""
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value.isoformat()
    raise wrong_type(place, "date", value)


def usual_text(moment: datetime.datetime) -> str:
    """Write a date with a time of day as the service does: Z, and of a second no more digits than three or six."""
    fraction = moment.microsecond
    text = moment.isoformat(timespec="milliseconds") if fraction and not fraction % 1000 else moment.isoformat()
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


def _parsed(text: str) -> datetime.datetime | Unset:
    # A grammar of our own: fromisoformat and isoparse take any character for a T, and their versions differ
    if not re.fullmatch(_GRAMMAR, text):
        return UNSET
    try:
        return _fromisoformat(text.upper())
    except ValueError:
        pass
    # Here, because most programs never meet such a date
    from dateutil.parser import isoparse

    try:
        return isoparse(text)
    except (ValueError, OverflowError):
        return UNSET


_fromisoformat: Final = datetime.datetime.fromisoformat
_NOT_ZERO: Final = "123456789"

# Shared by all dates that are written so
_DATE_ALONE: Final[_Style] = (10, "", None)
_SEVENTH_DIGIT: Final[dict[str, _Style]] = {
    ending: (26, ending, None) for digit in "0123456789" for ending in (digit, f"{digit}Z", f"{digit}+00:00")
}

# How whole seconds are written with an offset, None for as usual: those that have been met, such as +05:30, since
# fromisoformat reads too much for a test of a letter or two
_offsets: Final[dict[str, _Style | None]] = {"+00:00": (19, "+00:00", None)}

_GRAMMAR: Final = (
    r"(?a)\d{4}-\d\d"
    r"|(\d{4}-\d\d-\d\d|\d{8})"
    r"|(\d{4}-\d\d-\d\d[Tt ]\d\d(:\d\d(:\d\d([.,]\d+)?)?)?|\d{8}T\d\d(\d\d(\d\d([.,]\d+)?)?)?)"
    r"([Zz]|[+-]\d\d(:?[0-5]\d|:[0-5]\d:[0-5]\d(\.\d{6})?)?)?"
)
