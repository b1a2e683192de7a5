"""Whole calls against a simulated clock: waits, deadlines, time-outs, keys, and what can be seen of it."""

from __future__ import annotations

import copy
import datetime
import pickle
from dataclasses import FrozenInstanceError, replace
from uuid import UUID

import httpx
import pytest

from codat_customers import (
    APIConnectionError,
    APITimeoutError,
    BadRequestError,
    ConflictError,
    RateLimitError,
    RetryConfig,
    SDKError,
    ServerError,
)
from codat_customers._call.clock import SHORTEST_TIMEOUT

from .simulation import NEW, SUCCESS, Outcome, Simulation

BUSY = Outcome(503)
LIMITED = Outcome(429)
CONFLICT = Outcome(409)
REFUSED = Outcome(httpx.ConnectError("refused"))
LOST = Outcome(httpx.ReadTimeout(""))


class TestWaiting:
    def test_waits_grow(self, flavour: str) -> None:
        simulation = Simulation([BUSY] * 4 + [SUCCESS])
        simulation.list(flavour)
        assert simulation.waits == pytest.approx([0.25, 0.375, 0.5625, 0.84375])

    def test_a_date_is_obeyed(self, flavour: str) -> None:
        date = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=30)
        header = date.strftime("%a, %d %b %Y %H:%M:%S GMT")
        simulation = Simulation([Outcome(429, headers={"Retry-After": header}), SUCCESS], draw=0.0)
        simulation.list(flavour)
        assert 20 < simulation.waits[0] <= 30

    def test_waiting_out_a_rate_limit_overnight(self, flavour: str) -> None:
        patient = RetryConfig(max_elapsed_time=86_400)
        simulation = Simulation([Outcome(429, headers={"Retry-After": "21600"}), SUCCESS], patient)
        simulation.list(flavour)
        assert simulation.waits == [21_600.5]


class TestDeadline:
    def test_requests_count_too(self, flavour: str) -> None:
        simulation = Simulation([Outcome(503, took=29.0)])
        with pytest.raises(ServerError, match="max_elapsed_time") as caught:
            simulation.list(flavour)
        assert caught.value.attempts == 3
        assert simulation.now <= 1000 + 3 * 29 + 2

    def test_the_first_try_has_its_full_time_outs_and_later_ones_what_is_left(self, flavour: str) -> None:
        timeout = httpx.Timeout(connect=5.0, read=100.0, write=None, pool=1.0)
        simulation = Simulation([Outcome(503, took=50.0), SUCCESS], timeout=timeout)
        simulation.list(flavour)
        first, second = simulation.timeouts
        assert first == timeout.as_dict()
        assert second == {"connect": 5.0, "read": 9.75, "write": 9.75, "pool": 1.0}

    def test_a_file_that_has_begun_to_arrive_has_the_full_time_outs_again(self, flavour: str) -> None:
        simulation = Simulation([Outcome(503, took=50.0), SUCCESS])
        simulation.download(flavour)
        assert simulation.timeouts[1]["read"] == 9.75
        assert simulation.body_timeouts[1]["read"] == 30.0

    def test_the_body_of_an_error_has_not(self, flavour: str) -> None:
        simulation = Simulation([Outcome(503, took=50.0), Outcome(404)])
        with pytest.raises(SDKError):
            simulation.download(flavour)
        assert simulation.body_timeouts[1]["read"] == 9.75

    def test_no_try_gets_no_time_at_all(self, flavour: str) -> None:
        simulation = Simulation([Outcome(503, took=59.9999), SUCCESS], draw=0.0)
        simulation.list(flavour)
        assert simulation.timeouts[1]["read"] == SHORTEST_TIMEOUT

    def test_time_outs_of_none_are_shortened_too(self, flavour: str) -> None:
        simulation = Simulation([BUSY, SUCCESS], timeout=None)
        simulation.list(flavour)
        assert set(simulation.timeouts[0].values()) == {None}
        assert set(simulation.timeouts[1].values()) == {59.75}

    @pytest.mark.parametrize("call", ["list", "create"])
    def test_a_wait_that_took_too_long_ends_the_call(self, flavour: str, call: str) -> None:
        simulation = Simulation([BUSY, SUCCESS], oversleep=100.0)
        with pytest.raises(ServerError, match="max_elapsed_time"):
            getattr(simulation, call)(flavour)
        assert len(simulation.requests) == 1

    def test_a_wait_that_outlived_the_key_ends_the_call(self, flavour: str) -> None:
        simulation = Simulation([BUSY, SUCCESS], RetryConfig(max_elapsed_time=86_400), oversleep=5_000.0)
        with pytest.raises(ServerError, match="idempotency key"):
            simulation.create(flavour)
        assert len(simulation.requests) == 1


