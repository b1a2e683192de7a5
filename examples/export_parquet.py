"""Export a company's customers to a folder of Parquet files, one for each run, each with what has changed since.

Needs ``pip install 'codat-customers[examples]'``. To run it:

    CODAT_API_KEY=... python examples/export_parquet.py COMPANY_ID customers/

Any tool that reads a folder as one data set sees all of it; of a customer that stands there twice, the row with the
latest ``modified_date`` counts. However many customers there are, the rows of 10,000 at most are in memory. The file
``_cursor`` says where the next run goes on; a run that breaks off leaves it as it was.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq

from codat_customers import Codat, tables


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
    batches = tables.record_batches(changes)
    with pq.ParquetWriter(path, batches.schema) as writer:
        for batch in batches:
            writer.write_batch(batch)
            count += batch.num_rows
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


if __name__ == "__main__":
    main(sys.argv[1:])
