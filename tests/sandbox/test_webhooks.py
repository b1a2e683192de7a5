"""What the sandbox tells of by webhooks: signed, in which order, and with what in them."""

import json
from collections import Counter
from datetime import datetime
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from codat_customers.models import OtherEvent, ReadCompletedEvent, WriteEvent
from codat_customers.sandbox import Sandbox
from codat_customers.sandbox._pushes import Push
from codat_customers.webhooks import unwrap
from tests.sandbox.receiving import read, receiving, wait_until

SECRET = "whsec_" + "c2VjcmV0IG9mIGEgdGVzdCwgb2YgbWFueSBieXRlcw=="


def test_each_is_signed_with_the_secret_that_was_given() -> None:
    with receiving(webhook_secret=SECRET, webhook_copies=2) as side:
        assert side.sandbox.webhook_secret == SECRET
        webhook_id = side.sandbox.send_webhook("something.new", {"name": "é", "price": 1.5})
        first, second = side.events()
        assert first == second
        assert (first["eventType"], first["payload"]) == ("something.new", {"name": "é", "price": 1.5})
        assert first["id"] != webhook_id
        received = side.receiver.requests
        assert [request.headers["webhook-id"] for request in received] == [webhook_id] * 2
        with pytest.raises(WebhookVerificationError):
            Verifier(Sandbox(customers=0).webhook_secret).verify(received[0].body, dict(received[0].headers))


def test_without_a_secret_there_is_one_that_is_always_the_same() -> None:
    with receiving() as side:
        side.sandbox.send_webhook("something.new", {})
        assert side.types() == ["something.new"]
        assert side.sandbox.webhook_secret == Sandbox(customers=0).webhook_secret
        assert len(side.sandbox.webhook_secret) == 50


@pytest.mark.parametrize("copies", [1, 2, 3])
def test_what_is_due_together_comes_the_newest_first_and_again(copies: int) -> None:
    with receiving(webhook_copies=copies) as side:
        with side.sandbox.webhooks_held():
            for name in ("old", "newer", "newest"):
                side.sandbox.send_webhook(name, {})
        assert side.types() == ["newest", "newer", "old"] * copies
        assert set(Counter(request.headers["webhook-id"] for request in side.receiver.requests).values()) == {copies}


def test_what_is_held_waits_for_the_end_of_the_outermost_block() -> None:
    with receiving() as side:
        with side.sandbox.webhooks_held():
            with side.sandbox.webhooks_held():
                side.sandbox.send_webhook("held", {})
            with pytest.raises(TimeoutError, match=r"held \(msg_\w+\): it was not tried yet$"):
                side.sandbox.deliver_webhooks(0.1)
            assert not side.receiver.requests
        assert side.types() == ["held"]


def test_what_was_sent_is_there_to_look_at() -> None:
    with receiving() as side:
        ids = [side.sandbox.send_webhook(name, {}) for name in ("one", "two")]
        side.sandbox.deliver_webhooks()
        webhooks = side.sandbox.webhooks
        assert [(webhook.id, webhook.event_type) for webhook in webhooks] == list(zip(ids, ("one", "two"), strict=True))
        received = {request.headers["webhook-id"]: request for request in side.receiver.requests}
        for webhook in webhooks:
            (attempt,) = webhook.attempts
            assert (attempt.status, attempt.problem, attempt.delivered, webhook.given_up) == (200, None, True, 0)
            assert webhook.body == received[webhook.id].body
            assert attempt.headers.items() <= received[webhook.id].headers.items()


def test_a_push_that_succeeds() -> None:
    with receiving() as side:
        push = side.push({"id": "new", "customerName": "New", "status": "Active"})
        assert side.events() == []
        side.sandbox.finish_pushes()
        events = {event["eventType"]: event["payload"] for event in side.events()}
        ended = side.company.get(f"/push/{push['pushOperationKey']}").json()
        place = {
            "referenceCompany": {"id": side.sandbox.company_id, "name": "Company 1"},
            "connectionId": side.sandbox.connection_id,
        }
        assert events == {
            "customers.write.successful": {
                "id": push["pushOperationKey"],
                "type": "Create",
                **place,
                "requestedOnDate": push["requestedOnUtc"],
                "completedOnDate": ended["completedOnUtc"],
                "status": "Success",
                "record": {"id": "new"},
                "attachmentId": None,
            },
            "read.completed": place,
        }


