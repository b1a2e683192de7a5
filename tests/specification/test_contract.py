"""Prism finds nothing in what the client and the sandbox say to each other: both keep to openapi.yaml."""

import socket
import subprocess
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from codat_customers.errors import APIStatusError, BadRequestError, NotFoundError, ServerError, UnprocessableEntityError
from codat_customers.models import Address, AddressType, Contact, Customer, CustomerStatus, PhoneNumber, PhoneNumberType
from codat_customers.sandbox import Sandbox
from tests.operations.callers import API, OPERATIONS, Call, calling
from tests.support.flavours import FLAVOURS
from tools.client_generator import python_name

pytestmark = pytest.mark.node

ROOT = Path(__file__).parents[2]
CUSTOMER = Customer(
    status=CustomerStatus.ACTIVE,
    customer_name="Larkspur Veterinary Practice",
    phone=None,
    addresses=[Address(type_=AddressType.BILLING, line1="Mill Road", line2=None)],
    contacts=[
        Contact(status=CustomerStatus.UNKNOWN, phone=[PhoneNumber(type_=PhoneNumberType.FAX, number="+44 1632 960743")])
    ],
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Run a sandbox whose dates are all of RFC 3339, the only ones that Prism takes for a date-time."""
    with Sandbox(customers=60, push_seconds=0, rfc3339_dates=True) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def prism_url(sandbox: Sandbox) -> Iterator[str]:
    with prism(sandbox.url) as url:
        yield url


@pytest.fixture(scope="module", params=FLAVOURS)
def call(request: pytest.FixtureRequest, prism_url: str) -> Iterator[Call]:
    flavour: str = request.param
    with calling(flavour, prism_url) as call:
        yield without_violation(call)


def without_violation(call: Call) -> Call:
    """Call once, and fail with what Prism has found."""

    def checked(operation: str, *arguments: Any, **options: Any) -> Any:
        try:
            return call(operation, *arguments, retries=None, **options)
        except ServerError as error:
            pytest.fail(f"{operation}: {error.body}")

    return checked


def test_all_operations_keep_to_the_contract(call: Call, sandbox: Sandbox) -> None:
    before = len(sandbox.requests)
    company, connection = sandbox.company_id, sandbox.connection_id

    page = call("customers.list", company)
    assert page.total_results >= 60
    query = "status=Active && modifiedDate>=2023-01-01"
    call("customers.list", company, page=2, page_size=5, query=query, order_by="-modifiedDate")
    for customer_id in list(sandbox.customers())[:60]:
        assert call("customers.get", company, customer_id).id == customer_id
        for attachment in call("customers.list_attachments", company, connection, customer_id).attachments:
            place = (company, connection, customer_id, attachment.id)
            assert call("customers.get_attachment", *place).name == attachment.name
            call("customers.download_attachment", *place)  # Prism passes bytes on as if they were text
    push = call("customers.create", company, connection, CUSTOMER, timeout_in_minutes=5)
    assert call("push_operations.get", company, push.push_operation_key).status == "Success"
    pushes = call("push_operations.list", company, page_size=1, query="status=Success", order_by="-requestedOnUtc")
    assert pushes.results[0].push_operation_key == push.push_operation_key
    options = {"timeout_in_minutes": 1, "allow_sync_on_push_complete": False, "force_update": True}
    call("customers.update", company, connection, "1042", CUSTOMER, **options)
    assert call("customers.get_create_update_model", company, connection).properties

    called = {python_name(str(request.operation)) for request in sandbox.requests[before:]}
    for operation in API.operations:
        if operation.module not in called:
            ids = {"company_id": company, "connection_id": connection}
            needed = OPERATIONS[operation.name]
            call(operation.name, **{**needed, **{name: ids[name] for name in ids.keys() & needed.keys()}})


def test_errors_keep_to_the_contract(call: Call, sandbox: Sandbox) -> None:
    company, connection = sandbox.company_id, sandbox.connection_id
    key = str(uuid4())
    call("customers.create", company, connection, CUSTOMER, idempotency_key=key)
    for expected, operation, arguments, options in (
        (NotFoundError, "customers.get", (company, "nobody"), {}),
        (BadRequestError, "customers.list", (company,), {"query": "status="}),
        (
            UnprocessableEntityError,
            "customers.create",
            (company, connection, Customer(status=CustomerStatus.ARCHIVED)),
            {"idempotency_key": key},
        ),
    ):
        with pytest.raises(expected) as caught:
            call(operation, *arguments, **options)
        assert came_from_the_sandbox(caught.value)


def test_a_violation_is_found() -> None:
    """Dates without a zone, which the service sends and date-time forbids"""
    with Sandbox(customers=60) as sandbox, prism(sandbox.url) as url, calling("sync", url) as call:
        with pytest.raises(ServerError) as caught:
            call("customers.list", sandbox.company_id, retries=None)
        assert not came_from_the_sandbox(caught.value)


def came_from_the_sandbox(error: APIStatusError) -> bool:
    return error.error is not None and error.error.service == "Sandbox"


@contextmanager
def prism(upstream: str) -> Generator[str]:
    """Run Prism as a proxy that answers with an error in place of what breaks the contract."""
    port = free_port()
    command = [str(ROOT / "node_modules/.bin/prism"), "proxy", str(ROOT / "openapi.yaml"), upstream]
    options = ["--errors", "--port", str(port), "--verboseLevel", "fatal"]
    with subprocess.Popen([*command, *options]) as process:
        try:
            wait_for(process, port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"Prism ended with status {process.returncode} before it listened")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
