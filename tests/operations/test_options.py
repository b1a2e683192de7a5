"""The settings of a single call: retries, time-out and headers."""

import httpx
import pytest

from codat_customers import APITimeoutError, RetryConfig, ServerError
from codat_customers.sandbox import Sandbox
from tests.operations.callers import OPERATIONS, Call, calling
from tests.support.clients import AT_ONCE


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_call_without_retries_is_tried_once(call: Call, sandbox: Sandbox, operation: str) -> None:
    for none in (None, RetryConfig(strategy="none")):
        sandbox.fail_next(status=503)
        with pytest.raises(ServerError) as caught:
            call(operation, **OPERATIONS[operation], retries=none)
        assert caught.value.attempts == 1


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_call_with_retries_of_its_own_goes_on(flavour: str, sandbox: Sandbox, operation: str) -> None:
    before = len(sandbox.requests)
    sandbox.fail_next(2, status=503)
    sandbox.fail_next(status=418)
    # A client of its own, whose quota of retries no other test has used up
    with calling(flavour, sandbox.url) as call, pytest.raises(Exception, match="418") as caught:
        call(operation, **OPERATIONS[operation], retries=AT_ONCE)
    assert getattr(caught.value, "attempts", None) == 3
    tries = sandbox.requests[before:]
    assert len({(request.method, request.path, request.body) for request in tries}) == 1
    assert len({request.headers.get("Idempotency-Key") for request in tries}) == 1


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_time_out(call: Call, sandbox: Sandbox, operation: str) -> None:
    sandbox.delay_next(seconds=5)
    with pytest.raises(APITimeoutError) as caught:
        call(operation, **OPERATIONS[operation], timeout=httpx.Timeout(5.0, read=0.05), retries=None)
    assert caught.value.request_sent
    assert operation in str(caught.value)


@pytest.mark.parametrize("timeout", [None, 5, httpx.Timeout(5.0, read=None)])
def test_time_outs_that_are_long_enough(call: Call, sandbox: Sandbox, timeout: object) -> None:
    assert call("customers.list", sandbox.company_id, timeout=timeout).page_number == 1
