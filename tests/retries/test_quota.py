"""The retry quota: its arithmetic, its threads, and what it does to an outage."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_customers import RetryConfig, SDKError, ServerError
from codat_customers._call.quota import CAPACITY, RetryQuota
from codat_customers.retries import CallState, Wait, decide
from codat_customers.retries import Outcome as Ending

from .simulation import SUCCESS, Outcome, Simulation


@given(st.lists(st.none() | st.integers(0, 5)))
def test_it_never_holds_more_than_its_capacity_or_less_than_nothing(steps: list[int | None]) -> None:
    quota = RetryQuota()
    tokens = CAPACITY
    for step in steps:
        if step is None:
            assert quota.take() == (tokens > 0)
            tokens = max(0, tokens - 1)
        else:
            quota.give_back(step)
            tokens = min(CAPACITY, tokens + (step or 1))
    assert _tokens_in(quota) == tokens


def test_threads_share_it() -> None:
    quota = RetryQuota()
    with ThreadPoolExecutor(8) as pool:
        taken = [pool.submit(quota.take) for _ in range(1000)]
        assert sum(future.result() for future in taken) == CAPACITY
        for given_back in [pool.submit(quota.give_back, 1) for _ in range(60)]:
            given_back.result()
    assert _tokens_in(quota) == 60


def test_an_outage_of_an_hour(flavour: str) -> None:
    calls = 1000
    simulation = Simulation([Outcome(503, took=0.05)])
    start = simulation.now
    errors: list[SDKError] = []

    def one_after_another(customers: Any) -> None:
        for number in range(calls):
            simulation.now = max(simulation.now, start + number * 3600 / calls)
            with pytest.raises(ServerError) as caught:
                customers.list("co")
            errors.append(caught.value)

    simulation.run(flavour, one_after_another)
    assert len(simulation.requests) / calls < 1.2
    assert len(simulation.requests) == calls + CAPACITY
    assert "retry quota is spent" in errors[-1].message
    assert errors[-1].attempts == 1

    # When the service is back, every success makes a retry possible again.
    simulation.continue_with([SUCCESS])
    simulation.list(flavour)
    assert _tokens_in(simulation.state.quota) == 1


def test_a_single_call_gets_all_its_tries(flavour: str) -> None:
    policy = RetryConfig()
    simulation = Simulation([Outcome(503, took=0.1)], policy)
    with pytest.raises(ServerError, match="max_elapsed_time") as caught:
        simulation.list(flavour)
    elapsed = 0.0
    attempt = 0
    while True:
        attempt += 1
        elapsed += 0.1
        decision = decide(
            policy, CallState(method="GET", has_key=False, attempt=attempt, elapsed=elapsed), Ending(503), 0.5
        )
        if not isinstance(decision, Wait):
            break
        elapsed += decision.seconds
    assert caught.value.attempts == attempt > 8


def test_a_call_gives_back_what_it_took_if_it_succeeds(flavour: str) -> None:
    simulation = Simulation([Outcome(503)] * 5 + [SUCCESS])
    simulation.list(flavour)
    assert _tokens_in(simulation.state.quota) == CAPACITY


def test_a_call_that_fails_keeps_what_it_took(flavour: str) -> None:
    simulation = Simulation([Outcome(503)] * 5 + [Outcome(404)])
    with pytest.raises(SDKError):
        simulation.list(flavour)
    assert _tokens_in(simulation.state.quota) == CAPACITY - 5


def _tokens_in(quota: RetryQuota) -> int:
    return sum(1 for _ in itertools.takewhile(lambda _: quota.take(), itertools.count()))
