"""Starting, stopping, looking at what was received, and the command line."""

import asyncio
import re
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import trio

from codat_customers.sandbox import Sandbox
from codat_customers.sandbox.__main__ import main
from tests.sandbox.clients import company_client


def test_it_starts_fast_and_leaves_nothing_behind() -> None:
    threads = set(threading.enumerate())
    started = time.process_time()
    with Sandbox() as sandbox:
        assert time.process_time() - started < 0.5
        url = sandbox.url
        assert httpx.get(url, timeout=60).status_code == 401
    assert set(threading.enumerate()) <= threads
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_it_stops_while_requests_are_under_way() -> None:
    sandbox = Sandbox(customers=1, latency=60)
    sandbox.start()
    errors: list[Exception] = []

    def wait_for_an_answer() -> None:
        with company_client(sandbox) as company:
            try:
                company.get("/data/customers", timeout=60)
            except httpx.TransportError as error:
                errors.append(error)

    thread = threading.Thread(target=wait_for_an_answer)
    thread.start()
    while not sandbox.requests:
        time.sleep(0.01)
    started = time.monotonic()
    sandbox.stop()
    thread.join()
    assert time.monotonic() - started < 2
    assert len(errors) == 1
    sandbox.stop()


def test_it_can_be_started_again_with_its_data() -> None:
    with Sandbox(customers=0, push_seconds=0) as sandbox:
        url = sandbox.url
        with company_client(sandbox) as company:
            body = {"customerName": "Kept", "status": "Active"}
            company.post(f"/connections/{sandbox.connection_id}/push/customers", json=body)
        with pytest.raises(RuntimeError, match="already"):
            sandbox.start()
    with sandbox, company_client(sandbox) as company:
        assert sandbox.url == url
        assert company.get("/data/customers").json()["totalResults"] == 1


def test_a_reset_leaves_a_sandbox_as_it_was_at_its_start() -> None:
    options: dict[str, Any] = {"customers": 20, "push_seconds": None, "rate_limit": 50, "api_key": "test"}
    with Sandbox(**options) as sandbox, company_client(sandbox) as company:
        url, fresh = sandbox.url, sandbox.customers()
        path, key = f"/connections/{sandbox.connection_id}/push/customers", {"Idempotency-Key": "one"}
        body = {"id": "kept", "customerName": "Kept", "status": "Active"}
        push = company.post(path, json=body, headers=key).json()
        company.post(path, json={"status": "NoSuchStatus"})
        sandbox.finish_pushes()
        sandbox.add_customers([{"id": "added", "status": "Active"}])
        sandbox.touch_customer("1042")
        (attachment_id,) = sandbox.attachment_ids("1042")
        content = b"".join(sandbox.attachment_chunks("1042", attachment_id))
        sandbox.change_attachment("1042", attachment_id)
        sandbox.fail_next(5)
        sandbox.fail_next_push("Never.")
        sandbox.after_answers(1, sandbox.stop)
        sandbox.advance_clock(3600)

        sandbox.reset()
        assert (sandbox.url, sandbox.requests, sandbox.violations) == (url, [], [])
        assert sandbox.customers() == fresh
        assert b"".join(sandbox.attachment_chunks("1042", attachment_id)) == content
        answer = company.get(f"/push/{push['pushOperationKey']}")
        assert (answer.status_code, answer.headers["X-Rate-Limit-Remaining"]) == (404, "49")
        again = company.post(path, json=body, headers=key).json()
        assert (again["status"], again["pushOperationKey"] == push["pushOperationKey"]) == ("Pending", False)
        assert datetime.fromisoformat(again["requestedOnUtc"]) <= datetime.now(UTC)
        sandbox.finish_pushes()
        assert company.get("/data/customers/kept").json()["customerName"] == "Kept"
        assert len(sandbox.requests) == 3


def test_a_request_that_a_reset_overtakes_leaves_no_trace(sandbox: Sandbox, company: httpx.Client) -> None:
    sandbox.delay_next(seconds=0.2)
    path = f"/connections/{sandbox.connection_id}/push/customers"
    with ThreadPoolExecutor(1) as executor:
        slow = executor.submit(company.post, path, json={"customerName": "Late", "status": "Active"})
        while not sandbox.requests:
            time.sleep(0.002)
        sandbox.reset()
        assert slow.result().json()["status"] == "Pending"
    assert sandbox.requests == []
    assert company.get("/push").json()["totalResults"] == 0


