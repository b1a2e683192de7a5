"""The spans of what takes several calls: whose children they are, on whichever thread or task, and their links."""

from __future__ import annotations

import asyncio
import gc
import json
from collections.abc import Iterator, Mapping
from contextlib import aclosing, closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import anyio
import pytest
from opentelemetry import trace

from codat_customers import APITimeoutError, AsyncCodat, Codat, PushOperationError, ResponseDecodeError
from codat_customers._telemetry import spans
from codat_customers._telemetry.observing import received
from codat_customers.jobs import BulkCreate, update_many
from codat_customers.models import Customer, CustomerStatus, PushOperation
from codat_customers.sandbox import Sandbox
from codat_customers.webhooks import unwrap
from tests.support.calls import FILE, NEW
from tests.support.clients import AT_ONCE, client_of, connecting
from tests.support.server import PAGE, FaultServer, answer, head, raw
from tests.telemetry.traced import Traced
from tests.webhooks.deliveries import EVENT, SECRET, headers

COUNT: Final = 7
KEY: Final = "codat.push_operation.key"


@pytest.fixture(scope="module")
def shared_sandbox() -> Iterator[Sandbox]:
    with Sandbox(customers=COUNT, push_seconds=0) as sandbox:
        yield sandbox
        assert not sandbox.violations


@pytest.fixture
def sandbox(shared_sandbox: Sandbox) -> Sandbox:
    shared_sandbox.reset()
    return shared_sandbox


@pytest.fixture
def codat(flavour: str, sandbox: Sandbox) -> Iterator[Any]:
    with client_of(flavour, sandbox.url, sandbox.api_key, retries=AT_ONCE) as codat:
        yield codat


def nothing_is_current() -> bool:
    return not trace.get_current_span().get_span_context().is_valid


class TestLists:
    @pytest.mark.parametrize("concurrency", [1, 3])
    @pytest.mark.parametrize("method", ["iterate", "pages"])
    def test_whose_children_the_calls_are(
        self, method: str, concurrency: int, codat: Any, sandbox: Sandbox, traced: Traced
    ) -> None:
        with traced.mine():
            read = getattr(codat.customers, method)(sandbox.company_id, page_size=2, concurrency=concurrency)
            for _ in read:
                current = trace.get_current_span()
                assert getattr(current, "name", None) == "mine"
        mine = traced.only("mine")
        calls = traced.children(mine)
        assert [call.name for call in calls] == ["customers.list"] * 4
        assert [len(traced.children(call)) for call in calls] == [1] * 4
        assert {span.trace for span in traced.spans} == {mine.trace}

    def test_each_step_belongs_to_whoever_takes_it(self, codat: Any, sandbox: Sandbox, traced: Traced) -> None:
        pages = codat.customers.pages(sandbox.company_id, page_size=4, concurrency=1)
        with traced.mine():
            next(pages)
        with traced.mine():
            next(pages)
        assert [len(traced.children(mine)) for mine in traced.named("mine")] == [1, 1]

    @pytest.mark.parametrize("concurrency", [1, 3])
    def test_left_early(self, concurrency: int, codat: Any, sandbox: Sandbox, traced: Traced) -> None:
        with closing(codat.customers.iterate(sandbox.company_id, page_size=1, concurrency=concurrency)) as customers:
            for _ in customers:
                break
        assert nothing_is_current()
        codat.customers.list(sandbox.company_id)  # the pages under way have their threads for a moment longer
        while traced.begun > len(traced.spans):
            pass

    @pytest.mark.parametrize("concurrency", [1, 3])
    def test_forgotten_within_a_loop(self, concurrency: int, sandbox: Sandbox, traced: Traced) -> None:
        async def main() -> None:
            async with connecting(sandbox.url, sandbox.api_key) as codat:
                with traced.mine():
                    async for _ in codat.customers.iterate(sandbox.company_id, page_size=1, concurrency=concurrency):
                        break
                    gc.collect()
                    await asyncio.sleep(0.01)
                assert nothing_is_current()

        asyncio.run(main())

    @pytest.mark.parametrize("concurrency", [1, 3])
    def test_cancelled(self, concurrency: int, backend: str, sandbox: Sandbox, traced: Traced) -> None:
        async def main() -> None:
            async with connecting(sandbox.url, sandbox.api_key) as codat:
                with anyio.CancelScope() as scope:
                    pages = codat.customers.pages(sandbox.company_id, page_size=1, concurrency=concurrency)
                    async with aclosing(pages):
                        async for _ in pages:
                            scope.cancel()
                assert nothing_is_current()

        anyio.run(main, backend=backend)

    def test_a_page_that_cannot_be_decoded_where_it_is_taken(self, traced: Traced) -> None:
        broken = PAGE.replace(b'"Ada"', b"5")
        with (
            FaultServer([answer(200, broken)]) as server,
            Codat("key", server_url=server.url) as codat,
            pytest.raises(ResponseDecodeError),
        ):
            list(codat.customers.pages("co"))
        assert [span.failure for span in traced.spans] == [None, None]  # they had ended

    def test_changes(self, codat: Any, sandbox: Sandbox, traced: Traced) -> None:
        with traced.mine():
            since = datetime(2020, 1, 1, tzinfo=UTC)
            assert list(codat.customers.changes(sandbox.company_id, since=since, page_size=3))
        calls = traced.children(traced.only("mine"))
        assert len(calls) > 1
        assert {call.name for call in calls} == {"customers.list"}


