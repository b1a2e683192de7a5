from datetime import UTC
from urllib.parse import quote

import httpx
import pytest
from dateutil.parser import isoparse

from codat_customers.sandbox import Sandbox
from tests.sandbox.clients import company_client


def ids(page: httpx.Response) -> list[str]:
    return [customer["id"] for customer in page.json()["results"]]


def test_following_the_links_yields_every_customer_once(shared: Sandbox, shared_company: httpx.Client) -> None:
    found: list[str] = []
    page = shared_company.get("/data/customers", params={"pageSize": 90})
    while True:
        found += ids(page)
        if "next" not in page.json()["_links"]:
            break
        page = shared_company.get(shared.url + page.json()["_links"]["next"]["href"])
    assert found == list(shared.customers())
    assert page.json()["pageNumber"] == 3
    assert page.json()["totalResults"] == 250


@pytest.mark.parametrize(
    ("params", "count", "links"),
    [
        ({}, 100, {"self", "current", "next"}),
        ({"page": 2}, 100, {"self", "current", "next", "previous"}),
        ({"page": 3}, 50, {"self", "current", "previous"}),
        ({"page": 4}, 0, {"self", "current", "previous"}),
        ({"page": 2147483647, "pageSize": 5000}, 0, {"self", "current", "previous"}),
        ({"page": 5, "pageSize": 50}, 50, {"self", "current", "previous"}),
        ({"pageSize": 250}, 250, {"self", "current"}),
        ({"pageSize": 5000}, 250, {"self", "current"}),
        ({"pageSize": 1}, 1, {"self", "current", "next"}),
    ],
)
def test_a_page_has_its_customers_and_links(
    shared_company: httpx.Client, params: dict[str, int], count: int, links: set[str]
) -> None:
    page = shared_company.get("/data/customers", params=params)
    assert page.status_code == 200
    assert len(ids(page)) == count
    assert set(page.json()["_links"]) == links


def test_links_keep_the_query_and_the_order(shared_company: httpx.Client) -> None:
    params = {"query": "status=Active&&customerName~& D", "orderBy": "-customerName", "pageSize": "3"}
    first = shared_company.get("/data/customers", params=params).json()
    following = httpx.URL(first["_links"]["next"]["href"])
    assert dict(following.params) == {**params, "page": "2"}


@pytest.mark.parametrize(
    "params",
    [
        {"page": 0},
        {"page": -1},
        {"page": "two"},
        {"page": 2**31},
        {"pageSize": 0},
        {"pageSize": 5001},
        {"pageSize": ""},
        {"orderBy": ""},
        {"orderBy": "shoeSize"},
        {"orderBy": "--id"},
        {"orderBy": "addresses"},
        {"query": "status=Active&&" * 150 + "status=Active"},
    ],
)
@pytest.mark.parametrize("validate", [True, False])
def test_parameters_out_of_bounds_are_refused(params: dict[str, str | int], validate: bool) -> None:
    with Sandbox(customers=1, validate=validate) as sandbox, company_client(sandbox) as company:
        answer = company.get("/data/customers", params=params)
    assert answer.status_code == 400
    assert next(iter(params)) in answer.json()["error"]


@pytest.mark.parametrize("field", ["id", "customerName", "contactName", "status"])
def test_orders_go_up_and_down_with_missing_values_last(shared_company: httpx.Client, field: str) -> None:
    def values(order: str) -> list[str | None]:
        page = shared_company.get("/data/customers", params={"orderBy": order, "pageSize": 250}).json()
        return [customer.get(field) for customer in page["results"]]

    ascending, descending = values(field), values("-" + field)
    present = [value for value in ascending if value is not None]
    missing = [None] * (250 - len(present))
    assert ascending == sorted(present) + missing
    assert descending == sorted(present, reverse=True) + missing
    assert bool(missing) == (field == "contactName")


def test_dates_are_ordered_by_their_instant(shared_company: httpx.Client) -> None:
    page = shared_company.get("/data/customers", params={"orderBy": "-modifiedDate", "pageSize": 250}).json()
    dates = [isoparse(customer["modifiedDate"]) for customer in page["results"]]
    instants = [date if date.tzinfo else date.replace(tzinfo=UTC) for date in dates]
    assert instants == sorted(instants, reverse=True)


