"""How Python values are checked and encoded as JSON data.

Every function takes the place of the value, such as ``Customer.status``, for the message of its TypeError.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeGuard, TypeVar

from .decoding import is_array, is_object

if TYPE_CHECKING:
    from .base_model import BaseModel

T = TypeVar("T")


def json_body(data: object) -> bytes:
    """Write JSON data as a body. A Decimal is written as the number it is, which a float need not hold.

    Raises:
        TypeError: There is something that JSON has no form for.
        ValueError: There is a number that is none.
        RecursionError: It is nested too deeply.
    """
    text = json.dumps(data, allow_nan=False, separators=(",", ":"), default=_marked)
    return (_MARKED.sub(r"\1", text) if _MARK in text else text).encode()


def string(place: str, value: object) -> str:
    """Encode a string or an enum member as a plain string."""
    if type(value) is str:
        return value
    if isinstance(value, str):
        return str(value)
    raise wrong_type(place, "str", value)


def integer(place: str, value: object) -> int:
    """Encode an integer."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise wrong_type(place, "int", value)


def number(place: str, value: object) -> float:
    """Encode a number."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    raise wrong_type(place, "float", value)


def boolean(place: str, value: object) -> bool:
    """Encode a boolean."""
    if isinstance(value, bool):
        return value
    raise wrong_type(place, "bool", value)


def anything(place: str, value: object) -> Any:
    """Pass JSON data on as it is."""
    return value


def json_object(place: str, value: object) -> dict[str, Any]:
    """Pass a dict of JSON data on as it is."""
    if is_object(value):
        return value
    raise wrong_type(place, "dict", value)


def body(kind: type[BaseModel], place: str, value: object) -> dict[str, Any]:
    """Encode a model of the given class, or check a mapping in its place.

    Raises:
        TypeError: It is neither, or holds a value of the wrong type; the message names the place.
        ValueError: The mapping holds what cannot be.
    """
    if isinstance(value, kind):
        return value.to_dict()
    if not is_mapping(value):
        raise wrong_type(place, f"{kind.__name__} or a mapping", value)
    from .bodies import checked  # not above: most programs have models

    return checked(kind, place, value)


def model(kind: type[BaseModel], place: str, value: object) -> dict[str, Any]:
    """Encode a model of the given class."""
    if isinstance(value, kind):
        return value.to_dict()
    raise wrong_type(place, kind.__name__, value)


def models(kind: type[BaseModel], place: str, value: object) -> list[dict[str, Any]]:
    """Encode a list of models of the given class."""
    if not is_array(value):
        raise wrong_type(place, "list", value)
    encoded: list[dict[str, Any]] = []
    for item in value:
        if not isinstance(item, kind):
            raise wrong_type(f"{place}[{len(encoded)}]", kind.__name__, item)
        encoded.append(item.to_dict())
    return encoded


def list_of(encode: Callable[[str, object], T], place: str, value: object) -> list[T]:
    """Encode a list, item by item."""
    if not is_array(value):
        raise wrong_type(place, "list", value)
    return [encode(f"{place}[{index}]", item) for index, item in enumerate(value)]


def map_of(encode: Callable[[str, object], T], place: str, value: object) -> dict[str, T]:
    """Encode a dict, value by value."""
    return {key: encode(f"{place}[{key!r}]", item) for key, item in json_object(place, value).items()}


def is_mapping(value: object) -> TypeGuard[Mapping[object, object]]:
    """Return whether a value is a mapping."""
    return isinstance(value, Mapping)


def wrong_type(place: str, expected: str, value: object) -> TypeError:
    """Return the error for a value of the wrong type."""
    return TypeError(f"{place} must be of type {expected}, not {type(value).__name__}")


def _marked(value: object) -> str:
    from decimal import Decimal

    if isinstance(value, Decimal) and value.is_finite():
        return f"{_MARK}{value}"
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


# json has no way to write a number of another type, so it writes a text that nobody else can have written
_MARK: Final = os.urandom(16).hex()
_MARKED: Final = re.compile(f'"{_MARK}([^"]*)"')
