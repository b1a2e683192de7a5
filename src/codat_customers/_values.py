"""What the fields of models hold: a value or none."""

from __future__ import annotations

from enum import Enum
from typing import TypeVar, overload

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
