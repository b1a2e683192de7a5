"""Export the customers of many companies on a Dask cluster, a Parquet file for each company.

Needs ``pip install 'codat-customers[examples]'``. To run it:

    CODAT_API_KEY=... python examples/dask_export.py customers/ COMPANY_ID COMPANY_ID ...

It starts a cluster on this machine; ``Client("tcp://scheduler:8786")`` uses one of many machines instead, which must
share the folder. The SDK's client travels to the workers with its settings (the API key among them, so trust the
network), and its errors travel back.
"""

# Dask has few annotations.
# mypy: disable-error-code=no-untyped-call
# pyright: reportUnknownMemberType=false

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from distributed import Client

from codat_customers import Codat, SDKError
from codat_customers.models import Customer

SCHEMA = pa.schema([("id", pa.string()), ("name", pa.string()), ("status", pa.string())])


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
    """Export one company, inside a worker, and return how many customers it has."""
    count = 0
    partial = folder / f"{company_id}.partial"
    with codat, pq.ParquetWriter(partial, SCHEMA) as writer:
        # Two requests at a time, as the workers share the 1,000 a minute that one address may send.
        for page in codat.customers.pages(company_id, page_size=1000, concurrency=2):
            rows = [to_row(customer) for customer in page.results or []]
            writer.write_table(pa.Table.from_pylist(rows, SCHEMA))
            count += len(rows)
    partial.rename(folder / f"{company_id}.parquet")
    return count


def to_row(customer: Customer) -> dict[str, str | None]:
    """Make one row; what is absent becomes null."""
    return {"id": customer.id or None, "name": customer.customer_name or None, "status": customer.status.value}


if __name__ == "__main__":
    main(sys.argv[1:])
