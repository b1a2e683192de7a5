"""A server on a raw socket that misbehaves as told, one behaviour for each request, and notes what it receives."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from select import select
from types import TracebackType
from typing import Final, NamedTuple, Self

from tests.support.clock import Clock

CUSTOMER = b'{"id":"c1","customerName":"Ada","status":"Active"}'
PAGE = b"""{"results":[%s],"pageNumber":1,"pageSize":100,"totalResults":1,
"_links":{"self":{"href":"/s"},"current":{"href":"/c"}}}""" % (CUSTOMER)
PUSH = b"""{"companyId":"c","pushOperationKey":"k","dataConnectionKey":"d","status":"Pending","statusCode":202,
"requestedOnUtc":"2026-01-02T03:04:05Z"}"""


class Received(NamedTuple):
    """A request as it came."""

    method: str
    target: str
    headers: Mapping[str, str]  # names in lower case
    body: bytes
    connection: int  # counted from 1
    when: float

    @property
    def key(self) -> str | None:
        return self.headers.get("idempotency-key")


class Exchange(NamedTuple):
    """What a behaviour may do with a connection once a request has come."""

    connection: socket.socket
    stopped: threading.Event
    clock: Clock | None
    request: Received | None = None

    def send(self, *parts: bytes) -> None:
        self.connection.sendall(b"".join(parts))

    def pause(self, seconds: float) -> bool:
        """Let time pass, on the clock if there is one; return whether the server was stopped."""
        if self.clock is None:
            return self.stopped.wait(seconds)
        self.clock.advance(seconds)
        return self.stopped.wait(0.001)

    def wait_for(self, event: threading.Event) -> bool:
        """Wait for an event; return whether it came before the client went."""
        while not event.wait(0.005):
            if self.stopped.is_set() or select([self.connection], [], [], 0)[0]:  # nothing can come but the end
                return False
        return True

    def drip(self, data: bytes, interval: float) -> bool:
        for index in range(len(data)):
            self.send(data[index : index + 1])
            if self.pause(interval):
                break
        return False

    def stall(self) -> bool:
        """Say no more until the client has gone."""
        self.connection.settimeout(5)
        with suppress(OSError):
            self.connection.recv(1)
        return False

    def reset(self) -> bool:
        """Close with RST instead of FIN."""
        time.sleep(0.02)  # or it may overtake what was sent
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        return False


# Returns whether the connection is kept for another request.
Behaviour = Callable[[Exchange], bool]


class AtOnce(NamedTuple):
    """A behaviour that does not wait for a request."""

    behaviour: Behaviour

    def __call__(self, exchange: Exchange) -> bool:
        return self.behaviour(exchange)


class FaultServer:
    """Serves until the end of its ``with`` block.

    Parameters:
        script: The behaviours of the requests in turn; the last one is repeated.
        tls: The server's side of TLS, if it is to speak it.
        port: Where to listen; 0 for any free port.
        clock: What passes while the server takes its time, instead of time itself.
    """

    def __init__(
        self,
        script: Iterable[Behaviour | AtOnce],
        tls: ssl.SSLContext | None = None,
        port: int = 0,
        clock: Clock | None = None,
    ) -> None:
        self._script = list(script)
        self._tls = tls
        self._clock = clock
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._open: set[socket.socket] = set()
        self.requests: list[Received] = []
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", port))
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._accepting.start()
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stopped.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self._accepting.join(5)

    @property
    def open_connections(self) -> int:
        return len(self._open)

    @property
    def keys(self) -> list[str | None]:
        return [request.key for request in self.requests]

    def wait_until_unused(self) -> None:
        """Wait until the client has closed all its connections, which it must soon have done."""
        deadline = time.monotonic() + 10
        while self._open:
            assert time.monotonic() < deadline, f"{len(self._open)} connections are open"
            time.sleep(0.002)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self.connections += 1
                self._open.add(connection)
                number = self.connections
            threading.Thread(target=self._serve, args=(connection, number), daemon=True).start()

    def _serve(self, plain: socket.socket, number: int) -> None:
        connection = plain
        try:
            if self._tls is not None:
                connection = self._tls.wrap_socket(plain, server_side=True)
            exchange = Exchange(connection, self._stopped, self._clock)
            if isinstance(self._script[0], AtOnce):
                self._next_behaviour()(exchange)
                return
            for request in _requests(connection, number):
                with self._lock:
                    self.requests.append(request)
                if not self._next_behaviour()(exchange._replace(request=request)):
                    return
        except OSError:
            pass  # the client has gone
        finally:
            with self._lock:
                self._open.discard(plain)
            connection.close()

    def _next_behaviour(self) -> Behaviour | AtOnce:
        with self._lock:
            return self._script.pop(0) if len(self._script) > 1 else self._script[0]


def answer(
    status: int = 200,
    body: bytes = b"",
    headers: Iterable[tuple[str, str]] = (),
    *,
    reason: str = "Whatever",
    length: int | None = None,
) -> Behaviour:
    """Answer properly; ``length`` replaces the true Content-Length."""

    def behave(exchange: Exchange) -> bool:
        exchange.send(head(status, headers, reason, len(body) if length is None else length), body)
        return length is None or length == len(body)

    return behave


def head(status: int, headers: Iterable[tuple[str, str]], reason: str, length: int | None) -> bytes:
    pairs = list(headers)
    if length is not None:
        pairs.append(("Content-Length", str(length)))
    lines = [f"HTTP/1.1 {status} {reason}".rstrip(), *(f"{name}: {value}" for name, value in pairs), "", ""]
    return "\r\n".join(lines).encode("latin-1")


def _sending(data: bytes, then: Behaviour) -> Behaviour:
    def behave(exchange: Exchange) -> bool:
        exchange.send(data)
        return then(exchange)

    return behave


def raw(data: bytes) -> Behaviour:
    """Send bytes that may be anything, and close."""
    return _sending(data, lambda _: False)


def kept(data: bytes) -> Behaviour:
    """Send bytes that may be anything, and wait for another request."""
    return _sending(data, lambda _: True)


def then_reset(data: bytes) -> Behaviour:
    """Send some bytes, and reset the connection."""
    return _sending(data, Exchange.reset)


def then_stall(data: bytes) -> Behaviour:
    """Send some bytes, and no more."""
    return _sending(data, Exchange.stall)


def drip(before: bytes, dripped: bytes, interval: float = 0.02) -> Behaviour:
    """Send some bytes, and others one at a time."""
    return _sending(before, lambda exchange: exchange.drip(dripped, interval))


def endless(before: bytes, data: bytes, interval: float = 0.0) -> Behaviour:
    """Send some bytes, and others again and again, until the client has gone."""

    def behave(exchange: Exchange) -> bool:
        exchange.send(before)
        while not exchange.pause(interval):
            exchange.send(data)
        return False

    return behave


def then_close(behaviour: Behaviour) -> Behaviour:
    """Behave, and close the connection without having announced it."""

    def behave(exchange: Exchange) -> bool:
        behaviour(exchange)
        return False

    return behave


def slowly(behaviour: Behaviour, seconds: float) -> Behaviour:
    """Behave after some time."""

    def behave(exchange: Exchange) -> bool:
        exchange.pause(seconds)
        return behaviour(exchange)

    return behave


def flood(status: int, chunk: bytes, times: int, headers: Iterable[tuple[str, str]] = ()) -> Behaviour:
    """Send a large body without holding it in memory."""

    def behave(exchange: Exchange) -> bool:
        exchange.send(head(status, headers, "Whatever", len(chunk) * times))
        for _ in range(times):
            exchange.send(chunk)
        return True

    return behave


# Where a call can be when something happens to it
STATES: Final[Mapping[str, Behaviour]] = {
    "before the answer": then_stall(b""),
    "in its head": then_stall(b"HTTP/1.1 200 OK\r\n"),
    "in its body": then_stall(head(200, (), "OK", 100) + b"{"),
    "in the body of an error": then_stall(head(404, (), "", 100) + b"{"),
    "in a body that drips": drip(head(200, (), "OK", 1000), b" " * 1000, 0.005),
    "before the next try": answer(503, b"", [("Retry-After", "20")]),
}


def _requests(connection: socket.socket, number: int) -> Iterator[Received]:
    buffer = b""
    while True:
        while b"\r\n\r\n" not in buffer:
            chunk = connection.recv(65536)
            if not chunk:
                return
            buffer += chunk
        head, _, buffer = buffer.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if headers.get("transfer-encoding") == "chunked":
            body, buffer = _dechunked(connection, buffer)
        else:
            body, buffer = _taken(connection, buffer, int(headers.get("content-length", "0")))
        yield Received(method, target, headers, body, number, time.monotonic())


def _taken(connection: socket.socket, buffer: bytes, length: int) -> tuple[bytes, bytes]:
    """Return so many bytes of what is in the buffer or comes after it, and what is left."""
    while len(buffer) < length:
        chunk = connection.recv(65536)
        if not chunk:
            raise ConnectionError("the request ended early")
        buffer += chunk
    return buffer[:length], buffer[length:]


def _dechunked(connection: socket.socket, buffer: bytes) -> tuple[bytes, bytes]:
    body = b""
    while True:
        while b"\r\n" not in buffer:
            buffer = b"".join(_taken(connection, buffer, len(buffer) + 1))
        size, _, buffer = buffer.partition(b"\r\n")
        chunk, buffer = _taken(connection, buffer, int(size, 16) + 2)
        if len(chunk) == 2:
            return body, buffer
        body += chunk[:-2]
