"""What the fields of models hold: a value or none, and dates that can be compared with each other."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum
from typing import Final, TypeVar, overload

from codat_customers_api import encoding
from codat_customers_api.types import UNSET, Unset

T = TypeVar("T")
D = TypeVar("D")


class _Default(Enum):
    NONE_GIVEN = "none given"


@overload
def present(value: T | Unset | None) -> T: ...
@overload  # since an empty list, or dict, has no type by itself
def present(value: list[T] | Unset | None, default: list[T]) -> list[T]: ...
@overload
def present(value: dict[str, T] | Unset | None, default: dict[str, T]) -> dict[str, T]: ...
@overload
def present(value: T | Unset | None, default: D) -> T | D: ...
def present(value: object, default: object = _Default.NONE_GIVEN) -> object:
    """Return the value of a field that may be ``UNSET`` or None, so that type checkers know that there is one.

    ``present(customer.id)`` is a ``str``, and ``present(customer.phone, None)`` a ``str | None``. False, 0, the empty
    text and the empty list are values.

    Parameters:
        value: What the field holds.
        default: What to return where that is ``UNSET`` or None.

    Raises:
        ValueError: It is ``UNSET`` or None, and there is no default.
    """
    if value is not None and value is not UNSET:
        return value
    if default is not _Default.NONE_GIVEN:
        return default
    why = "the service sent null (None)" if value is None else "the service left the field out (UNSET)"
    raise ValueError(
        f"there is no value: {why}; give present() a default, such as present(value, None), or look first whether the "
        f"field is {value!r}"
    )


def utc(moment: datetime) -> datetime:
    """Return a date in UTC, so that all dates can be compared with each other.

    The service sends some dates with an offset and some without, and Python does not compare the two. Nothing in its
    documents says in which zone the latter are. They are taken for UTC: its fields whose names end in ``Utc`` come
    without an offset as well, and any other zone, that of this machine above all, would be a guess that differs from
    one machine to the next.

    Parameters:
        moment: A date, with an offset or without. It stays as it is.

    Returns:
        The same moment with the time zone UTC. One that would lie before the year 1 or after 9999 is the first or the
            last that a datetime holds.

    Raises:
        TypeError: It is no datetime.
    """
    if not isinstance(moment, datetime):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise encoding.wrong_type("moment", "datetime", moment)
    try:
        return moment.replace(tzinfo=UTC) if moment.utcoffset() is None else moment.astimezone(UTC)
    except OverflowError:
        return _FIRST if moment.year == 1 else _LAST


_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_LAST: Final = datetime.max.replace(tzinfo=UTC)
