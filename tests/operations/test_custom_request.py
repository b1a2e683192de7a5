"""``request``, for what has no method: it sends what it is told, and is a call like any other in all else."""

from __future__ import annotations

import gzip
import json
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import pytest

from codat_customers import APITimeoutError, NotFoundError, RateLimit, ResponseDecodeError, ServerError
from codat_customers.models import CustomerStatus
from codat_customers.queries import where
from codat_customers.sandbox import Sandbox
from tests.operations.callers import Call
from tests.support.calls import EAGER, check_error
from tests.support.clients import client_of
from tests.support.flavours import in_turn
from tests.support.server import Behaviour, FaultServer, answer, head, slowly, then_close

KEY = "d2f7a6c9-18e4-4b50-9c3a-f5b06e71d824"
JSON = ("Content-Type", "application/json; charset=utf-8")
PARSED: dict[str, object] = {"results": [], "size": 1.5}
BODY = json.dumps(PARSED).encode()


class Sent(NamedTuple):
    """Arguments, and the request that they make."""

    arguments: tuple[Any, ...]
    options: dict[str, Any]
    first_line: tuple[str, str]
    body: bytes = b""
    headers: dict[str, str | None] = {}  # noqa: RUF012  (read only)


PARAMS: dict[str, Any] = {
    "page": 1,
    "ratio": 0.5,
    "deep": False,
    "query": where(status=CustomerStatus.ACTIVE) & where(customerName="A+B %é"),
    "tag": ["a&b", 2, True],
    "pair": ("x",),
    "no value": "",
    "none": None,
}
TAGS = "&tag=a%26b&tag=2&tag=true&pair=x&no%20value="
EMPTY: list[object] = [{}, [], 0, False, "", "text"]
SENT: dict[str, Sent] = {
    "a path": Sent(("GET", "/companies"), {}, ("GET", "/companies"), headers={"accept": "application/json"}),
    "lower case": Sent(("delete", "/companies/c"), {}, ("DELETE", "/companies/c"), headers={"idempotency-key": None}),
    "encoded": Sent(
        ("GET", "/a%2Fb/%C3%BC/c.d/~e:@!$&'()*+,;=-_/..."), {}, ("GET", "/a%2Fb/%C3%BC/c.d/~e:@!$&'()*+,;=-_/...")
    ),
    "a slash at the end": Sent(("GET", "/companies/"), {}, ("GET", "/companies/")),
    "parameters": Sent(
        ("GET", "/companies"),
        {"params": PARAMS},
        (
            "GET",
            "/companies?page=1&ratio=0.5&deep=false&query=status%3DActive%26%26customerName%3DA%2BB%20%25%C3%A9" + TAGS,
        ),
    ),
    "no parameters": Sent(("OPTIONS", "/"), {"params": {"none": None}}, ("OPTIONS", "/")),
    "an object": Sent(
        ("PUT", "/x"),
        {"json": {"a": [1, None, 0.5, "é"]}},
        ("PUT", "/x"),
        b'{"a":[1,null,0.5,"\\u00e9"]}',
        {"content-type": "application/json"},
    ),
    **{
        f"the JSON {value!r}": Sent(("POST", "/x"), {"json": value}, ("POST", "/x"), json.dumps(value).encode())
        for value in EMPTY
    },
    "no JSON": Sent(("POST", "/x"), {"json": None}, ("POST", "/x"), headers={"content-type": None}),
    "a key": Sent(("POST", "/x"), {"idempotency_key": KEY}, ("POST", "/x"), headers={"idempotency-key": KEY}),
    "a key as UUID": Sent(
        ("PATCH", "/x"), {"idempotency_key": UUID(KEY)}, ("PATCH", "/x"), headers={"idempotency-key": KEY}
    ),
    "headers": Sent(
        ("PATCH", "/x"),
        {"json": [], "headers": {"Accept": "text/csv", "Content-Type": "application/json-patch+json", "X-One": "1"}},
        ("PATCH", "/x"),
        b"[]",
        {"accept": "text/csv", "content-type": "application/json-patch+json", "x-one": "1"},
    ),
}