def test_reading_by_modified_date_shows_each_customer_once(shared: Sandbox, shared_company: httpx.Client) -> None:
    everything = shared_company.get("/data/customers", params={"orderBy": "modifiedDate", "pageSize": 250})
    since = shared_company.get("/data/customers", params={"query": "modifiedDate>=2023-07-01", "pageSize": 250})
    before = shared_company.get("/data/customers", params={"query": "modifiedDate<2023-07-01", "pageSize": 250})
    assert ids(since)
    assert ids(before)
    assert sorted(ids(since) + ids(before)) == sorted(ids(everything))


def test_every_seeded_customer_is_reached_by_its_id(shared: Sandbox, shared_company: httpx.Client) -> None:
    for customer_id, customer in list(shared.customers().items())[:30]:
        answer = shared_company.get(f"/data/customers/{quote(customer_id, safe='')}")
        assert answer.status_code == 200, customer_id
        assert answer.json() == customer


def test_an_id_is_decoded_once(shared_company: httpx.Client) -> None:
    assert shared_company.get("/data/customers/already%252Fencoded").status_code == 200
    assert shared_company.get("/data/customers/already%2Fencoded").status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/data/customers/nobody", 404),
        ("/data/customers/", 404),
        ("/data/customers/1042/", 404),
        ("/data/nothing-of-the-kind", 404),
        ("/data/customers/INV/2024/07", 404),
        ("/push/unknown", 404),
        ("/connections/unknown/options/customers", 404),
        ("/connections/unknown/data/customers/1042/attachments", 404),
        ("/../unknown/data/customers", 404),
    ],
)
def test_what_is_not_there_is_a_404_with_an_error_message(shared_company: httpx.Client, path: str, status: int) -> None:
    answer = shared_company.get(path)
    assert answer.status_code == status
    assert answer.json()["statusCode"] == status
    assert answer.json()["error"]
    assert answer.json()["correlationId"]


def test_an_unknown_company_is_a_404(shared: Sandbox, shared_company: httpx.Client) -> None:
    answer = shared_company.get(f"{shared.url}/companies/unknown/data/customers")
    assert answer.status_code == 404
    assert "unknown" in answer.json()["error"]


@pytest.mark.parametrize(("method", "allowed"), [("DELETE", "GET"), ("POST", "GET"), ("HEAD", "GET"), ("PATCH", "GET")])
def test_another_method_is_a_405(shared_company: httpx.Client, method: str, allowed: str) -> None:
    answer = shared_company.request(method, "/data/customers")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == allowed


@pytest.mark.parametrize("header", [None, "", "Basic", "Basic d3Jvbmc=", "Bearer dGVzdA==", "Basic dGVzdDo=", "test"])
def test_a_wrong_or_missing_key_is_a_401(shared: Sandbox, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    answer = httpx.get(f"{shared.url}/companies/{shared.company_id}/data/customers", headers=headers)
    assert answer.status_code == 401
    assert "Authorization" in answer.json()["error"]
    assert "X-Rate-Limit-Remaining" in answer.headers


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("DELETE", "/companies/any/data/customers", 405), ("GET", "/companies/any/push", 404)],
)
def test_a_wrong_key_is_told_before_a_wrong_path_or_method(
    shared: Sandbox, method: str, path: str, status: int
) -> None:
    for key, expected in (("Basic d3Jvbmc=", 401), ("Basic dGVzdA==", status)):
        answer = httpx.request(method, shared.url + path, headers={"Authorization": key})
        assert answer.status_code == answer.json()["statusCode"] == expected
        assert "X-Rate-Limit-Remaining" in answer.headers


def test_the_key_can_be_chosen() -> None:
    with Sandbox(customers=1, api_key="sésame") as sandbox:
        url = f"{sandbox.url}/companies/{sandbox.company_id}/data/customers"
        assert httpx.get(url, headers={"Authorization": "Basic c8Opc2FtZQ=="}).status_code == 200
        assert httpx.get(url, headers={"Authorization": "Basic dGVzdA=="}).status_code == 401


def test_push_options_nest(shared: Sandbox, shared_company: httpx.Client) -> None:
    option = shared_company.get(f"/connections/{shared.connection_id}/options/customers").json()
    assert option["type"] == "Object"
    address = option["properties"]["addresses"]["properties"]["item"]
    assert [choice["value"] for choice in address["properties"]["type"]["options"]] == ["Billing", "Delivery"]


def test_push_options_have_no_null_for_their_validation(shared: Sandbox, shared_company: httpx.Client) -> None:
    """One of Codat's own SDKs does not read it."""
    text = shared_company.get(f"/connections/{shared.connection_id}/options/customers").text
    assert '"validation":{' in text
    assert '"validation":null' not in text
