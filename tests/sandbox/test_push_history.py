"""The list of push operations."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from codat_customers.sandbox import Sandbox
from tests.sandbox.clients import company_client

Choose = Callable[[dict[str, Any]], bool]


@pytest.fixture(scope="module")
def history() -> Iterator[httpx.Client]:
    """Give a company seven writes, a minute apart, of which the newest is pending and two were refused."""
    with Sandbox(customers=5, push_seconds=30) as sandbox, company_client(sandbox) as company:
        path = f"/connections/{sandbox.connection_id}/push/customers"
        for number in range(7):
            body = {"customerName": f"Number {number}" if number % 3 else " ", "status": "Active"}
            company.post(path, json=body, params={"timeoutInMinutes": number} if number > 4 else {})
            if number < 6:
                sandbox.advance_clock(60)
        yield company
        assert not sandbox.violations


def found(company: httpx.Client, **params: str | int) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = company.get("/push", params=params).json()["results"]
    return results


def test_without_writes_it_is_empty(sandbox: Sandbox, company: httpx.Client) -> None:
    page = company.get("/push").json()
    path = f"/companies/{sandbox.company_id}/push"
    assert page == {
        "results": [],
        "pageNumber": 1,
        "pageSize": 100,
        "totalResults": 0,
        "_links": {"self": {"href": path}, "current": {"href": f"{path}?page=1&pageSize=100"}},
    }


def test_it_shows_each_push_as_it_stands_the_newest_first(history: httpx.Client) -> None:
    pushes = found(history)
    # The refused ones are 0, 3 and 6; of the latter nobody knows it yet
    assert [push["status"] for push in pushes] == ["Pending", *["Success", "Success", "Failed"] * 2]
    requested = [push["requestedOnUtc"] for push in pushes]
    assert requested == sorted(requested, reverse=True)
    for push in pushes:
        assert history.get(f"/push/{push['pushOperationKey']}").json() == push
        assert "data" not in push


def test_its_pages_join_up(history: httpx.Client) -> None:
    everything = found(history)
    page = history.get("/push", params={"pageSize": 3, "orderBy": "-requestedOnUtc", "query": "statusCode>=200"})
    together: list[dict[str, Any]] = page.json()["results"]
    while "next" in page.json()["_links"]:
        page = history.get(history.base_url.join(page.json()["_links"]["next"]["href"]))
        together += page.json()["results"]
    assert together == everything
    assert page.json()["pageNumber"] == 3
    assert page.json()["totalResults"] == 7
    assert found(history, page=4, pageSize=3) == []


QUERIES: list[tuple[str, Choose]] = [
    ("status=Success", lambda push: push["status"] == "Success"),
    ("status!=Success", lambda push: push["status"] != "Success"),
    ("status~ail", lambda push: push["status"] == "Failed"),
    ("statusCode=400", lambda push: push["statusCode"] == 400),
    ("statusCode!=400", lambda push: push["statusCode"] != 400),
    ("statusCode<300&&statusCode>-5", lambda push: push["statusCode"] < 300),
    ("timeoutInMinutes>5", lambda push: (push["timeoutInMinutes"] or 0) > 5),
    ("timeoutInMinutes!=5", lambda push: push["timeoutInMinutes"] != 5),
    ("errorMessage~refused", lambda push: push["errorMessage"] is not None),
    ("completedOnUtc>=2000-01-01", lambda push: push["completedOnUtc"] is not None),
]


@pytest.mark.parametrize(("query", "choose"), QUERIES, ids=[query for query, _ in QUERIES])
def test_a_query_finds_what_it_describes(history: httpx.Client, query: str, choose: Choose) -> None:
    chosen = [push for push in found(history) if choose(push)]
    assert found(history, query=query) == chosen
    assert 0 < len(chosen) < 7


def test_a_query_finds_one_push_and_those_since_a_moment(history: httpx.Client) -> None:
    pushes = found(history)
    third = pushes[2]
    assert found(history, query=f"pushOperationKey={third['pushOperationKey']}") == [third]
    assert found(history, query=f"requestedOnUtc>{third['requestedOnUtc']}") == pushes[:2]
    assert found(history, query="dataType=customers&&dataConnectionKey!=x") == pushes


@pytest.mark.parametrize("field", ["status", "statusCode", "timeoutInMinutes", "completedOnUtc"])
def test_an_order_goes_up_and_down_with_missing_values_last(history: httpx.Client, field: str) -> None:
    for order in (field, f"-{field}"):
        values = [push[field] for push in found(history, orderBy=order)]
        present = [value for value in values if value is not None]
        assert present == sorted(present, reverse=order.startswith("-"))
        assert values[: len(present)] == present


@pytest.mark.parametrize(
    "params",
    [
        {"page": 0},
        {"page": "1_0"},
        {"page": "9" * 5000},
        {"pageSize": 5001},
        {"orderBy": "modifiedDate"},
        {"orderBy": "changes"},
        {"query": "customerName=A"},
        {"query": "statusCode=two"},
        {"query": "statusCode~2"},
        {"query": f"statusCode={'9' * 500}"},
        {"query": "validation.errors=1"},
        {"query": "x" * 2048},
    ],
    ids=lambda params: next(iter(params.items()))[0],
)
@pytest.mark.parametrize("validate", [True, False])
def test_bad_parameters_are_a_400_that_names_them(params: dict[str, str | int], validate: bool) -> None:
    with Sandbox(customers=1, validate=validate) as sandbox, company_client(sandbox) as company:
        answer = company.get("/push", params=params)
    assert answer.status_code == 400
    assert next(iter(params)) in answer.json()["error"]


def test_each_company_has_its_own() -> None:
    with Sandbox(customers=1, companies=2) as sandbox, company_client(sandbox) as company:
        body = {"customerName": "Here", "status": "Active"}
        company.post(f"/connections/{sandbox.connection_id}/push/customers", json=body)
        assert len(found(company)) == 1
        other = company.get(f"{sandbox.url}/companies/{sandbox.company_ids[1]}/push")
        assert other.json()["totalResults"] == 0
        assert company.get(f"{sandbox.url}/companies/nowhere/push").status_code == 404
        assert company.post("/push").status_code == 405
