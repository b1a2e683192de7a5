"""Bodies that are not what the specification says, that explode, and that come from or lead to somewhere else."""

from __future__ import annotations

import gzip
import json
import tracemalloc
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any, Final

import httpx
import pytest

from codat_customers import APIConnectionError, APITimeoutError, ResponseDecodeError, SDKError, ServerError
from codat_customers.models import Customer, CustomerPage
from tests.support.calls import CREATE, DOWNLOAD, FILE, GET, KEY, LIST, STREAM, SampleCall, check_error, run
from tests.support.clients import ONE_CONNECTION, client_of
from tests.support.server import (
    CUSTOMER,
    PAGE,
    Behaviour,
    FaultServer,
    answer,
    flood,
    head,
    raw,
    then_reset,
    then_stall,
)

MEGABYTE: Final = 1024 * 1024
GZIP: Final = (("Content-Encoding", "gzip"),)


def page(**fields: object) -> bytes:
    return json.dumps({**json.loads(PAGE), **fields}).encode()


def customer(**fields: object) -> bytes:
    return json.dumps({**json.loads(CUSTOMER), **fields}).encode()


@pytest.mark.parametrize(
    ("operation", "body", "place"),
    [
        (GET, customer(id=5), "id: expected a string, got a number"),
        (GET, customer(addresses={}), "addresses: expected an array, got an object"),
        (GET, customer(contacts=[{"status": "Active"}, 5]), "contacts[1]: expected an object, got a number"),
        (GET, customer(status=True), "status: expected a string, got a boolean"),
        (GET, b"{}", "status: expected a string, got nothing"),
        (LIST, page(results={}), "results: expected an array, got an object"),
        (LIST, page(results=[{"status": "Active"}, {}]), "results[1].status: expected a string, got nothing"),
        (LIST, page(totalResults="1"), "totalResults: expected an integer, got a string"),
        (LIST, page().replace(b'"pageNumber"', b'"pagenumber"'), "pageNumber: expected an integer, got nothing"),
        (LIST, page(_links=None), "_links: expected an object, got null"),
        (CREATE, b'{"status":"Pending"}', "companyId: expected a string, got nothing"),
    ],
)
def test_a_body_of_another_shape(flavour: str, operation: SampleCall, body: bytes, place: str) -> None:
    with FaultServer([answer(200, body)]) as server:
        with pytest.raises(ResponseDecodeError) as caught:
            run(flavour, server.url, operation)
        assert len(server.requests) == 1
    assert f"answered 200, but {place}" in caught.value.message
    assert caught.value.body == body.decode()
    assert caught.value.__cause__ is not None
    check_error(caught.value)


@pytest.mark.parametrize(
    "body", [customer(status="NoSuchStatus"), customer(modifiedDate="last Tuesday"), customer(new={"deep": [1]})]
)
def test_what_the_service_may_add_costs_nothing(flavour: str, body: bytes) -> None:
    with FaultServer([answer(200, body)]) as server:
        result = run(flavour, server.url, GET)
    assert isinstance(result, Customer)
    assert result.to_dict() == json.loads(body)


def test_a_page_of_5000_fat_customers_is_far_from_the_limit(flavour: str) -> None:
    body = page(results=[json.loads(customer(customerName="n" * 2000))] * 5000)
    assert len(body) > 8 * MEGABYTE
    with FaultServer([answer(200, gzip.compress(body, 1), GZIP)]) as server:
        result = run(flavour, server.url, LIST, timeout=20.0)
    assert isinstance(result, CustomerPage)
    assert len(result.results) == 5000


class TestBombs:
    """The answers are of seventy megabytes, where 64 are allowed; what a call may need of memory is not."""

    def test_a_gzip_bomb_in_a_success(self, flavour: str) -> None:
        error, peak = _peak_memory(flavour, answer(200, _bomb(), GZIP), LIST)
        assert isinstance(error, ResponseDecodeError)
        assert "larger than" in error.message
        assert len(error.body or "") == 64 * 1024
        assert peak < 90 * MEGABYTE

    @pytest.mark.parametrize("operation", [LIST, DOWNLOAD, STREAM], ids=["GET", "download", "stream"])
    def test_a_gzip_bomb_in_an_error(self, flavour: str, operation: SampleCall) -> None:
        error, peak = _peak_memory(flavour, answer(500, _bomb(), GZIP), operation)
        assert isinstance(error, ServerError)
        assert len(error.body or "") == 64 * 1024
        assert peak < 3 * MEGABYTE

    def test_an_error_of_50_megabytes(self, flavour: str) -> None:
        error, peak = _peak_memory(flavour, flood(500, b"x" * MEGABYTE, 50), CREATE)
        assert isinstance(error, ServerError)
        assert error.body == "x" * 64 * 1024
        assert peak < 5 * MEGABYTE  # the server's own megabyte among them

    def test_a_success_of_70_megabytes(self, flavour: str) -> None:
        error, peak = _peak_memory(flavour, flood(200, b" " * MEGABYTE, 70), LIST)
        assert isinstance(error, ResponseDecodeError)
        assert peak < 90 * MEGABYTE

    def test_a_streamed_gzip_bomb_comes_in_small_pieces(self, flavour: str) -> None:
        sizes: list[int] = []

        def call(codat: Any) -> None:
            with codat.customers.stream_attachment(*FILE) as body:
                sizes.extend(len(piece) for piece in body)

        error, peak = _peak_memory(flavour, answer(200, _bomb(), GZIP), call)
        assert error is None
        assert sum(sizes) == 70 * MEGABYTE
        assert max(sizes) <= 64 * 1024
        assert peak < 3 * MEGABYTE


