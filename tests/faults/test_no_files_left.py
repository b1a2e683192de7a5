"""A process that cannot open any more files: neither sockets nor the modules that are loaded on first use."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Final

import pytest

CALLS: Final = {
    "list": "customers.list('co')",
    "get": "customers.get('co', 'c1')",
    "create": "customers.create('co', 'cn', customer)",
    "update": "customers.update('co', 'cn', 'c1', customer)",
    "get_create_update_model": "customers.get_create_update_model('co', 'cn')",
    "list_attachments": "customers.list_attachments('co', 'cn', 'c1')",
    "raw": "customers.with_raw_response.get('co', 'c1')",
    "push": "push_operations.get('co', 'k')",
    "wait": "push_operations.wait(push, poll_interval=0.0)",
    "iterate": "customers.iterate('co', concurrency=1)",
    "save": "customers.save_attachment('co', 'cn', 'c1', 'a1', io.BytesIO())",
}

# A process of its own, because it imports everything for the first time.
PROGRAM: Final = """
import asyncio, inspect, io, os, resource, socket, sys
from codat_customers import APIConnectionError, AsyncCodat, Codat
from codat_customers.models import Customer, CustomerStatus, PushOperation

push = PushOperation.from_dict({
    "companyId": "co", "pushOperationKey": "k", "dataConnectionKey": "d", "status": "Pending", "statusCode": 202,
    "requestedOnUtc": "2026-01-02T03:04:05Z",
})
customer = Customer(status=CustomerStatus.ACTIVE)
listener = socket.create_server(("127.0.0.1", 0))
url = f"http://127.0.0.1:{listener.getsockname()[1]}"

async def call_async():
    codat = AsyncCodat("key", server_url=url, retries=None)
    exhaust()
    result = codat.CALL
    if hasattr(result, "__anext__"):
        await anext(result)
    else:
        await result

def call():
    codat = Codat("key", server_url=url, retries=None)
    exhaust()
    result = codat.CALL
    if inspect.isgenerator(result):
        next(result)

def exhaust():
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    try:
        while True:
            os.dup(0)
    except OSError:
        pass

try:
    asyncio.run(call_async()) if sys.argv[1] == "async" else call()
except APIConnectionError as error:
    print(error.request_sent, error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit to set")
@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
def test_the_first_use_of_an_operation(call: str, kind: str) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    arguments = [sys.executable, "-c", PROGRAM.replace("CALL", call), kind]
    result = subprocess.run(arguments, capture_output=True, text=True, env=environment, check=False)
    assert result.returncode == 0, result.stderr
    sent, _, message = result.stdout.partition(" ")
    assert sent == "False"
    assert "Too many open files" in message
    assert "nothing was sent" in message
    assert "ulimit -n" in message
