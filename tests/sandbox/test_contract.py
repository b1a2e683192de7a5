"""The sandbox and openapi.yaml cannot part unnoticed."""

from collections.abc import Mapping

import httpx
import pytest

from codat_customers.sandbox import Sandbox
from codat_customers.sandbox._companies import Company, Record
from codat_customers.sandbox._query import CUSTOMER_PROPERTIES, PUSH_OPERATION_PROPERTIES
from tests.sandbox.clients import company_client
from tests.support.specification import specification
from tools.api.document import Document


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"customerName": "No status"}, "'status' is a required property"),
        ({"status": "NoSuchStatus"}, "$.status"),
        ({"status": "Active", "customerName": 5}, "$.customerName"),
        ({"status": "Active", "modifiedDate": "yesterday"}, "$.modifiedDate"),
        ({"status": "Active", "addresses": [{"type": "NoSuchType"}]}, "$.addresses[0].type"),
        ({"status": "Active", "metadata": None}, "$.metadata"),
    ],
)
def test_a_request_that_breaks_the_contract_is_refused_and_noted(
    sandbox: Sandbox, company: httpx.Client, connection: str, body: dict[str, object], problem: str
) -> None:
    answer = company.post(f"{connection}/push/customers", json=body)
    assert answer.status_code == 400
    assert problem in answer.json()["error"]
    (violation,) = sandbox.violations
    assert (violation.operation, violation.sent_by) == ("create-customer", "client")
    assert problem in violation.problems[0]


def test_a_body_of_another_type_is_refused(company: httpx.Client, connection: str) -> None:
    answer = company.post(f"{connection}/push/customers", content=b"status=Active", headers={"Content-Type": "text/x"})
    assert answer.status_code == 400
    assert "text/x" in answer.json()["error"]


@pytest.mark.parametrize(
    ("customer", "path", "problem"),
    [
        ({"id": "new", "status": "NoSuchStatus"}, "/data/customers", "$.results[0].status"),
        ({"id": "new", "status": "Active", "phone": 5}, "/data/customers/new", "$.phone"),
        ({"id": "new"}, "/data/customers/new", "'status' is a required property"),
    ],
)
def test_an_answer_that_breaks_the_contract_is_a_500_and_noted(
    monkeypatch: pytest.MonkeyPatch, customer: dict[str, object], path: str, problem: str
) -> None:
    records: Mapping[str, Record] = {"new": Record(customer=customer)}
    monkeypatch.setattr(Company, "records", records)

    def select(company: Company, query: str | None, order_by: str | None) -> list[Record]:
        return list(records.values())

    monkeypatch.setattr(Company, "select", select)
    with Sandbox(customers=0) as sandbox, company_client(sandbox) as company:
        answer = company.get(path)
    assert answer.status_code == 500
    assert problem in answer.json()["error"]
    (violation,) = sandbox.violations
    assert violation.sent_by == "sandbox"


def test_equal_answers_of_sandboxes_are_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for again in (False, True):
        if again:
            monkeypatch.delattr("openapi_core.OpenAPI.iter_response_errors")
        with Sandbox(customers=7) as sandbox, company_client(sandbox) as company:
            assert company.get("/data/customers", params={"pageSize": 7}).status_code == 200


def test_without_validation_nothing_is_compared() -> None:
    with Sandbox(customers=0, push_seconds=0, validate=False) as sandbox, company_client(sandbox) as company:
        body = {"id": "odd", "customerName": "Odd", "status": "NoSuchStatus", "modifiedDate": 5, "metadata": "none"}
        assert company.post(f"/connections/{sandbox.connection_id}/push/customers", json=body).status_code == 200
        assert company.get("/data/customers/odd").json()["status"] == "NoSuchStatus"
        assert company.get("/data/customers", params={"query": "metadata.isDeleted!=true"}).json()["totalResults"] == 1
        assert not sandbox.violations


def test_off_contract_customers_are_sent_when_asked_for() -> None:
    with Sandbox(customers=5, off_contract=True) as sandbox, company_client(sandbox) as company:
        page = company.get("/data/customers", params={"orderBy": "modifiedDate"}).json()
        assert page["totalResults"] == 8
        odd = [customer for customer in page["results"] if customer["id"].startswith("off-contract")]
        assert {customer["status"] for customer in odd} == {"Active", "NoSuchStatus"}
        for customer in odd:
            assert company.get(f"/data/customers/{customer['id']}").json() == customer
        assert company.get("/data/customers", params={"query": "status=NoSuchStatus"}).json()["totalResults"] == 1
        assert not sandbox.violations


def test_the_sandbox_knows_the_operations_of_the_contract() -> None:
    with Sandbox(customers=1) as sandbox, httpx.Client(base_url=sandbox.url) as client:
        for operation in Document(specification()).operations():
            assert client.request(operation.method, operation.path).status_code == 401
            assert sandbox.requests[-1].operation == operation.operation_id


@pytest.mark.parametrize(
    ("model", "properties", "nested"),
    [
        ("Customer", CUSTOMER_PROPERTIES, {"metadata.isDeleted"}),
        ("PushOperation", PUSH_OPERATION_PROPERTIES, set[str]()),
    ],
)
def test_queries_are_of_scalars(model: str, properties: Mapping[str, str], nested: set[str]) -> None:
    schemas = specification()["components"]["schemas"]
    scalars = nested.copy()
    for name, schema in schemas[model]["properties"].items():
        kinds = schema.get("type") or schemas.get(schema.get("$ref", "").rpartition("/")[2], {}).get("type", ())
        if "string" in kinds or "integer" in kinds:
            scalars.add(name)
    assert set(properties) <= scalars
