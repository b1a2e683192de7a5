import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from codat_customers.sandbox import Sandbox

NEW = {"customerName": "Larkspur Veterinary Practice", "status": "Active"}
KEY = "d2f7a6c9-18e4-4b50-9c3a-f5b06e71d824"


def create(
    company: httpx.Client, connection: str, body: dict[str, Any] | None = None, key: str = KEY
) -> httpx.Response:
    return company.post(f"{connection}/push/customers", json=body or NEW, headers={"Idempotency-Key": key})


def count_creates(sandbox: Sandbox) -> int:
    sandbox.finish_pushes()
    return len(sandbox.customers()) - 20


def test_the_first_answer_is_given_again(sandbox: Sandbox, company: httpx.Client, connection: str) -> None:
    first = create(company, connection)
    sandbox.finish_pushes()
    assert create(company, connection).content == first.content
    assert count_creates(sandbox) == 1


def test_another_key_or_none_is_another_customer(sandbox: Sandbox, company: httpx.Client, connection: str) -> None:
    for key in ("one", "two"):
        create(company, connection, key=key)
    for _ in range(2):
        company.post(f"{connection}/push/customers", json=NEW)
    assert count_creates(sandbox) == 4


def test_a_key_is_forgotten_after_ninety_minutes(sandbox: Sandbox, company: httpx.Client, connection: str) -> None:
    create(company, connection)
    sandbox.advance_clock(89 * 60)
    create(company, connection)
    assert count_creates(sandbox) == 1
    sandbox.advance_clock(60)
    create(company, connection)
    assert count_creates(sandbox) == 2


def test_a_key_with_another_body_is_a_422(sandbox: Sandbox, company: httpx.Client, connection: str) -> None:
    create(company, connection)
    assert create(company, connection, {**NEW, "phone": None}).status_code == 422
    assert create(company, connection).status_code == 200
    assert count_creates(sandbox) == 1


def test_an_error_is_given_again(company: httpx.Client, connection: str) -> None:
    first = create(company, connection, {"customerName": "no status"})
    assert first.status_code == 400
    assert create(company, connection, {"customerName": "no status"}).content == first.content


def test_a_key_in_progress_is_a_409(sandbox: Sandbox, company: httpx.Client, connection: str) -> None:
    sandbox.delay_next(seconds=0.3, operation="create-customer")
    with ThreadPoolExecutor(1) as executor:
        slow = executor.submit(create, company, connection)
        while not sandbox.requests:
            time.sleep(0.002)
        assert create(company, connection).status_code == 409
        assert create(company, connection, key="another").status_code == 200
        assert slow.result().status_code == 200
    assert create(company, connection).content == slow.result().content
    assert count_creates(sandbox) == 2


@pytest.mark.parametrize("status", [408, 429, 502, 503, 504])
def test_a_status_of_a_gateway_releases_the_key(
    sandbox: Sandbox, company: httpx.Client, connection: str, status: int
) -> None:
    sandbox.fail_next(status=status)
    assert create(company, connection).status_code == status
    assert create(company, connection).status_code == 200
    assert count_creates(sandbox) == 1


def test_the_services_own_500_is_given_again(sandbox: Sandbox, company: httpx.Client, connection: str) -> None:
    sandbox.fail_next(status=500)
    assert [create(company, connection).status_code for _ in range(2)] == [500, 500]
    assert count_creates(sandbox) == 0


def test_an_answer_that_got_lost_is_given_again(sandbox: Sandbox, company: httpx.Client, connection: str) -> None:
    sandbox.drop_next(after_acting=True)
    with pytest.raises(httpx.RemoteProtocolError):
        create(company, connection)
    assert create(company, connection).json()["status"] == "Pending"
    assert count_creates(sandbox) == 1


def test_a_put_has_no_key(sandbox: Sandbox, company: httpx.Client, connection: str) -> None:
    keys = [
        company.put(f"{connection}/push/customers/1042", json=NEW, headers={"Idempotency-Key": KEY}).json()[
            "pushOperationKey"
        ]
        for _ in range(2)
    ]
    assert len(set(keys)) == 2
