"""Flat rows: a dict for each customer, of values that CSV and JSON have a form for."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable, Iterator
from datetime import date
from typing import Final, TypeAlias

from ..models import Customer, CustomerPage
from ._layout import Layout

Row: TypeAlias = dict[str, str | int | float | bool | None]
"""A row of a customer, as CSV and JSON can hold it."""

LAYOUT: Final = Layout(Customer)

COLUMNS: Final[tuple[str, ...]] = tuple(column.name for column in LAYOUT.columns)
"""The keys of every row, in their order, and the columns of the Arrow table of customers."""


def rows(customers: Iterable[Customer]) -> Iterator[Row]:
    """Make one flat dict for each customer, all with the keys ``COLUMNS`` in this order.

    A customer is taken when its row is asked for, and not kept. ``csv.DictWriter(file, COLUMNS)`` writes the rows.

    Parameters:
        customers: The customers, as ``iterate`` and ``changes`` yield them.

    Returns:
        The rows. What is absent or null is None; dates are text in ISO 8601, in UTC, and those without an offset are
            taken for UTC; lists and objects of any form are JSON as text, as are, in ``additional_properties``, the
            fields that the specification does not know and dates that could not be read.

    Raises:
        TypeError: These are no customers, or one of them holds a value of the wrong type; the message names the place.
    """
    return (_row(place, customer) for place, customer in placed(customers))


def row(customer: Customer) -> Row:
    """Make the row of one customer, as ``rows`` does; for customers that come in an ``async for``.

    Parameters:
        customer: The customer.

    Raises:
        TypeError: This is no customer, or it holds a value of the wrong type; the message names the place.
    """
    return _row("customer", customer)


def placed(customers: Iterable[Customer]) -> Iterator[tuple[str, Customer]]:
    """Return the customers, each after what an error calls its place.

    Raises:
        TypeError: This is nothing that yields customers.
    """
    try:
        ahead = iter(customers)
    except TypeError:
        kind = type(customers).__name__
        raise TypeError(f"customers must be an iterable of Customer, not {kind}{_advice(customers)}") from None
    return ((f"customers[{index}]", customer) for index, customer in enumerate(ahead))


def _row(place: str, customer: Customer) -> Row:
    values = LAYOUT.values(place, customer)
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _advice(given: object) -> str:
    match given:
        case CustomerPage():
            return ": give its results"
        case AsyncIterable():
            return ": call tables.row for each of its customers, in an async for"
        case _:
            return ""
