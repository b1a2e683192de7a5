"""Export the customers of many companies on a Dask cluster, and at the next run only what has changed since.

Needs ``pip install 'codat-customers[examples]'``. To run it:

    CODAT_API_KEY=... python examples/dask_export.py customers/ COMPANY_ID COMPANY_ID ...

It starts a cluster on this machine; ``Client("tcp://scheduler:8786")`` uses one of many machines instead, which must
share the folder. The SDK's client travels to the workers with its settings (the API key among them, so trust the
network), and its errors travel back. Each company has a folder, with a Parquet file for each run and the cursor that
the next run goes on from; of a customer that stands there twice, the row with the latest ``modified_date`` counts.
"""

# Dask has few annotations.
# mypy: disable-error-code=no-untyped-call
# pyright: reportUnknownMemberType=false

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
from distributed import Client

from codat_customers import Codat, SDKError, tables


def main(arguments: list[str]) -> None:
    """Export the companies that the command line names into its first argument."""
    folder, *company_ids = arguments
    Path(folder).mkdir(parents=True, exist_ok=True)
    with Client(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0") as client:
        for company_id, outcome in export_all(client, Codat(), company_ids, Path(folder)).items():
            print(f"{company_id}  {outcome}")


def export_all(client: Client, codat: Codat, company_ids: list[str], folder: Path) -> dict[str, int | SDKError]:
    """Export every company; the error of one does not stop the others."""
    futures = {company_id: client.submit(export, codat, company_id, folder, pure=False) for company_id in company_ids}
    outcomes: dict[str, int | SDKError] = {}
    for company_id, future in futures.items():
        try:
            outcomes[company_id] = future.result()
        except SDKError as error:  # raised in a worker, with its status, body and attempts
            outcomes[company_id] = error
    return outcomes


def export(codat: Codat, company_id: str, folder: Path) -> int:
    """Export what changed of one company since the last run, inside a worker; return how many customers that were."""
    folder = folder / company_id
    folder.mkdir(exist_ok=True)
    cursor = folder / "_cursor"
    count = 0
    path = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}.partial"
    with codat:
        # One request at a time, as the workers share the 1,000 a minute that one address may send.
        changes = codat.customers.changes(company_id, since=cursor.read_text() if cursor.exists() else None)
        batches = tables.record_batches(changes)
        with pq.ParquetWriter(path, batches.schema) as writer:
            for batch in batches:
                writer.write_batch(batch)
                count += batch.num_rows
    # First the file, then the cursor: a worker that dies between the two exports the same once more.
    path.rename(path.with_suffix(".parquet"))
    new_cursor = cursor.with_suffix(".new")
    new_cursor.write_text(changes.cursor)
    new_cursor.replace(cursor)
    return count


if __name__ == "__main__":
    main(sys.argv[1:])
