"""This SDK."""

from __future__ import annotations

import asyncio
import json

from codat_customers import AsyncCodat, Codat
from codat_customers.models import Customer, CustomerPage

from ..wire import API_KEY, ATTACHMENT_ID, COMPANY_ID, CONCURRENCY, CONNECTION_ID, CUSTOMER_ID, LARGE_PAGE, SMALL_PAGE
from .work import Action, Jobs, Workplace, at_a_time, repeated


def _decode(place: Workplace) -> Action:
    page = json.loads(place.page())
    return lambda: CustomerPage.from_dict(page)


def _page(place: Workplace) -> Action:
    page = place.page()
    return lambda: CustomerPage.from_dict(json.loads(page))


def _list(place: Workplace) -> Action:
    codat = _codat(place)
    return lambda: codat.customers.list(COMPANY_ID, page_size=LARGE_PAGE)


def _get(place: Workplace) -> Action:
    codat = _codat(place)
    return repeated(lambda: codat.customers.get(COMPANY_ID, CUSTOMER_ID), 50)


def _gets_async(place: Workplace) -> Action:
    runner, codat = asyncio.Runner(), _async_codat(place)
    return lambda: runner.run(at_a_time(10, [lambda: codat.customers.get(COMPANY_ID, CUSTOMER_ID)] * 1000))


def _encode(place: Workplace) -> Action:
    customers = [Customer.from_dict(customer) for customer in place.customers()]
    return lambda: [json.dumps(customer.to_dict()) for customer in customers]


def _save(place: Workplace) -> Action:
    codat, target = _codat(place), place.scratch / "sdk"
    codat.customers.get(COMPANY_ID, CUSTOMER_ID)
    return lambda: codat.customers.save_attachment(COMPANY_ID, CONNECTION_ID, CUSTOMER_ID, ATTACHMENT_ID, target)


def _sequential(place: Workplace) -> Action:
    codat = _codat(place)

    def read() -> None:
        number, links = 1, codat.customers.list(COMPANY_ID, page=1, page_size=SMALL_PAGE).links
        while links.next_:
            number += 1
            links = codat.customers.list(COMPANY_ID, page=number, page_size=SMALL_PAGE).links

    return read


def _sequential_async(place: Workplace) -> Action:
    runner, codat = asyncio.Runner(), _async_codat(place)

    async def read() -> None:
        number, links = 1, (await codat.customers.list(COMPANY_ID, page=1, page_size=SMALL_PAGE)).links
        while links.next_:
            number += 1
            links = (await codat.customers.list(COMPANY_ID, page=number, page_size=SMALL_PAGE)).links

    return lambda: runner.run(read())


def _iterate(place: Workplace) -> Action:
    codat = _codat(place)

    def read() -> None:
        for _ in codat.customers.iterate(COMPANY_ID, page_size=SMALL_PAGE, concurrency=CONCURRENCY):
            pass

    return read


def _iterate_async(place: Workplace) -> Action:
    runner, codat = asyncio.Runner(), _async_codat(place)

    async def read() -> None:
        async for _ in codat.customers.iterate(COMPANY_ID, page_size=SMALL_PAGE, concurrency=CONCURRENCY):
            pass

    return lambda: runner.run(read())


def _codat(place: Workplace) -> Codat:
    return Codat(api_key=API_KEY, server_url=place.server_url)


def _async_codat(place: Workplace) -> AsyncCodat:
    return AsyncCodat(api_key=API_KEY, server_url=place.server_url)


JOBS: Jobs = {
    "decode": _decode,
    "page": _page,
    "list": _list,
    "get": _get,
    "gets_async": _gets_async,
    "encode": _encode,
    "save": _save,
    "sequential": _sequential,
    "sequential_async": _sequential_async,
    "iterate": _iterate,
    "iterate_async": _iterate_async,
}
