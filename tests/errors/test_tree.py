"""The error tree: who is whose kind, what each error holds, and how it travels."""

from __future__ import annotations

import copy
import inspect
import io
import pickle

import httpx
import pytest
from codat_customers_api.types import RawResponse

import codat_customers
from codat_customers import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    Codat,
    ConflictError,
    NotFoundError,
    PaymentRequiredError,
    PermissionDeniedError,
    PushOperationError,
    RateLimitError,
    ResponseDecodeError,
    SDKError,
    ServerError,
    UnprocessableEntityError,
    WebhookDecodeError,
    WebhookVerificationError,
    errors,
)
from codat_customers.models import Customer, CustomerStatus, ErrorMessage
from tests.support.calls import FIELDS

TREE = {
    SDKError: Exception,
    APIConnectionError: SDKError,
    APITimeoutError: APIConnectionError,
    APIStatusError: SDKError,
    BadRequestError: APIStatusError,
    AuthenticationError: APIStatusError,
    PaymentRequiredError: APIStatusError,
    PermissionDeniedError: APIStatusError,
    NotFoundError: APIStatusError,
    ConflictError: APIStatusError,
    UnprocessableEntityError: APIStatusError,
    RateLimitError: APIStatusError,
    ServerError: APIStatusError,
    ResponseDecodeError: SDKError,
    PushOperationError: SDKError,
    WebhookVerificationError: SDKError,
    WebhookDecodeError: SDKError,
}

each_error = pytest.mark.parametrize("error_type", TREE)


def full(error_type: type[SDKError]) -> SDKError:
    return error_type(
        "something failed",
        method="GET",
        url="https://api.codat.io/x",
        attempts=3,
        idempotency_key="k-1",
        retry_after=1.5,
        error=ErrorMessage(error="Oh", correlation_id="abc"),
        raw_response=RawResponse(503, httpx.Headers({"X-Mine": "1"}), b"caf\xc3\xa9 \xff"),
        reason="503 Service Unavailable",
    )


def test_the_tree_is_complete() -> None:
    named = {
        value
        for module in (codat_customers, errors)
        for name, value in inspect.getmembers(module, inspect.isclass)
        if issubclass(value, Exception) and not name.startswith("_")
    }
    assert named == set(TREE)
    assert set(errors.__all__) == {error_type.__name__ for error_type in TREE}


@each_error
def test_each_has_its_place_and_says_what_it_is_for(error_type: type[SDKError]) -> None:
    assert error_type.__bases__ == (TREE[error_type],)
    assert error_type.__doc__
    assert len(error_type.__doc__) > 20


@each_error
def test_each_has_all_fields(error_type: type[SDKError]) -> None:
    error = full(error_type)
    assert error.message == str(error) == "something failed"
    assert error.status_code == 503
    assert error.headers is not None
    assert error.headers["x-mine"] == error.headers["X-Mine"] == "1"
    assert error.body == "café \ufffd"
    assert error.correlation_id == "abc"
    assert (error.method, error.url, error.attempts, error.retry_after) == ("GET", "https://api.codat.io/x", 3, 1.5)
    assert error.idempotency_key == "k-1"


@each_error
def test_what_there_is_not_is_none(error_type: type[SDKError]) -> None:
    error = error_type("something failed")
    assert [getattr(error, name) for name in FIELDS[2:]] == [None] * (len(FIELDS) - 2)
    assert error.reason == error_type.__name__


@each_error
def test_each_travels(error_type: type[SDKError]) -> None:
    error = full(error_type)
    error.__cause__ = ValueError("cause")
    for twin in (pickle.loads(pickle.dumps(error)), copy.deepcopy(error), copy.copy(error)):
        assert type(twin) is error_type
        assert [getattr(twin, name) for name in FIELDS] == [getattr(error, name) for name in FIELDS]
        assert len({error, twin}) == 2


def test_pickling_drops_the_cause() -> None:
    error = full(ServerError)
    error.__cause__ = ValueError("cause")
    written = io.BytesIO()
    pickler = pickle.Pickler(written)
    pickler.dispatch_table = {}  # or libraries such as tblib, if imported, pickle exceptions their own way
    pickler.dump(error)
    assert pickle.loads(written.getvalue()).__cause__ is None