@in_turn("name", SENT)
def test_what_is_sent(flavour: str, name: str) -> None:
    sent = SENT[name]
    with FaultServer([answer(200)]) as server, client_of(flavour, server.url) as codat:
        response = codat.request(*sent.arguments, **sent.options)
    [request] = server.requests
    assert (request.method, request.target) == sent.first_line
    assert request.body == sent.body
    assert request.headers["authorization"] == "Basic dGVzdA=="
    assert request.headers["user-agent"].startswith("codat-customers/")
    assert {header: request.headers.get(header) for header in sent.headers} == sent.headers
    assert response.idempotency_key == request.key
    assert (request.key is not None) is (request.method in ("POST", "PATCH"))


def test_a_server_with_a_path_of_its_own(flavour: str) -> None:
    with FaultServer([answer(200)]) as server, client_of(flavour, f"{server.url}/proxy") as codat:
        codat.request("GET", "/companies")
    assert server.requests[0].target == "/proxy/companies"


ANSWERED: dict[str, tuple[Behaviour, str, object, bytes]] = {
    "JSON": (answer(200, BODY, [JSON]), "GET", PARSED, BODY),
    "JSON of another type": (answer(201, BODY, [("Content-Type", "Application/Problem+JSON")]), "PUT", PARSED, BODY),
    "JSON of no type": (answer(203, BODY), "GET", PARSED, BODY),
    "JSON in gzip": (
        answer(200, gzip.compress(BODY), [JSON, ("Content-Encoding", "gzip")]),
        "GET",
        PARSED,
        BODY,
    ),
    "null": (answer(200, b"null", [JSON]), "GET", None, b"null"),
    "no body": (answer(200, b"", [JSON]), "POST", None, b""),
    "no content": (answer(204), "DELETE", None, b""),
    "reset content": (answer(205), "GET", None, b""),
    "headers alone": (answer(200, b"", [JSON]), "HEAD", None, b""),
    "accepted": (answer(202, BODY, [JSON]), "POST", PARSED, BODY),
    "text": (answer(200, b"a,b\n", [("Content-Type", "text/csv")]), "GET", b"a,b\n", b"a,b\n"),
    "a file": (answer(200, b"\xff{", [("Content-Type", "application/pdf")]), "GET", b"\xff{", b"\xff{"),
}


@in_turn("name", ANSWERED)
def test_what_is_answered(flavour: str, name: str) -> None:
    behaviour, method, parsed, content = ANSWERED[name]
    with FaultServer([behaviour]) as server, client_of(flavour, server.url) as codat:
        response = codat.request(method, "/x")
    assert (response.parsed, response.content, response.attempts) == (parsed, content, 1)
    assert 200 <= response.status_code < 210
    assert response.headers["CONTENT-LENGTH"]


@pytest.mark.parametrize("headers", [[], [JSON]])
def test_what_should_be_json_and_is_none(flavour: str, headers: list[tuple[str, str]]) -> None:
    said = "request failed on try 1: GET .*/x answered 200, but the body: expected JSON"
    with (
        FaultServer([answer(200, b"<html>", headers)]) as server,
        client_of(flavour, server.url) as codat,
        pytest.raises(ResponseDecodeError, match=said) as caught,
    ):
        codat.request("GET", "/x")
    assert caught.value.body == "<html>"


