"""Export a company's customers to a CSV file, and at the next run add only what has changed since.

    CODAT_API_KEY=... python examples/export_csv.py COMPANY_ID customers.csv

A customer that changed stands in the file again, further down: its last line counts. What is absent or null is an empty
field, and dates are in UTC.
"""

from __future__ import annotations

import csv
import itertools
import sys
from collections import deque
from datetime import datetime, timedelta
from pathlib import Path

from codat_customers import Codat, tables

COLUMNS = ("modified_date", "id", "customer_name", "status", "default_currency", "email_address")  # of tables.COLUMNS
OVERLAP = timedelta(minutes=5)  # a change may become visible later than its date says


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
    count = 0
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        if not file.tell():
            writer.writerow(COLUMNS)
        changes = codat.customers.changes(company_id, since=latest, overlap=OVERLAP.total_seconds())
        for row in tables.rows(changes):
            line = tuple(str(row[column] or "") for column in COLUMNS)
            if line not in known:
                writer.writerow(line)
                count += 1
    return count


def read_state(path: Path) -> tuple[datetime | None, set[tuple[str, ...]]]:
    """Return the latest date in the file, and the lines of the time before it: they come again at the next export."""
    latest: datetime | None = None
    recent: deque[tuple[datetime | None, tuple[str, ...]]] = deque()
    if path.exists():
        with path.open(newline="", encoding="utf-8") as file:
            for row in itertools.islice(csv.reader(file), 1, None):
                date = datetime.fromisoformat(row[0]) if row[0] else None
                recent.append((date, tuple(row)))
                latest = max(latest or date, date) if date else latest
                while latest and (not recent[0][0] or latest - recent[0][0] > OVERLAP):
                    recent.popleft()
    return latest, {row for _, row in recent}


if __name__ == "__main__":
    main(sys.argv[1:])
