"""Addresses, headers, time-outs and retries: what is refused, and what reaches the wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from codat_customers import AsyncCodat, Codat, RetryConfig, ServerError
from tests.support.clients import AT_ONCE

each_client = pytest.mark.parametrize("client", [Codat, AsyncCodat])


class Recorder(httpx.MockTransport):
    """Answers every request, and keeps it."""

    def __init__(self, status: int = 200) -> None:
        super().__init__(self._answer)
        self.requests: list[httpx.Request] = []
        self._status = status

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(self._status, json={"status": "Active"})


def request_of(call: Mapping[str, Any] | None = None, **settings: Any) -> httpx.Request:
    """Return the request of a call."""
    recorder = Recorder()
    with httpx.Client(transport=recorder) as http_client:
        settings = {"api_key": "key", "http_client": http_client, **settings}
        Codat(**settings).customers.get("co", "c1", **(call or {}))
    return recorder.requests[0]


def refuse(error: type[Exception], message: str, **setting: Any) -> None:
    """Check that no client and no call takes a setting, and that nothing is sent."""
    for client in (Codat, AsyncCodat):
        with pytest.raises(error, match=message):
            client("key", **setting)
    recorder = Recorder()
    with httpx.Client(transport=recorder) as http_client, pytest.raises(error, match=message):
        Codat("key", http_client=http_client).customers.get("co", "c1", **setting)
    assert not recorder.requests


class TestServerUrl:
    @pytest.mark.parametrize(
        ("given", "url"),
        [
            (None, "https://api.codat.io/companies/co/data/customers/c1"),
            ("http://localhost:8080", "http://localhost:8080/companies/co/data/customers/c1"),
            ("http://localhost:8080/", "http://localhost:8080/companies/co/data/customers/c1"),
            ("https://proxy.example/codat/v1/", "https://proxy.example/codat/v1/companies/co/data/customers/c1"),
            ("HTTPS://Proxy.Example", "https://proxy.example/companies/co/data/customers/c1"),
            ("http://[::1]:80", "http://[::1]/companies/co/data/customers/c1"),
        ],
    )
    def test_where_requests_go(self, given: str | None, url: str) -> None:
        assert str(request_of(server_url=given).url) == url

    def test_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CODAT_SERVER_URL", "http://from-environment:1")
        assert request_of().url.host == "from-environment"
        assert request_of(server_url="http://argument:1").url.host == "argument"

    @each_client
    @pytest.mark.parametrize(
        "url",
        [
            *("", "api.codat.io", "//api.codat.io", "ftp://api.codat.io", "https://", "https://["),
            *("https://api.codat.io?x=1", "https://api.codat.io#x", "https://user:secret@api.codat.io"),
            *("https://api.codat.io:port", "https://api.codat.io\n", " https://api.codat.io"),
        ],
    )
    def test_what_is_no_address(
        self, client: type[Codat | AsyncCodat], url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with pytest.raises(ValueError, match="server_url") as caught:
            client("key", server_url=url)
        assert "secret" not in str(caught.value)
        monkeypatch.setenv("CODAT_SERVER_URL", url)
        with pytest.raises(ValueError, match="CODAT_SERVER_URL"):
            client("key")

    def test_what_is_no_text(self) -> None:
        url: Any = httpx.URL("https://api.codat.io")
        with pytest.raises(TypeError, match="server_url must be a string, not URL"):
            Codat("key", server_url=url)


class TestHeaders:
    def test_the_call_overrides_the_client_and_the_client_the_sdk(self) -> None:
        request = request_of(
            {"headers": {"x-CALL": "call", "X-Both": "call"}},
            headers={"user-agent": "mine", "X-Client": "client", "x-both": "client"},
        )
        assert request.headers.get_list("User-Agent") == ["mine"]
        assert request.headers.get_list("X-Both") == ["call"]
        assert (request.headers["X-Client"], request.headers["X-Call"]) == ("client", "call")

    def test_the_callers_mapping_may_change_afterwards(self) -> None:
        headers = {"X-Mine": "before"}
        recorder = Recorder()
        with httpx.Client(transport=recorder) as http_client:
            codat = Codat("key", http_client=http_client, headers=headers)
            headers["X-Mine"] = "after"
            codat.customers.get("co", "c1")
        assert recorder.requests[0].headers["X-Mine"] == "before"

    @pytest.mark.parametrize(
        ("headers", "error", "message"),
        [
            ({"Authorization": "Basic x"}, ValueError, "Authorization cannot be set here; pass api_key or auth_header"),
            ({"AUTHORIZATION": "Basic x"}, ValueError, "AUTHORIZATION cannot be set here"),
            ({"idempotency-key": "x"}, ValueError, "idempotency-key cannot be set here; pass idempotency_key"),
            ({"Content-Length": "5"}, ValueError, "Content-Length cannot be set here"),
            ({"Transfer-Encoding": "chunked"}, ValueError, "Transfer-Encoding cannot be set here"),
            ({"X-Mine": "a\r\nX-Evil: b"}, ValueError, r"headers\['X-Mine'\]"),
            ({"X-Mine": "a\nb"}, ValueError, r"headers\['X-Mine'\]"),
            ({"X-Mine": "a\0"}, ValueError, r"headers\['X-Mine'\]"),
            ({"X-Mine": " a"}, ValueError, r"headers\['X-Mine'\]"),
            ({"X-Mine": "ключ"}, ValueError, r"headers\['X-Mine'\]"),
            ({"X Mine": "a"}, ValueError, "'X Mine' is not the name of a header"),
            ({"X-Mine:": "a"}, ValueError, "is not the name of a header"),
            ({"X-Mine\r\n": "a"}, ValueError, "is not the name of a header"),
            ({"": "a"}, ValueError, "is not the name of a header"),
            ({"ключ": "a"}, ValueError, "is not the name of a header"),
            ({"X-Mine": 5}, TypeError, r"headers\['X-Mine'\]"),
            ({"X-Mine": None}, TypeError, r"headers\['X-Mine'\]"),
            ({"X-Mine": b"a"}, TypeError, r"headers\['X-Mine'\]"),
            ({5: "a"}, TypeError, "the name 5 must be a string"),
            ("X-Mine: a", TypeError, "headers must be a mapping"),
            ([("X-Mine", "a")], TypeError, "headers must be a mapping"),
        ],
    )
    def test_what_is_refused(self, headers: Any, error: type[Exception], message: str) -> None:
        refuse(error, message, headers=headers)


class TestTimeout:
    @pytest.mark.parametrize(
        ("client", "call", "sent"),
        [
            ({}, {}, {"connect": 5.0, "read": 30.0, "write": 30.0, "pool": 30.0}),
            ({"timeout": 2}, {}, {"connect": 2, "read": 2, "write": 2, "pool": 2}),
            ({"timeout": 2}, {"timeout": 7.5}, {"connect": 7.5, "read": 7.5, "write": 7.5, "pool": 7.5}),
            ({"timeout": 2}, {"timeout": None}, {"connect": None, "read": None, "write": None, "pool": None}),
            ({"timeout": None}, {}, {"connect": None, "read": None, "write": None, "pool": None}),
            ({}, {"timeout": httpx.Timeout(1, pool=None)}, {"connect": 1, "read": 1, "write": 1, "pool": None}),
        ],
    )
    def test_what_is_in_force(self, client: dict[str, Any], call: dict[str, Any], sent: dict[str, Any]) -> None:
        assert request_of(call, **client).extensions["timeout"] == sent

    @pytest.mark.parametrize(
        ("timeout", "error"),
        [
            *[(value, ValueError) for value in (0, -1, float("nan"), float("inf"), 1e10, httpx.Timeout(5, read=0))],
            *[(value, TypeError) for value in (True, "5", (1, 2, 3, 4))],
        ],
    )
    def test_what_is_refused(self, timeout: Any, error: type[Exception]) -> None:
        refuse(error, "timeout must be", timeout=timeout)


class TestRetries:
    @pytest.mark.parametrize(
        ("client", "call", "tries"),
        [
            (AT_ONCE, {}, 101),  # all that the quota allows
            (AT_ONCE, {"retries": None}, 1),
            (AT_ONCE, {"retries": RetryConfig(strategy="none")}, 1),
            (AT_ONCE, {"retries": RetryConfig(max_elapsed_time=0)}, 1),
            (None, {}, 1),
            (None, {"retries": AT_ONCE}, 101),
        ],
    )
    def test_what_is_in_force(self, client: RetryConfig | None, call: dict[str, Any], tries: int) -> None:
        recorder = Recorder(503)
        with httpx.Client(transport=recorder) as http_client:
            codat = Codat("key", http_client=http_client, retries=client)
            with pytest.raises(ServerError):
                codat.customers.get("co", "c1", **call)
        assert len(recorder.requests) == tries

    @pytest.mark.parametrize("retries", [3, True, "backoff", {"max_elapsed_time": 5}])
    def test_what_is_refused(self, retries: Any) -> None:
        refuse(TypeError, "retries must be a RetryConfig, or None", retries=retries)


@each_client
def test_a_hook_that_cannot_be_called_is_refused(client: type[Codat | AsyncCodat]) -> None:
    hook: Any = "print"
    with pytest.raises(TypeError, match="on_retry must be a function that takes a RetryEvent, not str"):
        client("key", on_retry=hook)
