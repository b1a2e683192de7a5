"""A program that creates customers, for tests that kill it: address, company, connection, journal, rows."""

from __future__ import annotations

import sys

from codat_customers import Codat
from codat_customers.jobs import BulkCreate
from codat_customers.models import Customer, CustomerStatus


def rows(count: int) -> list[tuple[int, Customer]]:
    return [(number, Customer(status=CustomerStatus.ACTIVE, customer_name=f"row {number}")) for number in range(count)]


if __name__ == "__main__":
    url, company_id, connection_id, journal, count = sys.argv[1:]
    with Codat("test", server_url=url) as codat:
        for outcome in BulkCreate(codat, company_id, connection_id, journal).run(rows(int(count))):
            print(outcome.row_id, outcome.state, flush=True)
