"""The web application of the example is told of the end of writes, by a sandbox that sends webhooks."""

import asyncio
import socket
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Final

import httpx
import pytest
import uvicorn

from codat_customers.models import OtherEvent
from codat_customers.sandbox import Sandbox
from examples import receive_webhooks
from examples.receive_webhooks import Inbox, app

NAME: Final = "Juniper & Sons"


@contextmanager
def served(listener: socket.socket) -> Generator[None]:
    """Serve the application until the block is left."""
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


@contextmanager
def application(sandbox: Sandbox, listener: socket.socket, monkeypatch: pytest.MonkeyPatch) -> Generator[httpx.Client]:
    """Run sandbox and application, and make a client for the latter."""
    with sandbox:
        monkeypatch.setenv("CODAT_API_KEY", sandbox.api_key)
        monkeypatch.setenv("CODAT_SERVER_URL", sandbox.url)
        monkeypatch.setenv("CODAT_COMPANY_ID", sandbox.company_id)
        monkeypatch.setenv("CODAT_CONNECTION_ID", sandbox.connection_id)
        monkeypatch.setenv("CODAT_WEBHOOK_SECRET", f"whsec_b2xk {sandbox.webhook_secret}")
        with served(listener), httpx.Client(base_url=address(listener), timeout=60) as client:
            yield client


def address(listener: socket.socket) -> str:
    host, port = listener.getsockname()
    return f"http://{host}:{port}"


def questions(sandbox: Sandbox) -> int:
    return sum(request.operation == "get-push-operation" for request in sandbox.requests)


def test_a_webhook_ends_the_wait(listener: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receive_webhooks, "POLL_INTERVAL", 3600.0)
    sandbox = Sandbox(customers=0, push_seconds=0.1, webhook_url=f"{address(listener)}/webhooks")
    with application(sandbox, listener, monkeypatch) as client:
        created = client.post("/customers", content=NAME)
        assert sandbox.customers()[created.json()["id"]]["customerName"] == NAME
        assert questions(sandbox) == 1


def test_a_refusal_is_told_too(listener: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receive_webhooks, "POLL_INTERVAL", 3600.0)
    sandbox = Sandbox(customers=0, push_seconds=0.1, webhook_url=f"{address(listener)}/webhooks")
    with application(sandbox, listener, monkeypatch) as client:
        sandbox.fail_next_push("The name is taken.")
        answer = client.post("/customers", content=NAME)
    assert answer.status_code == 502
    assert "The name is taken." in answer.json()["problem"]


def test_without_webhooks_the_write_is_asked_for(listener: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receive_webhooks, "POLL_INTERVAL", 0.01)
    with application(Sandbox(customers=0, push_seconds=0.1), listener, monkeypatch) as client:
        assert client.post("/customers", content=NAME).json()["id"]


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, b"{}"),
        ({"webhook-id": "1", "webhook-timestamp": "1614265330", "webhook-signature": "v1,AAAA"}, b"{}"),
    ],
)
def test_what_codat_did_not_send_is_refused(
    listener: socket.socket, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], body: bytes
) -> None:
    with application(Sandbox(customers=0), listener, monkeypatch) as client:
        assert client.post("/webhooks", content=body, headers=headers).status_code == 400


def test_what_cannot_be_read_is_kept_and_comes_again(
    listener: socket.socket, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    url = f"{address(listener)}/webhooks"
    sandbox = Sandbox(customers=0, webhook_url=url, webhook_copies=1, webhook_retries=[0.0])
    with application(sandbox, listener, monkeypatch):
        sandbox.send_webhook("customers.write.successful", {"id": None})
        sandbox.deliver_webhooks()
        assert [attempt.status for attempt in sandbox.webhooks[0].attempts] == [500, 500]
        assert repr(sandbox.webhooks[0].body) in caplog.text


def event(number: int) -> OtherEvent:
    return OtherEvent.from_dict(
        {"id": str(number), "eventType": "new", "generatedDate": "2026-01-02T03:04:05Z", "payload": {}}
    )


def test_the_inbox_forgets_the_oldest() -> None:
    inbox = Inbox(capacity=2)
    for number in range(3):
        inbox.put(str(number), event(number))
    assert [inbox.has(str(number)) for number in range(3)] == [False, True, True]


def test_the_inbox_knows_of_an_end_before_anybody_asks() -> None:
    async def run() -> bool:
        inbox = Inbox()
        inbox.ended("key").set()
        return inbox.ended("key").is_set() and not inbox.ended("another").is_set()

    assert asyncio.run(run())
