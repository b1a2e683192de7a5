"""The memory that a download takes does not depend on its size."""

import subprocess
import sys
from pathlib import Path

import pytest

from codat_customers.sandbox import Sandbox

SIZE = 40 * 1024 * 1024

SCRIPT = """
import asyncio, re, resource, sys
from codat_customers import AsyncCodat, Codat

kind, url, folder, *ids = sys.argv[1:]

async def save_async():
    async with AsyncCodat("test", server_url=url) as codat:
        await save(codat)

def save(codat):
    return codat.customers.save_attachment(*ids, folder + "/file", overwrite=True)

def once():
    if kind == "sync":
        with Codat("test", server_url=url) as codat:
            save(codat)
    else:
        asyncio.run(save_async())

def peak():
    if sys.platform == "linux":  # where ru_maxrss begins with the peak of the process that started this one
        return int(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)

ids, large = ids[:4], ids[:3] + ids[4:]
once()  # a file of one byte: imports and buffers
before = peak()
ids = large
once()
print(peak() - before)
whole = open(folder + "/file", "rb").read()
print(peak() - before)
"""


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_large_file_takes_little_memory(kind: str, tmp_path: Path) -> None:
    with Sandbox(customers=15, attachment_bytes=[1, SIZE], validate=False) as sandbox:
        customer_id = "INV/2024/07"
        ids = [sandbox.company_id, sandbox.connection_id, customer_id, *sandbox.attachment_ids(customer_id)]
        command = [sys.executable, "-c", SCRIPT, kind, sandbox.url, str(tmp_path), *ids]
        output = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    assert (tmp_path / "file").stat().st_size == SIZE
    extra, with_the_whole_file = map(int, output.split())
    assert extra < 16 * 1024 * 1024
    assert with_the_whole_file > SIZE / 2  # the figure would show it
