"""Programs without OpenTelemetry, or with its API alone, in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Final

import pytest

PROGRAM: Final = """
import asyncio, sys
{before}
from codat_customers import AsyncCodat, Codat
from codat_customers.models import Customer, CustomerStatus
from codat_customers.sandbox import Sandbox

new = Customer(customer_name="Ada", status=CustomerStatus.ACTIVE)

async def main(sandbox):
    async with AsyncCodat(sandbox.api_key, server_url=sandbox.url) as codat:
        push = await codat.customers.create(sandbox.company_id, sandbox.connection_id, new)
        print((await codat.push_operations.wait(push)).status)

with Sandbox(customers=3, push_seconds=0) as sandbox, Codat(sandbox.api_key, server_url=sandbox.url) as codat:
    print(len(list(codat.customers.iterate(sandbox.company_id))))
    push = codat.customers.create(sandbox.company_id, sandbox.connection_id, new)
    print(codat.push_operations.wait(push).status)
    asyncio.run(main(sandbox))
from codat_customers._telemetry.observing import received
received("customers.write.successful", push.push_operation_key)
print(any(name.partition(".")[0] == "opentelemetry" for name in sys.modules))
print("codat_customers._telemetry.spans" in sys.modules)
"""

API_ALONE: Final = "sys.modules['opentelemetry.sdk'] = None\nimport opentelemetry.trace"
NOT_WHOLE: Final = "sys.modules['opentelemetry.trace'] = None"
TOO_OLD: Final = "import types; sys.modules['opentelemetry.trace'] = types.ModuleType('opentelemetry.trace')"


@pytest.mark.parametrize(
    ("before", "traced", "complaints"),
    [
        ("", "False False", 0),
        (API_ALONE, "True True", 0),
        (NOT_WHOLE, "True False", 1),
        (TOO_OLD, "True False", 1),
    ],
    ids=["without", "the API alone", "not there", "too old"],
)
def test_all_works(before: str, traced: str, complaints: int) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    program = PROGRAM.format(before=before)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.split() == ["3", "Success", "Success", *traced.split()]
    assert done.stderr.count("a call is not traced or logged as it should be") == complaints
