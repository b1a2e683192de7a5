"""How the sandbox delivers webhooks to receivers that fail, and what stops it."""

import gc
import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme
from standardwebhooks import Webhook as Verifier

from codat_customers.sandbox import Sandbox
from codat_customers.sandbox._delivery import Delivery
from codat_customers.sandbox._webhooks import WEBHOOK_RETRIES
from tests.sandbox.receiving import TAKEN, receiving, wait_until
from tests.support.calls import server_side
from tests.support.server import Exchange, FaultServer, answer, endless, head, raw, then_reset, then_stall

THREAD = "codat-sandbox-webhooks"
TOO_SLOW = "no answer within 0.5 s"
REDIRECT = answer(307, headers=[("Location", "/webhooks?of=codat&redirected=1")])


def is_sending() -> bool:
    return THREAD in {thread.name for thread in threading.enumerate()}


@pytest.mark.parametrize(
    ("behaviour", "status", "problem"),
    [
        (answer(500), 500, None),
        (answer(404, b"not here"), 404, None),
        (REDIRECT, 307, None),
        (answer(302, headers=[("Location", "http://[")]), 302, None),
        (raw(b""), None, "RemoteProtocolError"),
        (raw(b"What?\r\n\r\n"), None, "RemoteProtocolError"),
        (raw(head(200, [], "OK", 100) + b"cut"), None, "RemoteProtocolError"),
        (then_reset(b""), None, "ReadError"),
        (then_stall(b""), None, TOO_SLOW),
        (then_stall(head(200, [], "OK", 100)), None, TOO_SLOW),
        (endless(head(200, [], "OK", None), b"more", 0.01), None, TOO_SLOW),
    ],
)
def test_what_the_receiver_does_not_take_is_sent_again(
    behaviour: Callable[[Any], bool], status: int | None, problem: str | None
) -> None:
    with receiving([behaviour, behaviour, TAKEN], webhook_timeout=0.5 if problem == TOO_SLOW else 30.0) as side:
        webhook_id = side.sandbox.send_webhook("something.new", {})
        first, second, third = side.events()
        assert first == second == third
        assert {request.headers["webhook-id"] for request in side.receiver.requests} == {webhook_id}
        assert side.receiver.requests[2].when - side.receiver.requests[0].when < 10
        (webhook,) = side.sandbox.webhooks
        assert [attempt.status for attempt in webhook.attempts] == [status, status, 200]
        for attempt in webhook.attempts[:2]:
            assert not attempt.delivered
            assert (attempt.problem or "").startswith(problem or "")
            assert (attempt.problem is None) == (problem is None)
        assert webhook.given_up == 0


def test_each_status_from_200_to_299_will_do() -> None:
    with receiving([answer(200), answer(202), answer(204), answer(299)]) as side:
        for _ in range(4):
            side.sandbox.send_webhook("something.new", {})
        assert len(side.events()) == 4


def test_a_try_is_signed_for_its_own_time(monkeypatch: pytest.MonkeyPatch) -> None:
    real, ahead = time.time, [-20]

    def let_time_pass(exchange: Exchange) -> bool:
        ahead[0] = 20
        return answer(500)(exchange)

    monkeypatch.setattr(time, "time", lambda: real() + ahead[0])
    with receiving([let_time_pass, TAKEN]) as side:
        side.sandbox.send_webhook("something.new", {})
        side.sandbox.deliver_webhooks()
        monkeypatch.undo()
        assert len(side.events()) == 2
        first, second = (request.headers for request in side.receiver.requests)
        assert int(second["webhook-timestamp"]) - int(first["webhook-timestamp"]) >= 39
        assert first["webhook-signature"] != second["webhook-signature"]


