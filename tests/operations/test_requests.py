"""What the operations put on the wire and make of the answers.

The answers are the examples of openapi.yaml.
"""

import json
import platform
import uuid
from typing import Any, NamedTuple

import httpx
import pytest

from codat_customers import __version__
from codat_customers.models import Customer, CustomerStatus
from tests.operations.callers import Call
from tests.operations.json_values import comparable
from tests.operations.witness import Witness
from tests.support.specification import specification
from tools.api.document import Document

COMPANY = "5f0c2b1e-7d44-4c1b-9a53-2e8d6f41b7c0"
CONNECTION = "b3a9d7f2-0c68-4e15-a2b4-7719ce5d8e06"
CUSTOMER = "A/1 ü%2F+"
CUSTOMER_ENCODED = "A%2F1%20%C3%BC%252F%2B"
KEY = "d2f7a6c9-18e4-4b50-9c3a-f5b06e71d824"
CONTENT = b"%PDF-1.7\x00\xff"


HTTPX = f"{httpx.__name__}/{httpx.__version__}"  # which may be httpx2
FILE = (COMPANY, CONNECTION, CUSTOMER, "ATT/7731")
READ = f"/companies/{COMPANY}/connections/{CONNECTION}/data/customers/{CUSTOMER_ENCODED}/attachments"
PUSH = f"/companies/{COMPANY}/connections/{CONNECTION}/push/customers"
WRITTEN = Customer(status=CustomerStatus.ACTIVE, customer_name="Bäckerei & Söhne", phone=None)
WRITTEN_JSON = {"status": "Active", "customerName": "Bäckerei & Söhne", "phone": None}
PAGED: dict[str, object] = {
    "page": 2,
    "page_size": 5000,
    "query": "status=Active&&customerName~A+B %é",
    "order_by": "-modifiedDate",
}
PAGED_ENCODED = "page=2&pageSize=5000&query=status%3DActive%26%26customerName~A%2BB%20%25%C3%A9&orderBy=-modifiedDate"


class Expected(NamedTuple):
    """A call, the operation whose examples answer it, and the request it makes."""

    operation: str
    operation_id: str
    target: str
    arguments: tuple[object, ...]
    options: dict[str, object] = {}  # noqa: RUF012  (read only)
    method: str = "GET"
    headers: dict[str, str] = {}  # noqa: RUF012


CALLS = [
    Expected("customers.list", "list-customers", f"/companies/{COMPANY}/data/customers", (COMPANY,)),
    Expected(
        "customers.list", "list-customers", f"/companies/{COMPANY}/data/customers?{PAGED_ENCODED}", (COMPANY,), PAGED
    ),
    Expected(
        "customers.get", "get-customer", f"/companies/{COMPANY}/data/customers/{CUSTOMER_ENCODED}", (COMPANY, CUSTOMER)
    ),
    Expected(
        "customers.create",
        "create-customer",
        f"{PUSH}?timeoutInMinutes=5&allowSyncOnPushComplete=false",
        (COMPANY, CONNECTION, WRITTEN),
        {"timeout_in_minutes": 5, "allow_sync_on_push_complete": False, "idempotency_key": KEY},
        "POST",
        {"idempotency-key": KEY},
    ),
    Expected(
        "customers.update",
        "update-customer",
        f"{PUSH}/{CUSTOMER_ENCODED}?timeoutInMinutes=0&allowSyncOnPushComplete=true&forceUpdate=true",
        (COMPANY, CONNECTION, CUSTOMER, WRITTEN),
        {"timeout_in_minutes": 0, "allow_sync_on_push_complete": True, "force_update": True},
        "PUT",
    ),
    Expected(
        "customers.get_create_update_model",
        "get-create-update-customers-model",
        f"/companies/{COMPANY}/connections/{CONNECTION}/options/customers",
        (COMPANY, CONNECTION),
    ),
    Expected("customers.list_attachments", "list-customer-attachments", READ, (COMPANY, CONNECTION, CUSTOMER)),
    Expected("customers.get_attachment", "get-customer-attachment", f"{READ}/ATT%2F7731", FILE),
    Expected(
        "customers.download_attachment",
        "download-customer-attachment",
        f"{READ}/ATT%2F7731/download",
        FILE,
        headers={"accept": "application/octet-stream", "accept-encoding": "identity"},
    ),
    Expected("push_operations.list", "get-company-push-history", f"/companies/{COMPANY}/push", (COMPANY,)),
    Expected(
        "push_operations.list",
        "get-company-push-history",
        f"/companies/{COMPANY}/push?{PAGED_ENCODED}",
        (COMPANY,),
        PAGED,
    ),
    Expected("push_operations.get", "get-push-operation", f"/companies/{COMPANY}/push/{KEY}", (COMPANY, KEY)),
]


