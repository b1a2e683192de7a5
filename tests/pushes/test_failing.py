"""Writes that ended badly: what PushOperationError says, in one line."""

import copy
import pickle
from typing import Any

import pytest

from codat_customers import PushOperationError, SDKError
from codat_customers.models import Customer, CustomerStatus, PushOperation
from tests.pushes.test_waiting import operation
from tests.pushes.waiting import Waiter

UNNAMED = Customer(status=CustomerStatus.ACTIVE)


def item(item_id: str | None = None, message: str | None = None) -> dict[str, Any]:
    return {"itemId": item_id, "message": message, "validatorName": "rules"}


# By name: the status and fields of the operation, and the reasons in the message
REASONS: dict[str, tuple[str, dict[str, Any], str]] = {
    "an error message": ("Failed", {"errorMessage": "No room."}, "No room."),
    "a validation error": ("Failed", {"validation": {"errors": [item("name", "It is empty.")]}}, "name: It is empty."),
    "several": (
        "Failed",
        {
            "errorMessage": "Refused.",
            "validation": {
                "errors": [item("name", "Empty."), item(None, "Not Canadian.")],
                "warnings": [item("phone", "Odd.")],
            },
        },
        "Refused.; name: Empty.; Not Canadian.; phone: Odd.",
    ),
    "the same twice": (
        "Failed",
        {"errorMessage": "Empty.", "validation": {"errors": [item(None, "Empty."), item(None, "Empty.")]}},
        "Empty.",
    ),
    "an item alone": ("Failed", {"validation": {"errors": [item("name")]}}, "name"),
    "line breaks": ("Failed", {"errorMessage": "One\r\n\tTwo\x00\u2028Three"}, "One Two Three"),
    "nothing": ("Failed", {}, "the service gave no reason"),
    "null": ("Failed", {"errorMessage": None, "validation": {"errors": None, "warnings": None}}, "gave no reason"),
    "empty": ("Failed", {"errorMessage": "", "validation": {"errors": [], "warnings": []}}, "gave no reason"),
    "a time-out": ("TimedOut", {}, "may still land"),
    "a time-out with a message": ("TimedOut", {"errorMessage": "Offline."}, "Offline.; the write may still land"),
}


@pytest.mark.parametrize("name", REASONS)
def test_the_reasons_are_in_the_message(waiter: Waiter, name: str) -> None:
    status, fields, expected = REASONS[name]
    failed = PushOperation.from_dict({**operation(status).to_dict(), **fields})
    with pytest.raises(PushOperationError) as caught:
        waiter.wait(failed)
    message = str(caught.value)
    assert expected in message
    assert message.startswith(f"push operation key ended as {status}: ")
    assert caught.value.reason == f"the push operation ended as {status}"
    assert len(message.splitlines()) == 1
    assert caught.value.operation is failed
    assert isinstance(caught.value, SDKError)
    assert caught.value.status_code is None


def test_a_very_long_reason_is_cut_short(waiter: Waiter) -> None:
    failed = PushOperation.from_dict({**operation("Failed").to_dict(), "errorMessage": "x" * 100_000})
    with pytest.raises(PushOperationError) as caught:
        waiter.wait(failed)
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize("status", ["Failed", "TimedOut"])
def test_a_failure_may_be_returned(waiter: Waiter, status: str) -> None:
    failed = operation(status)
    assert waiter.wait(failed, raise_on_failure=False) is failed


def test_a_write_that_the_platform_refuses(waiter: Waiter) -> None:
    push = waiter.create(UNNAMED)
    assert push.status == "Pending"
    with pytest.raises(
        PushOperationError, match=r"The platform refused the customer\.; customerName: .*name"
    ) as caught:
        waiter.wait(push, poll_interval=30)
    assert caught.value.operation
    assert caught.value.operation.status == "Failed"


def test_a_write_that_times_out(in_vain: Waiter) -> None:
    push = in_vain.create(timeout_in_minutes=1)
    with pytest.raises(PushOperationError, match="TimedOut"):
        in_vain.wait(push, poll_interval=59)
    assert in_vain.wait(push, poll_interval=0, raise_on_failure=False).status == "TimedOut"


def test_the_error_travels(waiter: Waiter) -> None:
    with pytest.raises(PushOperationError) as caught:
        waiter.wait(operation("Failed"))
    for twin in (pickle.loads(pickle.dumps(caught.value)), copy.deepcopy(caught.value)):
        assert str(twin) == str(caught.value)
        assert twin.operation == caught.value.operation
