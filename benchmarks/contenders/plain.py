"""httpx and json, with plain dicts and nothing else: what everything is compared with."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

import httpx

from ..wire import CONCURRENCY, CUSTOMER_PATH, CUSTOMERS_PATH, DOWNLOAD_PATH, SMALL_PAGE
from .work import Action, Jobs, JsonObject, Library, Workplace, at_a_time, jobs_of, saving


class Client(NamedTuple):
    """An httpx client, and what its addresses begin with; httpx's own base_url would take longer."""

    http: httpx.Client
    server_url: str


class AsyncClient(NamedTuple):
    """The same, asynchronous."""

    http: httpx.AsyncClient
    server_url: str


class Plain(Library[Client, AsyncClient]):
    """Answers as json.loads returns them."""

    def connect(self, server_url: str) -> Client:
        return Client(httpx.Client(), server_url)

    def connect_async(self, server_url: str) -> AsyncClient:
        return AsyncClient(httpx.AsyncClient(), server_url)

    def list(self, client: Client, page_size: int) -> object:
        return client.http.get(client.server_url + CUSTOMERS_PATH, params={"pageSize": page_size}).json()

    def get(self, client: Client) -> object:
        return client.http.get(client.server_url + CUSTOMER_PATH).json()

    async def get_async(self, client: AsyncClient) -> object:
        return (await client.http.get(client.server_url + CUSTOMER_PATH)).json()

    def decode_page(self, page: JsonObject) -> object:
        return page

    def decode_customer(self, customer: JsonObject) -> object:
        return customer

    def encode_customer(self, customer: object) -> str:
        return json.dumps(customer)


def _save(client: Client, path: Path) -> None:
    with client.http.stream("GET", client.server_url + DOWNLOAD_PATH) as response, path.open("wb") as file:
        for chunk in response.iter_bytes():
            file.write(chunk)


def _loads(place: Workplace) -> Action:
    page = place.page()
    return lambda: json.loads(page)


def _window(place: Workplace) -> Action:
    client, url = httpx.Client(), place.server_url + CUSTOMERS_PATH

    def page(number: int) -> int:
        answer = client.get(url, params={"pageSize": SMALL_PAGE, "page": number}).json()
        return int(answer["totalResults"])

    def read() -> None:
        pages = range(2, page(1) // SMALL_PAGE + 1)
        with ThreadPoolExecutor(CONCURRENCY) as threads:
            for _ in threads.map(page, pages):
                pass

    return read


def _window_async(place: Workplace) -> Action:
    runner, client, url = asyncio.Runner(), httpx.AsyncClient(), place.server_url + CUSTOMERS_PATH

    async def page(number: int) -> int:
        answer = (await client.get(url, params={"pageSize": SMALL_PAGE, "page": number})).json()
        return int(answer["totalResults"])

    async def read() -> None:
        pages = range(2, await page(1) // SMALL_PAGE + 1)
        await at_a_time(CONCURRENCY, (partial(page, number) for number in pages))

    return lambda: runner.run(read())


_PLAIN = Plain()

JOBS: Jobs = {
    **jobs_of(_PLAIN),
    "save": saving(_PLAIN, _save),
    "loads": _loads,
    "window": _window,
    "window_async": _window_async,
}
