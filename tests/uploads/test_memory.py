"""The memory that an upload takes does not depend on its size."""

import subprocess
import sys

import pytest

from tests.support.server import PUSH, AtOnce, Exchange, FaultServer, head

SIZE = 300 * 1024 * 1024

SCRIPT = """
import asyncio, io, re, resource, sys
from codat_customers import AsyncCodat, Codat
from tests.support.multipart import Zeros
from tests.uploads.uploading import Uploading

kind, url, size = sys.argv[1:]

async def upload_async(file):
    async with AsyncCodat("test", server_url=url) as codat:
        await Uploading(file)(codat)

def upload(file):
    if kind == "sync":
        with Codat("test", server_url=url) as codat:
            Uploading(file)(codat)
    else:
        asyncio.run(upload_async(file))

def peak():
    if sys.platform == "linux":  # where ru_maxrss begins with the peak of the process that started this one
        return int(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)

upload(Zeros(1))  # imports and buffers
before = peak()
upload(Zeros(int(size)))
print(peak() - before)
"""


class Counting:
    """Counts the bytes of requests, and keeps none of them."""

    def __init__(self) -> None:
        self.counts: list[int] = []

    def __call__(self, exchange: Exchange) -> bool:
        received = exchange.connection.recv(65536)
        while b"\r\n\r\n" not in received:
            received += exchange.connection.recv(65536)
        names, _, body = received.partition(b"\r\n\r\n")
        [length] = [int(line.split(b":")[1]) for line in names.split(b"\r\n") if line.startswith(b"content-length:")]
        count, buffer = len(body), bytearray(1024 * 1024)
        while count < length:
            count += exchange.connection.recv_into(buffer)
        self.counts.append(count)
        exchange.send(head(200, (), "OK", len(PUSH)), PUSH)
        return False


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_large_file_takes_little_memory(kind: str) -> None:
    counting = Counting()
    with FaultServer([AtOnce(counting)]) as server:
        command = [sys.executable, "-c", SCRIPT, kind, server.url, str(SIZE)]
        output = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    assert counting.counts[1] - counting.counts[0] == SIZE - 1
    assert int(output) < 16 * 1024 * 1024