def names(expected: Expected) -> str:
    return expected.operation


def examples(operation_id: str) -> list[Any]:
    """The examples of the answer 200, or some bytes for a file."""
    [operation] = [each for each in Document(specification()).operations() if each.operation_id == operation_id]
    content = operation.responses["200"].node["content"]
    if "application/json" not in content:
        return [CONTENT]
    return [example["value"] for example in content["application/json"]["examples"].values()]


@pytest.mark.parametrize("expected", CALLS, ids=names)
def test_the_request(expected: Expected, call_witness: Call, witness: Witness) -> None:
    answer = examples(expected.operation_id)[0]
    witness.answer_with(answer)
    before = len(witness.requests)
    call_witness(expected.operation, *expected.arguments, **expected.options)

    [request] = witness.requests[before:]
    assert (request.method, request.target) == (expected.method, expected.target)
    assert (json.loads(request.body) if request.body else None) == (None if expected.method == "GET" else WRITTEN_JSON)
    headers = {
        "host": witness.host,
        "authorization": "Basic dGVzdA==",
        "user-agent": f"codat-customers/{__version__} python/{platform.python_version()} {HTTPX}",
        "accept": "application/json",
        "accept-encoding": "gzip",
    }
    if request.body:
        headers |= {"content-type": "application/json", "content-length": str(len(request.body))}
    assert request.headers == headers | expected.headers


@pytest.mark.parametrize("expected", CALLS, ids=names)
def test_the_answer(expected: Expected, call_witness: Call, witness: Witness) -> None:
    resource, method = expected.operation.split(".")
    for answer in examples(expected.operation_id):
        witness.answer_with(answer)
        result = call_witness(expected.operation, *expected.arguments, **expected.options)
        raw = call_witness(f"{resource}.with_raw_response.{method}", *expected.arguments, **expected.options)

        assert (result if isinstance(answer, bytes) else comparable(result.to_dict())) == comparable(answer)
        assert raw.parsed == result
        assert raw.content == (answer if isinstance(answer, bytes) else json.dumps(answer).encode())
        assert (raw.status_code, raw.attempts) == (200, 1)
        assert raw.headers["CONTENT-LENGTH"] == str(len(raw.content))


def test_a_key_may_be_a_uuid(call_witness: Call, witness: Witness) -> None:
    witness.answer_with(examples("create-customer")[0])
    arguments = (COMPANY, CONNECTION, WRITTEN)
    raw = call_witness("customers.with_raw_response.create", *arguments, idempotency_key=uuid.UUID(KEY))
    assert witness.requests[-1].headers["idempotency-key"] == raw.idempotency_key == KEY


def test_each_create_has_a_fresh_key_and_an_update_has_none(call_witness: Call, witness: Witness) -> None:
    witness.answer_with(examples("create-customer")[0])
    before = len(witness.requests)
    for _ in range(2):
        call_witness("customers.create", COMPANY, CONNECTION, WRITTEN)
    call_witness("customers.update", COMPANY, CONNECTION, CUSTOMER, WRITTEN)

    *creates, update = (request.headers for request in witness.requests[before:])
    keys = {uuid.UUID(headers["idempotency-key"]) for headers in creates}
    assert len(keys) == 2
    assert all(key.version == 4 for key in keys)
    assert "idempotency-key" not in update
