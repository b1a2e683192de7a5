"""The receivers of docs/webhooks.md, over real sockets."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from codat_customers_api.webhooks import decode

from codat_customers import Codat
from codat_customers.models import Customer, CustomerStatus
from codat_customers.sandbox import Sandbox
from codat_customers.sandbox._server import ServerThread
from codat_customers.webhooks import unwrap
from tests.documentation.blocks import blocks
from tests.webhooks.deliveries import BODY, EVENT, OTHER_SECRET, SECRET, headers


def block_with(name: str) -> dict[str, Any]:
    """Return all that a block of the page defines, found by one of its names."""
    block = next(each for each in blocks() if each.path.name == "webhooks.md" and f"\n{name}" in each.code)
    names: dict[str, Any] = {}
    exec(compile(block.code, str(block), "exec", dont_inherit=True), names)
    return names


def defined(name: str) -> Any:
    """Return what a block of the page defines."""
    return block_with(name)[name.split()[-1]]


@contextmanager
def starlette() -> Generator[int]:
    server = ServerThread()
    yield server.start(defined("app"), 0)
    server.stop()


@contextmanager
def standard_library() -> Generator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), defined("class Receiver")) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.mark.parametrize("receiver", [starlette, standard_library])
def test_a_receiver_takes_what_is_signed_and_nothing_else(
    receiver: Any, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CODAT_WEBHOOK_SECRET", SECRET)
    pairs = [(name.encode(), value.encode()) for name, value in headers().items()]
    deliveries: list[tuple[bytes, list[tuple[bytes, bytes]]]] = [
        (BODY, pairs),
        (BODY + b" ", pairs),
        (BODY, pairs[1:]),
        (BODY, [*pairs, (b"Webhook-Id", b"msg_1")]),
        (BODY, [(b"webhook-id", b"msg_\xe9"), *pairs[1:]]),
        (BODY, [(name.encode(), value.encode()) for name, value in headers(secret=OTHER_SECRET).items()]),
    ]
    with receiver() as port, httpx.Client(trust_env=False) as client:
        answers = [
            client.post(f"http://127.0.0.1:{port}/webhooks", content=body, headers=given) for body, given in deliveries
        ]
    assert [answer.status_code for answer in answers] == [204, 400, 400, 400, 400, 400]
    assert "e61d0f38-92ab-47c5-b8d0-45f7a3c2196b" in capfd.readouterr().out


def test_both_secrets_are_taken_while_they_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODAT_WEBHOOK_SECRET", SECRET)
    monkeypatch.setenv("CODAT_WEBHOOK_OLD_SECRET", OTHER_SECRET)
    read = defined("def read")
    for secret in (SECRET, OTHER_SECRET):
        assert read(BODY, headers(secret=secret)).id


def test_a_webhook_ends_a_wait() -> None:
    waiting = block_with("def handle")

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            waiting["handle"](unwrap(body, self.headers, sandbox.webhook_secret))
            self.send_response(204)
            self.end_headers()

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/"
        sandbox = Sandbox(customers=0, push_seconds=0.1, webhook_url=url)
        with sandbox, Codat(api_key=sandbox.api_key, server_url=sandbox.url) as codat:
            customer = Customer(customer_name="Hazel Rise", status=CustomerStatus.ACTIVE)
            push = waiting["create"](codat, sandbox.company_id, sandbox.connection_id, customer)
            questions = [request for request in sandbox.requests if request.operation == "get-push-operation"]
        server.shutdown()
    assert (push.status, len(questions)) == ("Success", 1)


def test_a_webhook_that_comes_while_its_event_is_made_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    class InterruptedEvent(Event):
        made = 0

        def __init__(self) -> None:
            super().__init__()
            InterruptedEvent.made += 1
            if InterruptedEvent.made == 1:  # here the thread of the receiver gets its turn
                waiting["handle"](decode(BODY))

    def create(*arguments: object) -> SimpleNamespace:
        return SimpleNamespace(push_operation_key=EVENT["payload"]["id"])

    def wait(push: object, *, notified: Event, **options: float) -> bool:
        return notified.is_set()

    with monkeypatch.context() as patch:
        patch.setattr("threading.Event", InterruptedEvent)
        waiting = block_with("def handle")
    codat = SimpleNamespace(customers=SimpleNamespace(create=create), push_operations=SimpleNamespace(wait=wait))
    assert waiting["create"](codat, "company", "connection", Customer(status=CustomerStatus.ACTIVE))