def test_several_run_side_by_side() -> None:
    with Sandbox(customers=1) as one, Sandbox(customers=2) as two:
        assert one.url != two.url
        with company_client(one) as first, company_client(two) as second:
            assert first.get("/data/customers").json()["totalResults"] == 1
            assert second.get("/data/customers").json()["totalResults"] == 2
        assert len(one.requests) == len(two.requests) == 1


def test_a_port_in_use_is_named() -> None:
    with Sandbox(customers=0) as sandbox:
        port = int(sandbox.url.rpartition(":")[2])
        with pytest.raises(OSError, match=f"127.0.0.1:{port} .* another port"):
            Sandbox(customers=0, port=port).start()


def test_there_is_no_address_before_the_start() -> None:
    with pytest.raises(RuntimeError, match="start"):
        _ = Sandbox(customers=0).url


@pytest.mark.parametrize(("customers", "companies"), [(-1, 1), (1, 0)])
def test_wrong_numbers_are_refused(customers: int, companies: int) -> None:
    with pytest.raises(ValueError, match="must be"):
        Sandbox(customers=customers, companies=companies)


def test_asyncio_and_trio_programs_use_it_alike() -> None:
    with Sandbox(customers=3) as sandbox:

        async def count() -> int:
            url = f"{sandbox.url}/companies/{sandbox.company_id}/data/customers"
            async with httpx.AsyncClient(timeout=60) as client:
                answer = await client.get(url, headers={"Authorization": "Basic dGVzdA=="})
            return int(answer.json()["totalResults"])

        assert asyncio.run(count()) == 3
        assert trio.run(count) == 3


def test_requests_are_there_to_look_at(sandbox: Sandbox, company: httpx.Client) -> None:
    company.get("/data/customers/INV%2F2024%2F07", headers={"X-Trace": "abc"})
    company.get("/data/customers", params={"query": "status=Active&&id~1", "page": 1})
    company.put(f"/connections/{sandbox.connection_id}/push/customers/1042", json={"status": "Active"})
    company.get("/elsewhere")
    one, many, update, unknown = sandbox.requests
    assert (one.operation, one.method) == ("get-customer", "GET")
    assert one.path == f"/companies/{sandbox.company_id}/data/customers/INV%2F2024%2F07"
    assert one.path_values == {"companyId": sandbox.company_id, "customerId": "INV/2024/07"}
    assert one.headers["x-trace"] == "abc"
    assert dict(many.params) == {"query": "status=Active&&id~1", "page": "1"}
    assert update.json() == {"status": "Active"}
    assert unknown.operation is None
    assert one.received_at < many.received_at < unknown.received_at
    with pytest.raises(ValueError, match=r"."):
        one.json()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_runs_until_it_is_told_to_stop(number: signal.Signals) -> None:
    command = [sys.executable, "-m", "codat_customers.sandbox", "--port", "0", "--customers", "3", "--api-key", "key"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        text = ""
        while not text.endswith("Stop it with Ctrl-C.\n") and process.poll() is None:
            text += process.stdout.readline()
        found = re.search(r"at (\S+)\s+companyId\s+(\S+)\s+connectionId\s+\S+\s+API key\s+key\n", text)
        assert found
        url = f"{found[1]}/companies/{found[2]}/data/customers"
        assert httpx.get(url, headers={"Authorization": "Basic a2V5"}, timeout=60).json()["totalResults"] == 3
        process.send_signal(number)
        process.send_signal(number)
        assert process.wait(60) == 0
        assert process.stderr.read() == ""


def test_the_command_names_a_port_in_use(capsys: pytest.CaptureFixture[str]) -> None:
    with Sandbox(customers=0) as sandbox, pytest.raises(SystemExit, match="take another port") as caught:
        main(["--customers", "0", "--port", sandbox.url.rpartition(":")[2]])
    assert_one_line(caught.value, capsys)


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [("--customers", "-1", "customers"), ("--retry-after", "-1", "retry_after"), ("--port", "70000", "port")],
)
def test_the_command_says_what_is_wrong_with_an_option(
    option: str, value: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match=message) as caught:
        main([option, value])
    assert_one_line(caught.value, capsys)


def assert_one_line(error: SystemExit, capsys: pytest.CaptureFixture[str]) -> None:
    """Check that Python ends with status 1 and one line, which it prints itself."""
    assert isinstance(error.code, str)
    assert "\n" not in error.code
    assert capsys.readouterr() == ("", "")


def test_a_missing_extra_says_what_to_install() -> None:
    code = "import sys; sys.modules['starlette'] = None; import codat_customers.sandbox"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "pip install 'codat-customers[sandbox]'" in result.stderr
