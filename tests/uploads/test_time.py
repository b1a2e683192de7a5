"""An upload may take as long as it moves; its answer may not take longer than any other."""

from __future__ import annotations

import httpx
import pytest
from codat_customers_api.uploads import CHUNK

from codat_customers import APITimeoutError, NotFoundError, RetryConfig, SDKError
from tests.retries.simulation import Outcome, Simulation
from tests.support.calls import check_error, run
from tests.support.clock import Clock
from tests.support.server import Behaviour, FaultServer, answer, drip, head

from .uploading import SUCCESS, Telling, Uploading, uploaded

# The time-outs of a try are 1015 s in all.
TIMEOUT = httpx.Timeout(connect=5, read=1000, write=5, pool=5)
LIMIT = 1015
PAUSE = 60


def test_a_slow_file_is_not_cut(flavour: str) -> None:
    clock = Clock()
    file = Telling(30 * CHUNK, lambda _: clock.advance(PAUSE))
    start = clock()
    with FaultServer([SUCCESS], clock=clock) as server:
        run(flavour, server.url, Uploading(file), retries=None, timeout=TIMEOUT, clock=clock)
    assert clock() - start > 30 * PAUSE > LIMIT


def test_a_further_try_has_as_much_time(flavour: str) -> None:
    clock = Clock()
    file = Telling(30 * CHUNK, lambda _: clock.advance(PAUSE))
    patient = RetryConfig(initial_interval=0, max_interval=0, max_elapsed_time=30 * PAUSE + 300)
    with FaultServer([answer(503), SUCCESS], clock=clock) as server:
        run(flavour, server.url, Uploading(file), retries=patient, timeout=TIMEOUT, clock=clock)
    assert len(server.requests) == 2


def test_its_steps_have_as_much_time(flavour: str) -> None:
    simulation = Simulation([Outcome(503, took=50.0), Outcome(200)])
    simulation.run(flavour, lambda customers: uploaded(customers, b"content"))
    assert [timeouts["write"] for timeouts in simulation.timeouts] == [30.0, 30.0]


@pytest.mark.parametrize(
    "behaviour",
    [
        drip(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 1000, PAUSE),
        drip(head(200, (), "OK", 1_000_000), b" " * 1_000_000, PAUSE),
        drip(head(404, (), "", 1_000_000), b" " * 1_000_000, PAUSE),
    ],
    ids=["head", "body", "error"],
)
def test_the_answer_is_cut_at_the_total_limit(flavour: str, behaviour: Behaviour) -> None:
    clock = Clock()
    file = Telling(30 * CHUNK, lambda _: clock.advance(PAUSE))
    start = clock()
    with FaultServer([behaviour], clock=clock) as server, pytest.raises(SDKError) as caught:
        run(flavour, server.url, Uploading(file), retries=None, timeout=TIMEOUT, clock=clock)
    assert LIMIT <= clock() - start - 30 * PAUSE < 3 * LIMIT
    assert isinstance(caught.value, APITimeoutError | NotFoundError)
    check_error(caught.value)
