"""Export a company's customers to a folder of Parquet files, one for each run, each with what has changed since.

Needs ``pip install 'codat-customers[examples]'``. To run it:

    CODAT_API_KEY=... python examples/export_parquet.py COMPANY_ID customers/

Any tool that reads a folder as one data set sees all of it; of a customer that stands there twice, the row with the
latest ``modified`` counts. However many customers there are, only a page of them is in memory. The file ``_cursor``
says where the next run goes on; a run that breaks off leaves it as it was.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from codat_customers import Codat
from codat_customers.models import Customer

COLUMNS: dict[str, pa.DataType] = {
    "id": pa.string(),
    "name": pa.string(),
    "status": pa.string(),
    "currency": pa.string(),
    "modified": pa.timestamp("us", tz="UTC"),
}
SCHEMA = pa.schema(COLUMNS)


def main(arguments: list[str]) -> None:
    """Export the customers of the company that the command line names."""
    company_id, folder = arguments
    with Codat() as codat:
        print(f"{export(codat, company_id, Path(folder))} customers added to {folder}")


def export(codat: Codat, company_id: str, folder: Path) -> int:
    """Write what is new or changed into a file of its own, and return how many customers that were."""
    folder.mkdir(parents=True, exist_ok=True)
    cursor = folder / "_cursor"
    changes = codat.customers.changes(company_id, since=cursor.read_text() if cursor.exists() else None)
    # The name says when, so the files are in order; it ends in .parquet only when the file is complete.
    path = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}.partial"
    count = 0
    with pq.ParquetWriter(path, SCHEMA) as writer:
        while rows := [to_row(customer) for customer in islice(changes, 1000)]:
            writer.write_table(pa.Table.from_pylist(rows, SCHEMA))
            count += len(rows)
    if count:
        path.rename(path.with_suffix(".parquet"))
    else:
        path.unlink()
    replace(cursor, changes.cursor)
    return count


def replace(path: Path, text: str) -> None:
    """Write a file that is whole at any moment: the old one, or the new one."""
    new = path.with_suffix(".new")
    new.write_text(text)
    new.replace(path)


def to_row(customer: Customer) -> dict[str, object]:
    """Make one row; what is absent becomes null. A date without an offset is taken for UTC."""
    modified = customer.modified_date or None
    if modified and not modified.tzinfo:
        modified = modified.replace(tzinfo=UTC)
    return {
        "id": customer.id or None,
        "name": customer.customer_name or None,
        "status": customer.status.value,
        "currency": customer.default_currency or None,
        "modified": modified,
    }


if __name__ == "__main__":
    main(sys.argv[1:])