class TestKeys:
    @pytest.mark.parametrize("outcome", [BUSY, LIMITED, REFUSED, LOST, Outcome(408), Outcome(520)])
    def test_all_tries_of_a_post_share_a_fresh_key(self, flavour: str, outcome: Outcome) -> None:
        simulation = Simulation([outcome, outcome, SUCCESS])
        simulation.create(flavour)
        simulation.create(flavour)
        first, again, last, other = simulation.keys
        assert first is not None
        assert UUID(first).version == 4
        assert first == again == last
        assert other not in (first, None)

    def test_a_given_key_is_used(self, flavour: str) -> None:
        simulation = Simulation([BUSY, SUCCESS])
        simulation.create(flavour, idempotency_key="mine")
        assert simulation.keys == ["mine", "mine"]

    def test_a_put_or_a_get_has_none(self, flavour: str) -> None:
        simulation = Simulation([BUSY, SUCCESS])
        simulation.update(flavour)
        simulation.list(flavour)
        assert simulation.keys == [None, None, None]

    def test_a_key_is_sent_for_80_minutes_from_its_first_use(self, flavour: str) -> None:
        hourly = Outcome(503, headers={"Retry-After": "1500"})
        simulation = Simulation([hourly], RetryConfig(max_elapsed_time=86_400), draw=0.0)
        with pytest.raises(ServerError, match="idempotency key"):
            simulation.create(flavour)
        assert simulation.waits == [1500.0] * 3  # the next would be sent after 100 minutes

    def test_what_was_never_sent_does_not_age_the_key(self, flavour: str) -> None:
        patient = RetryConfig(initial_interval=1500, max_interval=1500, exponent=1, max_elapsed_time=86_400)
        simulation = Simulation([REFUSED] * 5 + [BUSY] * 2 + [SUCCESS], patient, draw=0.999)
        simulation.create(flavour)
        assert len(simulation.requests) == 8

    @pytest.mark.parametrize(
        ("call", "script"),
        [
            ("create", [CONFLICT]),
            ("create", [REFUSED, CONFLICT]),
            ("create", [LIMITED, CONFLICT]),
            ("create", [REFUSED, LIMITED, REFUSED, CONFLICT]),
            ("list", [BUSY, CONFLICT]),
            ("update", [BUSY, CONFLICT]),
        ],
    )
    def test_a_409_is_final_if_no_try_can_be_in_progress(self, flavour: str, call: str, script: list[Outcome]) -> None:
        simulation = Simulation([*script, SUCCESS])
        with pytest.raises(ConflictError):
            getattr(simulation, call)(flavour)
        assert len(simulation.requests) == len(script)

    @pytest.mark.parametrize(
        "script",
        [
            [LOST, CONFLICT],
            [BUSY, CONFLICT, CONFLICT],
            [Outcome(408), CONFLICT],
            [LOST, LIMITED, CONFLICT],
            [BUSY, REFUSED, CONFLICT],
            [Outcome(httpx.WriteTimeout("")), CONFLICT],
            [Outcome(httpx.RemoteProtocolError("")), CONFLICT],
        ],
    )
    def test_a_409_is_waited_out_if_an_earlier_try_may_be_in_progress(
        self, flavour: str, script: list[Outcome]
    ) -> None:
        simulation = Simulation([*script, SUCCESS])
        simulation.create(flavour)
        assert len(simulation.requests) == len(script) + 1
        assert len(set(simulation.keys)) == 1


