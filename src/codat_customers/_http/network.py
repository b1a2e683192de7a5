"""The network as sync calls see it: each step takes no longer than its call has left, and can be ended from outside.

It stands between httpcore's pools and their own network, which give each read and write the same time again.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from ssl import SSLSocket
from typing import TYPE_CHECKING, Any, Final, Protocol

from .problems import is_of_transport

if TYPE_CHECKING:
    from ssl import SSLContext

    from httpcore import SOCKET_OPTION, ConnectionInterface, NetworkBackend, NetworkStream, Request, Response

    from .exchange import AnswerHead


class Step(Protocol):
    """What a thread is doing while it waits for the network."""

    def allow(self, timeout: float | None, break_off: Callable[[], object]) -> float | None:
        """Return the seconds that the next wait may take; raise what ends it otherwise.

        Parameters:
            timeout: The seconds that httpx allows, or None for no limit.
            break_off: Ends the wait from another thread.
        """
        ...


class _Current(threading.local):
    step: Step | None = None


# What the sync calls of each thread may take. It is here, since the streams of a pool know nothing of requests.
current: Final = _Current()


class WatchedBackend:
    """Passes on what httpcore asks of the network, for no longer than the present step of a thread may take."""

    def __init__(self, backend: NetworkBackend) -> None:
        self._backend = backend

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> _WatchedStream:
        def connect(address: str) -> _WatchedStream:
            allowed = _allowed(timeout, _nothing)
            return _WatchedStream(self._backend.connect_tcp(address, port, allowed, local_address, socket_options))

        # One address after the other, or each would be given the time that is left for all
        *others, last = _addresses(host, port) if current.step else [host]
        for address in others:
            try:
                return connect(address)
            except Exception as problem:
                if not is_of_transport(problem):
                    raise
        return connect(last)

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[SOCKET_OPTION] | None = None
    ) -> _WatchedStream:
        return _WatchedStream(self._backend.connect_unix_socket(path, _allowed(timeout, _nothing), socket_options))

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(seconds)


class WatchedConnection:
    """A connection that is not used again once its request was struck from outside: its own locks may be taken."""

    def __init__(self, connection: ConnectionInterface) -> None:
        self._connection = connection
        self._struck = False
        # What the pool asks for each request
        self.can_handle_request = connection.can_handle_request
        self.has_expired = connection.has_expired
        self.is_available = connection.is_available
        self.is_idle = connection.is_idle
        self.close = connection.close

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # the families differ in what else their pools ask
        return getattr(self._connection, name)

    def handle_request(self, request: Request) -> Response:
        try:
            return self._connection.handle_request(request)
        except BaseException as problem:
            if not is_of_transport(problem):
                self._struck = True
                self.close()
            raise

    def is_closed(self) -> bool:
        return self._struck or self._connection.is_closed()


def shut_down(answer: AnswerHead) -> None:
    """End the arrival of an answer's body; whoever waits for it meets its end."""
    if answer.network_stream is not None:
        _shut_down_socket(answer.network_stream.get_extra_info("socket"))


def _shut_down_socket(its_socket: Any) -> None:  # noqa: ANN401  # asyncio, uvloop and trio have wrappers of their own
    with suppress(OSError), socket.socket(fileno=os.dup(its_socket.fileno())) as twin:  # if it is not closed already
        twin.shutdown(socket.SHUT_RDWR)


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return [host]  # whose failure httpcore explains
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class _WatchedStream:
    def __init__(self, stream: NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _allowed(timeout, self._break_off))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _allowed(timeout, self._break_off))

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> _WatchedStream:
        its_socket = self._stream.get_extra_info("socket")
        if isinstance(its_socket, SSLSocket):
            return _WatchedStream(self._stream.start_tls(ssl_context, server_hostname, _allowed(timeout, _nothing)))
        with its_socket.dup() as twin:  # the handshake takes the socket itself away
            allowed = _allowed(timeout, partial(_shut_down_socket, twin))
            return _WatchedStream(self._stream.start_tls(ssl_context, server_hostname, allowed))

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  # so does httpcore
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        self._stream.close()

    def _break_off(self) -> None:
        tls = self._stream.get_extra_info("ssl_object")
        if tls is None or tls.selected_alpn_protocol() != "h2":  # which carries the requests of others as well
            _shut_down_socket(self._stream.get_extra_info("socket"))


def _allowed(timeout: float | None, break_off: Callable[[], object]) -> float | None:
    step = current.step
    return timeout if step is None else step.allow(timeout, break_off)


def _nothing() -> None:
    """Do nothing: there is nothing yet to break off."""
