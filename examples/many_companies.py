"""Keep a copy of the customers of many companies in an SQLite database, within Codat's rate limits.

    CODAT_API_KEY=... python examples/many_companies.py customers.db COMPANY_ID COMPANY_ID ...

Each run reads what has changed since the last one. Customers and cursors go into the database together, so a run that
is killed loses nothing: the next one goes on where its last commit was.

The limits are ten requests at a time for a company, of which this takes one; 1,000 a minute from one address; and so
many a day for the account.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from datetime import UTC, datetime

import anyio
import httpx

from codat_customers import AsyncCodat, SDKError

REQUESTS_A_MINUTE = 900  # some way below the limit, for what else uses the address
COMPANIES_AT_ONCE = 20
CUSTOMERS_A_COMMIT = 500
REQUESTS_TO_LEAVE = 500  # of today's, for whatever else uses the account

TABLES = """
CREATE TABLE IF NOT EXISTS customers (company TEXT, id TEXT, customer TEXT, PRIMARY KEY (company, id));
CREATE TABLE IF NOT EXISTS cursors (company TEXT PRIMARY KEY, cursor TEXT);
"""


def main(arguments: list[str]) -> None:
    """Copy the companies that the command line names into the database that it names first."""
    path, *company_ids = arguments
    for company_id, outcome in anyio.run(copy_all, path, company_ids, REQUESTS_A_MINUTE).items():
        print(f"{company_id}  {outcome}")


async def copy_all(path: str, company_ids: list[str], requests_a_minute: float) -> dict[str, int | SDKError]:
    """Copy what changed of each company; the error of one company does not stop the others."""
    pace = Pace(requests_a_minute)
    limiter = anyio.CapacityLimiter(COMPANIES_AT_ONCE)
    outcomes: dict[str, int | SDKError] = {}

    async def copy(company_id: str) -> None:
        async with limiter:
            try:
                outcomes[company_id] = await copy_company(codat, database, company_id)
            except SDKError as error:
                outcomes[company_id] = error

    async def wait_for_turn(_: httpx.Request) -> None:
        await pace.turn()

    database = sqlite3.connect(path)
    database.executescript(TABLES)
    # The hook meets every request, those of retries among them.
    async with (
        httpx.AsyncClient(event_hooks={"request": [wait_for_turn]}) as http_client,
        AsyncCodat(http_client=http_client, timeout=60) as codat,
        anyio.create_task_group() as tasks,
    ):
        for company_id in company_ids:
            tasks.start_soon(copy, company_id)
    database.close()
    return outcomes


async def copy_company(codat: AsyncCodat, database: sqlite3.Connection, company_id: str) -> int:
    """Copy what changed of one company, and return how many customers that were."""
    stored = database.execute("SELECT cursor FROM cursors WHERE company = ?", (company_id,)).fetchone()
    changes = codat.customers.changes(company_id, since=stored[0] if stored else None)
    count = 0

    def commit() -> None:
        database.execute("INSERT OR REPLACE INTO cursors VALUES (?, ?)", (company_id, changes.cursor))
        database.commit()

    await leave_some_for_today(codat)
    async for customer in changes:
        row = (company_id, customer.id or "", json.dumps(customer.to_dict()))
        database.execute("INSERT OR REPLACE INTO customers VALUES (?, ?, ?)", row)
        count += 1
        if count % CUSTOMERS_A_COMMIT == 0:
            commit()
            await leave_some_for_today(codat)
    commit()
    return count


async def leave_some_for_today(codat: AsyncCodat) -> None:
    """Wait for tomorrow's requests when today's are nearly used up."""
    limit = codat.rate_limit
    if limit and limit.remaining is not None and limit.remaining < REQUESTS_TO_LEAVE and limit.reset:
        print(f"{limit.remaining} requests are left until {limit.reset}: waiting", file=sys.stderr)
        await anyio.sleep((limit.reset - datetime.now(UTC)).total_seconds())


class Pace:
    """Hands out turns, so many a minute, evenly spread."""

    def __init__(self, turns_a_minute: float) -> None:
        self._interval = 60 / turns_a_minute
        self._next = float("-inf")

    async def turn(self) -> None:
        """Wait for the next turn."""
        now = anyio.current_time()
        self._next = max(self._next + self._interval, now)
        await anyio.sleep(self._next - now)


if __name__ == "__main__":
    main(sys.argv[1:])
