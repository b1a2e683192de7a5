"""What errors advise: it fits the cause, and only the error that ends a call has it."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, Final

import pytest
import trustme

from codat_customers import AsyncCodat, Codat, RetryConfig, RetryEvent, SDKError
from codat_customers.models import Customer, CustomerStatus
from tests.support.calls import CREATE, DOWNLOAD, FILE, LIST, STREAM, UPDATE, SampleCall, run, server_side
from tests.support.clients import ONE_CONNECTION
from tests.support.server import (
    AtOnce,
    Behaviour,
    Exchange,
    FaultServer,
    answer,
    drip,
    head,
    raw,
    then_reset,
    then_stall,
)

# When a request cannot be written, httpx drops the generator of its body unfinished, of which trio complains.
pytestmark = pytest.mark.filterwarnings("ignore:.*ByteStream.__aiter__:pytest.PytestUnraisableExceptionWarning")

# What happened, without a word of what to do
HAPPENED: Final = (
    r"[\w.]+ failed on try \d+: [A-Z]+ \S+ "
    r"(answered \d+( [A-Z][A-Za-z ]+|, but [^;]+)|"
    r"got no complete answer: \w+ \([^;]+\); (nothing was sent|the service may have received it))"
    r"(; the service asks to wait \d+ s)?"
)
WITH_KEY: Final = (
    "; the request may have arrived: to repeat it, make the same call with idempotency_key='[0-9a-f-]{36}' "
    "within 80 minutes of its first try"
)

PROXY: Final = "the proxy, if HTTPS_PROXY or the http_client names one"
REFUSED: Final = f"nothing listens there: check server_url or CODAT_SERVER_URL, and {PROXY}"
UNKNOWN_HOST: Final = (
    f"the name of the host is not known: check server_url or CODAT_SERVER_URL, the name server, and {PROXY}"
)
SILENT: Final = (
    "nobody answers there: check server_url or CODAT_SERVER_URL, the network and its firewall, "
    "or allow more time with timeout="
)
BROKEN: Final = "check the network, and what stands between, such as a proxy"
SLOW: Final = "allow more time with timeout="
LATER: Final = "the fault is the service's or a gateway's; call again later"
DONE: Final = "the service may have done what was asked; "
UNREADABLE: Final = "compare the answer with the specification, and check server_url or CODAT_SERVER_URL"

LARGE: Final = Customer(status=CustomerStatus.ACTIVE, customer_name="x" * 30_000_000)


def _two_at_once(codat: Codat | AsyncCodat) -> Any:
    if isinstance(codat, AsyncCodat):
        return _two_at_once_async(codat)
    with codat.customers.stream_attachment(*FILE):
        return codat.customers.list("co", timeout=0.1)


async def _two_at_once_async(codat: AsyncCodat) -> None:
    async with codat.customers.stream_attachment(*FILE):
        await codat.customers.list("co", timeout=0.1)


TWO_AT_ONCE: Final = SampleCall("customers.list", "GET", _two_at_once, answer())
CREATE_LARGE: Final = SampleCall(
    "customers.create", "POST", lambda codat: codat.customers.create("co", "cn", LARGE), answer()
)


def _read_nothing(exchange: Exchange) -> bool:
    return exchange.stopped.wait()


@contextmanager
def _nobody() -> Generator[str]:
    """Hold a port that nobody listens on."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{holder.getsockname()[1]}"


@contextmanager
def _full() -> Generator[str]:
    """Listen on a port, but accept nobody, with a queue that is full."""
    with socket.socket() as listener, socket.socket() as first, socket.socket() as second:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for waiting in (first, second):
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def _check(error: SDKError, advice: str, repeat: str) -> None:
    assert re.fullmatch(f"{HAPPENED}; {re.escape(advice)}{repeat}", error.message), error.message