def test_a_receiver_that_is_not_there_yet() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    url = f"http://127.0.0.1:{port}/"
    with Sandbox(customers=0, webhook_url=url, webhook_retries=[0.01] * 1000) as sandbox:
        sandbox.send_webhook("something.new", {})
        wait_until(lambda: sandbox.webhooks[0].attempts)
        with FaultServer([TAKEN], port=port) as receiver:
            sandbox.deliver_webhooks()
            assert len(receiver.requests) == 2
        attempts = sandbox.webhooks[0].attempts
        assert (attempts[0].status, attempts[0].problem) == (None, "ConnectError: All connection attempts failed")
        assert attempts[-1].status == 200


def test_what_is_never_taken_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    with receiving([answer(503)], webhook_copies=2, webhook_retries=[0.0, 0.01]) as side:
        webhook_id = side.sandbox.send_webhook("something.new", {})
        assert len(side.events()) == 6
        (webhook,) = side.sandbox.webhooks
        assert (webhook.given_up, [attempt.status for attempt in webhook.attempts]) == (2, [503] * 6)
        side.sandbox.send_webhook("something.newer", {})
        assert len(side.events()) == 12
    told = [record.getMessage() for record in caplog.records if webhook_id in record.getMessage()]
    assert told[0] == (
        f"A webhook was not delivered: something.new ({webhook_id}): the answer was 503; the next try is in 0.0 s"
    )
    assert [message.rpartition("; ")[2] for message in told].count("it is given up") == 2


def test_without_retries_one_try_is_all() -> None:
    with receiving([answer(503)], webhook_retries=()) as side:
        side.sandbox.send_webhook("something.new", {})
        assert len(side.events()) == 1
        assert side.sandbox.webhooks[0].given_up == 1


def test_the_tries_are_as_far_apart_as_was_asked_for() -> None:
    with receiving([answer(503)], webhook_retries=[0.0, 0.3]) as side:
        side.sandbox.send_webhook("something.new", {})
        side.sandbox.deliver_webhooks()
        first, second, third = (request.when for request in side.receiver.requests)
        assert first < second < third - 0.3


def test_the_default_schedule_is_the_services_a_thousand_times_as_fast() -> None:
    minute, hour = 60, 3600
    service = [0, 5, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 10 * hour]
    assert list(WEBHOOK_RETRIES) == [pytest.approx(seconds / 1000) for seconds in service]


def test_others_do_not_wait_for_the_tries_of_one() -> None:
    with receiving([answer(503), TAKEN], webhook_retries=[3600.0]) as side:
        with side.sandbox.webhooks_held():
            late, newest = (side.sandbox.send_webhook(name, {}) for name in ("late", "newest"))
        wait_until(lambda: side.sandbox.webhooks[0].attempts)
        with pytest.raises(TimeoutError, match=rf"^Of the webhooks, 1 .* newest \({newest}\): the answer was 503$"):
            side.sandbox.deliver_webhooks(0.1)
        assert [request.headers["webhook-id"] for request in side.receiver.requests] == [newest, late]


def test_proxies_of_the_environment_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with receiving() as side:
        side.sandbox.send_webhook("something.new", {})
        assert len(side.events()) == 1


