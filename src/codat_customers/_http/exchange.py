"""A request and its answer, as the core knows them, whatever carries them."""

from __future__ import annotations

import math
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple


class Timeouts(NamedTuple):
    """How long each step may take, in seconds; None for no limit."""

    connect: float | None
    read: float | None
    write: float | None
    pool: float | None

    @property
    def in_all(self) -> float:
        """How long all steps may take together; infinite if one has no limit."""
        connect, read, write, pool = self
        if connect is None or read is None or write is None or pool is None:
            return math.inf
        return connect + read + write + pool

    def by_step(self) -> dict[str, float | None]:
        """Return them in a new dict, as httpcore wants them."""
        return {"connect": self.connect, "read": self.read, "write": self.write, "pool": self.pool}


class Request(NamedTuple):
    """One try of a call.

    Attributes:
        method: The HTTP method in capitals.
        target: The path and query, percent-encoded.
        headers: The headers, with their names in lower case.
        content: The body, empty if there is none; that of an upload in chunks, as the sender can take them.
        timeouts: The time-outs of its steps, which may change while it is under way. No other request has this object.
    """

    method: str
    target: str
    headers: Mapping[str, str]
    content: bytes | Iterable[bytes] | AsyncIterable[bytes]
    timeouts: dict[str, float | None]


class Headers(Mapping[str, str]):
    """The headers of an answer; look-ups ignore case, and what was sent several times is joined by commas.

    Parameters:
        raw: Names and values as they came.
    """

    __slots__ = ("_values",)

    def __init__(self, raw: list[tuple[bytes, bytes]]) -> None:
        try:
            self._values = {name.decode().lower(): value.decode() for name, value in raw}
        except UnicodeDecodeError:
            self._values = {}
        if len(self._values) < len(raw):
            self._values = _joined(raw)

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Headers({self._values!r})"


class AnswerHead:
    """What is known of an answer whose body is still to come.

    Parameters:
        request: What it answers.
        status_code: The HTTP status.
        headers: The headers.
        source: What httpx or httpcore have made of the body. Below it is the connection.
        network_stream: What the bytes come from, or None.

    Attributes:
        is_whole: Whether the body is there as a whole, and decoded: from a mock transport.
    """

    is_whole = False

    def __init__(
        self,
        request: Request,
        status_code: int,
        headers: Headers,
        source: object,
        network_stream: Any,  # noqa: ANN401  # httpcore's, whose types differ from one backend to the next
    ) -> None:
        self.request = request
        self.status_code = status_code
        self.headers = headers
        self.source = source
        self.network_stream = network_stream

    @property
    def is_success(self) -> bool:
        """Whether the status is a 2xx."""
        return 200 <= self.status_code <= 299


class Answer(AnswerHead):
    """An answer to a thread: ``chunks`` yields its body as it came, once, and ``close`` gives up the connection."""

    chunks: Iterator[bytes]
    close: Callable[[], None]


class AsyncAnswer(AnswerHead):
    """An answer to a task: ``chunks`` yields its body as it came, once, and ``aclose`` gives up the connection."""

    chunks: AsyncIterator[bytes]
    aclose: Callable[[], Awaitable[None]]


def _joined(raw: list[tuple[bytes, bytes]]) -> dict[str, str]:
    values: dict[str, str] = {}
    for raw_name, raw_value in raw:
        name, value = raw_name.decode("latin-1").lower(), _text(raw_value)
        before = values.get(name)
        values[name] = value if before is None else f"{before}, {value}"
    return values


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
