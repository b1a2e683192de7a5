"""push_operations.wait against a service that does its worst: it ends in time, as the time-out of the wait."""

from __future__ import annotations

import json
from typing import Final

import pytest

from codat_customers import APITimeoutError, RetryConfig, SDKError
from codat_customers.models import PushOperation
from tests.support.calls import SampleCall, run
from tests.support.clients import ONE_CONNECTION, client_of
from tests.support.clock import Clock
from tests.support.server import PUSH, Behaviour, FaultServer, answer, drip, endless, head, raw, slowly, then_stall

# Seconds of a clock that moves when the service takes its time
TIMEOUT: Final = 500
PAUSE: Final = 60

PENDING: Final = PushOperation.from_dict(json.loads(PUSH))

WAIT: Final = SampleCall(
    "push_operations.wait",
    "GET",
    lambda codat: codat.push_operations.wait(PENDING, timeout=TIMEOUT, poll_interval=0.002),
    answer(200, PUSH),
)

# A service that answers in time, and has nothing to tell, is that of tests/pushes.
SERVICES: Final[dict[str, Behaviour]] = {
    "503 for ever": slowly(answer(503, b"{}"), PAUSE),
    "429 for hours": answer(429, b"{}", [("Retry-After", "9999")]),
    "a head that drips": drip(b"HTTP/1.1 200 ", b"O" * 1000, PAUSE),
    "interim answers for ever": endless(b"", b"HTTP/1.1 102 Processing\r\n\r\n", PAUSE),
    "a body that drips": drip(head(200, (), "OK", 1_000_000), b" " * 1_000_000, PAUSE),
    "an error that drips": drip(head(503, (), "Later", 1_000_000), b" " * 1_000_000, PAUSE),
    "closed connections": slowly(raw(b""), PAUSE),
}


@pytest.mark.parametrize("behaviour", SERVICES.values(), ids=SERVICES.keys())
def test_a_wait_ends_in_time(flavour: str, behaviour: Behaviour) -> None:
    clock = Clock()
    policy = RetryConfig(initial_interval=0.002, max_elapsed_time=1000)
    with FaultServer([behaviour], clock=clock) as server, pytest.raises(APITimeoutError) as caught:
        run(flavour, server.url, WAIT, retries=policy, timeout=1000.0, clock=clock)
    assert len(server.requests) <= 2 + TIMEOUT / PAUSE
    assert caught.value.operation == PENDING
    assert isinstance(caught.value.__cause__, SDKError)
    assert "max_elapsed_time" not in f"{caught.value} {caught.value.__cause__}"


def test_a_wait_for_a_place_in_the_pool_ends_in_time() -> None:
    with (
        FaultServer([then_stall(head(200, (), "OK", 100))]) as server,
        client_of("sync", server.url, http=ONE_CONNECTION, timeout=30.0) as codat,
        codat.customers.stream_attachment("co", "cn", "c1", "a1"),
        pytest.raises(APITimeoutError) as caught,
    ):
        codat.push_operations.wait(PENDING, timeout=0.05, poll_interval=0.01)
    assert caught.value.operation == PENDING
