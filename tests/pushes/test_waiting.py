"""When push_operations.wait asks, and when it stops."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from codat_customers_api.types import UNSET, Response

from codat_customers import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    NotFoundError,
    PermissionDeniedError,
    PushOperationError,
    RateLimitError,
    ResponseDecodeError,
    RetryConfig,
    ServerError,
)
from codat_customers.models import PushOperation, PushOperationStatus
from tests.pushes.waiting import Waiter


def test_a_created_customer_is_there_after_the_wait(waiter: Waiter) -> None:
    push = waiter.create()
    assert push.status == "Pending"
    done = waiter.wait(push)
    assert (done.push_operation_key, done.status) == (push.push_operation_key, "Success")
    [change] = done.changes or []
    assert change.record_ref
    assert change.record_ref.id in waiter.sandbox.customers()


def test_the_answer_of_an_update_is_accepted_too(waiter: Waiter) -> None:
    done = waiter.wait(waiter.update("1042"))
    assert [str(change.type_) for change in done.changes or []] == ["Modified"]


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (1.0, [1, 1.5, 2.25, 3.375, 5.0625, 7.59375]),
        (8.0, [8, 12]),
        (0.0, [0, 0.1, 0.15, 0.225, 0.3375]),
        (25.0, [25]),
        (50.0, [50]),
    ],
)
def test_intervals_grow(waiter: Waiter, first: float, expected: list[float]) -> None:
    push = waiter.create()
    before = waiter.questions
    waiter.wait(push, poll_interval=first)
    assert waiter.sleeps[: len(expected)] == pytest.approx(expected)
    assert waiter.questions - before == len(waiter.sleeps)
    assert sum(waiter.sleeps) > 19  # the sandbox's clock goes on by itself, too


@pytest.mark.parametrize(("first", "longest"), [(1.0, 30), (29.0, 30), (40.0, 40)])
def test_intervals_have_a_longest(in_vain: Waiter, first: float, longest: float) -> None:
    with pytest.raises(APITimeoutError):
        in_vain.wait(in_vain.create(), poll_interval=first, timeout=500)
    assert in_vain.sleeps[0] == first
    assert max(in_vain.sleeps) == longest
    assert sum(in_vain.sleeps) == pytest.approx(500)


@pytest.mark.parametrize("timeout", [10, 0.5, 7.3])
def test_the_time_is_up(in_vain: Waiter, timeout: float) -> None:
    push = in_vain.create()
    before = in_vain.questions
    with pytest.raises(APITimeoutError) as caught:
        in_vain.wait(push, timeout=timeout)
    assert sum(in_vain.sleeps) == pytest.approx(timeout)  # it is asked once more when the time is up, not before
    assert in_vain.questions - before == len(in_vain.sleeps)
    assert caught.value.reason == "the push operation is still Pending"
    assert caught.value.operation
    assert (caught.value.operation.push_operation_key, caught.value.operation.status) == (
        push.push_operation_key,
        "Pending",
    )
    assert caught.value.request_sent
    assert push.push_operation_key in str(caught.value)
    assert f"Pending after {timeout:g} s" in str(caught.value)


def test_no_time_at_all(in_vain: Waiter) -> None:
    push = in_vain.create()
    before = in_vain.questions
    with pytest.raises(APITimeoutError) as caught:
        in_vain.wait(push, timeout=0)
    assert caught.value.operation is push
    assert in_vain.questions == before
    assert in_vain.sleeps == []


def test_time_that_questions_and_sleeps_take_counts(in_vain: Waiter) -> None:
    push = in_vain.create()
    in_vain.took, in_vain.oversleep = 3, 2
    started = in_vain.now
    with pytest.raises(APITimeoutError):
        in_vain.wait(push, timeout=20)
    assert 20 <= in_vain.now - started < 30


def test_an_answer_at_the_last_moment_counts(waiter: Waiter) -> None:
    assert waiter.wait(waiter.create(), timeout=20, poll_interval=100).status == "Success"
    assert waiter.sleeps == [20]


def operation(status: str, **fields: Any) -> PushOperation:
    values: dict[str, Any] = {
        "company_id": "company",
        "push_operation_key": "key",
        "data_connection_key": "connection",
        "requested_on_utc": datetime(2026, 1, 1, tzinfo=UTC),
        "status": PushOperationStatus(status),
        "status_code": 200,
    }
    return PushOperation(**{**values, **fields})


@pytest.mark.parametrize("status", ["Success", "Cancelled", "", "pending"])
def test_what_has_ended_costs_no_request(waiter: Waiter, status: str) -> None:
    before = len(waiter.sandbox.requests)
    ended = operation(status)
    assert waiter.wait(ended, timeout=0) is ended
    assert len(waiter.sandbox.requests) == before
    assert waiter.sleeps == []


def test_an_unknown_status_is_an_end(waiter: Waiter) -> None:
    push = waiter.create()
    body = str(push.to_dict()).replace("'", '"').replace("Pending", "Parked").replace("None", "null")
    waiter.sandbox.fail_next(status=200, body=body.encode(), operation="get-push-operation")
    assert waiter.wait(push).status == "Parked"
    assert len(waiter.sleeps) == 1


def test_a_question_is_retried_like_any_call(waiter: Waiter) -> None:
    push = waiter.create()
    waiter.sandbox.fail_next(2, status=503, operation="get-push-operation")
    waiter.sandbox.drop_next(operation="get-push-operation")
    assert waiter.wait(push, poll_interval=30).status == "Success"


def test_retries_may_be_off_for_questions(waiter: Waiter) -> None:
    push = waiter.create()
    waiter.sandbox.fail_next(status=503, operation="get-push-operation")
    with pytest.raises(ServerError) as caught:
        waiter.wait(push, retries=None)
    assert caught.value.attempts == 1


def test_an_operation_that_is_not_found(waiter: Waiter) -> None:
    push = waiter.create()
    push.push_operation_key = "none"
    with pytest.raises(NotFoundError):
        waiter.wait(push)


def test_headers_go_with_every_question(waiter: Waiter) -> None:
    waiter.wait(waiter.create(), headers={"X-Trace": "1"}, poll_interval=12)
    questions = [request for request in waiter.sandbox.requests if request.operation == "get-push-operation"]
    assert [request.headers.get("X-Trace") for request in questions[-2:]] == ["1", "1"]


def test_without_a_limit_the_clients_time_outs_hold(waiter: Waiter) -> None:
    waiter.timeout = httpx.Timeout(None, connect=5)
    waiter.wait(waiter.create(), poll_interval=30)
    assert waiter.timeouts[-1] == {"connect": 5, "read": None, "write": None, "pool": None}


# Questions that fail for as long as the wait goes on


def test_what_fails_until_the_time_is_up_is_the_time_out(in_vain: Waiter) -> None:
    in_vain.retries = RetryConfig(initial_interval=8, max_interval=8, max_elapsed_time=1000)
    push = in_vain.create()
    before = in_vain.questions
    in_vain.sandbox.fail_next(100, status=503, operation="get-push-operation")
    with pytest.raises(APITimeoutError, match=r"after 10 s.*503") as caught:
        in_vain.wait(push, timeout=10)
    assert in_vain.questions - before == 3  # after 1, 5 and 9 s; the next would be asked after 13
    assert sum(in_vain.sleeps) <= 10
    assert caught.value.operation is push
    assert isinstance(caught.value.__cause__, ServerError)
    assert "max_elapsed_time" not in f"{caught.value} {caught.value.__cause__}"  # which nobody has set
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("timeout", [5, 60, 61])  # the client's own policy allows 60 s
def test_the_end_of_the_wait_counts_before_that_of_a_question(in_vain: Waiter, timeout: float) -> None:
    in_vain.retries = RetryConfig()
    push = in_vain.create()
    in_vain.sandbox.fail_next(100, status=503, operation="get-push-operation")
    with pytest.raises(APITimeoutError) as caught:
        in_vain.wait(push, timeout=timeout)
    assert caught.value.operation is push
    assert sum(in_vain.sleeps) <= timeout + 1


def test_a_question_may_also_end_by_its_own_policy(in_vain: Waiter) -> None:
    in_vain.retries = RetryConfig(max_elapsed_time=20)
    push = in_vain.create()
    in_vain.sandbox.fail_next(100, status=503, operation="get-push-operation")
    with pytest.raises(ServerError, match="max_elapsed_time=20 s"):
        in_vain.wait(push, timeout=500)


def test_the_service_asks_to_wait_for_longer_than_is_left(in_vain: Waiter) -> None:
    in_vain.retries = RetryConfig(max_elapsed_time=86_400)
    push = in_vain.create()
    in_vain.sandbox.fail_next(status=429, headers={"Retry-After": "1000"}, operation="get-push-operation")
    with pytest.raises(APITimeoutError, match="1000 s") as caught:
        in_vain.wait(push, timeout=100)
    assert in_vain.sleeps == [1]  # at once, rather than sleep first
    assert caught.value.operation is push
    assert isinstance(caught.value.__cause__, RateLimitError)


@pytest.mark.parametrize("status", [None, 401, 404, 429, 503])
def test_an_error_when_the_time_is_up_is_the_time_out(in_vain: Waiter, status: int | None) -> None:
    push = in_vain.create()
    if status is None:
        in_vain.sandbox.drop_next(100, operation="get-push-operation")
    else:
        in_vain.sandbox.fail_next(100, status=status, operation="get-push-operation")
    with pytest.raises(APITimeoutError) as caught:
        in_vain.wait(push, timeout=10, poll_interval=10, retries=None)
    assert caught.value.operation is push
    assert isinstance(caught.value.__cause__, APIStatusError if status else APIConnectionError)
    assert caught.value.__cause__.status_code == status
    assert sum(in_vain.sleeps) <= 11


@pytest.mark.parametrize(
    ("status", "error"), [(401, AuthenticationError), (403, PermissionDeniedError), (404, NotFoundError)]
)
def test_a_final_error_with_time_left_is_raised_as_it_is(
    in_vain: Waiter, status: int, error: type[APIStatusError]
) -> None:
    push = in_vain.create()
    in_vain.sandbox.fail_next(status=status, operation="get-push-operation")
    with pytest.raises(error):
        in_vain.wait(push, timeout=10)


def test_oversleeping_between_two_tries(in_vain: Waiter) -> None:
    in_vain.retries = RetryConfig(initial_interval=2, max_interval=2)
    push = in_vain.create()
    in_vain.sandbox.fail_next(status=503, operation="get-push-operation")
    in_vain.oversleep = 8
    with pytest.raises(APITimeoutError) as caught:
        in_vain.wait(push, timeout=12)
    assert isinstance(caught.value.__cause__, ServerError)
    assert len(in_vain.sleeps) == 2


def test_a_lost_connection_before_is_the_connections_error(in_vain: Waiter) -> None:
    push = in_vain.create()
    in_vain.sandbox.drop_next(operation="get-push-operation")
    with pytest.raises(APIConnectionError) as caught:
        in_vain.wait(push, timeout=10, poll_interval=1, retries=None)
    assert type(caught.value) is APIConnectionError


# Ids that the service has made up


BAD_IDS: list[tuple[str, Any]] = [
    *[("push_operation_key", value) for value in ("", "..", "\ud800", None, UNSET)],
    *[("company_id", value) for value in ("", ".", UNSET)],
]


@pytest.mark.parametrize(("name", "value"), BAD_IDS)
def test_ids_that_cannot_be_asked_for(waiter: Waiter, name: str, value: Any) -> None:
    push = waiter.create()
    setattr(push, name, value)
    before = len(waiter.sandbox.requests)
    with pytest.raises(ResponseDecodeError, match=f"push operation .* cannot be asked for: .*{name}.*queued") as caught:
        waiter.wait(push)
    assert caught.value.operation is push
    assert caught.value.reason == "the push operation cannot be asked for"
    assert str(caught.value).encode()
    assert len(waiter.sandbox.requests) == before
    assert waiter.sleeps == []


@pytest.mark.parametrize("key", ["", "..", "\ud800", "two\nlines"])
def test_any_key_is_shown_in_one_line(waiter: Waiter, key: str) -> None:
    for status, error in (("Pending", APITimeoutError), ("Failed", PushOperationError)):
        with pytest.raises(error) as caught:
            waiter.wait(operation(status, push_operation_key=key), timeout=0)
        assert len(str(caught.value).encode().splitlines()) == 1


def test_a_header_that_cannot_be_sent_is_the_callers_mistake(waiter: Waiter) -> None:
    with pytest.raises(ValueError, match="headers"):
        waiter.wait(waiter.create(), headers={"X-Trace": "two\nlines"})


BAD: list[tuple[dict[str, Any], type[Exception]]] = [
    *[({"timeout": value}, ValueError) for value in (-1, float("nan"), float("inf"))],
    *[({"timeout": value}, TypeError) for value in ("10", True, httpx.Timeout(5))],
    *[({"poll_interval": value}, ValueError) for value in (-0.1, float("inf"), 10**400)],
    ({"poll_interval": None}, TypeError),
    ({"retries": 3}, TypeError),
]


@pytest.mark.parametrize(("options", "error"), BAD)
@pytest.mark.parametrize("status", ["Pending", "Success"])
def test_bad_arguments(waiter: Waiter, options: dict[str, Any], error: type[Exception], status: str) -> None:
    [name] = options
    with pytest.raises(error, match=name):
        waiter.wait(operation(status), **options)
    assert waiter.sleeps == []


@pytest.mark.parametrize("thing", ["key", None, Response(200, {}, b"", operation("Success"))])
def test_what_is_no_operation(waiter: Waiter, thing: Any) -> None:
    with pytest.raises(TypeError, match="operation must be a PushOperation"):
        waiter.wait(thing)
