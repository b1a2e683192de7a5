"""Count the customers of many companies at once, within Codat's rate limits.

    CODAT_API_KEY=... python examples/many_companies.py COMPANY_ID COMPANY_ID ...

The limits are ten requests at a time for a company, 1,000 a minute from one address, and so many a day for the account.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import anyio

from codat_customers import AsyncCodat, SDKError

REQUESTS_A_MINUTE = 900  # some way below the limit, for retries
COMPANIES_AT_ONCE = 20
REQUESTS_TO_LEAVE = 500  # of today's, for whatever else uses the account


def main(arguments: list[str]) -> None:
    """Count the active customers of the companies that the command line names."""
    for company_id, outcome in anyio.run(count_all, arguments, REQUESTS_A_MINUTE).items():
        print(f"{company_id}  {outcome}")


async def count_all(company_ids: list[str], requests_a_minute: float) -> dict[str, int | SDKError]:
    """Count the active customers of each company; the error of one company does not stop the others."""
    pace = Pace(requests_a_minute)
    limiter = anyio.CapacityLimiter(COMPANIES_AT_ONCE)
    outcomes: dict[str, int | SDKError] = {}

    async def count(company_id: str) -> None:
        async with limiter:
            try:
                outcomes[company_id] = await count_customers(codat, company_id, pace)
            except SDKError as error:
                outcomes[company_id] = error

    async with AsyncCodat() as codat, anyio.create_task_group() as tasks:
        for company_id in company_ids:
            tasks.start_soon(count, company_id)
    return outcomes


async def count_customers(codat: AsyncCodat, company_id: str, pace: Pace) -> int:
    """Read the pages of one company, one after the other, each in its turn."""
    count, page_number, more = 0, 1, True
    while more:
        await pace.turn()
        await leave_some_for_today(codat)
        page = await codat.customers.list(company_id, page=page_number, page_size=500, query="status=Active")
        count += len(page.results or [])
        page_number, more = page_number + 1, bool(page.links.next_)
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
