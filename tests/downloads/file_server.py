"""A server of one file that breaks off, lies and stalls as it is told to; it speaks HTTP by hand."""

import socket
import socketserver
from collections import deque
from collections.abc import Callable
from threading import Event, Thread
from types import TracebackType
from typing import Self, TypeAlias

# Of the headers of a request, their names in lower case: the bytes to send before the connection is closed
Answer: TypeAlias = Callable[[dict[str, str]], bytes]

CONTENT = bytes(range(256)) * 4096  # one MiB


def answer(body: bytes = CONTENT, *, status: str = "200 OK", length: int | None = -1, **headers: str) -> Answer:
    """Make an answer of a body and headers (``_`` for ``-`` in their names), its length that of the body by default."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/octet-stream"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if length is not None:
        lines.append(f"Content-Length: {len(body) if length < 0 else length}")
    head = "\r\n".join([*lines, "Connection: close", "", ""]).encode()
    return lambda _: head + body


def chunked(*chunks: bytes, end: bool = True, **headers: str) -> Answer:
    """Make an answer in chunks, with the last, empty one or without."""
    body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    return answer(body + (b"0\r\n\r\n" if end else b""), length=None, Transfer_Encoding="chunked", **headers)


class FileServer:
    """Runs in a thread of its own, on a free port of the loopback interface.

    Attributes:
        script: the answers to come; the last one is repeated.
        requests: the headers of the requests.
        stall: if set, connections are kept open after the answer until it is set off.
    """

    def __init__(self, *script: Answer) -> None:
        self.script = deque(script)
        self.requests: list[dict[str, str]] = []
        self.stall: Event | None = None
        self.closed_by_client = Event()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def ranges(self) -> list[str | None]:
        """The Range headers of the requests."""
        return [headers.get("range") for headers in self.requests]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self.stall:
            self.stall.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[socketserver.BaseRequestHandler]:
        server = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.rfile.readline()
                lines = iter(lambda: self.rfile.readline().decode().rstrip("\r\n"), "")
                pairs = (line.split(": ", 1) for line in lines)
                headers = {name.lower(): value for name, value in pairs}
                server.requests.append(headers)
                make = server.script.popleft() if len(server.script) > 1 else server.script[0]
                self.wfile.write(make(headers))
                self.wfile.flush()
                if server.stall:
                    while not server.stall.wait(0.005):
                        if _has_closed(self.connection):
                            server.closed_by_client.set()
                            return

        return Handler


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 20

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that have gone are what the tests are about."""


def _has_closed(connection: socket.socket) -> bool:
    connection.setblocking(False)
    try:
        return connection.recv(1) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
