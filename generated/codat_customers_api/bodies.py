"""Mappings in the place of models: checked as the model is that they stand for, and sent as they are."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import Enum
from math import isfinite
from typing import Any, TypeGuard

from .base_model import BaseModel
from .dates import usual_text
from .decoding import is_array, is_object
from .encoding import is_mapping
from .errors import DecodeError
from .types import UNSET


def checked(kind: type[BaseModel], place: str, given: Mapping[object, object]) -> dict[str, Any]:
    """Return the JSON data of a mapping, in its order and with its unknown fields; the mapping itself stays as it is.

    Members of enums, dates and models in it are encoded, and what is ``UNSET`` is left out.

    Parameters:
        kind: The model that it stands for.
        place: What messages call it.
        given: The mapping, with the names of JSON.

    Raises:
        TypeError: There is a value of the wrong type, or one that is required is missing; the message names the place.
        ValueError: There is a value that cannot be, or a name in Python where that in JSON is meant.
    """
    try:
        data = _object(place, given)
        try:
            decoded = kind.from_dict(data)
        except DecodeError as error:
            raise _refusal(place, data, error) from None
        _check(place, data, decoded)
    except RecursionError:
        raise ValueError(f"{place} is nested too deeply, or holds itself") from None
    return data


def json_names(kind: type[BaseModel]) -> Mapping[str, str]:
    """Return what the fields of a model are called in JSON, each with its name in Python."""
    names: Mapping[str, str] = vars(sys.modules[kind.__module__])["_KEYS"]
    return names


def _object(place: str, given: Mapping[object, object]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key, value in given.items():
        if not isinstance(key, str):
            raise TypeError(f"the keys of {place} must be of type str, not {type(key).__name__}")
        if value is not UNSET:
            data[key] = _plain(f"{place}.{key}", value)
    return data


def _plain(place: str, value: object) -> object:
    if _is_sequence(value):
        return [_plain(f"{place}[{index}]", item) for index, item in enumerate(value)]
    if is_mapping(value):
        return _object(place, value)
    match value:
        case Enum() if value is not UNSET:
            return _plain(place, value.value)
        case float() | Decimal() if not (isfinite(value) if isinstance(value, float) else value.is_finite()):
            raise ValueError(f"{place} must be finite, not {value}")
        case None | str() | int() | float() | Decimal():
            return value
        case datetime.datetime():
            return usual_text(value)
        case datetime.date():
            return value.isoformat()
        case BaseModel():
            return _plain(place, value.to_dict())
        case _:
            kind = type(value).__name__
            raise TypeError(f"{place} must be JSON data, a date, a member of an enum or a model, not {kind}")


def _refusal(place: str, given: dict[str, Any], error: DecodeError) -> Exception:
    """Return the error for what could not be decoded: it has the wrong type, another name, or is missing."""
    data: Any = given
    *outer, key = error.place
    for step in outer:
        data = data[step]
        place += f"[{step}]" if isinstance(step, int) else f".{step}"
    if isinstance(key, int):
        return TypeError(f"{place}[{key}]: {error.problem}")
    if key in data:
        return TypeError(f"{place}.{key}: {error.problem}")
    for other in data:
        if _folded(other) == _folded(key):
            return _misnamed(f"{place}.{other}", key)
    return TypeError(f"{place}.{key} is missing")


def _check(place: str, given: object, decoded: object) -> None:
    """Refuse what a model would not hold, although it can be decoded."""
    if isinstance(decoded, BaseModel) and is_object(given):
        names = json_names(type(decoded))
        for key, value in given.items():
            if key in names:
                _check_field(f"{place}.{key}", value, getattr(decoded, names[key]))
            elif key in names.values():
                raise _misnamed(f"{place}.{key}", next(other for other, name in names.items() if name == key))
    elif is_array(decoded) and is_array(given):
        for index, item in enumerate(decoded):
            _check(f"{place}[{index}]", given[index], item)
    elif is_object(decoded) and is_object(given):
        for key, item in decoded.items():
            _check(f"{place}.{key}", given[key], item)


def _check_field(place: str, given: object, decoded: object) -> None:
    if decoded is not UNSET:
        _check(place, given, decoded)
    elif given is None:
        raise TypeError(f"{place} cannot be null (None); leave it out")
    else:
        raise ValueError(f"{place} is no date in ISO 8601")


def _misnamed(place: str, key: str) -> ValueError:
    return ValueError(f"{place}: in JSON it is {key}")


def _is_sequence(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, list | tuple)


def _folded(name: str) -> str:
    return name.replace("_", "").lower()
