"""Every fault, met by every kind of request with every kind of client: what is sent, and what is raised."""

from __future__ import annotations

import gzip
import json
import logging
from contextlib import nullcontext
from typing import NamedTuple
from uuid import UUID

import httpx
import pytest

from codat_customers import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    NotFoundError,
    PaymentRequiredError,
    PermissionDeniedError,
    RateLimitError,
    ResponseDecodeError,
    RetryEvent,
    SDKError,
    ServerError,
    UnprocessableEntityError,
)
from tests.support.calls import CREATE, LIST, UPDATE, SampleCall, assert_no_key, check_error, run
from tests.support.flavours import FLAVOURS
from tests.support.server import PAGE, AtOnce, Behaviour, FaultServer, answer, head, raw, then_reset, then_stall

ALL = {"GET", "PUT", "POST"}
SAFE = {"GET", "PUT"}
NONE: set[str] = set()

JSON = (("Content-Type", "application/json"),)
GZIP = (("Content-Encoding", "gzip"),)
BR = (("Content-Encoding", "br"),)
OK = head(200, JSON, "OK", 500)
CHUNKED = head(200, [("Transfer-Encoding", "chunked")], "OK", None)
MESSAGE = b'{"statusCode":1,"service":"Api","error":"No such\\nthing","correlationId":"abc-123","validation":null}'


class Fault(NamedTuple):
    """A row of the table.

    Attributes:
        behaviour: What the server does.
        error: What the call raises without retries.
        retried: The methods for which it is retried.
        status: The status of the error, if there was an answer.
        body: The text of its body.
        correlation_id: What could be read of the body.
        says: A part of the message.
    """

    behaviour: Behaviour | AtOnce
    error: type[SDKError]
    retried: set[str]
    status: int | None = None
    body: str | None = None
    correlation_id: str | None = None
    says: str = ""


def lost(behaviour: Behaviour | AtOnce, says: str, error: type[SDKError] = APIConnectionError) -> Fault:
    return Fault(behaviour, error, ALL, says=says)


def decoded_badly(
    body: bytes, says: str, headers: tuple[tuple[str, str], ...] = JSON, text: str | None = None
) -> Fault:
    text = body.decode("utf-8", "replace") if text is None else text
    return Fault(answer(200, body, headers), ResponseDecodeError, NONE, 200, text[: 64 * 1024], says=says)


def status(code: int, error: type[SDKError], retried: set[str], says: str = "") -> Fault:
    return Fault(
        answer(code, MESSAGE, JSON), error, retried, code, MESSAGE.decode(), "abc-123", says or "No such thing"
    )


def broken_message(body: bytes, text: str | None = None, correlation_id: str | None = None) -> Fault:
    text = body.decode("utf-8", "replace") if text is None else text
    return Fault(answer(503, body, JSON), ServerError, ALL, 503, text, correlation_id, "503 Service Unavailable")


def redirect(location: str, code: int = 302) -> Fault:
    return Fault(
        answer(code, b"elsewhere", [("Location", location)]),
        APIStatusError,
        NONE,
        code,
        "elsewhere",
        says="not followed",
    )


def page_with(**fields: object) -> bytes:
    return json.dumps({**json.loads(PAGE), **fields}).encode()