class TestRedirects:
    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    @pytest.mark.parametrize("operation", [LIST, CREATE, STREAM], ids=["GET", "POST", "stream"])
    def test_the_key_follows_no_redirect(self, flavour: str, operation: SampleCall, status: int) -> None:
        with FaultServer([operation.success]) as elsewhere:
            location = f"{elsewhere.url}/take-the-key"
            with FaultServer([answer(status, b"", [("Location", location)])]) as server:
                with pytest.raises(SDKError) as caught:
                    run(flavour, server.url, operation, http={"follow_redirects": True})
                assert len(server.requests) == 1
            assert elsewhere.connections == 0
        assert caught.value.headers is not None
        assert caught.value.headers["location"] == location
        check_error(caught.value)

    @pytest.mark.parametrize(
        "location", ["mailto:a", "http://a:b:c", "http://[", "//", "\xff", "http://x/" + "y" * 70_000]
    )
    def test_what_is_no_address(self, flavour: str, location: str) -> None:
        with FaultServer([answer(302, b"", [("Location", location)])]) as server:
            with pytest.raises(SDKError, match="302 Found") as caught:
                run(flavour, server.url, LIST)
            assert len(server.requests) == 1
        assert caught.value.headers is not None
        assert caught.value.headers["location"] == location
        check_error(caught.value)


class TestStreams:
    """A stream that has begun is not repeated: its first bytes are with the caller."""

    @pytest.mark.parametrize(
        ("behaviour", "error_type", "says"),
        [
            (then_reset(head(200, (), "OK", 100) + b"begun"), APIConnectionError, "ReadError"),
            (answer(200, b"begun", length=100), APIConnectionError, "peer closed connection"),
            (then_stall(head(200, (), "OK", 100) + b"begun"), APITimeoutError, "ReadTimeout"),
            (
                raw(head(200, [("Transfer-Encoding", "chunked")], "OK", None) + b"5\r\nbegun\r\nzz"),
                APIConnectionError,
                "RemoteProtocolError",
            ),
            (answer(200, gzip.compress(b"begun")[:-4], GZIP), APIConnectionError, "ended early"),
            (answer(200, b"begun", GZIP), ResponseDecodeError, "not valid gzip"),
            (answer(200, b"begun", [("Content-Encoding", "br")]), ResponseDecodeError, "content coding 'br'"),
        ],
        ids=["reset", "short", "stalls", "chunk", "truncated gzip", "not gzip", "br"],
    )
    def test_errors_amid_the_body(
        self, flavour: str, behaviour: Behaviour, error_type: type[SDKError], says: str
    ) -> None:
        # Only what stalls is to run into a time-out, and not before its first bytes have come.
        timeout = httpx.Timeout(10.0, read=0.5 if error_type is APITimeoutError else 10.0)
        with FaultServer([behaviour, STREAM.success]) as server:
            with pytest.raises(SDKError) as caught:
                run(flavour, server.url, STREAM, timeout=timeout)
            assert len(server.requests) == 1
            server.wait_until_unused()
        assert type(caught.value) is error_type
        assert says in caught.value.message
        assert "customers.download_attachment" in caught.value.message
        assert caught.value.__cause__ is not None
        check_error(caught.value)

    def test_a_stream_left_early_leaves_its_connection(self, flavour: str) -> None:
        first: list[bytes] = []
        with FaultServer([flood(200, b"begun" * 20_000, 50)]) as server:
            with client_of(flavour, server.url, http=ONE_CONNECTION, timeout=10.0) as codat:
                for _ in range(3):
                    with codat.customers.stream_attachment(*FILE) as body:
                        first.append(next(iter(body))[:5])
            server.wait_until_unused()
        assert first == [b"begun"] * 3


@pytest.mark.parametrize("operation", [DOWNLOAD, STREAM], ids=["download", "stream"])
def test_no_content_is_no_file(flavour: str, operation: SampleCall) -> None:
    with FaultServer([raw(b"HTTP/1.1 204 No Content\r\n\r\n")]) as server:
        with pytest.raises(ResponseDecodeError, match="no body"):
            run(flavour, server.url, operation)
        assert len(server.requests) == 1


@pytest.mark.parametrize("operation", [DOWNLOAD, STREAM], ids=["download", "stream"])
def test_a_file_may_be_empty(flavour: str, operation: SampleCall) -> None:
    with FaultServer([answer(200, b"")]) as server:
        assert run(flavour, server.url, operation) == b""


@cache
def _bomb() -> bytes:
    compressor = zlib.compressobj(wbits=31)
    return b"".join(compressor.compress(b" " * MEGABYTE) for _ in range(70)) + compressor.flush()


def _peak_memory(flavour: str, behaviour: Behaviour, call: Callable[[Any], object]) -> tuple[SDKError | None, int]:
    """Make a call, and return its error and the most memory it used beyond what there was before."""
    error: SDKError | None = None
    with FaultServer([behaviour]) as server:
        tracemalloc.start()
        try:
            with client_of(flavour, server.url, KEY, retries=None, timeout=20.0) as codat:
                call(codat)
        except SDKError as caught:
            error = caught
        finally:
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
    if error is not None:
        check_error(error)
    return error, peak
