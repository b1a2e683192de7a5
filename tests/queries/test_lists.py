"""What ``where`` builds goes wherever a query goes, over real sockets, in every kind of client."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from codat_customers_api import Client
from codat_customers_api.api import Resources

from codat_customers import field, where
from codat_customers.models import Customer, CustomerStatus
from codat_customers.queries import Query
from codat_customers.sandbox import Sandbox
from tests.support.clients import client_of
from tests.support.http import http_client

ACTIVE_BAKERIES = where(status=CustomerStatus.ACTIVE) & field("customerName").contains("Bakery")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(customers=120, push_seconds=0) as sandbox:
        yield sandbox
        assert not sandbox.violations


@pytest.fixture
def codat(flavour: str, sandbox: Sandbox) -> Iterator[Any]:
    with client_of(flavour, sandbox.url) as codat:
        yield codat


def active_bakeries(sandbox: Sandbox) -> set[str]:
    found = {
        key
        for key, customer in sandbox.customers().items()
        if customer["status"] == "Active" and "Bakery" in customer["customerName"]
    }
    assert 0 < len(found) < 120
    return found


def test_customers(codat: Any, sandbox: Sandbox) -> None:
    company, query = sandbox.company_id, ACTIVE_BAKERIES
    expected = active_bakeries(sandbox)
    assert {each.id for each in codat.customers.list(company, query=query, page_size=500).results} == expected
    assert {each.id for each in codat.customers.iterate(company, query=query)} == expected
    assert {each.id for page in codat.customers.pages(company, query=query) for each in page.results} == expected
    assert {each.id for each in codat.customers.with_raw_response.list(company, query=query).parsed.results} <= expected


def test_changes_and_their_cursors(codat: Any, sandbox: Sandbox) -> None:
    changes = codat.customers.changes(sandbox.company_id, query=ACTIVE_BAKERIES)
    assert {each.id for each in changes} == active_bakeries(sandbox)
    # The text and what was built are one query
    codat.customers.changes(sandbox.company_id, query=str(ACTIVE_BAKERIES), since=changes.cursor)
    with pytest.raises(ValueError, match="another company or query"):
        codat.customers.changes(sandbox.company_id, query=ACTIVE_BAKERIES | ACTIVE_BAKERIES, since=changes.cursor)


def test_push_operations(codat: Any, sandbox: Sandbox) -> None:
    customer = Customer(status=CustomerStatus.ACTIVE, customer_name="Ada")
    push = codat.customers.create(sandbox.company_id, sandbox.connection_id, customer)
    query = where(pushOperationKey=push.push_operation_key) & (field("requestedOnUtc") >= push.requested_on_utc)
    assert [each.status for each in codat.push_operations.iterate(sandbox.company_id, query=query)] == ["Success"]
    gone = query & (field("statusCode") >= 500)
    assert codat.push_operations.list(sandbox.company_id, query=gone).results == []


def test_a_query_that_is_too_long(codat: Any, sandbox: Sandbox) -> None:
    before = len(sandbox.requests)
    for call in (codat.customers.list, codat.customers.pages, codat.customers.changes, codat.push_operations.list):
        with pytest.raises(ValueError, match="query"):
            call(sandbox.company_id, query=where(customerName="x" * 2040))
    assert len(sandbox.requests) == before


def test_the_generated_package_alone(sandbox: Sandbox) -> None:
    with http_client("Client", base_url=sandbox.url, headers={"Authorization": "Basic dGVzdA=="}) as client:
        page = Resources(Client(client)).customers.list(sandbox.company_id, query=ACTIVE_BAKERIES, page_size=500)
    assert {each.id for each in page.results} == active_bakeries(sandbox)


def test_a_query_of_ones_own_is_the_services_to_judge(codat: Any, sandbox: Sandbox) -> None:
    with pytest.raises(Exception, match="shoeSize") as caught:
        codat.customers.list(sandbox.company_id, query=Query("shoeSize=9") & ACTIVE_BAKERIES)
    assert getattr(caught.value, "status_code", None) == 400
