"""The generated package by itself, over a real socket."""

from __future__ import annotations

import importlib
import json
from collections.abc import AsyncIterator, Iterator
from types import ModuleType
from typing import Any

import httpx
import pytest
from codat_customers_api import AsyncClient, Client, DecodeError, UnexpectedStatus
from codat_customers_api.api.customers import AsyncCustomers, Customers
from codat_customers_api.api.push_operations import PushOperations
from codat_customers_api.models import Customer, CustomerStatus

from tests.generator.exchange import Answer, Exchange

pytestmark = pytest.mark.anyio

PUSH = (
    b'{"companyId": "c", "pushOperationKey": "k", "dataConnectionKey": "d", "statusCode": 202,'
    b' "requestedOnUtc": "2025-11-22T00:00:00Z", "status": "Pending"}'
)


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def server() -> Iterator[Exchange]:
    with Exchange() as exchange:
        yield exchange


@pytest.fixture
def exchange(server: Exchange) -> Exchange:
    server.asked.clear()
    server.answer = Answer()
    return server


@pytest.fixture
def customers(exchange: Exchange) -> Iterator[Customers]:
    with httpx.Client(base_url=exchange.url, headers={"X-Mine": "1"}) as http_client:
        yield Customers(Client(http_client))


@pytest.fixture
async def async_customers(exchange: Exchange, anyio_backend: str) -> AsyncIterator[AsyncCustomers]:
    async with httpx.AsyncClient(base_url=exchange.url) as http_client:
        yield AsyncCustomers(AsyncClient(http_client))


def test_a_call_sends_what_its_arguments_say(customers: Customers, exchange: Exchange) -> None:
    exchange.answer = Answer(PUSH)

    push = customers.create(
        "c/1",
        "n",
        Customer(status=CustomerStatus.ACTIVE, customer_name="Larkspur"),
        timeout_in_minutes=5,
        idempotency_key="key",
        headers={"X-Extra": "2"},
        timeout=5,
    )

    (asked,) = exchange.asked
    assert (asked.method, asked.target) == ("POST", "/companies/c%2F1/connections/n/push/customers?timeoutInMinutes=5")
    assert asked.body == b'{"status":"Active","customerName":"Larkspur"}'
    assert {
        name: asked.headers[name] for name in ("accept", "accept-encoding", "idempotency-key", "x-mine", "x-extra")
    } == {
        "accept": "application/json",
        "accept-encoding": "gzip",
        "idempotency-key": "key",
        "x-mine": "1",
        "x-extra": "2",
    }
    assert push.push_operation_key == "k"


def test_the_raw_twin_gives_the_whole_answer(customers: Customers, exchange: Exchange) -> None:
    exchange.answer = Answer(b'{"status": "Active"}')

    response = customers.with_raw_response.get("c", "i")

    assert response.parsed == Customer(status=CustomerStatus.ACTIVE)
    assert response.status_code == 200
    assert response.headers["content-TYPE"] == "application/json"
    assert response.content == b'{"status": "Active"}'
    assert (response.attempts, response.idempotency_key) == (1, None)


def test_the_raw_twin_knows_the_key_that_was_sent(customers: Customers, exchange: Exchange) -> None:
    exchange.answer = Answer(PUSH)

    new = Customer(status=CustomerStatus.ACTIVE)
    assert customers.with_raw_response.create("c", "n", new, idempotency_key="key").idempotency_key == "key"
    assert customers.with_raw_response.create("c", "n", new).idempotency_key is None


def test_an_accepted_write_is_a_success(customers: Customers, exchange: Exchange) -> None:
    exchange.answer = Answer(PUSH, status=202)

    assert customers.with_raw_response.update("c", "n", "i", Customer(status=CustomerStatus.ACTIVE)).status_code == 202


@pytest.mark.parametrize("status", [301, 404, 520])
def test_another_status_is_an_error(status: int, customers: Customers, exchange: Exchange) -> None:
    exchange.answer = Answer(b'{"error": "no"}', status=status)

    with pytest.raises(UnexpectedStatus, match=str(status)) as caught:
        customers.get("c", "i")

    assert caught.value.response.content == b'{"error": "no"}'


