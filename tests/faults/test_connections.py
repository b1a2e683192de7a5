"""Connections that do not come about, that die while idle, and that must not be lost."""

from __future__ import annotations

import itertools
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import trustme

from codat_customers import APIConnectionError, APITimeoutError, RetryEvent, SDKError
from tests.support.calls import (
    CREATE,
    EAGER,
    LIST,
    STREAM,
    UPDATE,
    SampleCall,
    check_error,
    client_side,
    run,
    server_side,
)
from tests.support.clients import ONE_CONNECTION, client_of
from tests.support.server import PAGE, FaultServer, answer, raw, then_close, then_reset

# When a request cannot be written, httpx drops the generator of its body unfinished, of which trio complains.
pytestmark = pytest.mark.filterwarnings("ignore:.*ByteStream.__aiter__:pytest.PytestUnraisableExceptionWarning")

each_operation = pytest.mark.parametrize("operation", [LIST, UPDATE, CREATE], ids=["GET", "PUT", "POST"])


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port that nobody listens on, and that nobody else is given meanwhile."""
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # so that a test may listen on it after all
        holder.bind(("127.0.0.1", 0))
        port: int = holder.getsockname()[1]
        yield port


@each_operation
def test_refused(flavour: str, operation: SampleCall, closed_port: int) -> None:
    with pytest.raises(APIConnectionError, match=r"ConnectError.*nothing was sent") as caught:
        run(flavour, f"http://127.0.0.1:{closed_port}", operation, retries=None)
    assert caught.value.request_sent is False
    assert type(caught.value) is APIConnectionError
    check_error(caught.value)


@each_operation
def test_refused_until_the_server_is_up(flavour: str, operation: SampleCall, closed_port: int) -> None:
    events: list[RetryEvent] = []
    servers: list[FaultServer] = []
    with ExitStack() as stack:

        def bring_up(event: RetryEvent) -> None:
            events.append(event)
            if event.attempt == 2:
                servers.append(stack.enter_context(FaultServer([operation.success], port=closed_port)))

        run(flavour, f"http://127.0.0.1:{closed_port}", operation, on_retry=bring_up)
        assert [len(server.requests) for server in servers] == [1]
        assert len(events) == 2


def test_a_name_that_does_not_resolve(flavour: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **more: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    events: list[RetryEvent] = []
    with pytest.raises(APIConnectionError, match=r"Name or service not known.*nothing was sent") as caught:
        run(flavour, "http://nothing.invalid", CREATE, on_retry=events.append)
    assert caught.value.request_sent is False
    assert "retry quota" in caught.value.message
    assert caught.value.attempts == len(events) + 1 == 101
    check_error(caught.value)


def test_the_addresses_of_a_name_are_tried_in_turn(flavour: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = socket.getaddrinfo

    def find(host: str, *args: Any, **more: Any) -> object:
        names = ["127.0.0.2", "127.0.0.1"] if host in ("two.invalid", b"two.invalid") else [host]
        return [entry for name in names for entry in found(name, *args, **more)]

    monkeypatch.setattr(socket, "getaddrinfo", find)
    with FaultServer([LIST.success]) as server:
        run(flavour, server.url.replace("127.0.0.1", "two.invalid"), LIST, retries=None)
        assert server.requests[0].headers["host"] == f"two.invalid:{server.port}"


class TestTLS:
    def test_a_certificate_of_an_unknown_authority_is_not_tried_again(self, flavour: str) -> None:
        with FaultServer([LIST.success], tls=server_side(trustme.CA(), "127.0.0.1")) as server:
            with pytest.raises(APIConnectionError, match=r"CERTIFICATE_VERIFY_FAILED.*certificates") as caught:
                run(flavour, server.url, LIST)
            assert server.connections == 1
        assert caught.value.attempts == 1
        assert caught.value.request_sent is False
        check_error(caught.value)

    def test_a_certificate_for_another_host_is_not_tried_again(self, flavour: str) -> None:
        authority = trustme.CA()
        with FaultServer([LIST.success], tls=server_side(authority, "elsewhere.invalid")) as server:
            with pytest.raises(APIConnectionError, match=r"certificates") as caught:
                run(flavour, server.url, LIST, http={"verify": client_side(authority)})
            assert server.connections == 1
        check_error(caught.value)

    def test_a_good_certificate(self, flavour: str) -> None:
        authority = trustme.CA()
        with FaultServer([LIST.success], tls=server_side(authority, "127.0.0.1")) as server:
            run(flavour, server.url, LIST, http={"verify": client_side(authority)})
            assert len(server.requests) == 1

    def test_no_tls_where_it_is_due(self, flavour: str) -> None:
        with FaultServer([LIST.success]) as server:
            with pytest.raises(APIConnectionError) as caught:
                run(flavour, server.url.replace("http:", "https:"), LIST, retries=None, timeout=0.1)
            assert not server.requests
        check_error(caught.value)


def test_what_the_caller_was_handling_does_not_count(flavour: str, closed_port: int) -> None:
    events: list[RetryEvent] = []
    try:
        raise ssl.SSLCertVerificationError("an earlier one, of somebody else")
    except ssl.SSLCertVerificationError:
        with pytest.raises(APIConnectionError):
            run(flavour, f"http://127.0.0.1:{closed_port}", LIST, on_retry=events.append)
    assert events, "a refused connection is retried whatever came before the call"


class TestKeptAlive:
    def test_a_connection_that_the_server_closed_while_idle(self, flavour: str) -> None:
        with FaultServer([then_close(CREATE.success), CREATE.success]) as server:
            with client_of(flavour, server.url, retries=EAGER) as codat:
                for _ in range(5):
                    CREATE(codat)
            assert len(set(server.keys)) == 5
            assert server.connections >= 2

    def test_a_connection_that_the_server_closes_when_it_is_used_again(self, flavour: str) -> None:
        with FaultServer([CREATE.success, raw(b""), CREATE.success]) as server:
            with client_of(flavour, server.url, retries=EAGER) as codat:
                CREATE(codat)
                CREATE(codat)
            first, second, again = server.requests
            assert (first.connection, second.connection, again.connection) == (1, 1, 2)
            assert first.key != second.key == again.key

    def test_a_connection_is_used_again_after_an_error(self, flavour: str) -> None:
        with FaultServer([answer(503, b"x" * 1000), answer(429), LIST.success]) as server:
            run(flavour, server.url, LIST)
            assert [request.connection for request in server.requests] == [1, 1, 1]


def test_noise_before_the_answer(flavour: str) -> None:
    noise = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
    body = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(PAGE) + PAGE
    with FaultServer([raw(noise * 3 + body)]) as server:
        run(flavour, server.url, LIST)
        assert len(server.requests) == 1


@pytest.mark.parametrize("operation", [LIST, STREAM], ids=["GET", "stream"])
def test_retried_calls_leak_no_connection(flavour: str, operation: SampleCall) -> None:
    faults = [
        answer(503, b"busy"),
        answer(429, b"", [("Retry-After", "0")]),
        answer(502, b"broken", length=100),
        raw(b"garbage\r\n\r\n"),
        raw(b""),
    ]
    # A single connection: were one not given back, the next call would run into its pool time-out.
    calls = 3 * len(faults)
    script = itertools.chain.from_iterable((faults[n % len(faults)], operation.success) for n in range(calls))
    with FaultServer(script) as server:
        with client_of(flavour, server.url, http=ONE_CONNECTION, retries=EAGER, timeout=10.0) as codat:
            for _ in range(calls):
                operation(codat)
        assert len(server.requests) == 2 * calls
        server.wait_until_unused()


def test_failed_calls_leak_no_connection(flavour: str) -> None:
    failing = [answer(404, b"x" * 10), then_reset(b"HTTP/1.1 200"), answer(200, b"{"), answer(200, b"", length=9)]
    with FaultServer([*failing, LIST.success]) as server:
        with client_of(flavour, server.url, http=ONE_CONNECTION, retries=None, timeout=10.0) as codat:
            for _ in failing:
                with pytest.raises(SDKError) as caught:
                    LIST(codat)
                assert not isinstance(caught.value, APITimeoutError)
            LIST(codat)
        server.wait_until_unused()