class TestSeeing:
    def test_events(self, flavour: str) -> None:
        simulation = Simulation([BUSY, LIMITED, LOST, SUCCESS])
        simulation.list(flavour)
        assert [event.operation for event in simulation.events] == ["customers.list"] * 3
        assert [event.attempt for event in simulation.events] == [1, 2, 3]
        assert [event.wait for event in simulation.events] == simulation.waits
        assert [type(event.cause) for event in simulation.events] == [ServerError, RateLimitError, APITimeoutError]
        with pytest.raises(FrozenInstanceError):
            setattr(simulation.events[0], "wait", 0)  # noqa: B010  # type checkers know that it cannot be set

    def test_an_error_of_the_hook_is_the_callers(self, flavour: str) -> None:
        simulation = Simulation([BUSY])
        simulation.state.settings = replace(simulation.state.settings, on_retry=_fail)
        with pytest.raises(KeyError, match="mine"):
            simulation.list(flavour)
        assert len(simulation.requests) == 1


class TestKeysInSight:
    """What a POST was sent with can be found wherever something is said of it, and how to repeat it."""

    REPEAT = (
        "the request may have arrived: to repeat it, make the same call with idempotency_key='{}' within 80 minutes"
    )

    def test_error_and_event(self, flavour: str) -> None:
        simulation = Simulation([LIMITED, BUSY, Outcome(400)])
        with pytest.raises(BadRequestError) as caught:
            simulation.create(flavour)
        [key] = set(simulation.keys)
        assert key is not None
        assert caught.value.idempotency_key == key
        assert [event.idempotency_key for event in simulation.events] == [key, key]
        assert [event.cause.idempotency_key for event in simulation.events] == [key, key]

    def test_the_answer(self, flavour: str) -> None:
        simulation = Simulation([SUCCESS])
        response = simulation.run(flavour, lambda customers: customers.with_raw_response.create("co", "cn", NEW))
        [key] = simulation.keys
        assert key is not None
        assert response.idempotency_key == key
        assert f"idempotency_key='{key}'" in repr(response)
        for twin in (pickle.loads(pickle.dumps(response)), copy.copy(response)):
            assert twin == response

    @pytest.mark.parametrize("call", ["list", "update"])
    def test_there_is_none_elsewhere(self, flavour: str, call: str) -> None:
        simulation = Simulation([BUSY, LOST, Outcome(400)])
        with pytest.raises(BadRequestError) as caught:
            getattr(simulation, call)(flavour)
        assert caught.value.idempotency_key is None
        assert [event.idempotency_key for event in simulation.events] == [None, None]

    @pytest.mark.parametrize(
        ("may_have_arrived", "script"),
        [
            (True, [LOST]),
            (True, [LOST, REFUSED]),
            (True, [LOST, LIMITED]),
            (True, [BUSY, REFUSED, LIMITED]),
            *[(True, [outcome]) for outcome in (BUSY, CONFLICT, Outcome(408), Outcome(204))],
            (True, [Outcome(200, body=b"not JSON")]),
            (True, [LIMITED, BUSY, Outcome(401)]),
            (True, [LOST, Outcome(302)]),
            *[(False, [outcome]) for outcome in (REFUSED, LIMITED, Outcome(302), Outcome(400), Outcome(422))],
            (False, [Outcome(500)]),  # it may have, but a repetition would have the same answer
            (False, [REFUSED, LIMITED, REFUSED]),
            (False, [LIMITED, REFUSED, Outcome(401)]),
            (False, [LOST, Outcome(400)]),
            (False, [BUSY, LOST, Outcome(404)]),
        ],
    )
    def test_how_to_repeat_what_may_have_arrived(
        self, flavour: str, may_have_arrived: bool, script: list[Outcome]
    ) -> None:
        simulation = Simulation(script, _tries(len(script)))
        with pytest.raises(SDKError) as caught:
            simulation.create(flavour)
        assert caught.value.attempts == len(script)
        assert (self.REPEAT.format(simulation.keys[0]) in str(caught.value)) is may_have_arrived
        assert ("idempotency_key=" in str(caught.value)) is may_have_arrived
        assert getattr(caught.value, "request_sent", may_have_arrived) is may_have_arrived

    @pytest.mark.parametrize("call", ["list", "update"])
    @pytest.mark.parametrize("outcome", [LOST, BUSY, CONFLICT, Outcome(200, body=b"not JSON")])
    def test_no_such_advice_on_what_has_no_key(self, flavour: str, call: str, outcome: Outcome) -> None:
        simulation = Simulation([outcome], None)
        with pytest.raises(SDKError) as caught:
            getattr(simulation, call)(flavour)
        assert "idempotency" not in str(caught.value).replace("the same idempotency key", "")

    @pytest.mark.parametrize("call", ["list", "update"])
    def test_whether_a_request_was_sent_is_about_all_tries(self, flavour: str, call: str) -> None:
        simulation = Simulation([LOST, REFUSED], _tries(2))
        with pytest.raises(APIConnectionError) as caught:
            getattr(simulation, call)(flavour)
        assert caught.value.attempts == 2
        assert caught.value.request_sent