def test_an_error_is_that_of_every_call(flavour: str) -> None:
    body = json.dumps({"error": "No such thing.", "correlationId": "C-1"}).encode()
    with (
        FaultServer([answer(404, body, [JSON])]) as server,
        client_of(flavour, server.url, "s3cr3t-0123456789-k3y") as codat,
        pytest.raises(NotFoundError) as caught,
    ):
        codat.request("GET", "/things/7", params={"page": 1})
    error = caught.value
    url = f"{server.url}/things/7?page=1"
    assert str(error).startswith(f"request failed on try 1: GET {url} answered 404 Not Found; No such thing.; ")
    assert error.correlation_id == "C-1"
    check_error(error)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_it_is_tried_again(flavour: str, method: str) -> None:
    cut_off = then_close(lambda exchange: bool(exchange.send(head(200, [JSON], "OK", len(BODY)), BODY[:5])))
    events: list[Any] = []
    with (
        FaultServer([answer(503), cut_off, answer(200, BODY, [JSON])]) as server,
        client_of(flavour, server.url, retries=EAGER, on_retry=events.append) as codat,
    ):
        response = codat.request(method, "/x", json={"a": 1})
    assert (response.parsed, response.attempts) == (PARSED, 3)
    assert len({(request.body, request.key) for request in server.requests}) == 1
    assert [event.operation for event in events] == ["request"] * 2


def test_settings_of_one_call(flavour: str) -> None:
    behaviours = [answer(503), slowly(answer(200), 5)]
    with FaultServer(behaviours) as server, client_of(flavour, server.url, retries=EAGER) as codat:
        with pytest.raises(ServerError):
            codat.request("GET", "/x", retries=None)
        with pytest.raises(APITimeoutError, match="request failed on try 1"):
            codat.request("GET", "/x", retries=None, timeout=0.05)
    assert len(server.requests) == 2


def test_what_the_answer_says_of_the_quota(flavour: str) -> None:
    headers = [("X-Rate-Limit-Limit", "1000"), ("X-Rate-Limit-Remaining", "7")]
    with FaultServer([answer(200, b"", headers)]) as server, client_of(flavour, server.url) as codat:
        codat.request("GET", "/x")
        assert isinstance(codat.rate_limit, RateLimit)
        assert codat.rate_limit.remaining == 7


