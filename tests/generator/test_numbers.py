"""Numbers come back as they went, whether a float holds them or not."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import anyio
import httpx
import pytest
from codat_customers_api import Client, DecodeError, decoding
from codat_customers_api.api.customers import Customers
from codat_customers_api.encoding import json_body
from codat_customers_api.models import Customer
from hypothesis import given, settings
from hypothesis import strategies as st

from codat_customers import AsyncCodat, Codat, ResponseDecodeError
from tests.faults.server import PUSH, FaultServer, answer

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


FINITE = st.decimals(allow_nan=False, allow_infinity=False)


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


@settings(deadline=None, derandomize=True)
@given(
    st.decimals(allow_nan=False, allow_infinity=False) | st.floats(allow_nan=False, allow_infinity=False).map(Decimal)
)
def test_any_number(number: Decimal) -> None:
    body = f'{{"status":"Active","new":{number}}}'.encode()

    customer = decoding.json_body(Customer.from_dict, body)

    assert exact(json_body(customer.to_dict())) == exact(body)


def test_usual_numbers_are_floats() -> None:
    body = b'{"status":"Active","new":[0.5,1.0,1E5,3,12.345678901234567]}'

    customer = decoding.json_body(Customer.from_dict, body)

    assert [type(number) for number in customer.additional_properties["new"]] == [float, float, float, int, float]


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


@pytest.mark.parametrize(
    ("text", "integer"),
    [("12345678901234567890.0", 12345678901234567890), ("5.00000000000000000000", 5), ("1e15", 10**15)],
)
def test_integers_that_look_otherwise(text: str, integer: int) -> None:
    assert decoding.json_body(decoding.integer, text.encode()) == integer


@pytest.mark.parametrize("text", ["1e999", "0.1000000000000000055", "1e99999"])
def test_a_known_integer_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(DecodeError, match="expected an integer, got a number"):
        decoding.json_body(decoding.integer, text.encode())


def test_a_known_number_is_the_nearest_float_or_refused() -> None:
    assert decoding.json_body(decoding.number, b"0.1000000000000000055") == 0.1
    with pytest.raises(DecodeError, match="expected a number, got a number out of bounds"):
        decoding.json_body(decoding.number, b"1e999")
