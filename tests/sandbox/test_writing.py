from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from codat_customers.sandbox import Sandbox
from tests.sandbox.clients import company_client

NEW = {"customerName": "Larkspur Veterinary Practice", "status": "Active"}


def finish(sandbox: Sandbox, company: httpx.Client, push: dict[str, Any]) -> dict[str, Any]:
    sandbox.finish_pushes()
    ended: dict[str, Any] = company.get(f"/push/{push['pushOperationKey']}").json()
    return ended


def test_a_create_is_pending_and_then_done(sandbox: Sandbox, company: httpx.Client, connection: str) -> None:
    before = datetime.now(UTC)
    push = company.post(f"{connection}/push/customers", json={**NEW, "phone": None, "platformLimit": 5}).json()
    assert (push["status"], push["statusCode"], push["completedOnUtc"]) == ("Pending", 202, None)
    assert push["companyId"] == sandbox.company_id
    assert push["dataConnectionKey"] == sandbox.connection_id
    assert push["changes"] is None
    assert push["data"] is None
    pending = company.get(f"/push/{push['pushOperationKey']}").json()
    assert pending == {key: value for key, value in push.items() if key != "data"}
    assert len(sandbox.customers()) == 20

    done = finish(sandbox, company, push)
    assert (done["status"], done["statusCode"]) == ("Success", 200)
    assert [change["type"] for change in done["changes"]] == ["Created"]
    customer = company.get(f"/data/customers/{done['changes'][0]['recordRef']['id']}").json()
    assert customer.items() >= {**NEW, "phone": None, "platformLimit": 5, "metadata": {"isDeleted": False}}.items()
    assert before <= datetime.fromisoformat(customer["modifiedDate"]) <= datetime.now(UTC)
    assert customer["modifiedDate"] == done["completedOnUtc"]


def test_a_push_ends_when_its_time_has_come() -> None:
    with Sandbox(customers=0, push_seconds=600) as sandbox, company_client(sandbox) as company:
        push = company.post(f"/connections/{sandbox.connection_id}/push/customers", json=NEW).json()
        path = f"/push/{push['pushOperationKey']}"
        sandbox.advance_clock(590)
        assert company.get(path).json()["status"] == "Pending"
        assert sandbox.customers() == {}
        sandbox.advance_clock(10)
        assert company.get(path).json()["status"] == "Success"
        assert len(sandbox.customers()) == 1


def test_a_push_can_be_done_at_once() -> None:
    with Sandbox(customers=0, push_seconds=0) as sandbox, company_client(sandbox) as company:
        path = f"/connections/{sandbox.connection_id}/push/customers"
        assert company.post(path, json=NEW).json()["status"] == "Success"
        assert company.post(path, json={"status": "Active"}).json()["status"] == "Failed"
        assert len(sandbox.customers()) == 1


def test_a_supplied_id_is_kept_and_may_hold_a_slash(sandbox: Sandbox, company: httpx.Client, connection: str) -> None:
    push = company.post(f"{connection}/push/customers", json={**NEW, "id": "LARK/01 ü"}).json()
    done = finish(sandbox, company, push)
    assert done["changes"][0]["recordRef"] == {"id": "LARK/01 ü", "dataType": "customers"}
    assert company.get("/data/customers/LARK%2F01%20%C3%BC").json()["id"] == "LARK/01 ü"


@pytest.mark.parametrize(
    ("customer", "item"),
    [
        ({"status": "Active"}, "customerName"),
        ({"status": "Active", "customerName": None}, "customerName"),
        ({"status": "Active", "customerName": " "}, "customerName"),
        ({**NEW, "id": "1042"}, "id"),
    ],
)
def test_a_customer_the_platform_refuses_ends_as_failed(
    sandbox: Sandbox, company: httpx.Client, connection: str, customer: dict[str, object], item: str
) -> None:
    answer = company.post(f"{connection}/push/customers", json=customer)
    assert answer.status_code == 200
    assert answer.json()["status"] == "Pending"
    failed = finish(sandbox, company, answer.json())
    assert (failed["status"], failed["statusCode"], failed["changes"]) == ("Failed", 400, None)
    assert [error["itemId"] for error in failed["validation"]["errors"]] == [item]
    assert failed["errorMessage"]
    assert len(sandbox.customers()) == 20


def test_a_failure_can_be_scripted(sandbox: Sandbox, company: httpx.Client, connection: str) -> None:
    sandbox.fail_next_push("The books are closed.", "Ask your accountant.")
    failed = finish(sandbox, company, company.post(f"{connection}/push/customers", json=NEW).json())
    assert [error["message"] for error in failed["validation"]["errors"]] == [
        "The books are closed.",
        "Ask your accountant.",
    ]
    done = finish(sandbox, company, company.post(f"{connection}/push/customers", json=NEW).json())
    assert done["status"] == "Success"


def test_an_update_changes_what_it_names(sandbox: Sandbox, company: httpx.Client, connection: str) -> None:
    before = sandbox.customers()["INV/2024/07"]
    path = f"{connection}/push/customers/INV%2F2024%2F07"
    body = {"id": "ignored", "status": "Archived", "contactName": None}
    push = company.put(path, json=body, params={"forceUpdate": "true"}).json()
    assert sandbox.customers()["INV/2024/07"] == before
    done = finish(sandbox, company, push)
    assert done["changes"][0]["type"] == "Modified"
    after = sandbox.customers()["INV/2024/07"]
    assert after["modifiedDate"] > before["modifiedDate"]
    stamps = {name: after[name] for name in ("modifiedDate", "sourceModifiedDate")}
    assert after == {**before, "status": "Archived", "contactName": None, **stamps}
    assert list(sandbox.customers()).index("INV/2024/07") == 4


