"""A process that cannot open any more files: neither sockets nor the modules that are loaded on first use."""

from __future__ import annotations

import json
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
    "request": "request('GET', '/companies')",
    # What several calls need besides, their own operation being loaded already
    "loaded: push_operations.wait": "push_operations.wait(push, poll_interval=0.0)",
    "loaded: customers.pages": "customers.iterate('co', concurrency=1)",
    "loaded: customers.save_attachment": "customers.save_attachment('co', 'cn', 'c1', 'a1', io.BytesIO())",
}

# A process that has imported no more than its users do, and a child of it for each call: what the call needs beside is
# imported there for the first time.
PROGRAM: Final = """
import asyncio, inspect, io, json, os, resource, socket, sys
from codat_customers import APIConnectionError, AsyncCodat, Codat
from codat_customers.models import Customer, CustomerStatus, PushOperation

push = PushOperation.from_dict({
    "companyId": "co", "pushOperationKey": "k", "dataConnectionKey": "d", "status": "Pending", "statusCode": 202,
    "requestedOnUtc": "2026-01-02T03:04:05Z",
})
customer = Customer(status=CustomerStatus.ACTIVE)
listener = socket.create_server(("127.0.0.1", 0))
url = f"http://127.0.0.1:{listener.getsockname()[1]}"

async def call_async(use):
    codat = AsyncCodat("key", server_url=url, retries=None)
    exhaust()
    result = use(codat)
    if hasattr(result, "__anext__"):
        await anext(result)
    else:
        await result

def call(use):
    codat = Codat("key", server_url=url, retries=None)
    exhaust()
    result = use(codat)
    if inspect.isgenerator(result):
        next(result)

def exhaust():
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    try:
        while True:
            os.dup(0)
    except OSError:
        pass

for name, source in json.loads(sys.argv[2]).items():
    use = eval(f"lambda codat: codat.{source}")
    sys.stdout.flush()
    if os.fork():
        os.wait()
        continue
    if name.startswith("loaded"):
        from codat_customers_api.api.customers import download_customer_attachment, list_customers
        from codat_customers_api.api.push_operations import get_push_operation
    try:
        asyncio.run(call_async(use)) if sys.argv[1] == "async" else call(use)
    except APIConnectionError as error:
        print(json.dumps([name, error.request_sent, str(error), error.reason]), flush=True)
    os._exit(0)
"""


@pytest.fixture(scope="module", params=["sync", "async"])
def errors(request: pytest.FixtureRequest) -> dict[str, tuple[bool, str, str]]:
    """Of each call by its name: whether its error says that it was sent, and its message and reason."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    arguments = [sys.executable, "-c", PROGRAM, request.param, json.dumps(CALLS)]
    output = subprocess.run(arguments, capture_output=True, text=True, env=environment, check=True).stdout
    return {name: (sent, message, reason) for name, sent, message, reason in map(json.loads, output.splitlines())}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("call", CALLS)
def test_the_first_use_of_an_operation(call: str, errors: dict[str, tuple[bool, str, str]]) -> None:
    sent, message, reason = errors[call]
    assert not sent
    assert "Too many open files" in message
    assert "nothing was sent" in message
    assert "ulimit -n" in message
    assert reason in ("the call could not begin (OSError)", "no complete answer (ConnectError)")
    assert not call.startswith("loaded") or message.startswith(f"{call.removeprefix('loaded: ')} could not begin")