@pytest.mark.parametrize("operation", [LIST, UPDATE, CREATE], ids=["GET", "PUT", "POST"])
class TestNoConnection:
    """Nothing was sent, so it is the same for every method."""

    def test_nobody_listens(self, flavour: str, operation: SampleCall) -> None:
        with _nobody() as url:
            _check(_error(flavour, url, operation), REFUSED, "")

    def test_no_such_host(self, flavour: str, operation: SampleCall, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*args: object, **more: object) -> object:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

        monkeypatch.setattr(socket, "getaddrinfo", refuse)
        _check(_error(flavour, "http://nothing.invalid", operation), UNKNOWN_HOST, "")

    def test_nobody_answers(self, flavour: str, operation: SampleCall) -> None:
        with _full() as url:
            _check(_error(flavour, url, operation, timeout=0.1), SILENT, "")

    def test_an_unknown_certificate(self, flavour: str, operation: SampleCall) -> None:
        advice = "check the certificates that the machine trusts, and server_url or CODAT_SERVER_URL"
        with FaultServer([operation.success], tls=server_side(trustme.CA(), "127.0.0.1")) as server:
            _check(_error(flavour, server.url, operation), advice, "")

    def test_no_tls(self, flavour: str, operation: SampleCall) -> None:
        advice = "TLS is not spoken there as it should be: check server_url or CODAT_SERVER_URL, with its port, and "
        with FaultServer([AtOnce(raw(b"HTTP/1.1 400 Bad Request\r\n\r\n"))]) as server:
            _check(_error(flavour, server.url.replace("http:", "https:"), operation), advice + PROXY, "")

    def test_a_proxy_that_refuses(self, flavour: str, operation: SampleCall) -> None:
        advice = "check the proxy that HTTPS_PROXY or the http_client names, with its user name and password"
        with FaultServer([answer(407)]) as proxy:
            error = _error(flavour, "https://api.codat.invalid", operation, http={"proxy": proxy.url})
        _check(error, advice, "")


@pytest.mark.parametrize(
    ("operation", "behaviour", "advice", "repeat"),
    [
        pytest.param(operation, behaviour, advice, repeat, id=f"{name}-{operation.method}")
        for name, behaviour, advice in [
            ("read time-out", then_stall(b""), SLOW),
            ("read time-out in the body", then_stall(head(200, (), "OK", 100) + b"{"), SLOW),
            ("total time", drip(head(200, (), "OK", 1000), b" " * 1000), SLOW),
            ("reset", then_reset(b""), BROKEN),
            ("closed", raw(b""), BROKEN),
            ("truncated", raw(head(200, (), "OK", 100) + b"{"), BROKEN),
        ]
        for operation, repeat in [(LIST, ""), (UPDATE, ""), (CREATE, WITH_KEY)]
    ],
)
def test_no_complete_answer(
    flavour: str, operation: SampleCall, behaviour: Behaviour, advice: str, repeat: str
) -> None:
    with FaultServer([behaviour]) as server:
        _check(_error(flavour, server.url, operation, timeout=0.1), advice, repeat)


def test_a_write_time_out(flavour: str) -> None:
    with FaultServer([AtOnce(_read_nothing)]) as server:
        error = _error(flavour, server.url, CREATE_LARGE, timeout=0.2)
    _check(error, "check the network, or allow more time with timeout=", WITH_KEY)


def test_too_many_at_once(flavour: str) -> None:
    advice = "too many calls at once share this client; raise its limits or the pool time-out"
    with FaultServer([then_stall(head(200, (), "OK", 100))]) as server:
        _check(_error(flavour, server.url, TWO_AT_ONCE, http=ONE_CONNECTION), advice, "")


def test_an_address_that_cannot_be_sent(flavour: str) -> None:
    """httpx takes no address that is longer than 64 KiB."""
    long = SampleCall("customers.get", "GET", lambda codat: codat.customers.get("co", "y" * 70_000), answer())
    error = _error(flavour, "http://127.0.0.1:9", long)
    assert error.message.endswith("; nothing was sent; check server_url or CODAT_SERVER_URL, and the arguments")


SERVICE: Final = b'{"error":""}'


