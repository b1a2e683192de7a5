"""The retry policy as a table, and what holds for every policy and outcome."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from codat_customers import RetryConfig
from codat_customers.retries import KEY_LIFETIME, CallState, GiveUp, Outcome, Wait, decide, may_have_arrived

DEFAULT = RetryConfig()
NEVER_SENT = Outcome(request_sent=False)
LOST = Outcome()
PERMANENT = Outcome(permanent=True)

ALL = {"GET", "PUT", "POST"}
SAFE = {"GET", "PUT"}
NONE: set[str] = set()


def state(
    method: str = "GET",
    *,
    attempt: int = 1,
    elapsed: float = 0.0,
    has_key: bool | None = None,
    key_age: float | None = 0.0,
    may_be_in_progress: bool = False,
    time_left: float = math.inf,
) -> CallState:
    return CallState(
        method=method,
        has_key=method == "POST" if has_key is None else has_key,
        attempt=attempt,
        elapsed=elapsed,
        key_age=key_age if method == "POST" else None,
        may_be_in_progress=may_be_in_progress,
        time_left=time_left,
    )


def statuses(*values: int | str) -> RetryConfig:
    return RetryConfig(status_codes=values)


@pytest.mark.parametrize("method", ["GET", "PUT", "POST"])
@pytest.mark.parametrize(
    ("policy", "outcome", "retried"),
    [
        (DEFAULT, NEVER_SENT, ALL),
        (DEFAULT, LOST, ALL),
        (DEFAULT, PERMANENT, NONE),
        (DEFAULT, Outcome(request_sent=False, permanent=True), NONE),
        (DEFAULT, Outcome(200, permanent=True), NONE),  # a success that does not decode
        *[(DEFAULT, Outcome(status), NONE) for status in (101, 200, 204, 301, 304, 600)],
        *[(DEFAULT, Outcome(status), NONE) for status in (400, 401, 402, 403, 404, 405, 409, 418, 422, 499)],
        *[(DEFAULT, Outcome(status), ALL) for status in (408, 429, 501, 502, 503, 504, 520, 599)],
        (DEFAULT, Outcome(500), SAFE),
        # The caller's statuses replace the set for GET and PUT, and narrow it for POST.
        (statuses(), Outcome(503), NONE),
        (statuses(), Outcome(429), NONE),
        (statuses(), LOST, ALL),
        (statuses(429), Outcome(503), NONE),
        (statuses(429), Outcome(429), ALL),
        (statuses(503), Outcome(503), ALL),
        (statuses(503), Outcome(502), NONE),
        (statuses("503"), Outcome(503), ALL),
        (statuses("5xx"), Outcome(503), ALL),
        (statuses("5XX"), Outcome(429), NONE),
        (statuses(500), Outcome(500), SAFE),
        (statuses(404), Outcome(404), SAFE),
        (statuses(409), Outcome(409), SAFE),
        (statuses("4XX"), Outcome(422), SAFE),
        (statuses("4XX"), Outcome(408), ALL),
        (statuses("4XX"), Outcome(429), ALL),
        (statuses("4XX", "5XX"), Outcome(301), NONE),
        (RetryConfig(retry_connection_errors=False), LOST, NONE),
        (RetryConfig(retry_connection_errors=False), NEVER_SENT, NONE),
        (RetryConfig(retry_connection_errors=False), Outcome(503), ALL),
        (RetryConfig(strategy="none"), Outcome(503), NONE),
        (RetryConfig(strategy="none"), LOST, NONE),
        (RetryConfig(max_elapsed_time=0), Outcome(503), NONE),
        (None, Outcome(503), NONE),
        (None, LOST, NONE),
    ],
)
def test_what_is_retried(policy: RetryConfig | None, method: str, outcome: Outcome, retried: set[str]) -> None:
    assert isinstance(decide(policy, state(method), outcome, 0.5), Wait) == (method in retried)


@pytest.mark.parametrize("method", ["POST", "PATCH"])
@pytest.mark.parametrize("outcome", [NEVER_SENT, LOST, Outcome(408), Outcome(429), Outcome(503)])
def test_nothing_repeats_a_post_without_a_key(method: str, outcome: Outcome) -> None:
    assert decide(DEFAULT, state(method, has_key=False), outcome, 0.5) == GiveUp()


@pytest.mark.parametrize(
    ("method", "may_be_in_progress", "policy", "retried"),
    [
        ("POST", True, DEFAULT, True),
        ("POST", True, statuses(), True),  # it is no refusal, but the way to an answer
        ("POST", False, DEFAULT, False),
        ("POST", False, statuses(409), False),
        ("GET", True, DEFAULT, False),
        ("PUT", True, DEFAULT, False),
        ("PUT", True, statuses(409), True),
    ],
)
def test_409(method: str, may_be_in_progress: bool, policy: RetryConfig, retried: bool) -> None:
    decision = decide(policy, state(method, attempt=2, may_be_in_progress=may_be_in_progress), Outcome(409), 0.5)
    assert isinstance(decision, Wait) == retried


@pytest.mark.parametrize(
    ("attempt", "draw", "wait"),
    [
        (1, 0.0, 0.0),
        (1, 0.5, 0.25),
        (1, 0.999, 0.4995),
        (2, 0.5, 0.375),
        (3, 0.5, 0.5625),
        (20, 0.5, 15.0),
        (10**9, 0.5, 15.0),
    ],
)
def test_backoff_with_full_jitter(attempt: int, draw: float, wait: float) -> None:
    policy = RetryConfig(max_interval=30.0)
    decision = decide(policy, state(attempt=attempt), LOST, draw)
    assert isinstance(decision, Wait)
    assert decision.seconds == pytest.approx(wait)


@pytest.mark.parametrize(
    ("retry_after", "draw", "wait"),
    [
        (2.0, 0.0, 2.0),
        (2.0, 0.5, 2.1),
        (0.05, 0.5, 0.0525),
        (25.0, 0.0, 25.0),  # above max_interval
        (25.0, 0.9, 25.9),  # the jitter is at most a second
        (0.0, 0.5, 0.25),  # backoff
        (None, 0.5, 0.25),
    ],
)
@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_retry_after(retry_after: float | None, draw: float, wait: float, status: int) -> None:
    policy = RetryConfig(max_interval=10.0)
    decision = decide(policy, state(), Outcome(status, retry_after=retry_after), draw)
    assert isinstance(decision, Wait)
    assert decision.seconds == pytest.approx(wait)


@pytest.mark.parametrize(
    ("elapsed", "retry_after", "reason"),
    [
        (0.0, 59.9, ""),
        (0.0, 60.0, "max_elapsed_time=60"),
        (50.0, 9.9, ""),
        (50.0, 10.0, "the next try, in 10.0 s, would begin past max_elapsed_time=60 s"),
        (0.0, 21_600.0, "in 21600.0 s"),
        (61.0, None, "max_elapsed_time"),
    ],
)
def test_the_deadline(elapsed: float, retry_after: float | None, reason: str) -> None:
    decision = decide(DEFAULT, state(elapsed=elapsed), Outcome(429, retry_after=retry_after), 0.0)
    assert isinstance(decision, GiveUp) == bool(reason)
    assert not isinstance(decision, GiveUp) or reason in decision.reason


@pytest.mark.parametrize(
    ("method", "key_age", "retried"),
    [
        ("POST", None, True),
        ("POST", 4_789.0, True),
        ("POST", 4_791.0, False),
        ("POST", 5_400.0, False),
        ("GET", 4_791.0, True),
        ("PUT", 4_791.0, True),
    ],
)
def test_a_key_is_used_for_80_minutes(method: str, key_age: float | None, retried: bool) -> None:
    policy = RetryConfig(max_elapsed_time=86_400.0)
    decision = decide(policy, state(method, elapsed=6_000.0, key_age=key_age), Outcome(503, retry_after=10.0), 0.0)
    assert isinstance(decision, Wait) == retried
    assert isinstance(decision, Wait) or "idempotency key" in decision.reason


@pytest.mark.parametrize(
    ("time_left", "outcome", "expected"),
    [
        (10.1, Outcome(503, retry_after=10.0), Wait(10.0)),
        (10.0, Outcome(503, retry_after=10.0), GiveUp(ran_out=True)),
        (0.0, LOST, GiveUp(ran_out=True)),
        (-1.0, LOST, GiveUp(ran_out=True)),
        (0.0, Outcome(404), GiveUp()),  # what is final in itself stays so
        (0.0, Outcome(request_sent=False, permanent=True), GiveUp()),
        (1.0, Outcome(503, retry_after=100.0), GiveUp(ran_out=True)),  # past both limits
    ],
)
def test_a_call_that_ends_in_any_case(time_left: float, outcome: Outcome, expected: Wait | GiveUp) -> None:
    policy = RetryConfig(max_elapsed_time=60.0)
    assert decide(policy, state("GET", time_left=time_left), outcome, 0.0) == expected
    assert decide(None, state("GET", time_left=time_left), outcome, 0.0) == GiveUp()


seconds = st.floats(0, 1e9)
policies = st.builds(
    RetryConfig,
    initial_interval=st.floats(0, 1.0),
    max_interval=st.floats(1.0, 1e9),
    exponent=st.floats(1.0, 1e9) | st.integers(1, 10**9),
    max_elapsed_time=st.floats(0, 1e9),
    retry_connection_errors=st.booleans(),
    status_codes=st.lists(st.integers(400, 599) | st.sampled_from(["4XX", "5XX"])).map(tuple),
)
outcomes = st.builds(
    Outcome,
    st.none() | st.integers(100, 999),
    request_sent=st.booleans(),
    retry_after=st.none() | st.floats(0, allow_infinity=False, allow_nan=False),
    permanent=st.booleans(),
)
states = st.builds(
    CallState,
    method=st.sampled_from(["GET", "PUT", "POST", "PATCH"]),
    has_key=st.booleans(),
    attempt=st.integers(1, 10**12),
    elapsed=seconds,
    key_age=st.none() | seconds,
    may_be_in_progress=st.booleans(),
    time_left=st.just(math.inf) | seconds,
)
draws = st.floats(0, 1, exclude_max=True)


@given(policies, states, outcomes, draws)
@example(RetryConfig(exponent=1e9, max_elapsed_time=1e9), state(attempt=10**12), LOST, 0.9)
def test_every_decision(policy: RetryConfig, state: CallState, outcome: Outcome, draw: float) -> None:
    decision = decide(policy, state, outcome, draw)
    if isinstance(decision, GiveUp):
        return
    assert 0 <= decision.seconds < math.inf
    assert state.elapsed + decision.seconds < policy.max_elapsed_time
    assert decision.seconds < state.time_left
    if state.method in ("POST", "PATCH"):
        assert state.has_key
        assert state.key_age is None or state.key_age + decision.seconds < KEY_LIFETIME
        assert outcome.status != 500
    if outcome.status is not None:
        assert 400 <= outcome.status < 600
    if outcome.retry_after:
        assert outcome.retry_after <= decision.seconds <= outcome.retry_after * 1.1
        assert decision.seconds <= outcome.retry_after + 1
    else:
        assert decision.seconds <= policy.max_interval
    assert not outcome.permanent


@given(
    policies,
    st.floats(0, 100),
    st.sampled_from(["GET", "PUT", "POST"]),
    st.lists(st.tuples(outcomes, st.floats(1.0, 100.0), draws), min_size=1, max_size=30),
)
def test_every_call_ends(
    policy: RetryConfig, deadline: float, method: str, tries: list[tuple[Outcome, float, float]]
) -> None:
    policy = replace(policy, max_elapsed_time=deadline)
    elapsed = 0.0
    for attempt in range(1, 102):  # each takes a second at least
        outcome, took, draw = tries[attempt % len(tries)]
        elapsed += took
        decision = decide(policy, state(method, attempt=attempt, elapsed=elapsed, key_age=elapsed), outcome, draw)
        if isinstance(decision, GiveUp):
            return
        elapsed += decision.seconds
        assert elapsed < deadline
    pytest.fail("it goes on and on")


@pytest.mark.parametrize(
    ("outcome", "at_first", "after_an_unclear_try"),
    [
        (LOST, True, True),
        (NEVER_SENT, False, True),
        *[(Outcome(status), True, True) for status in (200, 202, 204, 408, 409, 500, 502, 503, 504, 520, 999)],
        # Nobody has looked at the key.
        *[(Outcome(status), False, True) for status in (301, 307, 401, 402, 403, 429)],
        # The answer to the first try with the key: nothing was done.
        *[(Outcome(status), False, False) for status in (400, 404, 405, 413, 422, 499)],
    ],
)
def test_whether_a_post_may_have_arrived(outcome: Outcome, at_first: bool, after_an_unclear_try: bool) -> None:
    assert may_have_arrived(state("POST"), outcome) is at_first
    assert may_have_arrived(state("POST", may_be_in_progress=True), outcome) is after_an_unclear_try


@pytest.mark.parametrize("status", [301, 400, 401, 404, 429])
def test_a_refused_put_tells_nothing_of_an_earlier_try(status: int) -> None:
    assert not may_have_arrived(state("PUT"), Outcome(status))
    assert may_have_arrived(state("PUT", may_be_in_progress=True), Outcome(status))
