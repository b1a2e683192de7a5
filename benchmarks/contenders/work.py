"""The jobs, for any library: what is done beforehand, and what is measured."""

from __future__ import annotations

import asyncio
import json
import os
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from ..wire import LARGE_PAGE, SMALL_PAGE, page_file

ClientT = TypeVar("ClientT")
AsyncClientT = TypeVar("AsyncClientT")

JsonObject: TypeAlias = dict[str, Any]

# What belongs to a library in an environment of its own, where no type checker sees it.
Untyped: TypeAlias = Any

# What is measured; its result is kept until the measurement is over.
Action: TypeAlias = Callable[[], object]


class Workplace(NamedTuple):
    """What a job works with.

    Attributes:
        server_url: The address of the server.
        data: The folder of the bodies that it hands out.
        scratch: An empty folder to write to.
    """

    server_url: str
    data: Path
    scratch: Path

    def page(self) -> bytes:
        """Return the body of a page of 5,000 customers."""
        return page_file(self.data, LARGE_PAGE, 1).read_bytes()


# Does what must be done beforehand, and returns what is measured.
Job: TypeAlias = Callable[[Workplace], Action]
Jobs: TypeAlias = Mapping[str, Job]


class Library(ABC, Generic[ClientT, AsyncClientT]):
    """How a library does what all of them do. Ids, the page and its size are those of ``wire``."""

    @abstractmethod
    def connect(self, server_url: str) -> ClientT:
        """Make a client."""

    @abstractmethod
    def connect_async(self, server_url: str) -> AsyncClientT:
        """Make a client for ``get_async``."""

    @abstractmethod
    def list(self, client: ClientT, page_size: int) -> object:
        """Fetch the first page of so many customers."""

    @abstractmethod
    def get(self, client: ClientT) -> object:
        """Fetch one customer."""

    @abstractmethod
    async def get_async(self, client: AsyncClientT) -> object:
        """Fetch one customer."""

    @abstractmethod
    def decode_page(self, page: JsonObject) -> object:
        """Make of a page what ``list`` returns."""

    @abstractmethod
    def decode_customer(self, customer: JsonObject) -> object:
        """Make of a customer what ``get`` returns."""

    @abstractmethod
    def encode_customer(self, customer: object) -> str:
        """Turn a customer into JSON."""


def jobs_of(library: Library[ClientT, AsyncClientT]) -> dict[str, Job]:
    """Return the jobs that all libraries can do.

    Parameters:
        library: Who is to do them.
    """

    def decode(place: Workplace) -> Action:
        page = json.loads(place.page())
        return lambda: library.decode_page(page)

    def page(place: Workplace) -> Action:
        body = place.page()
        return lambda: library.decode_page(json.loads(body))

    def list_page(place: Workplace) -> Action:
        client = library.connect(place.server_url)
        return lambda: library.list(client, LARGE_PAGE)

    def list_small(place: Workplace) -> Action:
        client = library.connect(place.server_url)
        return lambda: [library.list(client, SMALL_PAGE) for _ in range(10)]

    def get(place: Workplace) -> Action:
        client = library.connect(place.server_url)

        def get_often() -> None:
            for _ in range(50):
                library.get(client)

        return get_often

    def get_async(place: Workplace) -> Action:
        runner, client = asyncio.Runner(), library.connect_async(place.server_url)
        return lambda: runner.run(at_a_time(1, [lambda: library.get_async(client)] * 50))

    def gets_async(place: Workplace) -> Action:
        runner, client = asyncio.Runner(), library.connect_async(place.server_url)
        return lambda: runner.run(at_a_time(10, [lambda: library.get_async(client)] * 1000))

    def clients(place: Workplace) -> Action:
        library.connect("https://127.0.0.1")  # what the first one takes is not counted
        return lambda: [library.connect("https://127.0.0.1") for _ in range(100)]

    def encode(place: Workplace) -> Action:
        customers = [library.decode_customer(customer) for customer in json.loads(place.page())["results"]]
        return lambda: [library.encode_customer(customer) for customer in customers]

    return {
        "decode": decode,
        "page": page,
        "list": list_page,
        "list_small": list_small,
        "get": get,
        "get_async": get_async,
        "clients": clients,
        "gets_async": gets_async,
        "encode": encode,
    }


def saving(library: Library[ClientT, AsyncClientT], save: Callable[[ClientT, Path], object]) -> Job:
    """Return the job of saving an attachment, for libraries that can.

    Parameters:
        library: Who is to do it.
        save: Fetches an attachment into a file.
    """

    def job(place: Workplace) -> Action:
        client = library.connect(place.server_url)
        library.get(client)  # so that what every call needs is not counted as memory for this one
        target = place.scratch / f"attachment-{os.getpid()}"
        save(client, target)  # what is measured is to replace it
        return lambda: save(client, target)

    return job


async def at_a_time(concurrency: int, calls: Iterable[Callable[[], Awaitable[object]]]) -> None:
    """Make calls in their order, so many at a time."""
    left = iter(calls)

    async def work() -> None:
        for call in left:
            await call()

    async with asyncio.TaskGroup() as tasks:
        for _ in range(concurrency):
            tasks.create_task(work())