def test_a_broken_body_is_an_error(customers: Customers, exchange: Exchange) -> None:
    exchange.answer = Answer(b'{"results": {}}')

    with pytest.raises(DecodeError):
        customers.list("c")


def test_a_mistake_of_the_caller_sends_nothing(customers: Customers, exchange: Exchange) -> None:
    with pytest.raises(ValueError, match="page_size"):
        customers.list("c", page_size=0)

    assert exchange.asked == []


def test_a_file_is_bytes_or_a_stream(customers: Customers, exchange: Exchange) -> None:
    exchange.answer = Answer(bytes(range(256)) * 1000, content_type="application/octet-stream")

    assert customers.download_attachment("c", "n", "i", "a") == exchange.answer.content
    with customers.stream_attachment("c", "n", "i", "a") as body:
        assert body.length == 256_000
        assert body.headers["Content-Type"] == "application/octet-stream"
        assert b"".join(body) == exchange.answer.content
    assert exchange.asked[1].headers["accept-encoding"] == "identity"


def test_a_stream_that_fails_is_an_error(customers: Customers, exchange: Exchange) -> None:
    exchange.answer = Answer(b"{}", status=404)

    with pytest.raises(UnexpectedStatus), customers.stream_attachment("c", "n", "i", "a"):
        pytest.fail("there is no body to read")


def test_another_tag_is_another_class(exchange: Exchange) -> None:
    exchange.answer = Answer(PUSH)

    with httpx.Client(base_url=exchange.url) as http_client:
        assert PushOperations(Client(http_client)).get("c", "k").status == "Pending"
    assert exchange.asked[0].target == "/companies/c/push/k"


async def test_the_same_asynchronously(async_customers: AsyncCustomers, exchange: Exchange) -> None:
    exchange.answer = Answer(b'{"status": "Archived"}')

    assert (await async_customers.get("c", "i")).status is CustomerStatus.ARCHIVED
    assert (await async_customers.with_raw_response.get("c", "i")).status_code == 200
    exchange.answer = Answer(b"bytes", content_type="application/octet-stream")
    assert await async_customers.download_attachment("c", "n", "i", "a") == b"bytes"
    async with async_customers.stream_attachment("c", "n", "i", "a") as body:
        assert body.length == 5
        assert b"".join([chunk async for chunk in body]) == b"bytes"
    exchange.answer = Answer(b"{}", status=500)
    with pytest.raises(UnexpectedStatus):
        await async_customers.get("c", "i")
    with pytest.raises(UnexpectedStatus):
        async with async_customers.stream_attachment("c", "n", "i", "a"):
            pytest.fail("there is no body to read")


def test_what_only_the_small_specification_has(things: ModuleType, exchange: Exchange) -> None:
    resources: Any = importlib.import_module(f"{things.__name__}.api.things")
    models: Any = importlib.import_module(f"{things.__name__}.models")

    with httpx.Client(base_url=exchange.url) as http_client:
        resource: Any = resources.Things(things.Client(http_client))
        exchange.answer = Answer(b"", status=204)
        assert resource.delete("t") is None
        thing = {
            "id": "t",
            "madeOn": "2025-11-22",
            "owner": {"name": "A", "things": [{"id": "u", "madeOn": "2025-02-29", "owner": None}]},
            "weight": 2,
            "colours": ["Red", "Violet"],
            "parts": [None],
            "labels": {"a": None, "b": "x"},
            "grid": [[1, 2], []],
            "anything": {"at": ["all"]},
        }
        exchange.answer = Answer(json.dumps([thing]).encode())
        (listed,) = resource.list(is_new=True)
        assert isinstance(listed, models.Thing)
        assert listed.owner.things[0].made_on is things.UNSET
        assert listed.to_dict() == thing
        exchange.answer = Answer(b'[{"id": "t", "madeOn": "2025-11-22", "owner": null, "grid": [[1], [2, "3"]]}]')
        with pytest.raises(things.DecodeError, match=r"essence: expected a value, got nothing"):
            models.Essence.from_dict({})
        with pytest.raises(things.DecodeError, match=r"\[0\]\.grid\[1\]\[1\]: expected an integer, got a string"):
            resource.list(is_new=True)
