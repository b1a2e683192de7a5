"""stream_attachment: the body while it arrives, its length, its headers, and its errors."""

import gzip
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from threading import Event
from typing import TypeAlias

import pytest
from codat_customers_api.client import StreamedBody

from codat_customers import NotFoundError
from tests.downloads.file_server import CONTENT, IDS, Answer, FileServer, answer, chunked
from tests.support.clients import AT_ONCE, client_of

HALF = len(CONTENT) // 2


# stream_attachment of one of the clients, used from this thread
Stream: TypeAlias = Callable[..., AbstractContextManager[StreamedBody]]


@pytest.fixture
def stream(flavour: str, server: FileServer) -> Iterator[Stream]:
    with client_of(flavour, server.url, retries=AT_ONCE) as codat:
        yield codat.customers.stream_attachment


BODIES: dict[str, tuple[Answer, bytes, int | None]] = {
    "plain": (answer(), CONTENT, len(CONTENT)),
    "empty": (answer(b""), b"", 0),
    "chunked": (chunked(CONTENT[:7], CONTENT[7:]), CONTENT, None),
    "compressed": (answer(gzip.compress(CONTENT), Content_Encoding="gzip"), CONTENT, None),
    "until the connection is closed": (answer(length=None), CONTENT, None),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_body(stream: Stream, server: FileServer, name: str) -> None:
    served, content, length = BODIES[name]
    server.script = deque([served])
    with stream(*IDS) as body:
        assert body.length == length
        assert body.headers["content-TYPE"] == "application/octet-stream"
        chunks = list(body)
    assert b"".join(chunks) == content
    assert len(chunks) > 5 or not content


def test_an_error_before_the_body(stream: Stream, server: FileServer) -> None:
    server.script = deque([answer(b"{}", status="503 Later"), answer(b'{"error": "none"}', status="404 Not Found")])
    with pytest.raises(NotFoundError, match="none") as caught, stream(*IDS):
        pass
    assert caught.value.attempts == 2


def test_leaving_early_closes_the_connection(stream: Stream, server: FileServer) -> None:
    server.script = deque([answer(CONTENT[:HALF], length=len(CONTENT))])
    server.stall = Event()
    with stream(*IDS) as body:
        next(iter(body))
    assert server.closed_by_client.wait(30)


def test_not_reading_at_all_closes_the_connection(stream: Stream, server: FileServer) -> None:
    server.script = deque([answer(b"", length=10)])
    server.stall = Event()
    with stream(*IDS) as body:
        assert body.length == 10
    assert server.closed_by_client.wait(30)


def test_the_callers_own_error_is_left_alone(stream: Stream) -> None:
    def read() -> None:
        with stream(*IDS) as body:
            next(iter(body))
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        read()


def test_reading_twice_is_refused(stream: Stream) -> None:
    with stream(*IDS) as body:
        assert b"".join(body) == CONTENT
        with pytest.raises(RuntimeError, match="only once"):
            list(body)
    with stream(*IDS) as body:
        next(iter(body))
        with pytest.raises(RuntimeError, match="only once"):
            next(iter(body))


def test_reading_after_the_block_is_refused(stream: Stream) -> None:
    with stream(*IDS) as body:
        pass
    with pytest.raises(RuntimeError, match="inside its with block"):
        list(body)
