"""A program that creates customers, for tests that end it.

Its arguments: address, company, connection, journal, rows, and how many seconds its clock is ahead.
"""

from __future__ import annotations

import signal
import sys
import time

from codat_customers import Codat
from codat_customers.jobs import BulkCreate
from codat_customers.models import Customer, CustomerStatus


def customer(name: str) -> Customer:
    return Customer(status=CustomerStatus.ACTIVE, customer_name=name)


def rows(count: int) -> list[tuple[int, Customer]]:
    return [(number, customer(f"row {number}")) for number in range(count)]


if __name__ == "__main__":
    # A shell lets its background processes, and what they start, ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    url, company_id, connection_id, journal, count, ahead = sys.argv[1:]
    now = time.time
    time.time = lambda: now() + float(ahead)
    with Codat("test", server_url=url) as codat:
        for outcome in BulkCreate(codat, company_id, connection_id, journal).run(rows(int(count))):
            print(outcome.row_id, outcome.state, flush=True)
