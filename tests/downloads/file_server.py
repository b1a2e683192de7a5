"""A server of one file that breaks off, lies and stalls as it is told to; it speaks HTTP by hand."""

from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Event
from typing import Any, Final, Protocol, TypeAlias

from tests.support.server import Exchange, FaultServer

# Of the headers of a request, their names in lower case: the bytes to send before the connection is closed
Answer: TypeAlias = Callable[[Mapping[str, str]], bytes]

IDS: Final = ("company", "connection", "customer", "attachment")
CONTENT = bytes(range(256)) * 4096  # one MiB


class Save(Protocol):
    """save_attachment of one of the clients, called from the thread of the test."""

    def __call__(
        self, *arguments: Any, progress: Callable[[int, int | None], object] | None = None, **options: Any
    ) -> Path | None: ...


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


class FileServer(FaultServer):
    """Serves a file over connections that carry one request each.

    Attributes:
        script: the answers to come; the last one is repeated.
        stall: if set, connections are kept open after the answer until it is set off.
        closed_by_client: set when a client has closed such a connection.
    """

    def __init__(self, *script: Answer) -> None:
        super().__init__([self._answer])
        self.script = deque(script)
        self.stall: Event | None = None
        self.closed_by_client = Event()

    @property
    def ranges(self) -> list[str | None]:
        """The Range headers of the requests."""
        return [request.headers.get("range") for request in self.requests]

    def _answer(self, exchange: Exchange) -> bool:
        assert exchange.request
        make = self.script.popleft() if len(self.script) > 1 else self.script[0]
        exchange.send(make(exchange.request.headers))
        if self.stall and not exchange.wait_for(self.stall):
            self.closed_by_client.set()
        return False
