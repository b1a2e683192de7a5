"""Numbers come back as they went, whether a float holds them or not."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import anyio
import httpx
import pytest
from codat_customers_api import Client
from codat_customers_api.api.customers import Customers
from codat_customers_api.encoding import json_body
from codat_customers_api.models import Customer

from codat_customers import AsyncCodat, Codat, ResponseDecodeError
from tests.support.server import PUSH, FaultServer, answer

NUMBERS = [
    "0.1000000000000000055",
    "1e999",
    "-1E+400",
    "1e-999",
    "12345678901234567890.125",
    "123456789012345678901234567890",
    "0.1",
    "1.0",
    "1E5",
    "1e-7",
    "1.7976931348623157e308",
    "5e-324",
    "0.30000000000000004",
    "-0.0",
    "9007199254740993.0",
    "0.12345678901234567890123456789",
]


def exact(text: bytes) -> Any:
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


@pytest.mark.parametrize("number", NUMBERS)
def test_an_update_sends_back_what_was_read(number: str) -> None:
    body = (
        f'{{"id":"1","status":"Active","new":{number},"deep":[{{"er":[{number}]}}],'
        f'"supplementalData":{{"content":{{"table":{{"rate":{number}}}}}}}}}'
    ).encode()

    async def update_asynchronously(url: str) -> None:
        async with AsyncCodat("key", server_url=url) as codat:
            await codat.customers.update("c", "n", "1", await codat.customers.get("c", "1"))

    with FaultServer([answer(200, body), answer(200, PUSH)] * 3) as server:
        with Codat("key", server_url=server.url) as codat:
            codat.customers.update("c", "n", "1", codat.customers.get("c", "1"))
        anyio.run(update_asynchronously, server.url)
        with httpx.Client(base_url=server.url) as http_client:
            customers = Customers(Client(http_client))
            customers.update("c", "n", "1", customers.get("c", "1"))
        for request in server.requests[1::2]:
            assert exact(request.body) == exact(body)
            assert request.headers["content-type"] == "application/json"


def test_a_decimal_of_the_callers_is_a_number() -> None:
    customer = Customer.from_dict({"status": "Active", "price": Decimal("1.10")})

    assert json_body(customer.to_dict()) == b'{"price":1.10,"status":"Active"}'


@pytest.mark.parametrize("number", [Decimal("NaN"), Decimal("Infinity"), float("inf"), 1j])
def test_what_is_no_number_is_refused(number: object) -> None:
    with Codat("key", server_url="http://127.0.0.1:9") as codat, pytest.raises(ValueError, match=r"customers\.update"):
        codat.customers.update("c", "n", "1", Customer.from_dict({"status": "Active", "new": number}))


def test_a_number_beyond_all_bounds_is_refused() -> None:
    body = b'{"status":"Active","new":1e99999999999999999999}'
    with (
        FaultServer([answer(200, body)]) as server,
        Codat("key", server_url=server.url) as codat,
        pytest.raises(ResponseDecodeError, match="new: expected a number, got one out of all bounds"),
    ):
        codat.customers.get("c", "1")