REFUSED: dict[str, tuple[tuple[Any, ...], dict[str, Any], type[Exception], str]] = {
    "no method": (("FETCH", "/x"), {}, ValueError, "method must be one of GET, HEAD, .*, not 'FETCH'"),
    "a method that is none": ((b"GET", "/x"), {}, TypeError, "method must be of type str"),
    "a path that is none": (("GET", None), {}, TypeError, "path must be of type str"),
    "no path": (("GET", ""), {}, ValueError, "path must begin with one slash"),
    "no slash": (("GET", "companies"), {}, ValueError, "path must begin with one slash"),
    "another host": (
        ("GET", "https://evil.example/companies"),
        {},
        ValueError,
        "path must begin with one slash.* server_url, the only one that gets the key",
    ),
    "another host of the same scheme": (("GET", "//evil.example/"), {}, ValueError, "path must begin with one slash"),
    "a query": (("GET", "/x?page=1"), {}, ValueError, "give a query as params"),
    "a fragment": (("GET", "/x#y"), {}, ValueError, "without query and fragment"),
    "a backslash": (("GET", "/\\evil.example"), {}, ValueError, "must be percent-encoded"),
    "a space": (("GET", "/a b"), {}, ValueError, r"urllib.parse.quote\(id, safe=''\)"),
    "a line break": (("GET", "/x HTTP/1.1\r\nX: y"), {}, ValueError, "must be percent-encoded"),
    "a line break at the end": (("GET", "/x\n"), {}, ValueError, "must be percent-encoded"),
    "a letter beyond ASCII": (("GET", "/ü"), {}, ValueError, "must be percent-encoded"),
    "half an escape": (("GET", "/100%"), {}, ValueError, "must be percent-encoded"),
    "braces": (("GET", "/companies/{companyId}"), {}, ValueError, "must be percent-encoded"),
    "dots": (("GET", "/companies/../admin"), {}, ValueError, "no segments of dots"),
    "a dot": (("GET", "/companies/."), {}, ValueError, "no segments of dots"),
    "encoded dots": (("GET", "/companies/%2e%2E/admin"), {}, ValueError, "no segments of dots"),
    "half encoded dots": (("GET", "/.%2e"), {}, ValueError, "no segments of dots"),
    "parameters that are a string": (("GET", "/x"), {"params": "page=1"}, TypeError, "params must be a mapping"),
    "parameters that are pairs": (("GET", "/x"), {"params": [("page", 1)]}, TypeError, "params must be a mapping"),
    "the name of a parameter": (("GET", "/x"), {"params": {1: "a"}}, TypeError, "a name in params must be"),
    "an object as parameter": (
        ("GET", "/x"),
        {"params": {"a": {}}},
        TypeError,
        r"params\['a'\] must be of type str, int",
    ),
    "null in a list": (("GET", "/x"), {"params": {"a": ["b", None]}}, TypeError, r"params\['a'\]\[1\] must be"),
    "an empty list": (("GET", "/x"), {"params": {"a": []}}, ValueError, r"params\['a'\] must hold a value"),
    "a number that is none": (("GET", "/x"), {"params": {"a": float("nan")}}, ValueError, "must be finite"),
    "half a character": (("GET", "/x"), {"params": {"a": "\ud800"}}, ValueError, "surrogate"),
    "JSON that is none": (("POST", "/x"), {"json": {"a": object()}}, ValueError, "request: the body cannot be written"),
    "NaN": (("POST", "/x"), {"json": [float("nan")]}, ValueError, "request: the body cannot be written"),
    "a key for a GET": (("GET", "/x"), {"idempotency_key": KEY}, ValueError, "POST and PATCH, not with GET"),
    "an empty key": (("POST", "/x"), {"idempotency_key": ""}, ValueError, "idempotency_key must not be empty"),
    "a key that is none": (("POST", "/x"), {"idempotency_key": 7}, TypeError, "idempotency_key must be"),
    "a key that no header takes": (("POST", "/x"), {"idempotency_key": "a\nb"}, ValueError, "sent in a header"),
    "the key of the client": (
        ("GET", "/x"),
        {"headers": {"Authorization": "x"}},
        ValueError,
        "Authorization cannot be",
    ),
    "a policy that is none": (("GET", "/x"), {"retries": 3}, TypeError, "retries must be a RetryConfig"),
    "no time": (("GET", "/x"), {"timeout": 0}, ValueError, "timeout must be above zero"),
}


@in_turn("name", REFUSED)
def test_what_is_refused_before_anything_is_sent(flavour: str, name: str) -> None:
    arguments, options, error, message = REFUSED[name]
    with (
        FaultServer([answer(200)]) as server,
        client_of(flavour, server.url) as codat,
        pytest.raises(error, match=message),
    ):
        codat.request(*arguments, **options)
    assert not server.requests


def test_the_sandbox_answers_it_as_it_answers_the_methods(call: Call, sandbox: Sandbox) -> None:
    path = f"/companies/{sandbox.company_id}/data/customers"
    query = where(status="Active")
    page = call("request", "GET", path, params={"query": query}).parsed
    assert page["results"]
    assert page == call("customers.list", sandbox.company_id, query=query).to_dict()


def test_a_repeated_key_creates_nothing_twice(call: Call, sandbox: Sandbox) -> None:
    company = sandbox.company_ids[1]
    path = f"/companies/{company}/connections/{sandbox.connection_ids[company]}/push/customers"
    body, key = {"customerName": "Ada", "status": "Active"}, uuid4()
    pushes = [call("request", "POST", path, json=body, idempotency_key=key) for _ in range(2)]
    assert pushes[0].parsed["pushOperationKey"] == pushes[1].parsed["pushOperationKey"]
    assert pushes[0].idempotency_key == str(key)
