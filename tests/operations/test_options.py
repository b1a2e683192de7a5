"""The settings of a single call: retries, time-out and headers."""

import httpx
import pytest

from codat_customers import APITimeoutError, RetryConfig, ServerError
from codat_customers.models import Customer, CustomerStatus
from codat_customers.sandbox import Sandbox
from tests.operations.callers import Call
from tests.operations.witness import Witness

AT_ONCE = RetryConfig(initial_interval=0, max_interval=0)

READS = {
    "customers.list": (),
    "customers.get": ("customer",),
    "customers.get_create_update_model": ("connection",),
    "customers.list_attachments": ("connection", "customer"),
    "customers.get_attachment": ("connection", "customer", "attachment"),
    "customers.download_attachment": ("connection", "customer", "attachment"),
    "push_operations.list": (),
    "push_operations.get": ("key",),
}
WRITES = {
    "customers.create": ("connection", Customer(status=CustomerStatus.ACTIVE)),
    "customers.update": ("connection", "customer", Customer(status=CustomerStatus.ACTIVE)),
}
OPERATIONS = {**READS, **WRITES}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_call_without_retries_is_tried_once(call: Call, sandbox: Sandbox, operation: str) -> None:
    for none in (None, RetryConfig(strategy="none")):
        sandbox.fail_next(status=503)
        with pytest.raises(ServerError) as caught:
            call(operation, sandbox.company_id, *OPERATIONS[operation], retries=none)
        assert caught.value.attempts == 1


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_call_with_retries_of_its_own_goes_on(call: Call, sandbox: Sandbox, operation: str) -> None:
    before = len(sandbox.requests)
    sandbox.fail_next(2, status=503)
    sandbox.fail_next(status=418)
    with pytest.raises(Exception, match="418") as caught:
        call(operation, sandbox.company_id, *OPERATIONS[operation], retries=AT_ONCE)
    assert getattr(caught.value, "attempts", None) == 3
    tries = sandbox.requests[before:]
    assert len({(request.method, request.path, request.body) for request in tries}) == 1
    assert len({request.headers.get("Idempotency-Key") for request in tries}) == 1


def test_the_statuses_that_are_retried_can_be_changed(call: Call, sandbox: Sandbox) -> None:
    sandbox.fail_next(status=409)
    response = call(
        "customers.with_raw_response.list",
        sandbox.company_id,
        retries=RetryConfig(initial_interval=0, status_codes=(409,)),
    )
    assert response.attempts == 2


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_time_out(call: Call, sandbox: Sandbox, operation: str) -> None:
    sandbox.delay_next(seconds=5)
    with pytest.raises(APITimeoutError) as caught:
        call(operation, sandbox.company_id, *OPERATIONS[operation], timeout=httpx.Timeout(5.0, read=0.05), retries=None)
    assert caught.value.request_sent
    assert operation in str(caught.value)


@pytest.mark.parametrize("timeout", [None, 5, httpx.Timeout(5.0, read=None)])
def test_time_outs_that_are_long_enough(call: Call, sandbox: Sandbox, timeout: object) -> None:
    assert call("customers.list", sandbox.company_id, timeout=timeout).page_number == 1


def test_headers_are_added_and_replaced_whatever_their_case(call_witness: Call, witness: Witness) -> None:
    witness.answer_with({"status": "Active"})
    for headers in ({"X-Trace": "a b", "user-AGENT": "mine/1"}, {}, None):
        call_witness("customers.get", "company", "customer", headers=headers)
    with_headers, *without = witness.requests[-3:]
    assert (with_headers.headers["x-trace"], with_headers.headers["user-agent"]) == ("a b", "mine/1")
    assert all("x-trace" not in request.headers for request in without)
    assert all(request.headers["user-agent"].startswith("codat-customers/") for request in without)