class TestMessages:
    """What is said, for a reader at 3 a.m."""

    @pytest.mark.parametrize(
        ("outcome", "reason", "message"),
        [
            (
                httpx.Response(404, json={"error": "No customer c1.", "correlationId": "abc-1"}),
                "404 Not Found",
                (
                    "answered 404 Not Found; No customer c1.; correlation id abc-1; "
                    "check the ids, and that the company's data has been synced"
                ),
            ),
            (
                httpx.Response(429, headers={"Retry-After": "3600"}),
                "429 Too Many Requests",
                "answered 429 Too Many Requests; the service asks to wait 3600 s; call again later",
            ),
            (
                httpx.Response(502, html="<html>Bad gateway</html>"),
                "502 Bad Gateway",
                "answered 502 Bad Gateway; the fault is the service's or a gateway's; call again later",
            ),
            (
                httpx.Response(200, json={"status": 5}),
                "the answer was not as specified",
                (
                    "answered 200, but status: expected a string, got a number; "
                    "compare the answer with the specification, and check server_url or CODAT_SERVER_URL"
                ),
            ),
            (
                httpx.ReadTimeout("timed out"),
                "no complete answer (ReadTimeout)",
                (
                    "got no complete answer: ReadTimeout (timed out); the service may have received it; "
                    "allow more time with timeout="
                ),
            ),
            (
                httpx.ConnectError("[Errno 111] Connection refused"),
                "no complete answer (ConnectError)",
                (
                    "got no complete answer: ConnectError ([Errno 111] Connection refused); nothing was sent; "
                    "check the network, and what stands between, such as a proxy"
                ),
            ),
        ],
    )
    def test_in_full(self, outcome: httpx.Response | Exception, reason: str, message: str) -> None:
        request = "GET http://simulated/companies/co/data/customers/c1"
        error = _error_of(outcome)
        assert str(error) == f"customers.get failed on try 1: {request} {message}"
        assert error.reason == reason

    def test_of_a_create_that_failed_it_advises_no_blind_repeat(self) -> None:
        with httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(500))) as http_client:
            codat = Codat("key", http_client=http_client)
            with pytest.raises(ServerError, match=r"may have acted.*look for the outcome before calling again"):
                codat.customers.create("co", "cn", Customer(status=CustomerStatus.ACTIVE))

    def test_foreign_text_stays_on_one_line_and_short(self) -> None:
        words = "a\r\nb\tc\x1b[31m\u202e\u2028" + "x" * 10_000
        error = _error_of(httpx.Response(500, json={"error": words, "correlationId": words}))
        assert str(error).isprintable()
        assert len(str(error)) < 1000
        assert error.error is not None
        assert error.error.error == words

    def test_a_long_address_is_cut_in_the_message_only(self) -> None:
        error = _error_of(httpx.Response(500), customer="y" * 3000)
        assert len(str(error)) < 600
        assert (error.url or "").endswith("y" * 3000)

    def test_an_address_too_long_for_httpx(self) -> None:
        error = _error_of(httpx.Response(200), customer="y" * 70_000)
        assert isinstance(error, APIConnectionError)
        assert error.request_sent is False
        assert "InvalidURL" in str(error)
        assert error.attempts == 1


class TestErrorMessages:
    """Of the service's own words, what can be read is kept."""

    def test_what_is_damaged_is_left_out(self) -> None:
        body = {
            "statusCode": "four hundred",
            "service": "Api",
            "error": {"not": "a text"},
            "correlationId": "abc",
            "validation": {"errors": [{"message": 5}]},
            "canBeRetried": True,
            "new": 1,
        }
        message = _error_of(httpx.Response(400, json=body)).error
        assert message is not None
        assert message == ErrorMessage(
            service="Api",
            correlation_id="abc",
            additional_properties={
                name: body[name] for name in ("new", "statusCode", "error", "validation", "canBeRetried")
            },
        )

    @pytest.mark.parametrize("status", [302, 400, 404, 418, 429, 499, 500, 503, 520, 999])
    def test_it_is_read_whatever_the_status(self, status: int) -> None:
        message = _error_of(httpx.Response(status, json={"error": "Oh", "statusCode": 1})).error
        assert message == ErrorMessage(error="Oh", status_code=1)

    def test_a_byte_order_mark(self) -> None:
        error = _error_of(httpx.Response(503, content=b'\xef\xbb\xbf{"error":"Oh","correlationId":"abc"}'))
        assert error.correlation_id == "abc"


def _error_of(outcome: httpx.Response | Exception, customer: str = "c1") -> SDKError:
    def answer(request: httpx.Request) -> httpx.Response:
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    with httpx.Client(transport=httpx.MockTransport(answer)) as http_client:
        codat = Codat("key", server_url="http://simulated", http_client=http_client, retries=None)
        with pytest.raises(SDKError) as caught:
            codat.customers.get("co", customer)
    return caught.value
