"""A server that notes each request as the standard library's parser read it, and answers with what it is told."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any, NamedTuple, Self


class Request(NamedTuple):
    """What arrived; ``target`` is the raw path and query, header names are in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


class Witness:
    """Runs in a thread of its own, on a free port of the loopback interface."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self._answer = b""
        self._content_type = ""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    def answer_with(self, value: object) -> None:
        """Answer from now on with these bytes, or with this value as JSON."""
        self._answer = value if isinstance(value, bytes) else json.dumps(value).encode()
        self._content_type = "application/octet-stream" if isinstance(value, bytes) else "application/json"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        witness = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def _note_and_answer(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                body = self.rfile.read(int(headers.get("content-length", 0)))
                witness.requests.append(Request(self.command, self.path, headers, body))
                self.send_response(200)
                self.send_header("Content-Type", witness._content_type)
                self.send_header("Content-Length", str(len(witness._answer)))
                self.end_headers()
                self.wfile.write(witness._answer)

            do_GET = do_POST = do_PUT = _note_and_answer  # noqa: N815  (what the base class calls)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the base class's name)
                """Keep quiet."""

        return Handler
