"""A server of pages that does what it is told to, and counts what it is asked for."""

import json
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from threading import Event, Lock
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qs, urlsplit

from tests.support.server import Exchange, FaultServer, answer

COMPANY: Final = "8a210b68-6988-11ed-a1eb-0242ac120002"

# The customers of a client of either kind, used from the thread of the test
Reader: TypeAlias = Any

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

    def make(number: int, asked: int) -> dict[str, Any]:
        size = min(asked, cap)
        there_is_more = number * size < total
        link = f"/customers?page={number + 1}{links}" if isinstance(links, str) else links
        return {**page(number, size, total, next_=there_is_more and link), "pageSize": echo or size}

    return make


def without(hidden: set[str], whole: Answer) -> Answer:
    """Leave customers out of the pages that they belong to, without counting them less."""

    def filtered(number: int, size: int) -> dict[str, Any] | int:
        made = whole(number, size)
        if isinstance(made, int):
            return made
        return {**made, "results": [customer for customer in made["results"] if customer["id"] not in hidden]}

    return filtered


class PageServer(FaultServer):
    """Serves pages.

    Attributes:
        answer: makes the pages.
        asked: the numbers of the pages asked for, in the order of the requests.
        sizes: the sizes asked for, in the same order.
        in_flight: how many requests there are.
        most_in_flight: how many there were at a time, at most.
        held: pages that are not answered before their event is set.
    """

    def __init__(self) -> None:
        super().__init__([self._answer])
        self.answer: Answer = lambda number, size: page(number, size, 0)
        self.asked: list[int] = []
        self.sizes: list[int] = []
        self.in_flight = 0
        self.most_in_flight = 0
        self.held: dict[int, Event] = {}
        self._counting = Lock()

    def hold(self, *numbers: int) -> None:
        """Leave these pages without an answer until ``release``."""
        self.held.update({number: Event() for number in numbers})

    def release(self) -> None:
        """Answer all that is held."""
        for event in self.held.values():
            event.set()

    def _answer(self, exchange: Exchange) -> bool:
        assert exchange.request
        parameters = parse_qs(urlsplit(exchange.request.target).query)
        number, size = int(parameters["page"][0]), int(parameters["pageSize"][0])
        with self._under_way(number, size):
            if number in self.held and not exchange.wait_for(self.held[number]):
                return False
            made = self.answer(number, size)
        status, content = (made, {}) if isinstance(made, int) else (200, made)
        return answer(status, json.dumps(content).encode(), [("Content-Type", "application/json")])(exchange)

    @contextmanager
    def _under_way(self, number: int, size: int) -> Generator[None]:
        with self._counting:
            self.asked.append(number)
            self.sizes.append(size)
            self.in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            yield
        finally:
            with self._counting:
                self.in_flight -= 1


def read_ids(reader: Reader, ids: list[str], **options: Any) -> None:
    """Add the id of each customer to a list, which holds what came if there is an error."""
    for customer in reader.iterate(COMPANY, **options):
        ids.append(str(customer.id))  # noqa: PERF401


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for what another thread is about to do; a test that waits in vain fails."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.002)


def page_threads() -> list[str]:
    """Name the threads that fetch pages for a sync reader."""
    return [thread.name for thread in threading.enumerate() if thread.name == "codat-customers page"]
