"""The FastAPI example: what its callers get, whatever Codat answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from codat_customers import APIConnectionError, APITimeoutError, SDKError
from codat_customers.sandbox import Sandbox
from examples.fastapi_app import app, told

pytestmark = pytest.mark.codat_sandbox(customers=30, push_seconds=0)


@pytest.fixture
def client(codat_sandbox: Sandbox) -> Iterator[TestClient]:
    assert codat_sandbox.url, "the app finds it by the environment, as it would find the service"
    with TestClient(app) as client:
        yield client


@pytest.fixture
def company(codat_sandbox: Sandbox) -> str:
    return f"/companies/{codat_sandbox.company_id}"


@pytest.fixture
def creation(codat_sandbox: Sandbox, company: str) -> dict[str, Any]:
    """Return a request that creates a customer."""
    path = f"{company}/connections/{codat_sandbox.connection_id}/customers"
    return {"url": path, "json": {"name": "Larkspur"}, "headers": {"Idempotency-Key": str(uuid4())}}


def test_every_page_is_found(client: TestClient, codat_sandbox: Sandbox, company: str) -> None:
    found: list[str] = []
    page: int | None = 1
    while page is not None:
        answer = client.get(f"{company}/customers", params={"page": page, "page_size": 12}).json()
        assert answer["total"] == 30 > len(found)
        found += [customer["id"] for customer in answer["customers"]]
        page = answer["next_page"]
    assert found == list(codat_sandbox.customers())


def test_a_customer_comes_as_it_is(client: TestClient, codat_sandbox: Sandbox, company: str) -> None:
    given = {"id": "of ours", "status": "Active", "customerName": "Larkspur", "phone": None, "unheard of": [1.5]}
    codat_sandbox.add_customers([given])
    assert client.get(f"{company}/customers/of%20ours").json() == given
    found = client.get(f"{company}/customers", params={"query": "customerName=Larkspur"}).json()
    assert found == {"customers": [given], "total": 1, "next_page": None}


def test_a_customer_is_created_once(client: TestClient, codat_sandbox: Sandbox, creation: dict[str, Any]) -> None:
    first, second = (client.post(**creation) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert first.json()["status"] == "Success"
    assert client.get(first.headers["Location"]).json()["customerName"] == "Larkspur"
    assert len(codat_sandbox.customers()) == 31


@pytest.mark.codat_sandbox(push_seconds=None)
def test_what_takes_longer_can_be_asked_for(
    client: TestClient, codat_sandbox: Sandbox, creation: dict[str, Any]
) -> None:
    creation["params"] = {"wait": 0.01}
    answer = client.post(**creation)
    assert (answer.status_code, answer.json()["status"]) == (202, "Pending")
    place = answer.headers["Location"]
    assert client.get(place).json()["status"] == "Pending"
    codat_sandbox.finish_pushes()
    done = client.get(place).json()
    assert done["status"] == "Success"
    assert codat_sandbox.customers()[done["customer_id"]]["customerName"] == "Larkspur"


@pytest.mark.codat_sandbox(push_seconds=None)
def test_a_write_that_is_accepted_is_no_failure_when_its_end_cannot_be_asked_for(
    client: TestClient, codat_sandbox: Sandbox, creation: dict[str, Any]
) -> None:
    codat_sandbox.fail_next(status=401, operation="get-push-operation")
    answer = client.post(**creation)
    assert (answer.status_code, answer.json()["status"]) == (202, "Pending")


def test_reasons_of_the_accounting_software_are_handed_out(
    client: TestClient, codat_sandbox: Sandbox, creation: dict[str, Any]
) -> None:
    codat_sandbox.fail_next_push("The name is taken.")
    answer = client.post(**creation)
    assert answer.status_code == 422
    assert "The name is taken." in answer.json()["detail"]


@pytest.mark.parametrize(
    ("fault", "status", "detail"),
    [
        ({"status": 400, "body": b'{"error": "No such field."}'}, 400, "No such field."),
        ({"status": 404}, 404, "The sandbox was told to answer 404."),
        ({"status": 409, "body": b"no JSON"}, 409, "Codat cannot do that."),
        ({"status": 429, "headers": {"Retry-After": "40"}}, 429, "try again later"),
        ({"status": 401}, 502, "Codat did not answer as it should."),
        ({"status": 402}, 502, "Codat did not answer as it should."),
        ({"status": 500}, 502, "Codat did not answer as it should."),
        ({"status": 200, "body": b"[]"}, 502, "Codat did not answer as it should."),
    ],
)
def test_errors_become_what_their_callers_can_act_on(
    client: TestClient,
    codat_sandbox: Sandbox,
    creation: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
    fault: dict[str, Any],
    status: int,
    detail: str,
) -> None:
    codat_sandbox.fail_next(**fault, operation="create-customer")
    answer = client.post(**creation)
    assert answer.status_code == status
    content = answer.json()
    assert detail in content["detail"]
    assert content["idempotency_key"] == creation["headers"]["Idempotency-Key"]
    assert answer.headers.get("Retry-After") == fault.get("headers", {}).get("Retry-After")
    assert codat_sandbox.url not in answer.text
    assert codat_sandbox.url in caplog.text
    assert (content["correlation_id"] is None) is ("body" in fault)


@pytest.mark.parametrize(
    ("error", "status", "detail"),
    [
        (APITimeoutError("no answer from https://internal"), 504, "Codat did not answer in time."),
        (APIConnectionError("https://internal refused"), 502, "Codat did not answer as it should."),
    ],
)
def test_no_answer_at_all(error: SDKError, status: int, detail: str) -> None:
    assert told(error) == (status, detail)


@pytest.mark.parametrize(
    "path", ["/companies/1/customers", "{}/customers/%2E%2E", "{}/customers?page=0", "{}/customers?page_size=501"]
)
def test_mistakes_of_callers_are_theirs(client: TestClient, codat_sandbox: Sandbox, company: str, path: str) -> None:
    assert client.get(path.format(company)).status_code in (404, 422)
    assert not codat_sandbox.requests