def test_an_update_cannot_take_the_name_away(sandbox: Sandbox, company: httpx.Client, connection: str) -> None:
    body = {"status": "Active", "customerName": None}
    push = company.put(f"{connection}/push/customers/1042", json=body).json()
    assert finish(sandbox, company, push)["status"] == "Failed"


def test_an_update_of_nobody_is_a_404(company: httpx.Client, connection: str) -> None:
    assert company.put(f"{connection}/push/customers/nobody", json=NEW).status_code == 404


def test_a_list_shows_a_write_at_once(sandbox: Sandbox, company: httpx.Client, connection: str) -> None:
    params = {"query": "customerName~Larkspur"}
    assert company.get("/data/customers", params=params).json()["totalResults"] == 0
    finish(sandbox, company, company.post(f"{connection}/push/customers", json=NEW).json())
    assert company.get("/data/customers", params=params).json()["totalResults"] == 1


def test_without_the_sync_a_write_shows_after_the_next_one(
    sandbox: Sandbox, company: httpx.Client, connection: str
) -> None:
    params = {"allowSyncOnPushComplete": "false"}
    push = company.post(f"{connection}/push/customers", json={**NEW, "id": "late"}, params=params).json()
    assert finish(sandbox, company, push)["status"] == "Success"
    assert company.get("/data/customers/late").status_code == 404
    again = company.put(f"{connection}/push/customers/late", json={"status": "Archived"}, params=params)
    assert finish(sandbox, company, again.json())["status"] == "Success"
    sandbox.sync()
    late = company.get("/data/customers/late").json()
    assert (late["customerName"], late["status"]) == (NEW["customerName"], "Archived")


def test_a_time_out_changes_the_status_and_the_write_may_still_land() -> None:
    with Sandbox(customers=0, push_seconds=600) as sandbox, company_client(sandbox) as company:
        path = f"/connections/{sandbox.connection_id}/push/customers"
        push = company.post(path, json=NEW, params={"timeoutInMinutes": 5}).json()
        assert (push["status"], push["timeoutInMinutes"]) == ("Pending", 5)
        sandbox.advance_clock(301)
        timed_out = company.get(f"/push/{push['pushOperationKey']}").json()
        assert timed_out["status"] == "TimedOut"
        assert sandbox.customers() == {}
        sandbox.advance_clock(300)
        assert company.get(f"/push/{push['pushOperationKey']}").json() == timed_out
        assert len(sandbox.customers()) == 1


@pytest.mark.parametrize("minutes", [-(2**31), 0, 2**31 - 1])
def test_any_time_out_is_accepted(company: httpx.Client, connection: str, minutes: int) -> None:
    answer = company.post(f"{connection}/push/customers", json=NEW, params={"timeoutInMinutes": minutes})
    assert answer.json()["status"] == ("Pending" if minutes > 0 else "TimedOut")


@pytest.mark.parametrize("validate", [True, False])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b'{"status": "Active", "score": NaN}',
        b'{"status": "Active", "score": 1e999}',
        b'{"status": "\xff"}',
        b"[" * 100_000,
        b'{"n": ' + b"1" * 5000 + b"}",
    ],
    ids=["empty", "broken", "null", "list", "string", "NaN", "infinity", "invalid UTF-8", "deep", "long number"],
)
def test_a_body_that_is_no_customer_is_a_400(validate: bool, body: bytes) -> None:
    with Sandbox(customers=0, validate=validate) as sandbox, company_client(sandbox) as company:
        path = f"/connections/{sandbox.connection_id}/push/customers"
        answer = company.post(path, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_half_a_surrogate_pair_survives(sandbox: Sandbox, company: httpx.Client, connection: str) -> None:
    body = b'{"id": "half", "status": "Active", "customerName": "\\ud83d!"}'
    company.post(f"{connection}/push/customers", content=body, headers={"Content-Type": "application/json"})
    sandbox.finish_pushes()
    assert company.get("/data/customers/half").json()["customerName"] == "\ud83d!"


@pytest.mark.parametrize("name", ["allowSyncOnPushComplete", "forceUpdate"])
def test_a_boolean_is_true_or_false(company: httpx.Client, connection: str, name: str) -> None:
    answer = company.put(f"{connection}/push/customers/1042", json=NEW, params={name: "perhaps"})
    assert answer.status_code == 400
    assert name in answer.json()["error"]


def test_companies_are_apart() -> None:
    with Sandbox(customers=2, companies=3, push_seconds=0) as sandbox, company_client(sandbox) as company:
        assert len(set(sandbox.company_ids)) == len(set(sandbox.connection_ids.values())) == 3
        assert sandbox.connection_ids[sandbox.company_id] == sandbox.connection_id
        company.post(f"/connections/{sandbox.connection_id}/push/customers", json=NEW)
        assert [len(sandbox.customers(company_id)) for company_id in sandbox.company_ids] == [3, 2, 2]
        other = sandbox.connection_ids[sandbox.company_ids[1]]
        assert company.post(f"/connections/{other}/push/customers", json=NEW).status_code == 404
