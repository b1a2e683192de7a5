"""The events of the section webhooks are one type, and a body becomes what its eventType says."""

from __future__ import annotations

import ast
import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest
from codat_customers_api import UNSET, DecodeError
from codat_customers_api.models import OtherEvent, PushOperationStatus, RateLimitEvent, WriteEvent, WriteType
from codat_customers_api.webhooks import WebhookEvent, decode

from tests.generator.workshop import CONFIG, command_line, importable, small_document, with_webhooks, write_inputs
from tests.support.specification import specification
from tools.generator.__main__ import main
from tools.generator.build import Inputs

SECTION = specification()["webhooks"]
EXAMPLES: dict[str, dict[str, Any]] = {
    event_type: next(iter(item["post"]["requestBody"]["content"]["application/json"]["examples"].values()))["value"]
    for event_type, item in SECTION.items()
}
WRITE = EXAMPLES["customers.write.successful"]
OTHER = EXAMPLES["*"]


def body(event: object) -> bytes:
    return json.dumps(event).encode()


@pytest.mark.parametrize("event_type", SECTION)
def test_an_example_becomes_the_class_that_the_document_says(event_type: str) -> None:
    example = EXAMPLES[event_type]
    reference = SECTION[event_type]["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    event = decode(body(example))
    assert type(event).__name__ == reference.rpartition("/")[2]
    assert event.event_type == example["eventType"]
    assert (event_type == "*") == (example["eventType"] not in SECTION)
    assert event.to_dict() == example


def test_the_union_has_each_class_once_in_the_order_of_the_document() -> None:
    names = (
        item["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for item in SECTION.values()
    )
    assert [model.__name__ for model in get_args(WebhookEvent)] == list(dict.fromkeys(names))


def test_fields_of_a_write() -> None:
    event = decode(body(WRITE))
    assert isinstance(event, WriteEvent)
    payload = event.payload
    assert (payload.type_, payload.status) == (WriteType.CREATE, PushOperationStatus.SUCCESS)
    assert payload.record
    assert (payload.record.id, payload.attachment_id) == (WRITE["payload"]["record"]["id"], None)


def test_the_least_of_each() -> None:
    envelope = {"id": "E-1", "generatedDate": "2025-06-17T10:03:09Z"}
    limits = decode(body({**envelope, "eventType": "client.rateLimit.reset", "payload": {}}))
    assert isinstance(limits, RateLimitEvent)
    assert limits.payload.quota_remaining is UNSET
    assert decode(body({**envelope, "eventType": "read.completed", "payload": {}}))


@pytest.mark.parametrize(
    "event",
    [
        {**WRITE, "tenant": {"a": [1, None]}},
        {**WRITE, "payload": {**WRITE["payload"], "status": "Halted", "type": "Merge", "new": 1.5}},
        {**WRITE, "generatedDate": "yesterday"},
        {**WRITE, "eventType": "Customers.Write.Successful", "payload": {"anything": []}},
        {**OTHER, "eventType": ""},
        {**OTHER, "eventType": "*", "payload": {}},
        {**EXAMPLES["read.completed"], "payload": {"dataType": "customers"}},
        {**OTHER, "payload": None},
        {**OTHER, "payload": ["lit", 2]},
    ],
    ids=["field", "values", "date", "other letters", "no type", "asterisk", "not documented", "null", "array"],
)
def test_what_is_not_known_is_kept(event: dict[str, Any]) -> None:
    assert decode(body(event)).to_dict() == event


@pytest.mark.parametrize("event_type", ["customers.write.successfull", "Customers.write.successful", "", "*"])
def test_any_other_event_type_is_an_other_event(event_type: str) -> None:
    assert isinstance(decode(body({**OTHER, "eventType": event_type})), OtherEvent)


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in WRITE.items() if name != key}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the body: expected JSON, got nothing"),
        (b"{", "the body: expected JSON in UTF-8"),
        (b"\xff", "the body: expected JSON in UTF-8"),
        (body([WRITE]), "the body: expected an object, got an array"),
        (b"null", "the body: expected an object, got null"),
        (b"{}", "id: expected a string, got nothing"),
        (body(without("eventType")), "eventType: expected a string, got nothing"),
        (body({**without("eventType"), "EventType": WRITE["eventType"]}), "eventType: expected a string, got nothing"),
        (body({**WRITE, "eventType": 5}), "eventType: expected a string, got a number"),
        (body({**WRITE, "eventType": ["read.completed"]}), "eventType: expected a string, got an array"),
        (body({**WRITE, "eventType": None}), "eventType: expected a string, got null"),
        (body({**WRITE, "id": 7}), "id: expected a string, got a number"),
        (body(without("payload")), "payload: expected an object, got nothing"),
        (body({**WRITE, "payload": {}}), "payload.id: expected a string, got nothing"),
        (body({**WRITE, "payload": {"id": "K", "record": 5}}), "payload.record: expected an object, got a number"),
    ],
)
def test_what_is_no_event_is_refused_with_its_place(content: bytes, message: str) -> None:
    with pytest.raises(DecodeError) as refused:
        decode(content)
    assert str(refused.value) == message


def test_nothing_of_it_is_imported_before_it_is_used() -> None:
    code = (
        "import sys, codat_customers;"
        "assert 'codat_customers_api.webhooks' not in sys.modules;"
        "assert 'hmac' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# Other documents


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The module of the small document's events."""
    folder = tmp_path_factory.mktemp("events")
    inputs = write_inputs(folder, with_webhooks(small_document()), CONFIG.replace("things_api", "events_api"))
    assert main(command_line("generate", inputs, folder / "generated")) == 0
    with importable(folder / "generated"):
        yield importlib.import_module("events_api.webhooks")


def test_events_of_another_document(events: ModuleType) -> None:
    thing = {"id": "T-1", "madeOn": "2025-06-17", "owner": None}
    event = {"id": "E-1", "eventType": "thing.made", "generatedDate": "2025-06-17T10:03:09Z", "payload": thing}
    assert type(events.decode(body(event))).__name__ == "ThingEvent"
    assert type(events.decode(body({**event, "eventType": "thing.lost"}))).__name__ == "AnyEvent"


def test_without_the_section_there_is_no_module(small: tuple[Inputs, Path]) -> None:
    assert not (small[1] / "things_api/webhooks.py").exists()


def test_others_alone_are_enough(tmp_path: Path) -> None:
    document = with_webhooks(small_document())
    document["webhooks"].pop("thing.made")
    inputs = write_inputs(tmp_path, document, CONFIG.replace("things_api", "others_api"))
    assert main(command_line("generate", inputs, tmp_path / "generated")) == 0
    module = ast.parse((tmp_path / "generated/others_api/webhooks.py").read_text("utf-8"))
    alias = next(each for each in module.body if isinstance(each, ast.AnnAssign))
    assert ast.unparse(alias) == "WebhookEvent: TypeAlias = AnyEvent"
