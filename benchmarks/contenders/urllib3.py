"""urllib3 and json, with plain dicts and nothing else."""

from __future__ import annotations

from importlib import import_module

from ..wire import CUSTOMER_PATH, CUSTOMERS_PATH, LARGE_PAGE, SMALL_PAGE
from .work import Action, Job, Jobs, Untyped, Workplace

_urllib3: Untyped = import_module("urllib3")


def _fetching(path: str, times: int) -> Job:
    def job(place: Workplace) -> Action:
        pool, url = _urllib3.PoolManager(), place.server_url + path
        return lambda: [pool.request("GET", url).json() for _ in range(times)]

    return job


JOBS: Jobs = {
    "get": _fetching(CUSTOMER_PATH, 50),
    "list": _fetching(f"{CUSTOMERS_PATH}?pageSize={LARGE_PAGE}", 1),
    "list_small": _fetching(f"{CUSTOMERS_PATH}?pageSize={SMALL_PAGE}", 10),
}
