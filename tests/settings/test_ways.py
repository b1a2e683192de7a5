"""The ways of a request: by a transport of the client's own, or by an httpx client for the sake of its proxies."""

from __future__ import annotations

import shutil
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from functools import partial, wraps
from pathlib import Path
from socket import SHUT_RDWR, create_connection, socket
from typing import Any, Final
from urllib.request import getproxies

import httpx
import pytest
import trustme

from codat_customers import APIConnectionError, Codat
from tests.support.calls import CREATE, GET, KEY, LIST, STREAM, UPDATE, SampleCall, check_error, server_side
from tests.support.clients import client_of
from tests.support.server import (
    CUSTOMER,
    Behaviour,
    Exchange,
    FaultServer,
    Received,
    raw,
    then_reset,
    then_stall,
)

CALLS: Final = [LIST, GET, CREATE, UPDATE, STREAM]

each_call = pytest.mark.parametrize("operation", CALLS, ids=lambda operation: operation.name)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what the machine itself has."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    assert not getproxies()


@pytest.fixture
def authority(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> trustme.CA:
    """An authority that the environment tells httpx to trust."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return authority


@each_call
def test_all_ways_send_the_same(flavour: str, operation: SampleCall, monkeypatch: pytest.MonkeyPatch) -> None:
    by_own, by_given, by_proxy = (FaultServer([operation.success]) for _ in range(3))
    with by_own, by_given, by_proxy:
        with client_of(flavour, by_own.url) as codat:
            operation(codat)
        with client_of(flavour, by_given.url, http={}) as codat:
            operation(codat)
        monkeypatch.setenv("HTTP_PROXY", by_proxy.url)
        with client_of(flavour, "http://nothing.invalid", retries=None) as codat:
            operation(codat)
    assert [comparable(by_own.requests), comparable(by_proxy.requests)] == [comparable(by_given.requests)] * 2


def comparable(requests: list[Received]) -> list[tuple[str, str, list[tuple[str, str]], bytes]]:
    """Return the requests with their headers in order, without what differs by its nature."""
    own: dict[str, str] = dict.fromkeys(("host", "idempotency-key", "user-agent"), "-")
    return [
        (
            request.method,
            request.target[request.target.index("/companies") :],
            [(name, own.get(name, value)) for name, value in request.headers.items()],
            request.body,
        )
        for request in requests
    ]


def test_the_transport_is_given_all_that_a_client_would_give_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mocks and instrumentation take its place, whoever calls it."""
    seen: list[httpx.Request] = []

    def answer_at_once(_: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, content=CUSTOMER, headers={"X-Request-Id": "r1"})

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", answer_at_once)
    with Codat("key", server_url="https://nothing.invalid:8443/base", timeout=7.0) as codat:
        assert codat.customers.get("a/b", "c 1").customer_name == "Ada"
    [request] = seen
    assert request.method == "GET"
    assert str(request.url) == "https://nothing.invalid:8443/base/companies/a%2Fb/data/customers/c%201"
    assert request.url.params == httpx.QueryParams()
    assert request.headers["host"] == "nothing.invalid:8443"
    assert request.headers["authorization"].startswith("Basic ")
    assert set(request.extensions["timeout"]) == {"connect", "read", "write", "pool"}
    assert request.extensions["timeout"]["read"] == pytest.approx(7.0, abs=0.5)
    assert request.read() == b""


class _Posing:
    """Stands in the place of a method, as what traces requests does."""

    def __init__(self, method: Any, seen: list[str]) -> None:
        self.method = method
        self.seen = seen

    def __getattr__(self, name: str) -> Any:
        return getattr(self.method, name)

    def __get__(self, instance: object, owner: type) -> Any:
        return self if instance is None else partial(self, instance)

    def __call__(self, *arguments: Any) -> Any:
        self.seen.append("asked")
        return self.method(*arguments)


def wrapping(method: Any, seen: list[str]) -> Any:
    @wraps(method)
    def wrapped(*arguments: Any) -> Any:
        seen.append("asked")
        return method(*arguments)

    return wrapped


@pytest.mark.parametrize("replacing", [wrapping, _Posing])
def test_what_takes_the_place_of_a_transport_is_asked_for_as_long(
    flavour: str, replacing: Callable[[Any, list[str]], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    is_sync = flavour == "sync"
    kind = httpx.HTTPTransport if is_sync else httpx.AsyncHTTPTransport
    name = "handle_request" if is_sync else "handle_async_request"
    seen: list[str] = []
    with FaultServer([GET.success]) as server, client_of(flavour, server.url) as codat:
        GET(codat)
        with monkeypatch.context() as patch:
            patch.setattr(kind, name, replacing(getattr(kind, name), seen))
            GET(codat)
            with client_of(flavour, server.url) as another:
                GET(another)
            assert seen == ["asked"] * 2
        GET(codat)
    assert seen == ["asked"] * 2
    assert [request.target for request in server.requests] == [server.requests[0].target] * 4


# What the server does, and what this is to httpx; None where nobody listens.
CAUSES: Final[list[tuple[Behaviour | None, str]]] = [
    (None, "ConnectError"),
    (raw(b"nonsense\r\n\r\n"), "RemoteProtocolError"),
    (raw(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n"), "RemoteProtocolError"),
    (then_stall(b""), "ReadTimeout"),
    (then_stall(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n"), "ReadTimeout"),
    (then_reset(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n"), "ReadError"),
]


@pytest.mark.parametrize(("behaviour", "cause"), CAUSES)
def test_the_cause_is_what_httpx_raises(flavour: str, behaviour: Behaviour | None, cause: str) -> None:
    with ExitStack() as stack:
        url = "http://127.0.0.1:1"
        if behaviour is not None:
            url = stack.enter_context(FaultServer([behaviour])).url
        timeout = httpx.Timeout(30.0, read=0.05)
        codat = stack.enter_context(client_of(flavour, url, KEY, retries=None, timeout=timeout))
        with pytest.raises(APIConnectionError) as caught:
            GET(codat)
    assert type(caught.value.__cause__) is getattr(httpx, cause)
    check_error(caught.value)


@each_call
def test_tls(flavour: str, operation: SampleCall, authority: trustme.CA) -> None:
    with FaultServer([operation.success], tls=server_side(authority, "127.0.0.1")) as server:
        with client_of(flavour, server.url, retries=None) as codat:
            operation(codat)
            operation(codat)
        assert [request.method for request in server.requests] == [operation.method] * 2
        assert server.connections == 1


@pytest.mark.parametrize(
    ("issuer", "host"), [("another", "127.0.0.1"), ("the", "127.0.0.2")], ids=["another authority", "another host"]
)
def test_tls_that_is_not_to_be_trusted(flavour: str, issuer: str, host: str, authority: trustme.CA) -> None:
    tls = server_side(authority if issuer == "the" else trustme.CA(), host)
    with FaultServer([LIST.success], tls=tls) as server, client_of(flavour, server.url, retries=None) as codat:
        with pytest.raises(APIConnectionError, match=r"CERTIFICATE_VERIFY_FAILED.*nothing was sent"):
            LIST(codat)
        assert not server.requests


@pytest.mark.usefixtures("authority")
def test_clients_share_what_they_trust(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made: list[ssl.SSLContext] = []
    make = httpx.create_ssl_context

    def counted() -> ssl.SSLContext:
        made.append(make())
        return made[-1]

    monkeypatch.setattr(httpx, "create_ssl_context", counted)

    def call_in_vain(url: str) -> None:
        with Codat("key", server_url=url, retries=None) as codat, pytest.raises(APIConnectionError):
            LIST(codat)

    with Codat("key"):
        assert not made, "a client that has called nobody needs none"
    call_in_vain("http://127.0.0.1:1")
    assert not made, "nor does one without TLS"
    for _ in range(3):
        call_in_vain("https://127.0.0.1:1")
    assert len(made) == 1
    monkeypatch.setenv("SSL_CERT_FILE", str(shutil.copy(tmp_path / "authority.pem", tmp_path / "copy.pem")))
    call_in_vain("https://127.0.0.1:1")
    assert len(made) == 2


NOBODY: Final = None
SOMEBODY: Final = "Basic dTpwQA=="

# The variables of the environment, whether the request goes to the proxy, and as whose
PROXIES: Final[list[tuple[Mapping[str, str], bool, str | None]]] = [
    ({"HTTP_PROXY": "http://{proxy}"}, True, NOBODY),
    ({"http_proxy": "{proxy}"}, True, NOBODY),
    ({"ALL_PROXY": "http://{proxy}"}, True, NOBODY),
    ({"HTTPS_PROXY": "http://{proxy}"}, False, NOBODY),
    ({"HTTP_PROXY": "http://u:p%40@{proxy}"}, True, SOMEBODY),
    ({"HTTP_PROXY": "http://{proxy}", "NO_PROXY": "127.0.0.1"}, False, NOBODY),
    ({"HTTP_PROXY": "http://{proxy}", "NO_PROXY": "*"}, False, NOBODY),
    ({"HTTP_PROXY": "http://{proxy}", "NO_PROXY": "other.example"}, True, NOBODY),
    ({"NO_PROXY": "other.example"}, False, NOBODY),
]
TUNNELS: Final[list[tuple[Mapping[str, str], bool, str | None]]] = [
    ({"HTTPS_PROXY": "http://{proxy}"}, True, NOBODY),
    ({"ALL_PROXY": "http://{proxy}"}, True, NOBODY),
    ({"HTTP_PROXY": "http://{proxy}"}, False, NOBODY),
    ({"HTTPS_PROXY": "http://u:p%40@{proxy}"}, True, SOMEBODY),
    ({"HTTPS_PROXY": "http://{proxy}", "NO_PROXY": "127.0.0.1"}, False, NOBODY),
]


@pytest.mark.parametrize(("variables", "is_proxied", "credentials"), PROXIES, ids=str)
def test_proxies(
    flavour: str,
    variables: Mapping[str, str],
    is_proxied: bool,
    credentials: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with FaultServer([LIST.success]) as server, FaultServer([LIST.success]) as proxy:
        name_proxy(monkeypatch, variables, proxy)
        with client_of(flavour, server.url, retries=None) as codat:
            LIST(codat)
        asked, other = (proxy, server) if is_proxied else (server, proxy)
        assert not other.requests
        [request] = asked.requests
        assert request.target == (server.url if is_proxied else "") + "/companies/co/data/customers"
        assert request.headers.get("proxy-authorization") == credentials


@pytest.mark.parametrize(("variables", "is_proxied", "credentials"), TUNNELS, ids=str)
def test_tunnels(
    flavour: str,
    variables: Mapping[str, str],
    is_proxied: bool,
    credentials: str | None,
    authority: trustme.CA,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tls = server_side(authority, "127.0.0.1")
    with FaultServer([LIST.success], tls=tls) as server, FaultServer([tunnel_to(server.port)]) as proxy:
        name_proxy(monkeypatch, variables, proxy)
        with client_of(flavour, server.url, retries=None) as codat:
            LIST(codat)
            LIST(codat)
        assert [request.target for request in server.requests] == ["/companies/co/data/customers"] * 2
        assert not any("proxy-authorization" in request.headers for request in server.requests)
        if not is_proxied:
            assert not proxy.requests
            return
        [request] = proxy.requests
        assert (request.method, request.target) == ("CONNECT", server.url.removeprefix("https://"))
        assert request.headers.get("proxy-authorization") == credentials
        assert "authorization" not in request.headers, "the key is not for the proxy"


def name_proxy(monkeypatch: pytest.MonkeyPatch, variables: Mapping[str, str], proxy: FaultServer) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value.format(proxy=proxy.url.removeprefix("http://")))


def tunnel_to(port: int) -> Behaviour:
    """Agree to a tunnel, and carry bytes both ways until one side ends."""

    def carry(source: socket, target: socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        with suppress(OSError):
            target.shutdown(SHUT_RDWR)

    def behave(exchange: Exchange) -> bool:
        exchange.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with create_connection(("127.0.0.1", port)) as service:
            back = threading.Thread(target=carry, args=(service, exchange.connection), daemon=True)
            back.start()
            carry(exchange.connection, service)
            back.join(5)
        return False

    return behave
