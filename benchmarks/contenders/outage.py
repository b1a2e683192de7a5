"""``python -m benchmarks.contenders.outage CONTENDER CALLS``: how many requests a call makes if only 503 comes back.

All calls begin at the same time, and have an hour. The clock is simulated: who sleeps puts it forward. Each call is
run to its end before the next begins, with the clock put back; what the calls share, such as a retry quota, they share.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import TypeAlias
from unittest.mock import patch

import httpx

from ..wire import API_KEY, COMPANY_ID, CUSTOMER_ID
from .work import Untyped

Call: TypeAlias = Callable[[], object]

_START = 1_750_000_000.0  # any date will do


class Clock:
    """A clock that goes by sleeping."""

    def __init__(self) -> None:
        self.now = _START

    def time(self) -> float:
        """Stand in for time.time and time.monotonic."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Stand in for time.sleep."""
        self.now += seconds


def main() -> None:
    """Print the number of requests per call."""
    contender, calls = sys.argv[1], int(sys.argv[2])
    clock, requests, failures = Clock(), 0, 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal requests
        requests += 1
        return httpx.Response(503, json={"statusCode": 503, "error": "the service is out of order"})

    random.seed(503)
    # Before the contender is imported, so that it takes these for the real ones
    patch.multiple(time, time=clock.time, monotonic=clock.time, sleep=clock.sleep).start()
    call = _CONTENDERS[contender](httpx.Client(transport=httpx.MockTransport(answer)))
    for _ in range(calls):
        clock.now = _START
        try:
            call()
        except Exception:  # each contender has its own
            failures += 1
    if failures != calls:
        raise RuntimeError(f"{calls - failures} of {calls} calls came back during the outage")
    print(requests / calls)


def _sdk(client: httpx.Client) -> Call:
    from codat_customers import Codat

    codat = Codat(api_key=API_KEY, http_client=client)
    return lambda: codat.customers.get(COMPANY_ID, CUSTOMER_ID)


def _accounting(client: httpx.Client) -> Call:
    package: Untyped = import_module("codat_accounting")
    shared: Untyped = import_module("codat_accounting.models.shared")
    sdk = package.CodatAccounting(security=shared.Security(auth_header=API_KEY), client=client)
    return lambda: sdk.customers.get(request={"company_id": COMPANY_ID, "customer_id": CUSTOMER_ID})


def _expenses(client: httpx.Client) -> Call:
    package: Untyped = import_module("codat_sync_for_expenses")
    shared: Untyped = import_module("codat_sync_for_expenses.models.shared")
    sdk = package.CodatSyncExpenses(security=shared.Security(auth_header=API_KEY), client=client)
    return lambda: sdk.customers.get(request={"company_id": COMPANY_ID, "customer_id": CUSTOMER_ID})


_CONTENDERS: dict[str, Callable[[httpx.Client], Call]] = {
    "sdk": _sdk,
    "accounting": _accounting,
    "expenses": _expenses,
}

if __name__ == "__main__":
    main()
