"""Changing a sandbox's data from a test: adding customers, touching them, and doing so between two pages."""

import math
from datetime import UTC, datetime
from itertools import count
from typing import Any

import httpx
import pytest

from codat_customers import Codat
from codat_customers.models import Address, AddressType, Customer, CustomerStatus
from codat_customers.sandbox import Sandbox
from tests.sandbox.clients import company_client

NEW = {"id": "added", "customerName": "Added", "status": "Active", "phone": None, "platformTerms": {"days": 3}}


def read(company: httpx.Client, **params: str | int) -> list[dict[str, Any]]:
    page = company.get("/data/customers", params={"pageSize": 5000, **params})
    results: list[dict[str, Any]] = page.json()["results"]
    return results


def test_added_customers_are_read_as_they_were_given(sandbox: Sandbox, company: httpx.Client) -> None:
    before = read(company)
    assert sandbox.add_customers([NEW, {"id": "A/1 ü", "status": "Archived"}]) == ["added", "A/1 ü"]
    assert read(company) == [*before, NEW, {"id": "A/1 ü", "status": "Archived"}]
    assert company.get("/data/customers/added").json() == NEW
    assert company.get("/data/customers/A%2F1%20%C3%BC").json()["status"] == "Archived"
    assert [customer["id"] for customer in read(company, query="customerName=Added")] == ["added"]
    assert list(sandbox.customers())[-2:] == ["added", "A/1 ü"]
    attachments = company.get(f"/connections/{sandbox.connection_id}/data/customers/added/attachments")
    assert attachments.json() == {"attachments": []}


def test_models_are_added_like_json(sandbox: Sandbox, company: httpx.Client) -> None:
    customer = Customer(
        id="model",
        status=CustomerStatus.ACTIVE,
        phone=None,
        addresses=[Address(type_=AddressType.BILLING, city="Hexham", additional_properties={"platformCode": "GB"})],
        modified_date=datetime(2025, 1, 2, tzinfo=UTC),
    )
    assert sandbox.add_customers(iter([customer])) == ["model"]
    assert company.get("/data/customers/model").json() == customer.to_dict()


def test_ids_are_made_where_there_are_none_and_the_same_in_every_run() -> None:
    made: list[list[str]] = []
    for _ in range(2):
        with Sandbox(customers=3) as sandbox:
            ids = sandbox.add_customers([{"status": "Active"}] * 2)
            ids += sandbox.add_customers([Customer(status=CustomerStatus.ACTIVE)])
            assert list(sandbox.customers())[3:] == ids
            assert len(set(ids)) == 3
            made.append(ids)
    assert made[0] == made[1]


def test_what_is_given_is_copied(sandbox: Sandbox, company: httpx.Client) -> None:
    given: dict[str, Any] = {"id": "mine", "status": "Active", "contacts": []}
    sandbox.add_customers([given])
    given["contacts"].append("later")
    assert company.get("/data/customers/mine").json()["contacts"] == []


@pytest.mark.parametrize(
    ("bad", "error", "message"),
    [
        ({}, ValueError, r"customers\[1\] breaks the contract.*'status' is a required property"),
        ({"status": "NoSuchStatus"}, ValueError, r"customers\[1\] breaks the contract.*\$\.status.*NoSuchStatus"),
        ({"status": "Active", "customerName": 5}, ValueError, r"\$\.customerName"),
        ({"status": "Active", "modifiedDate": "yesterday"}, ValueError, r"\$\.modifiedDate"),
        ({"status": "Active", "id": None}, ValueError, r"customers\[1\]: the id"),
        ({"status": "Active", "id": ""}, ValueError, r"customers\[1\]: the id"),
        ({"status": "Active", "id": 1042}, ValueError, r"customers\[1\]: the id"),
        ({"status": "Active", "id": "1042"}, ValueError, r"customers\[1\]: there is a customer with the id '1042'"),
        ({"status": "Active", "id": "added"}, ValueError, r"customers\[1\]: there is a customer with the id 'added'"),
        ({"status": "Active", "score": math.nan}, ValueError, r"customers\[1\] cannot be written as JSON"),
        ({"status": "Active", "since": datetime.now(UTC)}, TypeError, r"customers\[1\] cannot be written as JSON"),
        (Customer(status=CustomerStatus("NoSuchStatus")), ValueError, r"customers\[1\] breaks the contract"),
        ("added", TypeError, r"customers\[1\] must be a dict or a Customer, not str"),
        (None, TypeError, r"customers\[1\] must be a dict or a Customer, not NoneType"),
    ],
)
def test_what_is_no_customer_is_refused_and_nothing_is_added(
    sandbox: Sandbox, bad: Any, error: type[Exception], message: str
) -> None:
    before = sandbox.customers()
    with pytest.raises(error, match=message):
        sandbox.add_customers([NEW, bad])
    assert sandbox.customers() == before


