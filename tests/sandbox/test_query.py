"""The query language, over HTTP; the answers are compared with the same choice made in Python."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from dateutil.parser import isoparse

from codat_customers.sandbox import Sandbox


@pytest.fixture(scope="module")
def shared() -> Iterator[Sandbox]:
    """Run a sandbox that does not compare its long pages with the contract: test_reading.py lets one do that."""
    with Sandbox(customers=250, validate=False) as sandbox:
        yield sandbox


Choose = Callable[[dict[str, Any]], bool]


def modified(customer: dict[str, Any]) -> datetime:
    date = isoparse(customer["modifiedDate"])
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def is_deleted(customer: dict[str, Any]) -> object:
    return customer.get("metadata", {}).get("isDeleted")


QUERIES: list[tuple[str, Choose]] = [
    ("status=Active", lambda c: c["status"] == "Active"),
    ("status!=Active", lambda c: c["status"] != "Active"),
    ("  status  =  Active  ", lambda c: c["status"] == "Active"),
    ("customerName~Bakery", lambda c: "Bakery" in c["customerName"]),
    ("customerName=Harbour Bakery Ltd", lambda c: c["customerName"] == "Harbour Bakery Ltd"),
    ("customerName~京都", lambda c: "京都" in c["customerName"]),
    ("customerName~& Daughters", lambda c: "& Daughters" in c["customerName"]),
    ("id=gT7/pQ+x", lambda c: False),
    ("id~/", lambda c: "/" in c["id"]),
    ("phone~44", lambda c: "44" in (c.get("phone") or "")),
    ("phone!=+44 1632 960001", lambda c: c.get("phone") != "+44 1632 960001"),
    ("metadata.isDeleted=true", lambda c: is_deleted(c) is True),
    ("metadata.isDeleted!=true", lambda c: is_deleted(c) is not True),
    ("metadata.isDeleted=false", lambda c: is_deleted(c) is False),
    ("modifiedDate>=2024-01-01T00:00:00Z", lambda c: modified(c) >= datetime(2024, 1, 1, tzinfo=UTC)),
    ("modifiedDate>2024-01-01", lambda c: modified(c) > datetime(2024, 1, 1, tzinfo=UTC)),
    ("modifiedDate<2024-01-01T02:00:00+02:00", lambda c: modified(c) < datetime(2024, 1, 1, tzinfo=UTC)),
    ("modifiedDate<=0001-01-01T00:00:00", lambda c: c["modifiedDate"].startswith("0001")),
    ("modifiedDate=0001-01-01", lambda c: c["modifiedDate"].startswith("0001")),
    (
        "status=Active&&modifiedDate>=2024-01-01",
        lambda c: c["status"] == "Active" and modified(c) >= datetime(2024, 1, 1, tzinfo=UTC),
    ),
    ("status=Archived||status=Unknown", lambda c: c["status"] in {"Archived", "Unknown"}),
    (
        "status=Active&&customerName~Bakery||customerName~Optics",
        lambda c: (c["status"] == "Active" and "Bakery" in c["customerName"]) or "Optics" in c["customerName"],
    ),
    (
        "status=Active&&{customerName~Bakery||customerName~Optics}",
        lambda c: c["status"] == "Active" and ("Bakery" in c["customerName"] or "Optics" in c["customerName"]),
    ),
    ("{{status=Active}}", lambda c: c["status"] == "Active"),
    ("{status=Active} && {{customerName~Bakery}}", lambda c: c["status"] == "Active" and "Bakery" in c["customerName"]),
]


@pytest.mark.parametrize(("query", "choose"), QUERIES, ids=[query for query, _ in QUERIES])
def test_a_query_finds_the_customers_it_describes(
    shared: Sandbox, shared_company: httpx.Client, query: str, choose: Choose
) -> None:
    page = shared_company.get("/data/customers", params={"query": query, "pageSize": 5000}).json()
    expected = [customer for customer in shared.customers().values() if choose(customer)]
    assert page["results"] == expected
    assert page["totalResults"] == len(expected)
    assert len(expected) < 250
    assert expected or query == "id=gT7/pQ+x"


@pytest.mark.parametrize(
    "query",
    [
        *("", " ", "status", "status=", "=Active", "status==", "status:Active", "'status'=Active"),
        *("status=null", "status>Active", "customerName<=B"),
        *("shoeSize=9", "addresses.city=Whitby", "contacts.name~Bao", "metadata=true"),
        *("metadata.isDeleted=yes", "metadata.isDeleted>false", "metadata.isDeleted~true"),
        *("modifiedDate~2024", "modifiedDate>=yesterday", "modifiedDate>=2024-13-01"),
        *("status=Active&&", "&&status=Active", "status=Active&&||status=Unknown", "status=Active||"),
        *("{status=Active", "status=Active}", "{}", "{" * 60 + "status=Active" + "}" * 60, "{" * 2000),
        *("{status=Active}{status=Unknown}", "{status=Active} status=Unknown"),
    ],
)
def test_a_bad_query_is_a_400_that_says_why(shared_company: httpx.Client, query: str) -> None:
    answer = shared_company.get("/data/customers", params={"query": query})
    assert answer.status_code == 400
    assert "query" in answer.json()["error"]
