"""What an upload sends on each try, over real sockets."""

from __future__ import annotations

import errno
import io
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from codat_customers_api.uploads import CHUNK

from codat_customers import (
    APIConnectionError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    RetryEvent,
    SDKError,
    ServerError,
)
from tests.support.calls import GET, KEY, check_error, run
from tests.support.clients import AT_ONCE, ONE_CONNECTION, client_of, connecting
from tests.support.multipart import Part, Pipe, Zeros, part_of
from tests.support.server import AtOnce, Exchange, FaultServer, Received, answer, then_reset

from .uploading import LARGE, SUCCESS, Telling, Uploading, never_read

BUSY = answer(503)
CONTENT = bytes(range(256)) * 1024


def cut_off(exchange: Exchange) -> bool:
    """Read the beginning of a request, and reset the connection."""
    exchange.connection.recv(1000)
    return exchange.reset()


def content_of(request: Received) -> bytes:
    return part_of(request.headers, request.body).content


FILES: dict[str, Callable[[], Any]] = {
    "bytes": lambda: CONTENT,
    "a file object": lambda: io.BytesIO(CONTENT),
    "a pipe": lambda: Pipe([CONTENT[:1], CONTENT[1:]]),
    "nothing": lambda: b"",
}


@pytest.mark.parametrize("http", [None, {}], ids=["its own http_client", "a given http_client"])
@pytest.mark.parametrize("make", FILES.values(), ids=FILES.keys())
def test_what_arrives(flavour: str, make: Callable[[], Any], http: dict[str, Any] | None) -> None:
    uploading = Uploading(make, {"X-Mine": "1", "Content-Type": "text/plain"}, file_name="größe.pdf")
    settings: dict[str, Any] = {"http": http, "headers": {"Content-Type": "text/plain"}}

    async def main() -> Any:
        async with connecting(server.url, **settings) as codat:
            return await uploading(codat), await GET(codat)

    with FaultServer([SUCCESS, GET.success]) as server:
        if flavour == "sync":
            with client_of(flavour, server.url, **settings) as codat:
                response, _ = uploading(codat), GET(codat)
        else:
            response, _ = anyio.run(main, backend=flavour)

    request = server.requests[0]
    assert response.parsed.push_operation_key == "k"
    assert response.idempotency_key == request.key is not None
    assert (request.method, request.target, request.headers["x-mine"]) == ("POST", "/bills/b1/attachment", "1")
    assert part_of(request.headers, request.body) == Part(
        "file", "größe.pdf", "application/pdf", b"" if make() == b"" else CONTENT
    )
    length = None if isinstance(make(), Pipe) else str(len(request.body))
    assert request.headers.get("content-length") == length
    assert ("transfer-encoding" in request.headers) is (length is None)
    assert server.connections == 1


def test_a_file_on_disk_from_where_it_stands(flavour: str, tmp_path: Path) -> None:
    (tmp_path / "new.pdf").write_bytes(CONTENT)
    with FaultServer([SUCCESS]) as server, (tmp_path / "new.pdf").open("rb") as file:
        file.seek(7)
        run(flavour, server.url, Uploading(file))
        assert file.tell() == len(CONTENT)
    [request] = server.requests
    assert part_of(request.headers, request.body) == Part("file", "new.pdf", "application/pdf", CONTENT[7:])


def test_a_put_has_no_key(flavour: str) -> None:
    with FaultServer([answer(503), SUCCESS]) as server:
        run(flavour, server.url, Uploading(CONTENT, method="PUT"))
    assert [(request.method, request.key, content_of(request)) for request in server.requests] == [
        ("PUT", None, CONTENT)
    ] * 2


