import time

import httpx
import pytest

from codat_customers.sandbox import Sandbox
from tests.sandbox.clients import company_client

NEW = {"customerName": "Larkspur Veterinary Practice", "status": "Active"}


def test_the_next_answers_can_be_errors(sandbox: Sandbox, company: httpx.Client) -> None:
    sandbox.fail_next(2, status=503, headers={"Retry-After": "7"})
    answers = [company.get("/data/customers") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 503, 200]
    assert answers[0].headers["Retry-After"] == "7"
    assert answers[0].json()["statusCode"] == 503
    assert "X-Rate-Limit-Remaining" in answers[0].headers


def test_an_error_can_have_any_body_and_status(sandbox: Sandbox, company: httpx.Client) -> None:
    sandbox.fail_next(status=520, body=b"<h1>Sorry</h1>", content_type="text/html")
    answer = company.get("/data/customers")
    assert (answer.status_code, answer.text) == (520, "<h1>Sorry</h1>")
    assert answer.headers["Content-Type"] == "text/html"


def test_faults_happen_in_order_to_the_operation_they_wait_for(sandbox: Sandbox, company: httpx.Client) -> None:
    sandbox.fail_next(status=500, operation="get-customer")
    sandbox.fail_next(status=429)
    sandbox.fail_next(status=502)
    paths = ["/data/customers", "/data/customers/1042", "/data/customers/1042", "/data/customers/1042"]
    assert [company.get(path).status_code for path in paths] == [429, 500, 502, 200]


def test_a_failed_create_may_have_been_carried_out(sandbox: Sandbox, company: httpx.Client, connection: str) -> None:
    for after_acting, customers in [(False, 20), (True, 21)]:
        sandbox.fail_next(status=502, after_acting=after_acting)
        assert company.post(f"{connection}/push/customers", json=NEW).status_code == 502
        sandbox.finish_pushes()
        assert len(sandbox.customers()) == customers


def test_connections_can_be_dropped(sandbox: Sandbox, company: httpx.Client, connection: str) -> None:
    for after_acting, customers in [(False, 20), (True, 21)]:
        sandbox.drop_next(after_acting=after_acting)
        with pytest.raises(httpx.RemoteProtocolError):
            company.post(f"{connection}/push/customers", json=NEW)
        sandbox.finish_pushes()
        assert len(sandbox.customers()) == customers
    assert company.get("/data/customers").status_code == 200


def test_answers_can_be_late(sandbox: Sandbox, company: httpx.Client) -> None:
    sandbox.delay_next(seconds=5)
    with pytest.raises(httpx.ReadTimeout):
        company.get("/data/customers", timeout=httpx.Timeout(5, read=0.05))
    assert company.get("/data/customers", timeout=60).status_code == 200


def test_every_answer_takes_the_latency() -> None:
    with Sandbox(customers=1, latency=0.1, validate=False) as sandbox, company_client(sandbox) as company:
        started = time.monotonic()
        company.get("/data/customers")
        assert time.monotonic() - started >= 0.1


@pytest.mark.parametrize("after_bytes", [0, 1, 300_000])
def test_bodies_can_break_off(after_bytes: int) -> None:
    with Sandbox(customers=1, attachment_bytes=1_000_000) as sandbox, company_client(sandbox) as company:
        (attachment_id,) = sandbox.attachment_ids("1042")
        path = f"/connections/{sandbox.connection_id}/data/customers/1042/attachments/{attachment_id}/download"
        sandbox.truncate_next(after_bytes=after_bytes)
        received: list[bytes] = []
        with company.stream("GET", path) as answer, pytest.raises(httpx.RemoteProtocolError):
            received.extend(answer.iter_raw())
        assert b"".join(received) == b"".join(sandbox.attachment_chunks("1042", attachment_id))[:after_bytes]
        assert len(company.get(path).content) == 1_000_000


def test_an_ordinary_answer_can_break_off(sandbox: Sandbox, company: httpx.Client) -> None:
    sandbox.truncate_next(after_bytes=20)
    with pytest.raises(httpx.RemoteProtocolError):
        company.get("/data/customers")
    assert company.get("/data/customers").status_code == 200


def test_faults_can_be_taken_back(sandbox: Sandbox, company: httpx.Client, connection: str) -> None:
    sandbox.fail_next(5)
    sandbox.fail_next_push()
    sandbox.clear_faults()
    push = company.post(f"{connection}/push/customers", json=NEW).json()
    sandbox.finish_pushes()
    assert company.get(f"/push/{push['pushOperationKey']}").json()["status"] == "Success"


def test_a_refused_request_uses_no_fault_up(sandbox: Sandbox, company: httpx.Client) -> None:
    sandbox.fail_next()
    assert company.get("/data/customers", headers={"Authorization": "Basic wrong"}).status_code == 401
    assert company.get("/data/customers").status_code == 503


@pytest.mark.parametrize("status", [204, 304])
def test_a_status_without_a_body_has_none(sandbox: Sandbox, company: httpx.Client, status: int) -> None:
    sandbox.fail_next(status=status)
    answer = company.get("/data/customers")
    assert (answer.status_code, answer.content) == (status, b"")
    assert not {"content-length", "content-type"} & answer.headers.keys()
    assert company.get("/data/customers").status_code == 200
