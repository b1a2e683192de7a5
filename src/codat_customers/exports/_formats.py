"""Customers as the bytes of a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final, Literal, TypeAlias

from codat_customers_api import encoding

from .. import tables
from ..models import Customer

Format: TypeAlias = Literal["csv", "jsonl", "parquet"]
"""What an export can be written as."""

HEADER: Final = (",".join(tables.COLUMNS) + "\r\n").encode()

_AT_A_TIME: Final = 500


def chosen_format(given: Format | None, target: Path) -> Format:
    """Return the format that is given, or else what the name of the file says."""
    match given or target.suffix[1:].lower():
        case "csv" | "jsonl" | "parquet" as known:
            return known
        case other:
            raise ValueError(
                f"an export has the format csv, jsonl or parquet, not {other!r}; give {str(target)!r} another suffix, "
                "or say format="
            )


def write(file: BinaryIO, chosen: Format, customers: Iterator[Customer]) -> None:
    """Write all customers, a few at a time."""
    if chosen == "parquet":
        _write_parquet(file, customers)
        return
    if chosen == "csv":
        file.write(HEADER)
    while some := list(islice(customers, _AT_A_TIME)):
        file.write(lines(chosen, some))


def _write_parquet(file: BinaryIO, customers: Iterator[Customer]) -> None:
    from pyarrow.parquet import ParquetWriter

    batches = tables.record_batches(customers)
    with ParquetWriter(file, batches.schema) as writer:
        for batch in batches:
            writer.write_batch(batch)


def lines(chosen: Format, customers: list[Customer]) -> bytes:
    """Return the lines of some customers, as CSV or JSON."""
    if chosen == "jsonl":
        return b"".join(encoding.json_body(customer.to_dict()) + b"\n" for customer in customers)
    text = io.StringIO()
    csv.writer(text).writerows(row.values() for row in tables.rows(customers))
    # Halves of characters, which no file in UTF-8 can hold, are U+FFFD, as they are in Arrow tables.
    return text.getvalue().encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