class Witness(io.BytesIO):
    """A file object that notes which threads use it."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.threads: set[int] = set()

    def read(self, size: int | None = -1, /) -> bytes:
        if size:  # or it is only asked what it would return
            self.threads.add(threading.get_ident())
        return super().read(size)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self.threads.add(threading.get_ident())
        return super().seek(offset, whence)

    def tell(self) -> int:
        self.threads.add(threading.get_ident())
        return super().tell()


def test_no_event_loop_waits_for_a_file(backend: str) -> None:
    file = Witness(CONTENT)
    with FaultServer([answer(503), SUCCESS]) as server:
        run(backend, server.url, Uploading(file))
    assert file.threads
    assert threading.get_ident() not in file.threads


def test_every_try_sends_the_same_from_the_same_start(flavour: str) -> None:
    file = io.BytesIO(CONTENT)
    file.seek(7)
    with FaultServer([BUSY, answer(429), BUSY, SUCCESS]) as server:
        run(flavour, server.url, Uploading(file))

    assert content_of(server.requests[0]) == CONTENT[7:]
    first, *others = [(each.body, each.headers["content-type"], each.key) for each in server.requests]
    assert others == [first] * 3


def test_two_calls_have_two_boundaries(flavour: str) -> None:
    with FaultServer([SUCCESS]) as server:
        for _ in range(2):
            run(flavour, server.url, Uploading(CONTENT))
    first, second = server.requests
    assert first.headers["content-type"] != second.headers["content-type"]
    assert content_of(first) == content_of(second)


def test_a_connection_that_breaks_meanwhile_is_replaced(flavour: str) -> None:
    with FaultServer([AtOnce(cut_off), SUCCESS]) as server:
        run(flavour, server.url, Uploading(lambda: Zeros(8 * 1024 * 1024)))
    [request] = server.requests
    assert content_of(request) == bytes(8 * 1024 * 1024)
    assert server.connections == 2


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [(BUSY, ServerError), (AtOnce(cut_off), APIConnectionError), (then_reset(b""), APIConnectionError)],
    ids=["503", "cut off", "no answer"],
)
def test_what_cannot_seek_is_sent_once(flavour: str, behaviour: Any, error: type[SDKError]) -> None:
    with FaultServer([behaviour, SUCCESS]) as server, pytest.raises(error) as caught:
        run(flavour, server.url, Uploading(lambda: Zeros(8 * 1024 * 1024, can_seek=False)))
    assert caught.value.attempts == server.connections == 1
    assert "no further try: what was read of the file object cannot be read again, since it cannot" in str(caught.value)
    check_error(caught.value)


def test_an_error_that_is_final_in_any_case_does_not_speak_of_the_file(flavour: str) -> None:
    with FaultServer([answer(400)]) as server, pytest.raises(BadRequestError) as caught:
        run(flavour, server.url, Uploading(Pipe([b"a"])))
    assert "file object" not in str(caught.value)


def test_what_cannot_seek_is_sent_later_if_nothing_was_read_of_it(flavour: str) -> None:
    with FaultServer([]) as closed:
        port = closed.port
    servers: list[FaultServer] = []

    def listen(event: RetryEvent) -> None:
        if not servers:
            servers.append(FaultServer([SUCCESS], port=port).__enter__())

    try:
        run(flavour, f"http://127.0.0.1:{port}", Uploading(Pipe([b"a", b"b"])), on_retry=listen)
        [request] = servers[0].requests
        assert content_of(request) == b"ab"
    finally:
        for server in servers:
            server.__exit__(None, None, None)


def test_a_key_that_is_refused_is_asked_for_anew(flavour: str) -> None:
    keys = ["old", KEY]
    with FaultServer([answer(401), SUCCESS]) as server:
        run(flavour, server.url, Uploading(CONTENT), key=lambda: keys.pop(0), retries=None)
    assert [content_of(request) for request in server.requests] == [CONTENT] * 2

    keys = ["old", KEY]
    with FaultServer([answer(401), SUCCESS]) as server, pytest.raises(AuthenticationError):
        run(flavour, server.url, Uploading(Pipe([b"a"])), key=lambda: keys.pop(0), retries=None)
    assert len(server.requests) == 1


def test_a_file_that_cannot_be_read_is_the_caller_s_to_see(flavour: str) -> None:
    problem = OSError(errno.EIO, "the disk is broken")

    def fail(chunks: int) -> None:
        if chunks == 2:
            raise problem

    check_that_it_is_raised(flavour, Telling(4 * CHUNK, fail), problem)


def test_a_file_that_is_closed_meanwhile(flavour: str) -> None:
    file = Telling(4 * CHUNK, lambda chunks: file.close() if chunks == 2 else None)
    error = check_that_it_is_raised(flavour, file)
    assert isinstance(error, ValueError)
    assert "closed file" in str(error)


def test_a_file_that_becomes_shorter(flavour: str) -> None:
    file = Telling(4 * CHUNK, lambda chunks: file.truncate(2 * CHUNK) if chunks == 1 else None)
    error = check_that_it_is_raised(flavour, file)
    assert isinstance(error, OSError)
    assert str(error).startswith("bills.upload_attachment: file ended after 131072 of 262144 bytes")


def test_a_file_that_turns_out_to_hold_no_bytes(flavour: str) -> None:
    error = check_that_it_is_raised(flavour, Pipe([b"a", "b"]))  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    assert isinstance(error, TypeError)


def check_that_it_is_raised(flavour: str, file: Any, problem: Exception | None = None) -> BaseException:
    """Check that an upload raises what its file object does, is not tried again, and leaves no place taken."""

    async def use_async(codat: Any) -> BaseException:
        with pytest.raises((OSError, ValueError, TypeError)) as caught:
            await Uploading(file)(codat)
        assert (await GET(codat)).id == "c1"
        return caught.value

    def use(codat: Any) -> BaseException:
        with pytest.raises((OSError, ValueError, TypeError)) as caught:
            Uploading(file)(codat)
        assert GET(codat).id == "c1"
        return caught.value

    with FaultServer([GET.success]) as server:
        error = run(flavour, server.url, use if flavour == "sync" else use_async, http=ONE_CONNECTION)
    assert isinstance(error, BaseException)
    assert not isinstance(error, SDKError)
    assert problem in (None, error)
    assert [request.method for request in server.requests] == ["GET"]
    assert server.connections == 2
    return error


def test_a_server_that_does_not_read(flavour: str) -> None:
    with FaultServer([AtOnce(never_read)]) as server, pytest.raises(APITimeoutError) as caught:
        run(flavour, server.url, Uploading(lambda: Zeros(LARGE)), retries=None, timeout=0.2)
    assert "WriteTimeout" in str(caught.value)
    check_error(caught.value)


def test_the_quota_and_the_log_are_those_of_any_call(flavour: str) -> None:
    events: list[RetryEvent] = []
    with FaultServer([BUSY, SUCCESS]) as server:
        run(flavour, server.url, Uploading(CONTENT), retries=AT_ONCE, on_retry=events.append)
    assert [(event.operation, event.attempt) for event in events] == [("bills.upload_attachment", 1)]