def test_a_receiver_with_tls_is_known_by_its_certificate(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    with FaultServer([TAKEN], tls=server_side(authority, "127.0.0.1")) as receiver:
        with Sandbox(customers=0, webhook_url=receiver.url, webhook_retries=()) as sandbox:
            sandbox.send_webhook("something.new", {})
            sandbox.deliver_webhooks()
            assert "CERTIFICATE_VERIFY_FAILED" in (sandbox.webhooks[0].attempts[0].problem or "")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing.pem"))
        with Sandbox(customers=0, webhook_url=receiver.url, webhook_retries=()) as sandbox:
            sandbox.send_webhook("something.new", {})
            sandbox.deliver_webhooks()
            assert "FileNotFoundError" in (sandbox.webhooks[0].attempts[0].problem or "")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        with Sandbox(customers=0, webhook_url=receiver.url) as sandbox:
            sandbox.send_webhook("something.new", {})
            sandbox.deliver_webhooks()
            assert len(receiver.requests) == 2


def test_a_receiver_is_found_by_its_name() -> None:
    threads = set(threading.enumerate())
    with FaultServer([TAKEN]) as receiver:
        host = f"localhost:{receiver.port}"
        with Sandbox(customers=0, webhook_url=f"http://{host}/") as sandbox:
            sandbox.send_webhook("something.new", {})
            sandbox.deliver_webhooks()
            assert receiver.requests[0].headers["host"] == host
    wait_until(lambda: set(threading.enumerate()) <= threads)


def test_a_receiver_may_ask_the_sandbox_while_it_takes_a_webhook() -> None:
    seen: list[int] = []

    def ask(exchange: Exchange) -> bool:
        seen.append(side.company.get("/data/customers").status_code)
        return TAKEN(exchange)

    with receiving([ask]) as side:
        side.sandbox.send_webhook("something.new", {})
        side.sandbox.deliver_webhooks()
        assert seen == [200]


def test_without_an_address_there_is_no_thread() -> None:
    with Sandbox(customers=0) as sandbox:
        assert not is_sending()
        sandbox.reset()
        assert not is_sending()


def test_a_stop_breaks_a_delivery_off_and_a_start_sends_it_anew() -> None:
    with receiving([then_stall(b""), TAKEN], webhook_timeout=600.0) as side:
        webhook_id = side.sandbox.send_webhook("something.new", {})
        wait_until(lambda: side.receiver.requests)
        assert is_sending()
        started = time.monotonic()
        side.sandbox.stop()
        assert time.monotonic() - started < 10
        assert not is_sending()
        side.receiver.wait_until_unused()
        gc.collect()  # nothing may be left to complain of
        assert side.sandbox.webhooks[0].attempts == ()
        with pytest.raises(RuntimeError, match="start"):
            side.sandbox.deliver_webhooks()
        side.sandbox.start()
        side.sandbox.deliver_webhooks()
        assert [request.headers["webhook-id"] for request in side.receiver.requests] == [webhook_id] * 2
        side.sandbox.stop()
        side.sandbox.stop()


def test_a_stop_ends_a_wait_for_deliveries() -> None:
    with receiving([then_stall(b"")], webhook_timeout=600.0) as side:
        side.sandbox.send_webhook("something.new", {})
        wait_until(lambda: side.receiver.requests)
        errors: list[RuntimeError] = []

        def wait() -> None:
            try:
                side.sandbox.deliver_webhooks(600)
            except RuntimeError as error:
                errors.append(error)

        waiting = threading.Thread(target=wait)
        waiting.start()
        side.sandbox.stop()
        waiting.join(30)
        assert len(errors) == 1


def test_a_reset_forgets_what_is_under_way() -> None:
    with receiving([then_stall(b""), TAKEN], webhook_timeout=600.0) as side:
        side.push()
        side.sandbox.send_webhook("under.way", {})
        wait_until(lambda: side.receiver.requests)
        with side.sandbox.webhooks_held():
            side.sandbox.send_webhook("waiting", {})
            side.sandbox.finish_pushes()
            started = time.monotonic()
            side.sandbox.reset()
            assert time.monotonic() - started < 10
            assert side.sandbox.webhooks == []
            side.sandbox.send_webhook("afterwards", {})
            assert side.types() == ["under.way", "afterwards"]
        side.receiver.wait_until_unused()
        gc.collect()
        assert [webhook.event_type for webhook in side.sandbox.webhooks] == ["afterwards"]
    assert not is_sending()


def test_a_receiver_may_reset_and_stop_the_sandbox() -> None:
    done = threading.Semaphore(0)

    def reset(exchange: Exchange) -> bool:
        side.sandbox.reset()
        done.release()
        return TAKEN(exchange)

    def stop(exchange: Exchange) -> bool:
        side.sandbox.stop()
        done.release()
        return TAKEN(exchange)

    with receiving([reset, stop]) as side:
        side.sandbox.send_webhook("one", {})
        assert done.acquire(timeout=30)
        assert side.sandbox.webhooks == []
        side.sandbox.send_webhook("two", {})
        assert done.acquire(timeout=30)
        assert not is_sending()


def test_a_stop_in_the_middle_of_a_reset_leaves_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    resetting, stopped = threading.Event(), threading.Event()
    stop_delivery = Delivery.stop

    def stop_slowly(delivery: Delivery) -> None:
        resetting.set()
        stopped.wait(0.2)  # in vain, as the stop has to wait for the reset
        stop_delivery(delivery)

    with receiving() as side, ThreadPoolExecutor(1) as executor:
        monkeypatch.setattr(Delivery, "stop", stop_slowly)
        reset = executor.submit(side.sandbox.reset)
        assert resetting.wait(30)
        monkeypatch.undo()
        side.sandbox.stop()
        stopped.set()
        reset.result()
        assert not is_sending()


def test_a_receiver_that_dies_loses_nothing() -> None:
    first = FaultServer([TAKEN])
    options: dict[str, Any] = {"webhook_url": first.url, "webhook_copies": 1, "webhook_retries": [0.01] * 1000}
    with Sandbox(customers=0, **options) as sandbox:
        with first:
            sandbox.send_webhook("before", {})
            sandbox.deliver_webhooks()
        sandbox.send_webhook("meanwhile", {})
        wait_until(lambda: sandbox.webhooks[1].attempts)
        with FaultServer([TAKEN], port=first.port) as second:
            sandbox.deliver_webhooks()
            (request,) = second.requests
            assert json.loads(request.body)["eventType"] == "meanwhile"


def test_two_sandboxes_send_to_one_receiver() -> None:
    secret = "whsec_" + "YW5vdGhlciBzZWNyZXQgb2YgYSB0ZXN0"
    with FaultServer([TAKEN]) as receiver:
        one = Sandbox(customers=0, webhook_url=receiver.url)
        two = Sandbox(customers=0, webhook_url=receiver.url, webhook_secret=secret)
        with one, two:
            secrets = {each.send_webhook("new", {}): each.webhook_secret for each in (one, two) for _ in range(10)}
            one.deliver_webhooks()
            two.deliver_webhooks()
            assert len(receiver.requests) == 40
            for request in receiver.requests:
                verifier = Verifier(secrets[request.headers["webhook-id"]])
                verifier.verify(request.body, dict(request.headers))


@pytest.mark.parametrize("secret", [None, "whsec_YW5vdGhlciBzZWNyZXQgb2YgYSB0ZXN0"])
def test_the_command_sends_webhooks_and_prints_their_secret(secret: str | None) -> None:
    with FaultServer([TAKEN]) as receiver:
        command = [sys.executable, "-m", "codat_customers.sandbox", "--port", "0", "--customers", "0"]
        command += ["--push-seconds", "0", "--webhook-url", receiver.url]
        command += ["--webhook-secret", secret] if secret else []
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            text = ""
            while not text.endswith("Stop it with Ctrl-C.\n") and process.poll() is None:
                text += process.stdout.readline()
            found = re.search(rf"webhooks to   {receiver.url}\n    their secret  (whsec_\S+)\n\nTry it", text)
            assert found
            assert found[1] == (secret or Sandbox(customers=0).webhook_secret)
            address = re.search(r"at (\S+)\s+companyId\s+(\S+)\s+connectionId\s+(\S+)", text)
            assert address
            path = f"{address[1]}/companies/{address[2]}/connections/{address[3]}/push/customers"
            body = {"customerName": "New", "status": "Active"}
            httpx.post(path, json=body, headers={"Authorization": "Basic dGVzdA=="}, timeout=60)
            wait_until(lambda: len(receiver.requests) == 4)
            for request in receiver.requests:
                Verifier(found[1]).verify(request.body, dict(request.headers))
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 0
            assert process.stderr.read() == ""
