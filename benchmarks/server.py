"""A server that only hands out bytes it has ready, so that the clients are what a benchmark measures.

``python -m benchmarks.server DATA_FOLDER [--latency SECONDS]`` prints its port, and serves HTTP/1.1 with connections
kept alive until its standard input ends.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

from .wire import ATTACHMENT_BYTES, CPU_PATH, CUSTOMER_PATH, CUSTOMERS_PATH, DOWNLOAD_PATH, SMALL_PAGE, customer_file

HOST: Final = "127.0.0.1"

_BLOCK: Final = bytes(range(256)) * 1024  # what attachments are made of
_NOT_FOUND: Final = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def main() -> None:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.server", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds between a request and its answer")
    options = parser.parse_args()
    asyncio.run(_serve(_answers(options.data), options.latency))


async def _serve(answers: Mapping[bytes, bytes], latency: float) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(answers, latency), HOST, 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


def _answers(data: Path) -> dict[bytes, bytes]:
    """Make every answer but the downloads, by a key that ``_key`` finds in the request."""
    answers = {path.stem.encode(): _answer(path.read_bytes()) for path in data.glob("page-*.json")}
    answers[CUSTOMER_PATH.encode()] = _answer(customer_file(data).read_bytes())
    answers[DOWNLOAD_PATH.encode()] = _head("application/octet-stream", ATTACHMENT_BYTES)
    return answers


def _key(target: bytes) -> bytes:
    path, _, query = target.partition(b"?")
    if path != CUSTOMERS_PATH.encode():
        return path
    values = parse_qs(query)
    size = values.get(b"pageSize", [b"%d" % SMALL_PAGE])[0]
    return b"page-%b-%b" % (size, values.get(b"page", [b"1"])[0])


def _answer(body: bytes) -> bytes:
    return _head("application/json; charset=utf-8", len(body)) + body


def _head(content_type: str, length: int) -> bytes:
    return (
        "HTTP/1.1 200 OK\r\n"
        "Date: Sat, 01 Mar 2025 10:00:00 GMT\r\n"
        f"Content-Type: {content_type}\r\n"
        f"Content-Length: {length}\r\n"
        "X-Rate-Limit-Limit: 1000000\r\n"
        "X-Rate-Limit-Remaining: 999999\r\n"
        "X-Rate-Limit-Reset: 2025-03-02T00:00:00Z\r\n"
        "\r\n"
    ).encode()


class _Connection(asyncio.Protocol):
    """One connection; requests have no body and come one at a time."""

    _transport: asyncio.Transport

    def __init__(self, answers: Mapping[bytes, bytes], latency: float) -> None:
        self._answers = answers
        self._latency = latency
        self._received = b""
        self._left = 0  # bytes of a download that are still to be written
        self._may_write = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._received.endswith(b"\r\n\r\n"):
            return
        target = self._received.split(b" ", 2)[1]
        self._received = b""
        if self._latency:
            asyncio.get_running_loop().call_later(self._latency, self._respond, target)
        else:
            self._respond(target)

    def _respond(self, target: bytes) -> None:
        if target == CPU_PATH.encode():
            self._transport.write(_answer(repr(time.process_time()).encode()))
            return
        key = _key(target)
        self._transport.write(self._answers.get(key, _NOT_FOUND))
        if key == DOWNLOAD_PATH.encode():
            self._left = ATTACHMENT_BYTES
            self._write_blocks()

    def _write_blocks(self) -> None:
        while self._left and self._may_write:
            self._left -= len(_BLOCK)
            self._transport.write(_BLOCK)

    def pause_writing(self) -> None:
        self._may_write = False

    def resume_writing(self) -> None:
        self._may_write = True
        self._write_blocks()

    def connection_lost(self, exc: Exception | None) -> None:
        self._left = 0


if __name__ == "__main__":
    main()
