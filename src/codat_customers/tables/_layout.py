"""Which columns a model has in a table, and what stands in them.

Both come of the model's class, so a field that openapi.yaml gets has its column by itself.
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Final, NamedTuple, TypeAlias, Union, get_args, get_origin

from codat_customers_api import encoding
from codat_customers_api.base_model import BaseModel
from codat_customers_api.decoding import is_array, is_object
from codat_customers_api.open_enum import OpenEnum
from codat_customers_api.types import UNSET, Unset

from .. import utc

Value: TypeAlias = str | int | float | bool | datetime | date | None
Values: TypeAlias = dict[str, Value]

_Path: TypeAlias = tuple[str, ...]
# A record, and what its attributes lead to that is an object as well
_Objects: TypeAlias = "Mapping[_Path, BaseModel | None]"

_REST: Final = "additional_properties"

# What Codat says of a record stands among the record's own fields, without the name of the object that it comes in.
_UNNAMED: Final = "metadata"


class Kind(Enum):
    """What a column holds."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    INSTANT = "instant"
    DAY = "day"
    JSON = "JSON as text"


class Column(NamedTuple):
    """A column, and where its values come from.

    Attributes:
        name: Its name.
        kind: What it holds.
        read: Returns what stands in it, from the place and the value of the attribute.
        holder: The attributes that lead to the object that has the value.
        attribute: The attribute of that object.
        place: What an error calls the value.
    """

    name: str
    kind: Kind
    read: Callable[[str, object], Value]
    holder: _Path
    attribute: str
    place: str


class Layout:
    """The columns of a model in a table.

    Scalars have a column each, those of an object within the model too; lists, and objects of any form, are JSON. The
    last column is JSON as well: what no other column has.

    Parameters:
        model: The model's class.
        taken: Names of columns that stand before these.

    Attributes:
        columns: The columns in their order.
        objects: The models of the objects within the model, by the attributes that lead there.
    """

    def __init__(self, model: type[BaseModel], *taken: str) -> None:
        found = dict(_fields(model))
        self._model = model
        self.objects = {path: kind for path, kind in found.items() if not isinstance(kind, Kind)}
        names = {*taken, _REST}
        self.columns: list[Column] = []
        for path, kind in sorted(found.items(), key=lambda item: item[0] != ("id",)):
            if isinstance(kind, Kind):
                self.columns.append(
                    Column(_new_name(path, names), kind, _READ[kind], path[:-1], path[-1], ".".join(path))
                )
        self.columns.append(Column(_REST, Kind.JSON, _json, (), _REST, _REST))

    def values(self, place: str, record: object) -> Values:
        """Return what stands in the columns, in their order; what is absent or null is None.

        Parameters:
            place: What an error calls the record.
            record: The record.

        Raises:
            TypeError: It is no such model, or a field holds a value of the wrong type; the message names the place.
        """
        if not isinstance(record, self._model):
            raise encoding.wrong_type(place, self._model.__name__, record)
        try:
            objects = self._objects_in(record)
            return {column.name: _value(column, objects) for column in self.columns}
        except TypeError as error:
            raise TypeError(f"{place}.{error}") from error

    def _objects_in(self, record: BaseModel) -> _Objects:
        objects: dict[_Path, BaseModel | None] = {(): record}
        for path, kind in self.objects.items():
            found = _attribute(objects[path[:-1]], path[-1])
            if found is not None and not isinstance(found, kind):
                raise encoding.wrong_type(".".join(path), kind.__name__, found)
            objects[path] = found
        return objects


def _fields(
    model: type[BaseModel], path: _Path = (), above: tuple[type[BaseModel], ...] = ()
) -> Iterator[tuple[_Path, Kind | type[BaseModel]]]:
    """Yield the paths to all fields: an object comes before its own fields, and is JSON where it would hold itself."""
    above = (*above, model)
    names = vars(sys.modules[model.__module__])
    hints: Mapping[str, object] = inspect.get_annotations(model, globals=names, locals={}, eval_str=True)
    for name, hint in hints.items():
        kind = _kind(hint)
        if isinstance(kind, Kind) or kind in above:
            yield (*path, name), kind if isinstance(kind, Kind) else Kind.JSON
        else:
            yield (*path, name), kind
            yield from _fields(kind, (*path, name), above)


def _kind(hint: object) -> Kind | type[BaseModel]:
    """Return what a field with this annotation holds, when it is neither absent nor null."""
    if get_origin(hint) in (Union, UnionType):
        # The generated code has no other unions.
        [hint] = [inner for inner in get_args(hint) if inner not in (NoneType, Unset)]
    scalar = _SCALARS.get(hint)
    if scalar is not None:
        return scalar
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return hint
    return Kind.TEXT if isinstance(hint, type) and issubclass(hint, OpenEnum) else Kind.JSON


def _new_name(path: _Path, names: set[str]) -> str:
    *objects, field = path
    name = "_".join(step.removesuffix("_") for step in (*(step for step in objects if step != _UNNAMED), field))
    while name in names:
        name += "_"
    names.add(name)
    return name


def _value(column: Column, objects: _Objects) -> Value:
    value = _rest(objects) if column.attribute == _REST else _attribute(objects[column.holder], column.attribute)
    return None if value is None else column.read(column.place, value)


def _attribute(holder: BaseModel | None, name: str) -> object:
    value: object = None if holder is None else getattr(holder, name)
    return None if value is UNSET else value


def _rest(objects: _Objects) -> dict[str, object] | None:
    """Return what no column has; that of an object within the record stands under the name of its attribute."""
    rest: dict[str, object] = {}
    for path, found in objects.items():
        if found is not None and found.additional_properties:
            rest |= {".".join(path): found.additional_properties} if path else found.additional_properties
    return rest or None


def _number(place: str, value: object) -> float:
    return float(encoding.number(place, value))


def _instant(place: str, value: object) -> datetime:
    if not isinstance(value, datetime):
        raise encoding.wrong_type(place, "datetime", value)
    return utc(value)


def _day(place: str, value: object) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise encoding.wrong_type(place, "date", value)
    return value


def _json(place: str, value: object) -> str:
    try:
        data = _plain(value)
        text = _written(data)
        # Decimals, and halves of characters, need more care; both are rare.
        return encoding.json_body(data).decode() if text is None else text
    except (TypeError, ValueError, RecursionError) as error:
        raise TypeError(f"{place} must be JSON data: {error}") from error


def _written(data: object) -> str | None:
    try:
        text = _ENCODER.encode(data)
        text.encode()
    except (TypeError, UnicodeEncodeError):
        return None
    return text


def _plain(value: object) -> object:
    """Return JSON data with what the models in it stand for."""
    if isinstance(value, BaseModel):
        return value.to_dict()
    if is_array(value):
        return [_plain(item) for item in value]
    if is_object(value):
        return {key: _plain(item) for key, item in value.items()}
    return value


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))

_SCALARS: Final[Mapping[object, Kind]] = {
    str: Kind.TEXT,
    int: Kind.INTEGER,
    float: Kind.NUMBER,
    bool: Kind.BOOLEAN,
    datetime: Kind.INSTANT,
    date: Kind.DAY,
}
_READ: Final[Mapping[Kind, Callable[[str, object], Value]]] = {
    Kind.TEXT: encoding.string,
    Kind.INTEGER: encoding.integer,
    Kind.NUMBER: _number,
    Kind.BOOLEAN: encoding.boolean,
    Kind.INSTANT: _instant,
    Kind.DAY: _day,
    Kind.JSON: _json,
}
