"""A server of pages that does what it is told to, and counts what it is asked for."""

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from select import select
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any, Self, TypeAlias
from urllib.parse import parse_qs, urlsplit

# Of a page's number and the size asked for: the page, or the status of an error
Answer: TypeAlias = Callable[[int, int], dict[str, Any] | int]


def page(
    number: int, size: int, total: int, *, received: int | None = None, next_: bool | str | None = None
) -> dict[str, Any]:
    """Make a page as the service does, of ``total`` customers, unless told to be inconsistent.

    Whether there is a next page may be told, and where its link leads.
    """
    before = (number - 1) * size
    count = max(0, min(size, total - before)) if received is None else received
    links: dict[str, Any] = {"self": {"href": "/customers"}, "current": {"href": f"/customers?page={number}"}}
    if before + size < total if next_ is None else next_:
        links["next"] = {"href": next_ if isinstance(next_, str) else f"/customers?page={number + 1}"}
    return {
        "pageNumber": number,
        "pageSize": size,
        "totalResults": total,
        "_links": links,
        "results": [{"id": f"{before + index + 1}", "status": "Active"} for index in range(count)],
    }


def capped(cap: int, total: int, *, echo: int | None = None, links: bool | str = True) -> Answer:
    """Make pages of at most ``cap`` customers, whatever is asked for.

    Parameters:
        cap: The most that a page holds.
        total: How many customers there are.
        echo: The page size that the answers tell, if it is not the true one.
        links: Whether there are links, or what they say after the number.
    """

    def answer(number: int, asked: int) -> dict[str, Any]:
        size = min(asked, cap)
        there_is_more = number * size < total
        link = f"/customers?page={number + 1}{links}" if isinstance(links, str) else links
        return {**page(number, size, total, next_=there_is_more and link), "pageSize": echo or size}

    return answer


def without(hidden: set[str], answer: Answer) -> Answer:
    """Leave customers out of the pages that they belong to, without counting them less."""

    def filtered(number: int, size: int) -> dict[str, Any] | int:
        made = answer(number, size)
        if isinstance(made, int):
            return made
        return {**made, "results": [customer for customer in made["results"] if customer["id"] not in hidden]}

    return filtered


class PageServer:
    """Runs in a thread of its own, on a free port of the loopback interface.

    Attributes:
        answer: makes the pages.
        asked: the numbers of the pages asked for, in the order of the requests.
        sizes: the sizes asked for, in the same order.
        most_in_flight: how many requests there were at a time, at most.
        connections: how many connections are open.
        held: pages that are not answered before their event is set.
    """

    def __init__(self) -> None:
        self.answer: Answer = lambda number, size: page(number, size, 0)
        self.asked: list[int] = []
        self.sizes: list[int] = []
        self.most_in_flight = 0
        self.held: dict[int, Event] = {}
        self.in_flight = 0
        self.connections = 0
        self._lock = Lock()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def hold(self, *numbers: int) -> None:
        """Leave these pages without an answer until ``release``."""
        self.held.update({number: Event() for number in numbers})

    def release(self) -> None:
        """Answer all that is held."""
        for event in self.held.values():
            event.set()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.release()
        self._server.shutdown()
        self._server.server_close()

    def _begin(self, number: int, size: int) -> None:
        with self._lock:
            self.asked.append(number)
            self.sizes.append(size)
            self.in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self.in_flight)

    def _end(self) -> None:
        with self._lock:
            self.in_flight -= 1

    def _count_connection(self, change: int) -> None:
        with self._lock:
            self.connections += change

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1  # head and body in one packet

            def setup(self) -> None:
                server._count_connection(1)
                super().setup()

            def finish(self) -> None:
                server._count_connection(-1)
                super().finish()

            def do_GET(self) -> None:
                parameters = parse_qs(urlsplit(self.path).query)
                number, size = int(parameters["page"][0]), int(parameters["pageSize"][0])
                server._begin(number, size)
                while number in server.held and not server.held[number].wait(0.005):
                    if select([self.connection], [], [], 0)[0]:  # there is nothing to read but the end
                        self.close_connection = True
                        server._end()
                        return
                answer = server.answer(number, size)
                server._end()
                body = json.dumps({} if isinstance(answer, int) else answer).encode()
                self.send_response(answer if isinstance(answer, int) else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the base class's name)
                """Keep quiet."""

        return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 50

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that have gone are what the tests are about."""
