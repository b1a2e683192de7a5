"""What goes in and out: the request as the sandbox read it, the answer before it is sent."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeGuard
from uuid import uuid4

from attrs import field, frozen
from starlette.datastructures import Headers, QueryParams

JsonObject = dict[str, Any]


@frozen(kw_only=True)
class RecordedRequest:
    """A request the sandbox received, for a test to look at.

    Attributes:
        operation: the operationId it was routed to; None for a path or method the API does not have.
        method: in capitals.
        path: as sent, percent-encoded, without the query.
        path_values: the decoded ids in the path, by their names in the contract ("customerId").
        params: the decoded query parameters.
        headers: case-insensitive.
        body: the bytes of the body; empty without one.
        received_at: seconds on the monotonic clock, to measure the time between two tries.
    """

    operation: str | None
    method: str
    path: str
    path_values: Mapping[str, str]
    params: QueryParams
    headers: Headers
    body: bytes
    received_at: float

    def json(self) -> JsonObject:
        """Read the body as a JSON object.

        Raises:
            ValueError: it is none.
        """
        value: object = json.loads(self.body)
        if not is_json_object(value):
            raise ValueError(f"The body is no JSON object: {self.body[:100]!r}")
        return value


@frozen(kw_only=True)
class Answer:
    """What is to be sent.

    Attributes:
        body: the bytes, or chunks of what is too large to hold.
        length: the size of the body in bytes.
        content_type: the type of the body; empty if there is none.
        checked: False for what the contract does not describe, on purpose: it is not compared with it.
    """

    status: int = 200
    body: bytes | Iterable[bytes]
    length: int
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(factory=dict[str, str])
    checked: bool = True


def is_json_object(value: object) -> TypeGuard[JsonObject]:
    return isinstance(value, dict)


class ServiceError(Exception):
    """Stop the handling of a request: the answer is an ErrorMessage with this status and text."""

    def __init__(self, status: int, error: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(error)
        self.answer = json_answer(error_message(status, error), status, headers)


def json_answer(
    value: object, status: int = 200, headers: Mapping[str, str] | None = None, *, checked: bool = True
) -> Answer:
    body = encode(value)
    return Answer(status=status, body=body, length=len(body), headers=headers or {}, checked=checked)


def error_message(status: int, error: str) -> JsonObject:
    return {
        "statusCode": status,
        "service": "Sandbox",
        "error": error,
        "correlationId": uuid4().hex,
        "validation": None,
        "canBeRetried": "Unknown",
        "detailedErrorCode": 0,
    }


def encode(value: object) -> bytes:
    """JSON in UTF-8.

    Raises:
        ValueError: the value holds an infinity or a NaN.
    """
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:  # half a surrogate pair, which only an escape can carry
        return json.dumps(value, allow_nan=False, separators=(",", ":")).encode()
