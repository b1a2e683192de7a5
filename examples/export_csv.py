"""Export a company's customers to a CSV file, and at the next run add only what has changed since.

    CODAT_API_KEY=... python examples/export_csv.py COMPANY_ID customers.csv

A customer that changed stands in the file again, further down: its last line counts.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from codat_customers import Codat
from codat_customers.models import Customer

COLUMNS = ("modified", "id", "name", "status", "currency", "email")


def main(arguments: list[str]) -> None:
    """Export the customers of the company that the command line names."""
    company_id, path = arguments
    with Codat() as codat:
        print(f"{export(codat, company_id, Path(path))} customers added to {path}")


def export(codat: Codat, company_id: str, path: Path) -> int:
    """Append what is new or changed, the oldest change first, and return how many lines that were.

    An export that breaks off goes on from there at its next run.
    """
    latest, known = read_state(path)
    query = f"modifiedDate>={latest}" if latest else None
    count = 0
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        if not file.tell():
            writer.writerow(COLUMNS)
        for customer in codat.customers.iterate(company_id, query=query, order_by="modifiedDate"):
            row = to_row(customer)
            if tuple(row) not in known:
                writer.writerow(row)
                count += 1
    return count


def read_state(path: Path) -> tuple[str, set[tuple[str, ...]]]:
    """Return the latest date in the file, and the lines that bear it: the next export meets those customers again."""
    latest = ""
    known: set[tuple[str, ...]] = set()
    if path.exists():
        with path.open(newline="", encoding="utf-8") as file:
            for row in csv.reader(file):
                if row[0] != latest and row[0] not in ("", COLUMNS[0]):
                    latest = row[0]
                    known.clear()
                known.add(tuple(row))
    return latest, known


def to_row(customer: Customer) -> list[str]:
    """Make one line; what is absent or null becomes an empty field."""
    modified = customer.modified_date.isoformat() if customer.modified_date else ""
    fields = (customer.id, customer.customer_name, customer.status, customer.default_currency, customer.email_address)
    return [modified, *(field or "" for field in fields)]


if __name__ == "__main__":
    main(sys.argv[1:])
