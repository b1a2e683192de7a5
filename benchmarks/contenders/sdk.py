"""This SDK."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from codat_customers import AsyncCodat, Codat
from codat_customers.models import Customer, CustomerPage

from ..wire import API_KEY, ATTACHMENT_ID, COMPANY_ID, CONCURRENCY, CONNECTION_ID, CUSTOMER_ID, SMALL_PAGE
from .work import Action, AsyncClientT, ClientT, Job, Jobs, JsonObject, Library, Workplace, jobs_of, saving


class WithModels(Library[ClientT, AsyncClientT]):
    """Whatever carries the requests: the models are this SDK's."""

    def decode_page(self, page: JsonObject) -> object:
        return CustomerPage.from_dict(page)

    def decode_customer(self, customer: JsonObject) -> object:
        return Customer.from_dict(customer)

    def encode_customer(self, customer: object) -> str:
        assert isinstance(customer, Customer)
        return json.dumps(customer.to_dict())


class Sdk(WithModels[Codat, AsyncCodat]):
    def connect(self, server_url: str) -> Codat:
        return Codat(api_key=API_KEY, server_url=server_url)

    def connect_async(self, server_url: str) -> AsyncCodat:
        return AsyncCodat(api_key=API_KEY, server_url=server_url)

    def list(self, client: Codat, page_size: int) -> object:
        return client.customers.list(COMPANY_ID, page_size=page_size)

    def get(self, client: Codat) -> object:
        return client.customers.get(COMPANY_ID, CUSTOMER_ID)

    async def get_async(self, client: AsyncCodat) -> object:
        return await client.customers.get(COMPANY_ID, CUSTOMER_ID)


_SDK = Sdk()


def save(client: Codat, path: Path) -> None:
    client.customers.save_attachment(COMPANY_ID, CONNECTION_ID, CUSTOMER_ID, ATTACHMENT_ID, path)


def _sequential(place: Workplace) -> Action:
    codat = _SDK.connect(place.server_url)

    def read() -> None:
        number, more = 0, True
        while more:
            number += 1
            page = codat.customers.list(COMPANY_ID, page=number, page_size=SMALL_PAGE)
            more = bool(page.links.next_)

    return read


def _sequential_async(place: Workplace) -> Action:
    runner, codat = asyncio.Runner(), _SDK.connect_async(place.server_url)

    async def read() -> None:
        number, more = 0, True
        while more:
            number += 1
            page = await codat.customers.list(COMPANY_ID, page=number, page_size=SMALL_PAGE)
            more = bool(page.links.next_)

    return lambda: runner.run(read())


def _iterating(concurrency: int) -> Job:
    def job(place: Workplace) -> Action:
        codat = _SDK.connect(place.server_url)

        def read() -> None:
            for _ in codat.customers.iterate(COMPANY_ID, page_size=SMALL_PAGE, concurrency=concurrency):
                pass

        return read

    return job


def _iterate_async(place: Workplace) -> Action:
    runner, codat = asyncio.Runner(), _SDK.connect_async(place.server_url)

    async def read() -> None:
        async for _ in codat.customers.iterate(COMPANY_ID, page_size=SMALL_PAGE, concurrency=CONCURRENCY):
            pass

    return lambda: runner.run(read())


JOBS: Jobs = {
    **jobs_of(_SDK),
    "save": saving(_SDK, save),
    "sequential": _sequential,
    "sequential_async": _sequential_async,
    "iterate_1": _iterating(1),
    "iterate_4": _iterating(4),
    "iterate": _iterating(CONCURRENCY),
    "iterate_async": _iterate_async,
}
