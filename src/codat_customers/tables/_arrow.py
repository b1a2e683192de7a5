"""Arrow tables: of customers, of their addresses, and of their contacts. Nothing else imports pyarrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Final, NamedTuple, TypeAlias

import pyarrow as pa
from codat_customers_api import encoding, parameters
from codat_customers_api.decoding import is_array
from codat_customers_api.types import UNSET

from ..models import Address, Contact, Customer
from ._layout import Kind, Layout, Values
from ._rows import LAYOUT, placed

_Placed: TypeAlias = tuple[str, Customer]

_ROWS_PER_BATCH: Final = 10_000


class CustomerTables(NamedTuple):
    """Customers as Arrow tables: one of them, and one for each kind of records that a customer has a list of.

    The columns ``customer_id`` and ``position`` of addresses and contacts say whose they are, and where in that
    customer's list they stand, counted from 0.

    Attributes:
        customers: The customers, as ``arrow_table`` has them.
        addresses: The customers' addresses.
        contacts: The customers' contacts, each with its own address.
    """

    customers: pa.Table
    addresses: pa.Table
    contacts: pa.Table


def arrow_table(customers: Iterable[Customer]) -> pa.Table:
    """Make an Arrow table of customers, with the columns ``COLUMNS``.

    Parameters:
        customers: The customers, as ``iterate`` and ``changes`` yield them.

    Returns:
        A table whose schema does not depend on the customers. What is absent or null is null; dates are timestamps in
            UTC, and those without an offset are taken for UTC; lists, and objects of any form, are JSON as text. So
            are, in ``additional_properties``, the fields that the specification does not know, and dates that could not
            be read. Halves of surrogate pairs, which Arrow cannot hold, are U+FFFD.

    Raises:
        TypeError: These are no customers, or one of them holds a value of the wrong type; the message names the place.
        ImportError: pyarrow is not installed.
    """
    return record_batches(customers).read_all()


def arrow_tables(customers: Iterable[Customer]) -> CustomerTables:
    """Make Arrow tables of customers, of their addresses and of their contacts, in one pass.

    Parameters:
        customers: The customers, as ``iterate`` and ``changes`` yield them.

    Returns:
        The tables, each with what ``arrow_table`` says of its own.

    Raises:
        TypeError: These are no customers, or one of them holds a value of the wrong type; the message names the place.
        ImportError: pyarrow is not installed.
    """
    ahead = placed(customers)
    parts = [_tables(islice(ahead, _ROWS_PER_BATCH))]
    while parts[-1].customers.num_rows == _ROWS_PER_BATCH:
        parts.append(_tables(islice(ahead, _ROWS_PER_BATCH)))
    return CustomerTables(*(pa.concat_tables(tables) for tables in zip(*parts, strict=True)))


def record_batches(customers: Iterable[Customer], rows_per_batch: int = _ROWS_PER_BATCH) -> pa.RecordBatchReader:
    """Make the table of ``arrow_table`` a part at a time, so that there may be more customers than fit into memory.

    Parameters:
        customers: The customers; those of a batch are taken when it is asked for, and not kept.
        rows_per_batch: How many customers a batch has; the last one may have fewer.

    Returns:
        A reader with a ``schema``, which yields the batches once. DuckDB and ``pyarrow.dataset`` take it as it is. An
            error of the customers' own, such as an SDKError, reaches whoever asks for the batch.

    Raises:
        TypeError: These are no customers, or, when its batch is asked for, one of them holds a value of the wrong type;
            the message names the place.
        ValueError: ``rows_per_batch`` is less than 1.
        ImportError: pyarrow is not installed.
    """
    parameters.integer("rows_per_batch", rows_per_batch, minimum=1)
    return pa.RecordBatchReader.from_batches(_CUSTOMERS, _batches(placed(customers), rows_per_batch))


def _batches(customers: Iterator[_Placed], size: int) -> Iterator[pa.RecordBatch]:
    # No customer is kept once its row is made.
    while rows := [LAYOUT.values(place, customer) for place, customer in islice(customers, size)]:
        yield _batch(_CUSTOMERS, rows)


def _tables(customers: Iterable[_Placed]) -> CustomerTables:
    rows, addresses, contacts = list[Values](), list[Values](), list[Values]()
    for place, customer in customers:
        rows.append(LAYOUT.values(place, customer))
        addresses += _listed(f"{place}.addresses", customer, customer.addresses, _ADDRESS)
        contacts += _listed(f"{place}.contacts", customer, customer.contacts, _CONTACT)
    batches = [_batch(_CUSTOMERS, rows), _batch(_ADDRESSES, addresses), _batch(_CONTACTS, contacts)]
    return CustomerTables(*(pa.Table.from_batches([batch]) for batch in batches))


def _listed(place: str, customer: Customer, records: object, layout: Layout) -> Iterator[Values]:
    """Yield the rows of the records that a customer has in a list."""
    if records is None or records is UNSET:
        return
    if not is_array(records):
        raise encoding.wrong_type(place, "list", records)
    for position, record in enumerate(records):
        owner: Values = {"customer_id": customer.id or None, "position": position}
        yield owner | layout.values(f"{place}[{position}]", record)


def _batch(schema: pa.Schema, rows: list[Values]) -> pa.RecordBatch:
    try:
        return pa.RecordBatch.from_pylist(rows, schema)
    except UnicodeEncodeError:
        whole = [
            {name: _whole(value) if isinstance(value, str) else value for name, value in row.items()} for row in rows
        ]
        return pa.RecordBatch.from_pylist(whole, schema)


def _whole(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _schema(layout: Layout, leading: Mapping[str, pa.DataType] = {}) -> pa.Schema:
    return pa.schema({**leading, **{column.name: _TYPES[column.kind] for column in layout.columns}})


_TYPES: Final[Mapping[Kind, pa.DataType]] = {
    Kind.TEXT: pa.string(),
    Kind.INTEGER: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.INSTANT: pa.timestamp("us", tz="UTC"),
    Kind.DAY: pa.date32(),
    Kind.JSON: pa.string(),
}

_OWNER: Final[Mapping[str, pa.DataType]] = {"customer_id": pa.string(), "position": pa.int64()}
_ADDRESS: Final = Layout(Address, *_OWNER)
_CONTACT: Final = Layout(Contact, *_OWNER)

_CUSTOMERS: Final = _schema(LAYOUT)
_ADDRESSES: Final = _schema(_ADDRESS, _OWNER)
_CONTACTS: Final = _schema(_CONTACT, _OWNER)