def test_an_update_is_told_as_one() -> None:
    with receiving(customers=2) as side:
        path = f"/connections/{side.sandbox.connection_id}/push/customers/1042"
        push = side.company.put(path, json={"status": "Archived"}, params={"allowSyncOnPushComplete": "false"}).json()
        side.sandbox.finish_pushes()
        (event,) = side.events()
        assert event["payload"]["id"] == push["pushOperationKey"]
        assert (event["payload"]["type"], event["payload"]["record"]) == ("Update", {"id": "1042"})


def test_a_push_that_fails() -> None:
    with receiving() as side:
        side.sandbox.fail_next_push("Never.")
        push = side.push()
        side.sandbox.finish_pushes()
        (event,) = side.events()
        assert event["eventType"] == "customers.write.unsuccessful"
        assert {key: event["payload"][key] for key in ("id", "status", "record")} == {
            "id": push["pushOperationKey"],
            "status": "Failed",
            "record": None,
        }
        assert event["payload"]["completedOnDate"] is not None


def test_a_push_that_times_out_and_lands_all_the_same() -> None:
    with receiving() as side:
        side.push(timeoutInMinutes=1)
        side.sandbox.advance_clock(59)
        assert side.events() == []
        side.sandbox.advance_clock(2)
        (event,) = side.events()
        assert event["eventType"] == "customers.write.unsuccessful"
        payload = event["payload"]
        assert (payload["status"], payload["record"]) == ("TimedOut", None)
        taken = datetime.fromisoformat(payload["completedOnDate"]) - datetime.fromisoformat(payload["requestedOnDate"])
        assert taken.total_seconds() == pytest.approx(60)
        side.sandbox.finish_pushes()
        assert side.types() == ["customers.write.unsuccessful", "read.completed"]
        assert len(side.sandbox.customers()) == 2


def test_the_client_reads_what_is_sent() -> None:
    with receiving(push_seconds=0) as side:
        push = side.push()
        side.sandbox.send_webhook("something.new", {"name": "é"})
        side.sandbox.deliver_webhooks()
        secret = side.sandbox.webhook_secret
        events = [unwrap(request.body, request.headers, secret) for request in side.receiver.requests]
        (written,) = [event for event in events if isinstance(event, WriteEvent)]
        assert (written.payload.id, written.payload.status) == (push["pushOperationKey"], "Success")
        assert {type(event) for event in events} == {WriteEvent, ReadCompletedEvent, OtherEvent}


def test_each_push_is_told_of_once_whoever_looks() -> None:
    with receiving(push_seconds=0) as side:
        keys = {side.push()["pushOperationKey"] for _ in range(5)}
        side.company.get("/data/customers")
        side.sandbox.finish_pushes()
        written = [event for event in side.events() if event["eventType"] == "customers.write.successful"]
        assert len(written) == 5
        assert {event["payload"]["id"] for event in written} == keys


def test_pushes_end_without_anybody_asking() -> None:
    with receiving(push_seconds=0.05) as side:
        side.push()
        wait_until(lambda: len(side.receiver.requests) == 2)
        assert len(side.sandbox.requests) == 1
        types = {event["eventType"] for event in read(side.receiver.requests, side.sandbox.webhook_secret)}
        assert types == {"customers.write.successful", "read.completed"}


def test_a_write_that_waits_for_a_sync_is_read_then() -> None:
    with receiving(push_seconds=0, companies=2) as side:
        side.push(allowSyncOnPushComplete="false")
        assert side.types() == ["customers.write.successful"]
        side.sandbox.sync()
        events = side.events()[1:]
        assert [event["eventType"] for event in events] == ["read.completed"] * 2
        assert {event["payload"]["connectionId"] for event in events} == {*side.sandbox.connection_ids.values()}