@pytest.mark.parametrize(
    ("status", "body", "reading", "creating", "repeat"),
    [
        (302, b"", *["redirects are not followed; check server_url or CODAT_SERVER_URL"] * 2, ""),
        (400, SERVICE, *["correct the request"] * 2, ""),
        (401, SERVICE, *["check the API key"] * 2, ""),
        (
            402,
            SERVICE,
            *["the account has reached a limit of its plan; repeating the call will not help"] * 2,
            "",
        ),
        (403, SERVICE, *["check what the API key may access"] * 2, ""),
        (404, SERVICE, *["check the ids, and that the company's data has been synced"] * 2, ""),
        (
            404,
            b"<html>",
            *["this answer is not in the service's form; check server_url or CODAT_SERVER_URL, and the path"] * 2,
            "",
        ),
        (405, SERVICE, *["correct the request"] * 2, ""),
        (407, b"", *["check the user name and the password in the address of the proxy"] * 2, ""),
        (408, b"", "call again later", "", WITH_KEY),
        (
            409,
            SERVICE,
            "sync the company's data first",
            "the first request with this idempotency key is still in progress; wait for it",
            WITH_KEY,
        ),
        (422, SERVICE, "correct the request", "use a new idempotency key for a changed body", ""),
        (429, SERVICE, *["call again later"] * 2, ""),
        (
            500,
            SERVICE,
            LATER,
            (
                "the service may have acted, and repeats this answer for the same idempotency key; "
                "look for the outcome before calling again with another"
            ),
            "",
        ),
        (503, SERVICE, LATER, "the fault is the service's or a gateway's", WITH_KEY),
        (200, b"<html>", UNREADABLE, DONE + UNREADABLE, WITH_KEY),
        (204, b"", UNREADABLE, DONE + UNREADABLE, WITH_KEY),
    ],
)
def test_an_answer(status: int, body: bytes, reading: str, creating: str, repeat: str) -> None:
    with FaultServer([answer(status, body)]) as server:
        _check(_error("sync", server.url, LIST), reading, "")
        error = _error("sync", server.url, CREATE)
    assert re.fullmatch(f"{HAPPENED}{'; ' if creating else ''}{re.escape(creating)}{repeat}", error.message)


class TestRetries:
    """While there is another try, it is said what happened; the advice comes with the end."""

    @pytest.mark.parametrize(
        ("operation", "behaviour", "advice", "repeat"),
        [
            (LIST, answer(503), LATER, ""),
            (CREATE, answer(503), "the fault is the service's or a gateway's", WITH_KEY),
            (LIST, answer(429, SERVICE, [("Retry-After", "0")]), "call again later", ""),
            (CREATE, then_reset(b""), BROKEN, WITH_KEY),
            (DOWNLOAD, answer(503), LATER, ""),
        ],
    )
    def test_the_last_error_alone_has_advice(
        self, flavour: str, operation: SampleCall, behaviour: Behaviour, advice: str, repeat: str
    ) -> None:
        heard: list[str] = []
        at_once = RetryConfig(initial_interval=0, max_interval=0)
        with FaultServer([behaviour]) as server:
            error = _error(flavour, server.url, operation, retries=at_once, on_retry=lambda event: _hear(event, heard))
        end = "no further try: too many calls of this client are failing, and its retry quota is spent; "
        _check(error, end + advice, repeat)
        assert len(heard) == 100
        assert [text for text in heard if not re.fullmatch(HAPPENED, text)] == []

    @pytest.mark.parametrize(("operation", "repeat"), [(LIST, ""), (CREATE, WITH_KEY)], ids=["GET", "POST"])
    def test_the_advice_comes_after_the_reason(self, operation: SampleCall, repeat: str) -> None:
        with FaultServer([answer(503), answer(429, SERVICE, [("Retry-After", "100")])]) as server:
            error = _error("sync", server.url, operation, retries=RetryConfig(initial_interval=0, max_interval=0))
        end = r"; no further try: the next try, in 10\d\.\d s, would begin past max_elapsed_time=60 s; call again later"
        assert re.fullmatch(HAPPENED + end + repeat, error.message), error.message

    def test_a_body_that_breaks_off_while_it_is_read(self, flavour: str) -> None:
        with FaultServer([raw(head(200, (), "OK", 100) + b"{")]) as server:
            _check(_error(flavour, server.url, STREAM), BROKEN, "")


def _hear(event: RetryEvent, heard: list[str]) -> None:
    heard.append(str(event.cause))


def _error(
    flavour: str,
    url: str,
    use: Callable[[Any], Any],
    *,
    retries: RetryConfig | None = None,
    on_retry: Callable[[RetryEvent], object] | None = None,
    **settings: Any,
) -> SDKError:
    with pytest.raises(SDKError) as caught:
        run(flavour, url, use, retries=retries, on_retry=on_retry, **settings)
    return caught.value