def test_a_download_that_goes_on_where_it_broke_off(flavour: str, tmp_path: Path, traced: Traced) -> None:
    known = ("ETag", '"e"')
    half = raw(head(200, [known, ("Accept-Ranges", "bytes")], "OK", 8) + b"1234")
    rest = answer(206, b"5678", [known, ("Content-Range", "bytes 4-7/8")])
    with (
        FaultServer([half, rest]) as server,
        client_of(flavour, server.url, retries=AT_ONCE) as codat,
        traced.mine(),
    ):
        codat.customers.save_attachment(*FILE, tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == b"12345678"
    [call] = traced.children(traced.only("mine"))
    assert (call.name, call.failure) == ("customers.download_attachment", None)
    assert [each.attributes.get("http.request.resend_count") for each in traced.children(call)] == [None, 1]
    assert [each.attributes["http.response.status_code"] for each in traced.children(call)] == [200, 206]


def test_saving_into_a_folder(codat: Any, sandbox: Sandbox, tmp_path: Path, traced: Traced) -> None:
    customer_id = next(name for name in sandbox.customers() if sandbox.attachment_ids(name))
    ids = (sandbox.company_id, sandbox.connection_id, customer_id, sandbox.attachment_ids(customer_id)[0])
    with traced.mine():
        codat.customers.save_attachment(*ids, tmp_path)
    calls = traced.children(traced.only("mine"))
    assert [call.name for call in calls] == ["customers.get_attachment", "customers.download_attachment"]


class TestJobs:
    @pytest.mark.parametrize("job", ["create", "update"])
    def test_their_calls_are_children_wherever_they_are_made(
        self, job: str, sandbox: Sandbox, tmp_path: Path, traced: Traced
    ) -> None:
        customer_ids = list(sandbox.customers())
        ids = (sandbox.company_id, sandbox.connection_id)
        journal = tmp_path / "journal"
        with Codat(sandbox.api_key, server_url=sandbox.url) as codat, traced.mine():
            if job == "create":
                outcomes = list(BulkCreate(codat, *ids, journal).run([(1, NEW), (2, NEW)], concurrency=2))
            else:
                rows = [(name, Customer(status=CustomerStatus.ACTIVE, id=name)) for name in customer_ids[:2]]
                outcomes = list(update_many(codat, *ids, journal, rows, concurrency=2))
        assert len(outcomes) == 2
        calls = traced.children(traced.only("mine"))
        assert [call.name for call in calls].count(f"customers.{job}") == 2
        assert {span.trace for span in traced.spans} == {traced.only("mine").trace}


class TestWaits:
    def wait(self, codat: Any, push: PushOperation, **options: Any) -> PushOperation:
        ended: PushOperation = codat.push_operations.wait(push, **{"poll_interval": 0, "timeout": 30, **options})
        return ended

    @pytest.mark.parametrize("write", ["create", "update"])
    def test_it_links_to_its_write(self, write: str, flavour: str, traced: Traced) -> None:
        with Sandbox(customers=1, push_seconds=0.05) as sandbox, client_of(flavour, sandbox.url) as codat:
            ids = [sandbox.company_id, sandbox.connection_id, *sandbox.customers()]
            push = getattr(codat.customers, write)(*ids[: 2 if write == "create" else 3], NEW)
            with traced.mine():
                self.wait(codat, push)
                assert getattr(trace.get_current_span(), "name", None) == "mine"
        written, wait = traced.only(f"customers.{write}"), traced.only("push_operations.wait")
        assert (wait.kind, wait.parent, wait.failure) == ("INTERNAL", traced.only("mine").id, None)
        assert wait.links == [written.id]
        assert wait.attributes == {KEY: push.push_operation_key}
        assert written.attributes[KEY] == push.push_operation_key
        questions = traced.children(wait)
        assert {question.name for question in questions} == {"push_operations.get"}
        assert {question.attributes[KEY] for question in questions} == {push.push_operation_key}

    def test_of_another_process_it_has_the_key_alone(self, codat: Any, sandbox: Sandbox, traced: Traced) -> None:
        push = codat.customers.create(sandbox.company_id, sandbox.connection_id, NEW)
        spans.WRITES.clear()
        self.wait(codat, push)
        wait = traced.only("push_operations.wait")
        assert (wait.links, wait.attributes) == ([], {KEY: push.push_operation_key})

    @pytest.mark.parametrize(
        ("status", "options", "error_type", "failure"),
        [
            ("Pending", {"timeout": 0}, "APITimeoutError", "the push operation is still Pending"),
            ("Failed", {}, "PushOperationError", "the push operation ended as Failed"),
            ("Failed", {"raise_on_failure": False}, None, None),
        ],
    )
    def test_how_it_ends(
        self,
        status: str,
        options: Mapping[str, Any],
        error_type: str | None,
        failure: str | None,
        flavour: str,
        traced: Traced,
    ) -> None:
        with (
            FaultServer([answer(200, push_json(status))]) as server,
            client_of(flavour, server.url) as codat,
            suppress(APITimeoutError, PushOperationError),
        ):
            self.wait(codat, pending(), **options)
        wait = traced.only("push_operations.wait")
        assert (wait.attributes.get("error.type"), wait.failure) == (error_type, failure)

    def test_cancelled(self, backend: str, traced: Traced) -> None:
        async def main(url: str) -> None:
            async with AsyncCodat("key", server_url=url) as codat:
                with anyio.move_on_after(0.05):
                    await codat.push_operations.wait(pending(), poll_interval=30)
                assert nothing_is_current()

        with FaultServer([answer(200)]) as server:
            anyio.run(main, server.url, backend=backend)
        expected = "CancelledError" if backend == "asyncio" else "Cancelled"
        assert traced.only("push_operations.wait").attributes["error.type"] == expected


class TestWebhooks:
    def test_the_event_links_to_its_write(self, codat: Any, sandbox: Sandbox, traced: Traced) -> None:
        push = codat.customers.create(sandbox.company_id, sandbox.connection_id, NEW)
        body = json.dumps(EVENT | {"payload": {"id": push.push_operation_key}}).encode()
        with traced.mine():
            unwrap(body, headers(body), SECRET)
        event = traced.only("webhooks.unwrap")
        assert (event.kind, event.parent) == ("CONSUMER", traced.only("mine").id)
        assert event.links == [traced.only("customers.create").id]
        assert event.attributes == {
            "codat.webhook.event_type": "customers.write.successful",
            KEY: push.push_operation_key,
        }

    @pytest.mark.parametrize("key", [None, "of another process"])
    def test_there_may_be_none(self, key: str | None, traced: Traced) -> None:
        received("client.rateLimit.reached", key)
        event = traced.only("webhooks.unwrap")
        assert event.links == []
        assert event.attributes.get(KEY) == key

    def test_no_more_writes_are_remembered_than_it_takes(self, traced: Traced, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(spans, "MOST_WRITES", 3)
        spans.WRITES.clear()
        keys = [str(number) for number in range(5)]
        behaviours = [answer(200, push_json("Pending", key)) for key in keys]
        with FaultServer(behaviours) as server, Codat("key", server_url=server.url) as codat:
            for _ in keys:
                codat.customers.create("co", "cn", NEW)
        assert list(spans.WRITES) == keys[2:]
        for key in keys:
            received("customers.write.successful", key)
        assert [len(event.links) for event in traced.named("webhooks.unwrap")] == [0, 0, 1, 1, 1]


def push_json(status: str, key: str = "k") -> bytes:
    return (
        b'{"companyId":"c","pushOperationKey":"%s","dataConnectionKey":"d","status":"%s","statusCode":202,'
        b'"requestedOnUtc":"2026-01-02T03:04:05Z"}' % (key.encode(), status.encode())
    )


def pending() -> PushOperation:
    return PushOperation.from_dict(json.loads(push_json("Pending")))