class TestOddTransports:
    """What a transport of the user's raises.

    httpx's and the system's errors become SDKErrors, and are not repeated where nobody knows what they were.
    """

    @pytest.mark.parametrize(
        "error",
        [
            OSError("odd"),
            httpx.InvalidURL("odd"),
            httpx.DecodingError("odd"),
            httpx.TooManyRedirects("odd"),
            httpx.StreamConsumed(),
        ],
    )
    def test_what_nobody_expects(self, flavour: str, error: Exception) -> None:
        simulation = Simulation([Outcome(error)])
        with pytest.raises(APIConnectionError) as caught:
            simulation.create(flavour)
        assert caught.value.__cause__ is error
        assert type(error).__name__ in caught.value.message
        assert len(simulation.requests) == 1

    @pytest.mark.parametrize(
        "error",
        [
            RuntimeError("odd"),
            ValueError("odd"),
            MemoryError("odd"),
            ExceptionGroup("odd", [ValueError("odd")]),
        ],
    )
    def test_what_has_nothing_to_do_with_the_call_is_left_alone(self, flavour: str, error: Exception) -> None:
        simulation = Simulation([Outcome(error)])
        with pytest.raises(type(error)) as caught:
            simulation.create(flavour)
        assert caught.value is error
        assert len(simulation.requests) == 1

    @pytest.mark.parametrize(
        ("error", "sent", "tries", "error_type"),
        [
            (httpx.ConnectError(""), False, 2, APIConnectionError),
            (httpx.ConnectTimeout(""), False, 2, APITimeoutError),
            (httpx.PoolTimeout(""), False, 2, APITimeoutError),
            (httpx.ProxyError("407"), False, 2, APIConnectionError),
            (httpx.ReadTimeout(""), True, 2, APITimeoutError),
            (httpx.WriteTimeout(""), True, 2, APITimeoutError),
            (httpx.ReadError(""), True, 2, APIConnectionError),
            (httpx.WriteError(""), True, 2, APIConnectionError),
            (httpx.CloseError(""), True, 2, APIConnectionError),
            (httpx.RemoteProtocolError(""), True, 2, APIConnectionError),
            (httpx.LocalProtocolError(""), False, 1, APIConnectionError),
            (httpx.UnsupportedProtocol(""), False, 1, APIConnectionError),
        ],
    )
    def test_what_httpx_raises(
        self, flavour: str, error: Exception, sent: bool, tries: int, error_type: type[APIConnectionError]
    ) -> None:
        simulation = Simulation([Outcome(error), Outcome(error), SUCCESS], RetryConfig(max_elapsed_time=0.3))
        with pytest.raises(APIConnectionError) as caught:
            simulation.create(flavour)
        assert type(caught.value) is error_type
        assert caught.value.request_sent is sent
        assert caught.value.attempts == tries
        assert ("the service may have received it" in caught.value.message) is sent
        assert "no further details" in caught.value.message or str(error)


def _fail(event: object) -> None:
    raise KeyError("mine")


def _tries(number: int) -> RetryConfig:
    """Return a policy that gives up after so many tries; each wait takes half a second."""
    return RetryConfig(initial_interval=1, max_interval=1, exponent=1, max_elapsed_time=number / 2 - 0.25)