FAULTS = {
    # No complete answer
    "accepts, then closes": lost(AtOnce(raw(b"")), "may have received it"),
    "closes after the request": lost(raw(b""), "Server disconnected without sending a response"),
    "resets after the request": lost(then_reset(b""), "check the network"),
    "resets amid the headers": lost(then_reset(b"HTTP/1.1 200 OK\r\nConte"), "may have received it"),
    "resets amid the body": lost(then_reset(OK + b'{"results"'), "may have received it"),
    "body shorter than its Content-Length": lost(answer(200, b'{"results"', length=500), "peer closed connection"),
    "truncated chunk": lost(raw(CHUNKED + b'20\r\n{"results"'), "peer closed connection"),
    "chunks without the last": lost(raw(CHUNKED + b'3\r\n{"r\r\n'), "peer closed connection"),
    "chunk of no size": lost(raw(CHUNKED + b"zz\r\nabc\r\n"), "RemoteProtocolError"),
    "stalls before the headers": lost(then_stall(b""), "timeout=", APITimeoutError),
    "stalls amid the headers": lost(then_stall(b"HTTP/1.1 200 OK\r\n"), "timeout=", APITimeoutError),
    "stalls amid the body": lost(then_stall(OK + b'{"results"'), "timeout=", APITimeoutError),
    "garbage instead of HTTP": lost(raw(b"\x16\x03\x01 garbage\r\n\r\n" * 5), "RemoteProtocolError"),
    "HTTP/0.9": lost(raw(PAGE), "RemoteProtocolError"),
    "a status that is no number": lost(raw(b"HTTP/1.1 OK 200\r\n\r\n"), "RemoteProtocolError"),
    "100,000 headers": lost(answer(200, PAGE, [(f"X-{n}", "y") for n in range(100_000)]), "RemoteProtocolError"),
    "101 nobody asked for": lost(
        raw(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"), "RemoteProtocolError"
    ),
    "conflicting lengths": lost(
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"), "Content-Length"
    ),
    "truncated gzip": lost(answer(200, gzip.compress(PAGE)[:-9], GZIP), "ended early"),
    # A success that is none
    "204 where a body is due": Fault(
        raw(b"HTTP/1.1 204 No Content\r\n\r\n"), ResponseDecodeError, NONE, 204, "", says="no body"
    ),
    "200 with nothing": decoded_badly(b"", "got nothing"),
    "200 with HTML typed as JSON": decoded_badly(b"<html>Sign in</html>", "expected JSON"),
    "200 with half of a JSON text": decoded_badly(PAGE[:50], "expected JSON"),
    "200 with an array": decoded_badly(b"[]", "expected an object, got an array"),
    "200 with a string": decoded_badly(b'"x"', "expected an object, got a string"),
    "200 with null": decoded_badly(b"null", "expected an object, got null"),
    "200 with a number": decoded_badly(b"5", "expected an object, got a number"),
    "200 with NaN": decoded_badly(b"NaN", "expected JSON"),
    "200 nested 200,000 deep": decoded_badly(b"[" * 200_000 + b"]" * 200_000, "nested too deeply"),
    "200 with a property nested 200,000 deep": decoded_badly(
        page_with().replace(b"{", b'{"x":' + b'{"x":' * 200_000 + b"1" + b"}" * 200_000 + b",", 1), "nested too deeply"
    ),
    "200 with a number of 10,000 digits": decoded_badly(
        page_with().replace(b"100", b"1" * 10_000), "pageSize: expected a number, got one out of all bounds"
    ),
    "200 in invalid UTF-8": decoded_badly(PAGE.replace(b"Ada", b"\xff\xfe"), "expected JSON in UTF-8"),
    "200 that says gzip and is not": decoded_badly(PAGE, "not valid gzip", GZIP, ""),
    "200 in a coding nobody asked for": decoded_badly(PAGE, "content coding 'br'", BR, ""),
    # Redirects
    "redirect to another host": redirect("http://127.0.0.1:1/"),
    "redirect without a Location": Fault(answer(301, b""), APIStatusError, NONE, 301, ""),
    "304": Fault(raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"), APIStatusError, NONE, 304, ""),
    # Statuses
    "400": status(400, BadRequestError, NONE, "correct the request"),
    "401": status(401, AuthenticationError, NONE, "check the API key"),
    "402": status(402, PaymentRequiredError, NONE, "limit of its plan"),
    "403": status(403, PermissionDeniedError, NONE),
    "404": status(404, NotFoundError, NONE),
    "405": status(405, APIStatusError, NONE, "405 Method Not Allowed"),
    "408": status(408, APIStatusError, ALL),
    "409": status(409, ConflictError, NONE),
    "418": status(418, APIStatusError, NONE),
    "422": status(422, UnprocessableEntityError, NONE),
    "429": status(429, RateLimitError, ALL),
    "499": status(499, APIStatusError, NONE, "answered 499;"),
    "500": status(500, ServerError, SAFE),
    "501": status(501, ServerError, ALL),
    "502": status(502, ServerError, ALL),
    "503": status(503, ServerError, ALL),
    "504": status(504, ServerError, ALL),
    "520": status(520, ServerError, ALL, "answered 520;"),
    "599": status(599, ServerError, ALL),
    "600": status(600, APIStatusError, NONE),
    "999": status(999, APIStatusError, NONE),
    "no reason phrase": Fault(answer(503, b"", reason=""), ServerError, ALL, 503, ""),
    # The bodies of errors
    "error in HTML": broken_message(b"<html><h1>Bad\r\n gateway</h1></html>"),
    "error without a body": broken_message(b""),
    "error with other JSON": broken_message(b'{"detail":"x","correlation_id":"y"}'),
    "error with an array": broken_message(b'[{"error":"x"}]'),
    "error with wrong types": broken_message(
        b'{"statusCode":"503","error":["x"],"validation":{"errors":5},"correlationId":"kept"}', correlation_id="kept"
    ),
    "error of which nothing can be read": broken_message(b'{"error":5,"correlationId":{}}'),
    "error with null everywhere": broken_message(b'{"error":null,"correlationId":null,"statusCode":null}'),
    "error broken off in its JSON": broken_message(b'{"error":"x","correlationId":"y"'),
    "error in invalid UTF-8": broken_message(b'{"error":"\xff","correlationId":"kept"}', correlation_id="kept"),
    "error nested 50,000 deep": broken_message(b"[" * 50_000),
    "error with a body that breaks off": Fault(
        answer(503, b'{"error":"x"', length=99), ServerError, ALL, 503, '{"error":"x"'
    ),
    "error with a body that stalls": Fault(
        then_stall(head(503, JSON, "", 99) + b'{"error":"x"'), ServerError, ALL, 503, '{"error":"x"'
    ),
    "error with gzip": Fault(
        answer(503, gzip.compress(MESSAGE), GZIP),
        ServerError,
        ALL,
        503,
        MESSAGE.decode(),
        "abc-123",
    ),
    "error with gzip that is not": Fault(answer(503, MESSAGE, GZIP), ServerError, ALL, 503, ""),
    "error in a coding nobody asked for": Fault(answer(503, MESSAGE, BR), ServerError, ALL, 503, ""),
    "500 whose body is lost": Fault(answer(500, b"x", length=99), ServerError, SAFE, 500, "x"),
}

# When a request cannot be written, httpx drops the generator of its body unfinished, of which trio complains.
pytestmark = pytest.mark.filterwarnings("ignore:.*ByteStream.__aiter__:pytest.PytestUnraisableExceptionWarning")

OPERATIONS = {"GET": LIST, "PUT": UPDATE, "POST": CREATE}


def cases(shift: int) -> pytest.MarkDecorator:
    """Let each fault meet each kind of request, each on another kind of client, and the next fault on the next.

    What is decided after a fault knows nothing of the kind of client, and how a client reads knows nothing of the
    request: so all pairs meet, among them each fault with each client, but not all threes.
    """
    return pytest.mark.parametrize(
        ("flavour", "operation", "fault"),
        [
            pytest.param(flavour, operation, fault, id=f"{name}-{method}-{flavour}")
            for row, (name, fault) in enumerate(FAULTS.items())
            for column, (method, operation) in enumerate(OPERATIONS.items())
            for flavour in (FLAVOURS[(row + column + shift) % len(FLAVOURS)],)
        ],
    )


@cases(shift=0)
def test_the_error(flavour: str, operation: SampleCall, fault: Fault, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with FaultServer([fault.behaviour]) as server:
        with pytest.raises(fault.error) as caught:
            run(flavour, server.url, operation, retries=None, timeout=_timeout(fault))
        assert len(server.requests) == (0 if isinstance(fault.behaviour, AtOnce) else 1)
    error = caught.value
    assert type(error) is fault.error
    assert error.status_code == fault.status
    assert error.body == fault.body
    assert error.correlation_id == fault.correlation_id
    assert error.attempts == 1
    assert error.method == operation.method
    assert fault.says in error.message
    check_error(error)
    assert_no_key(*(record.getMessage() for record in caplog.records))
    answered_badly = isinstance(error, APIStatusError)
    assert (error.__cause__ is None) == answered_badly
    if isinstance(error, APIConnectionError):
        assert error.request_sent


@cases(shift=1)
def test_the_tries(flavour: str, operation: SampleCall, fault: Fault) -> None:
    events: list[RetryEvent] = []
    retried = operation.method in fault.retried
    tries = 3 if retried else 1
    with FaultServer([fault.behaviour, fault.behaviour, operation.success]) as server:
        with nullcontext() if retried else pytest.raises(fault.error, match="on try 1"):
            run(flavour, server.url, operation, timeout=_timeout(fault), on_retry=events.append)
        assert len(server.requests) == (1 if isinstance(fault.behaviour, AtOnce) else tries)
        assert server.connections <= tries
        (key,) = set(server.keys)
    assert (key is not None and UUID(key).version == 4) if operation.method == "POST" else key is None
    assert [(event.attempt, event.operation) for event in events] == [(n, operation.name) for n in range(1, tries)]
    for event in events:
        assert type(event.cause) is fault.error
        check_error(event.cause)
        assert_no_key(repr(event))


def _timeout(fault: Fault) -> httpx.Timeout:
    # Only what stalls is to run into a time-out, and only into that, however busy the machine.
    stalls = fault in (FAULTS[name] for name in FAULTS if "stalls" in name)
    return httpx.Timeout(5.0, read=0.2 if stalls else 5.0)
