"""Bytes on a connection that belong to no answer that was asked for."""

from __future__ import annotations

import gzip
from contextlib import suppress
from typing import Any, Final

import pytest
import trustme

from codat_customers import APIStatusError
from tests.support.calls import CREATE, DOWNLOAD, GET, STREAM, SampleCall, client_side, server_side
from tests.support.clients import client_of
from tests.support.server import CUSTOMER, PUSH, Exchange, FaultServer, answer, head, kept

FOREIGN: Final = PUSH.replace(b'"k"', b'"somebody else\'s"')


def whole(status: int, body: bytes, *headers: tuple[str, str]) -> bytes:
    return head(status, headers, "Whatever", len(body)) + body


def chunked(body: bytes) -> bytes:
    return head(200, [("Transfer-Encoding", "chunked")], "OK", None) + b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


FIRST_ANSWERS: Final = {
    "with a length": whole(200, CUSTOMER),
    "in chunks": chunked(CUSTOMER),
    "compressed": whole(200, gzip.compress(CUSTOMER), ("Content-Encoding", "gzip")),
}


MORE: Final = {"an answer": whole(200, FOREIGN), "half of one": b"HTTP/1.1", "an empty line": b"\r\n", "a byte": b"0"}


def created(flavour: str, server: FaultServer, first: SampleCall, **http: Any) -> str:
    """Make a call and then a create with a client, and return the key of the push operation."""
    with client_of(flavour, server.url, http=http, retries=None) as codat:
        with suppress(APIStatusError):
            first(codat)
        key: str = CREATE(codat).push_operation_key
    return key


@pytest.mark.parametrize("first", FIRST_ANSWERS.values(), ids=FIRST_ANSWERS.keys())
@pytest.mark.parametrize("more", MORE.values(), ids=MORE.keys())
def test_after_an_answer(flavour: str, first: bytes, more: bytes) -> None:
    with FaultServer([kept(first + more), CREATE.success]) as server:
        assert created(flavour, server, GET) == "k"
        assert [request.connection for request in server.requests] == [1, 2]


@pytest.mark.parametrize("first", [DOWNLOAD, STREAM], ids=["download", "stream"])
def test_after_a_file(flavour: str, first: SampleCall) -> None:
    with FaultServer([kept(whole(200, b"file") + whole(200, FOREIGN)), CREATE.success]) as server:
        assert created(flavour, server, first) == "k"
        assert [request.connection for request in server.requests] == [1, 2]


@pytest.mark.parametrize("status", [404, 503, 302])
def test_after_an_error(flavour: str, status: int) -> None:
    with FaultServer([kept(whole(status, b"{}") + whole(200, FOREIGN)), CREATE.success]) as server:
        assert created(flavour, server, GET) == "k"
        assert [request.connection for request in server.requests] == [1, 2]


@pytest.mark.parametrize("size", [0, 20_000, 65_536, 100_000, 200_000])
def test_after_an_answer_of_any_size(flavour: str, size: int) -> None:
    """Pieces of the second answer may wait in asyncio while httpcore has had the first."""
    body = CUSTOMER + b" " * size
    with FaultServer([kept(whole(200, body) + whole(200, FOREIGN)), CREATE.success]) as server:
        assert created(flavour, server, GET) == "k"
        assert [request.connection for request in server.requests] == [1, 2]


@pytest.mark.parametrize("parts", [1, 2], ids=["in one record", "in a record of its own"])
def test_after_an_answer_over_tls(flavour: str, parts: int) -> None:
    authority = trustme.CA()

    def behave(exchange: Exchange) -> bool:
        answers = [whole(200, CUSTOMER), whole(200, FOREIGN)]
        for data in [b"".join(answers)] if parts == 1 else answers:
            exchange.send(data)
        return True

    with FaultServer([behave, CREATE.success], tls=server_side(authority, "127.0.0.1")) as server:
        assert created(flavour, server, GET, verify=client_side(authority)) == "k"
        assert [request.connection for request in server.requests] == [1, 2]


def test_a_clean_end_keeps_the_connection(flavour: str) -> None:
    with FaultServer([kept(chunked(CUSTOMER)), answer(200, PUSH)]) as server:
        created(flavour, server, GET)
        assert [request.connection for request in server.requests] == [1, 1]


def test_a_clean_end_over_tls_keeps_the_connection(flavour: str) -> None:
    authority = trustme.CA()
    with FaultServer([GET.success, CREATE.success], tls=server_side(authority, "127.0.0.1")) as server:
        created(flavour, server, GET, verify=client_side(authority))
        assert [request.connection for request in server.requests] == [1, 1]