def test_a_customer_that_awaits_a_sync_keeps_its_id(sandbox: Sandbox, company: httpx.Client, connection: str) -> None:
    params = {"allowSyncOnPushComplete": "false"}
    company.post(f"{connection}/push/customers", json=NEW, params=params)
    sandbox.finish_pushes()
    with pytest.raises(ValueError, match="id 'added' already"):
        sandbox.add_customers([NEW])


@pytest.mark.parametrize("options", [{"off_contract": True}, {"validate": False}])
def test_off_contract_customers_are_added_where_there_may_be_some(options: dict[str, Any]) -> None:
    odd = {"id": "odd", "status": "NoSuchStatus", "modifiedDate": "yesterday"}
    with Sandbox(customers=1, **options) as sandbox, company_client(sandbox) as company:
        sandbox.add_customers([odd])
        assert company.get("/data/customers/odd").json() == odd
        assert odd in read(company)
        sandbox.touch_customer("odd")
        assert company.get("/data/customers/odd").status_code == 200
        assert not sandbox.violations


def test_the_company_can_be_chosen() -> None:
    with Sandbox(customers=1, companies=2) as sandbox:
        second = sandbox.company_ids[1]
        sandbox.add_customers([NEW], second)
        sandbox.touch_customer("added", second)
        assert [len(sandbox.customers(company_id)) for company_id in sandbox.company_ids] == [1, 2]
        for company_id in ("nowhere", ""):
            with pytest.raises(KeyError, match=f"'{company_id}'"):
                sandbox.add_customers([NEW], company_id)
        with pytest.raises(KeyError, match="added"):
            sandbox.touch_customer("added")


def test_a_touched_customer_moves_to_the_end_and_stays_what_it_was(sandbox: Sandbox, company: httpx.Client) -> None:
    ordered = [customer["id"] for customer in read(company, orderBy="modifiedDate")]
    before = sandbox.customers()
    sandbox.advance_clock(60)
    sandbox.touch_customer(ordered[0])
    after = sandbox.customers()
    assert list(after) == list(before)
    assert after[ordered[0]] == {**before[ordered[0]], "modifiedDate": after[ordered[0]]["modifiedDate"]}
    assert datetime.fromisoformat(after[ordered[0]]["modifiedDate"]) > datetime.now(UTC)
    assert [customer["id"] for customer in read(company, orderBy="modifiedDate")] == [*ordered[1:], ordered[0]]
    assert company.get("/data/customers/1042").json() == after["1042"]


def test_a_reading_meets_a_change_after_its_second_page() -> None:
    """The reason why a reading by modifiedDate begins the next one a little before its own end."""
    with Sandbox(customers=12) as sandbox, Codat(sandbox.api_key, server_url=sandbox.url) as codat:
        order = [customer.id for customer in codat.customers.iterate(sandbox.company_id, order_by="modifiedDate")]
        sandbox.after_answers(2, lambda: sandbox.touch_customer(order[1] or ""), operation="list-customers")
        met = [
            customer.id
            for customer in codat.customers.iterate(
                sandbox.company_id, order_by="modifiedDate", page_size=3, concurrency=1
            )
        ]
    assert met == [*order[:6], *order[7:], order[1]]


def test_only_whole_answers_of_the_operation_count(sandbox: Sandbox, company: httpx.Client) -> None:
    done: list[int] = []
    sandbox.after_answers(2, lambda: done.append(len(sandbox.requests)), operation="list-customers")
    sandbox.after_answers(1, lambda: done.append(0))
    company.get("/data/customers")
    assert done == [0]
    company.get("/data/customers", params={"page": 0})
    company.get("/data/customers/1042")
    sandbox.fail_next(after_acting=True)
    company.get("/data/customers")
    sandbox.drop_next(after_acting=True)
    sandbox.truncate_next(after_bytes=10)
    for _ in range(2):
        with pytest.raises(httpx.RemoteProtocolError):
            company.get("/data/customers")
    company.get("/data/customers", headers={"Authorization": ""})
    assert done == [0]
    company.get("/data/customers")
    assert done == [0, 8]
    company.get("/data/customers")
    assert done == [0, 8]


def test_an_action_sees_the_data_and_may_ask_for_another(sandbox: Sandbox, company: httpx.Client) -> None:
    numbers = count()

    def add_one() -> None:
        sandbox.add_customers([{"id": f"late {next(numbers)}", "status": "Active"}])
        sandbox.after_answers(1, add_one)

    sandbox.after_answers(1, add_one)
    assert [len(read(company)) for _ in range(4)] == [20, 21, 22, 23]


def test_an_action_that_fails_is_a_500_and_is_logged(
    sandbox: Sandbox, company: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    sandbox.after_answers(1, lambda: sandbox.touch_customer("nobody"))
    assert company.get("/data/customers").status_code == 500
    assert "nobody" in caplog.text
    assert company.get("/data/customers").status_code == 200


def test_less_than_one_answer_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="times must be 1 or more"):
        sandbox.after_answers(0, sandbox.sync)
