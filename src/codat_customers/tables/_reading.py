"""Customers of rows of text, as CSV has them: the way back from ``rows``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from codat_customers_api import decoding
from codat_customers_api.base_model import BaseModel
from codat_customers_api.bodies import json_names
from codat_customers_api.decoding import is_object
from codat_customers_api.errors import DecodeError

from ..models import Customer
from ._layout import Column, Kind
from ._rows import COLUMNS, LAYOUT


def customers(rows: Iterable[Mapping[str, str]]) -> Iterator[Customer]:
    """Make a customer of each row of text, as ``csv.DictReader`` yields them: the inverse of ``rows``.

    A row is taken when its customer is asked for. Not all columns have to be there.

    Parameters:
        rows: The rows, with keys of ``COLUMNS``. An empty cell, or a missing one, is left out of the customer, so what
            was null is left out, too. Lists and objects are JSON, in the service's own names.

    Raises:
        ValueError: A column is none of ``COLUMNS``, or a cell does not hold what its column has; the message names the
            row, counted from 1, and the column.
    """
    return (_customer(number, row) for number, row in enumerate(rows, 1))


def _customer(number: int, row: Mapping[str, str]) -> Customer:
    fields: dict[str, object] = {}
    for name, text in row.items():
        column = _COLUMNS.get(name)
        if column is None:
            which = f"a column {name!r}" if name else "more cells than there are columns"
            raise ValueError(f"row {number} has {which}; the columns of customers are {', '.join(COLUMNS)}")
        if not text:
            continue
        try:
            value = _READ[column.kind](text)
            _put(fields, column, value)
        except ValueError as error:
            shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
            raise ValueError(
                f"row {number}, column {name}: {shown!r} is not {_MEANT[column.kind]} ({error})"
            ) from error
    try:
        return Customer.from_dict(fields)
    except DecodeError as error:
        raise ValueError(f"row {number} is no customer: {error}") from error


def _put(fields: dict[str, object], column: Column, value: object) -> None:
    if column != LAYOUT.columns[-1]:
        _object(fields, column.holder)[_JSON_NAMES[(*column.holder, column.attribute)]] = value
        return
    if not is_object(value):
        raise ValueError("it is no object")
    for name, rest in value.items():
        holder = _HOLDERS.get(name)
        if holder and is_object(rest):
            _object(fields, holder).update(rest)
        else:
            fields[name] = rest


def _object(fields: dict[str, object], holder: tuple[str, ...]) -> dict[str, object]:
    for depth in range(1, len(holder) + 1):
        name = _JSON_NAMES[holder[:depth]]
        inner = fields.setdefault(name, dict[str, object]())
        if not is_object(inner):
            raise ValueError(f"{name} is no object")
        fields = inner
    return fields


def _json(text: str) -> object:
    # As answers are read: numbers stay what they are, and what is no JSON is none.
    return decoding.json_body(decoding.anything, text.encode())


def _boolean(text: str) -> bool:
    known = {"true": True, "false": False}.get(text.lower())
    if known is None:
        raise ValueError("true and false are known")
    return known


def _date(text: str) -> str:
    datetime.fromisoformat(text)
    return text


# Characters of a cell that an error quotes
_SHOWN: Final = 60

_COLUMNS: Final = {column.name: column for column in LAYOUT.columns}

# What the attributes are called in JSON, by those that lead to them
_MODELS: Final[Mapping[tuple[str, ...], type[BaseModel]]] = {(): Customer, **LAYOUT.objects}
_JSON_NAMES: Final[Mapping[tuple[str, ...], str]] = {
    (*path, name): key for path, model in _MODELS.items() for key, name in json_names(model).items()
}

# What ``rows`` calls the objects of which fields are left over
_HOLDERS: Final = {".".join(column.holder): column.holder for column in LAYOUT.columns if column.holder}

_MEANT: Final[Mapping[Kind, str]] = {
    Kind.TEXT: "text",
    Kind.INTEGER: "an integer",
    Kind.NUMBER: "a number",
    Kind.BOOLEAN: "true or false",
    Kind.INSTANT: "a date in ISO 8601",
    Kind.DAY: "a date in ISO 8601",
    Kind.JSON: "JSON of its kind",
}
_READ: Final[Mapping[Kind, Callable[[str], object]]] = {
    Kind.TEXT: str,
    Kind.INTEGER: int,
    Kind.NUMBER: float,
    Kind.BOOLEAN: _boolean,
    Kind.INSTANT: _date,
    Kind.DAY: _date,
    Kind.JSON: _json,
}