@pytest.mark.parametrize("retry_after", [None, 40])
def test_the_quota_is_reached_and_starts_anew(retry_after: int | None) -> None:
    with receiving(rate_limit=2, retry_after=retry_after) as side:
        for _ in range(2):
            assert side.company.get("/data/customers").status_code == 200
        assert side.events() == []
        refused = [side.company.get("/data/customers") for _ in range(3)]
        (reached,) = side.events()
        expiry = refused[0].headers["X-Rate-Limit-Reset"]
        assert reached["eventType"] == "client.rateLimit.reached"
        assert reached["payload"] == {"dailyQuota": 2, "quotaRemaining": 0, "expiryDate": expiry}

        side.sandbox.advance_clock(int(refused[-1].headers["Retry-After"]))
        _, reset = side.events()
        assert reset["eventType"] == "client.rateLimit.reset"
        assert (reset["payload"]["dailyQuota"], reset["payload"]["quotaRemaining"]) == (2, 2)
        moments = [datetime.fromisoformat(text) for text in (expiry, reset["generatedDate"])]
        assert moments == sorted(moments)
        assert datetime.fromisoformat(reset["payload"]["expiryDate"]) > moments[1]


def test_without_a_quota_nothing_is_told_of_it() -> None:
    with receiving() as side:
        side.company.get("/data/customers")
        side.sandbox.advance_clock(100_000)
        assert side.events() == []


def test_an_event_that_breaks_the_contract_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    def payload(push: Push, now: float, company: dict[str, Any]) -> dict[str, Any]:
        return {"id": 5}

    monkeypatch.setattr(Push, "event_payload", payload)
    with receiving(push_seconds=0) as side:
        side.push(allowSyncOnPushComplete="false")
        side.sandbox.deliver_webhooks()
        assert len(side.receiver.requests) == 1
        (violation,) = side.sandbox.violations
        assert (violation.operation, violation.sent_by) == ("customers.write.successful", "sandbox")
        assert violation.problems[0].startswith("$.payload.id: ")
        side.sandbox.reset()
        assert side.sandbox.violations == []


def test_a_test_may_send_what_breaks_the_contract() -> None:
    with receiving() as side:
        side.sandbox.send_webhook("read.completed", {"connectionId": 5})
        side.sandbox.deliver_webhooks()
        assert json.loads(side.receiver.requests[0].body)["payload"] == {"connectionId": 5}
        assert side.sandbox.violations == []


def test_a_payload_that_is_no_json_is_refused() -> None:
    with receiving() as side:
        with pytest.raises(TypeError, match="set"):
            side.sandbox.send_webhook("something.new", {"what": {1}})
        with pytest.raises(ValueError, match="JSON"):
            side.sandbox.send_webhook("something.new", {"what": float("nan")})
        assert side.sandbox.webhooks == []


def test_without_an_address_nothing_is_sent() -> None:
    with Sandbox(customers=1, push_seconds=0) as sandbox:
        path = f"{sandbox.url}/companies/{sandbox.company_id}/connections/{sandbox.connection_id}/push/customers"
        httpx.post(path, json={"status": "Active"}, headers={"Authorization": "Basic dGVzdA=="}, timeout=60)
        sandbox.deliver_webhooks()
        assert sandbox.webhooks == []
        with pytest.raises(RuntimeError, match="webhook_url"):
            sandbox.send_webhook("something.new", {})


@pytest.mark.parametrize(
    "options",
    [
        {"webhook_url": ""},
        {"webhook_url": "localhost:8000/webhooks"},
        {"webhook_url": "ftp://localhost/webhooks"},
        {"webhook_url": "http:///webhooks"},
        {"webhook_url": "http://localhost:70000"},
        {"webhook_url": "http://[::1"},
        {"webhook_copies": 0},
        {"webhook_retries": [1.0, -0.1]},
        {"webhook_retries": [float("inf")]},
        {"webhook_timeout": 0.0},
        {"webhook_timeout": float("nan")},
    ],
    ids=str,
)
def test_wrong_options_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"{next(iter(options))} must be"):
        Sandbox(customers=0, **options)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_c2Vjc", "whsec_se cret==", "c2VjcmV0", "whsec_sécret"])
def test_a_wrong_secret_is_refused_and_not_shown(secret: str) -> None:
    with pytest.raises(ValueError, match="webhook_secret must be whsec_") as caught:
        Sandbox(customers=0, webhook_secret=secret)
    shown = str(caught.value).replace("webhook_secret", "").replace("whsec_", "")
    assert secret.removeprefix("whsec_") == "" or secret.removeprefix("whsec_") not in shown
