"""push_operations.wait against a service that does its worst: it ends in time, as the time-out of the wait."""

from __future__ import annotations

import json
import time
from typing import Final

import httpx
import pytest

from codat_customers import APITimeoutError, Codat, RetryConfig, SDKError
from codat_customers.models import PushOperation

from .calls import FLAVOURS, KEY, TLS, Operation, run
from .server import PUSH, Behaviour, FaultServer, answer, drip, endless, head, raw, then_stall

TIMEOUT: Final = 0.2

PENDING: Final = PushOperation.from_dict(json.loads(PUSH))
PUSH_HEAD: Final = head(200, (), "OK", len(PUSH))

WAIT: Final = Operation(
    "push_operations.wait",
    "GET",
    lambda codat: codat.push_operations.wait(PENDING, timeout=TIMEOUT, poll_interval=0.05),
    lambda codat: codat.push_operations.wait(PENDING, timeout=TIMEOUT, poll_interval=0.05),
    answer(200, PUSH),
)

# What the service does, and whether it is a question that fails in the end
SERVICES: Final[dict[str, tuple[Behaviour, bool]]] = {
    "pending for ever": (answer(200, PUSH), False),
    "503 for ever": (answer(503, b"{}"), True),
    "429 for hours": (answer(429, b"{}", [("Retry-After", "9999")]), True),
    "a head that drips": (drip(b"", PUSH_HEAD * 20), True),
    "interim answers for ever": (endless(b"", b"HTTP/1.1 102 Processing\r\n\r\n", 0.01), True),
    "a body that drips": (drip(PUSH_HEAD, PUSH), True),
    "an error that stalls": (then_stall(head(503, (), "Later", 100)), True),
    "closed connections": (raw(b""), True),
}


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("service", SERVICES)
def test_a_wait_ends_in_time(flavour: str, service: str) -> None:
    behaviour, fails = SERVICES[service]
    with FaultServer([behaviour]) as server:
        started = time.monotonic()
        with pytest.raises(APITimeoutError) as caught:
            run(flavour, server.url, WAIT, retries=RetryConfig())
        assert time.monotonic() - started < TIMEOUT + 1 + 2  # the last two for a busy machine
    assert caught.value.operation == PENDING
    assert isinstance(caught.value.__cause__, SDKError) == fails
    assert "max_elapsed_time" not in f"{caught.value} {caught.value.__cause__}"


def test_a_wait_for_a_place_in_the_pool_ends_in_time() -> None:
    limits = httpx.Limits(max_connections=1)
    with (
        FaultServer([then_stall(head(200, (), "OK", 100))]) as server,
        httpx.Client(verify=TLS, limits=limits, trust_env=False) as http_client,
        Codat(KEY, server_url=server.url, http_client=http_client, timeout=30.0) as codat,
        codat.customers.stream_attachment("co", "cn", "c1", "a1"),
    ):
        started = time.monotonic()
        with pytest.raises(APITimeoutError) as caught:
            codat.push_operations.wait(PENDING, timeout=TIMEOUT, poll_interval=0.05)
        assert time.monotonic() - started < TIMEOUT + 1 + 2
    assert caught.value.operation == PENDING
