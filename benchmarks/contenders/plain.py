"""httpx and json, with plain dicts and nothing else: what everything is compared with."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import httpx

from ..wire import CONCURRENCY, CUSTOMER_PATH, CUSTOMERS_PATH, DOWNLOAD_PATH, LARGE_PAGE, SMALL_PAGE
from .work import Action, Jobs, Workplace, at_a_time, repeated


def _loads(place: Workplace) -> Action:
    page = place.page()
    return lambda: json.loads(page)


def _list(place: Workplace) -> Action:
    client, url = httpx.Client(), place.server_url + CUSTOMERS_PATH
    return lambda: client.get(url, params={"pageSize": LARGE_PAGE}).json()


def _get(place: Workplace) -> Action:
    client, url = httpx.Client(), place.server_url + CUSTOMER_PATH
    return repeated(lambda: client.get(url).json(), 50)


def _gets_async(place: Workplace) -> Action:
    runner, client, url = asyncio.Runner(), httpx.AsyncClient(), place.server_url + CUSTOMER_PATH

    async def get() -> object:
        return (await client.get(url)).json()

    return lambda: runner.run(at_a_time(10, [get] * 1000))


def _encode(place: Workplace) -> Action:
    customers = place.customers()
    return lambda: [json.dumps(customer) for customer in customers]


def _save(place: Workplace) -> Action:
    client, url, target = httpx.Client(), place.server_url + DOWNLOAD_PATH, place.scratch / "plain"
    client.get(place.server_url + CUSTOMER_PATH)

    def save() -> None:
        with client.stream("GET", url) as response, target.open("wb") as file:
            for chunk in response.iter_bytes():
                file.write(chunk)

    return save


def _window(place: Workplace) -> Action:
    client, url = httpx.Client(timeout=60), place.server_url + CUSTOMERS_PATH

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
    runner, client, url = asyncio.Runner(), httpx.AsyncClient(timeout=60), place.server_url + CUSTOMERS_PATH

    async def page(number: int) -> int:
        answer = (await client.get(url, params={"pageSize": SMALL_PAGE, "page": number})).json()
        return int(answer["totalResults"])

    async def read() -> None:
        pages = range(2, await page(1) // SMALL_PAGE + 1)
        await at_a_time(CONCURRENCY, (partial(page, number) for number in pages))

    return lambda: runner.run(read())


JOBS: Jobs = {
    "decode": _loads,
    "page": _loads,
    "list": _list,
    "get": _get,
    "gets_async": _gets_async,
    "encode": _encode,
    "save": _save,
    "window": _window,
    "window_async": _window_async,
}
