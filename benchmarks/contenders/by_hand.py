"""The floor: httpcore, which httpx goes by, and this SDK's models, put together by hand.

What the SDK adds is the difference.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import httpcore
from codat_customers_api.decoding import json_body, page_body

from codat_customers.models import Customer, CustomerPage

from ..wire import CONCURRENCY, CUSTOMER_PATH, CUSTOMERS_PATH, SMALL_PAGE
from .sdk import WithModels
from .work import Action, Job, Jobs, Workplace, jobs_of


class Pool(NamedTuple):
    """What carries requests, and where they go."""

    http: httpcore.ConnectionPool
    server: httpcore.URL

    def fetch(self, path: str) -> bytes:
        """Return the body of an answer."""
        return self.http.request("GET", _address(self.server, path)).content


class AsyncPool(NamedTuple):
    """The same, asynchronous."""

    http: httpcore.AsyncConnectionPool
    server: httpcore.URL

    async def fetch(self, path: str) -> bytes:
        """Return the body of an answer."""
        return (await self.http.request("GET", _address(self.server, path))).content


class _ByHand(WithModels[Pool, AsyncPool]):
    def connect(self, server_url: str) -> Pool:
        return Pool(httpcore.ConnectionPool(), httpcore.URL(server_url))

    def connect_async(self, server_url: str) -> AsyncPool:
        return AsyncPool(httpcore.AsyncConnectionPool(), httpcore.URL(server_url))

    def list(self, client: Pool, page_size: int) -> CustomerPage:
        return page_body(CustomerPage.from_dict, client.fetch(_page(1, page_size)))

    def get(self, client: Pool) -> Customer:
        return json_body(Customer.from_dict, client.fetch(CUSTOMER_PATH))

    async def get_async(self, client: AsyncPool) -> Customer:
        return json_body(Customer.from_dict, await client.fetch(CUSTOMER_PATH))


def _address(server: httpcore.URL, path: str) -> httpcore.URL:
    return httpcore.URL(scheme=server.scheme, host=server.host, port=server.port, target=path)


def _page(number: int, size: int) -> str:
    return f"{CUSTOMERS_PATH}?pageSize={size}&page={number}"


def _iterating(concurrency: int) -> Job:
    def job(place: Workplace) -> Action:
        client = _BY_HAND.connect(place.server_url)

        def fetch(number: int) -> bytes:
            return client.fetch(_page(number, SMALL_PAGE))

        def read() -> None:
            first = page_body(CustomerPage.from_dict, fetch(1))
            with ThreadPoolExecutor(concurrency) as threads:
                for content in threads.map(fetch, range(2, first.total_results // SMALL_PAGE + 1)):
                    page_body(CustomerPage.from_dict, content)

        return read

    return job


_BY_HAND = _ByHand()

JOBS: Jobs = {**jobs_of(_BY_HAND), "iterate_4": _iterating(4), "iterate": _iterating(CONCURRENCY)}
