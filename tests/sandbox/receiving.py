"""What tests of webhooks do at both ends."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

import httpx
from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator
from standardwebhooks import Webhook as Verifier

from codat_customers.sandbox import Sandbox
from tests.sandbox.clients import company_client
from tests.support.server import FaultServer, Received, answer
from tests.support.specification import specification

TAKEN = answer(200)


class Side(NamedTuple):
    """A sandbox, its first company, and the receiver of its webhooks."""

    sandbox: Sandbox
    company: httpx.Client
    receiver: FaultServer

    def push(self, body: dict[str, Any] | None = None, **params: str | int) -> dict[str, Any]:
        """Ask for a new customer, and return the push operation."""
        path = f"/connections/{self.sandbox.connection_id}/push/customers"
        body = body or {"customerName": "New", "status": "Active"}
        push: dict[str, Any] = self.company.post(path, json=body, params=params).json()
        return push

    def events(self) -> list[dict[str, Any]]:
        """Wait for what is due, and read what the receiver got, which must be signed and keep to the contract."""
        self.sandbox.deliver_webhooks()
        return read(self.receiver.requests, self.sandbox.webhook_secret)

    def types(self) -> list[str]:
        return [event["eventType"] for event in self.events()]


@contextmanager
def receiving(script: Sequence[Callable[[Any], bool]] = (TAKEN,), **options: Any) -> Generator[Side]:
    """Run a sandbox whose pushes end only when they are told to, and that sends each webhook once."""
    options = {"customers": 1, "push_seconds": None, "webhook_copies": 1, **options}
    with (
        FaultServer(script) as receiver,
        Sandbox(webhook_url=f"{receiver.url}/webhooks?of=codat", **options) as sandbox,
        company_client(sandbox) as company,
    ):
        yield Side(sandbox, company, receiver)
        assert not [violation for violation in sandbox.violations if violation.sent_by == "sandbox"]


def read(requests: Sequence[Received], secret: str) -> list[dict[str, Any]]:
    """Check signature and form of what was received, and read it."""
    events: list[dict[str, Any]] = []
    for request in requests:
        assert (request.method, request.target) == ("POST", "/webhooks?of=codat")
        assert request.headers["content-type"] == "application/json"
        assert abs(int(request.headers["webhook-timestamp"]) - time.time()) < 60
        Verifier(secret).verify(request.body, dict(request.headers))
        event = json.loads(request.body)
        assert not list(_validator(event["eventType"]).iter_errors(event))
        events.append(event)
    return events


def wait_until(happened: Callable[[], object]) -> None:
    """Wait for what another thread does."""
    deadline = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.002)


@cache
def _validator(event_type: str) -> Validator:
    document = specification()
    described = document["webhooks"]
    media = described.get(event_type, described["*"])["post"]["requestBody"]["content"]["application/json"]
    validator: Validator = Draft202012Validator({**document, **media["schema"]})
    return validator
