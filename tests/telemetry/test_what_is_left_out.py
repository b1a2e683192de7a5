"""Spans have no ids, no values of queries, no key and no words of the service, whatever operation they are of."""

from __future__ import annotations

import json
from operator import attrgetter
from typing import Any, Final

import pytest

from codat_customers import SDKError
from tests.operations.callers import API, OPERATIONS
from tests.operations.test_every_operation import answer as success
from tests.operations.witness import Witness
from tests.support.calls import ENCODED_KEY, KEY
from tests.support.clients import AT_ONCE, client_of
from tests.support.server import FaultServer, answer, raw
from tests.telemetry.traced import Traced
from tools.api.description import Operation

WORDS: Final = "No such customer 8b1f."
REFUSAL: Final = json.dumps({"error": WORDS, "correlationId": WORDS, "validation": {"errors": [{"message": WORDS}]}})

every_operation = pytest.mark.parametrize("operation", API.operations, ids=attrgetter("name"))


def arguments(operation: Operation) -> dict[str, Any]:
    """What the operation needs, and everything else that goes into its address; no value of an argument is short."""
    made = dict(OPERATIONS[operation.name])
    for parameter in operation.located("path"):
        made[parameter.name] = f"secret-{parameter.name}"
    made |= {
        name: "secret=1" for name in ("query", "order_by") if any(each.name == name for each in operation.parameters)
    }
    return made


def check(traced: Traced, *, push_operation_key: str | None = None) -> None:
    assert traced.spans
    for span in traced.spans:
        attributes = {**span.attributes}
        if attributes.get("codat.push_operation.key") == push_operation_key:
            attributes.pop("codat.push_operation.key", None)
        text = repr((span.name, attributes, span.failure, span.events))
        for secret in ("secret", WORDS, "8b1f", KEY, ENCODED_KEY, "Basic", "http://", "?"):
            assert secret not in text, (secret, text)


@every_operation
def test_where_it_fails(operation: Operation, flavour: str, traced: Traced) -> None:
    script = [answer(503, REFUSAL.encode()), raw(b""), answer(404, REFUSAL.encode())]
    with (
        FaultServer(script) as server,
        client_of(flavour, server.url, KEY, retries=AT_ONCE) as codat,
        pytest.raises(SDKError),
    ):
        attrgetter(operation.name)(codat)(**arguments(operation))
    assert len(traced.spans) == 4
    check(traced)


@every_operation
def test_where_it_succeeds(operation: Operation, flavour: str, traced: Traced) -> None:
    with Witness() as witness, client_of(flavour, f"http://{witness.host}", KEY) as codat:
        witness.answer_with(success(operation))
        result = attrgetter(operation.name)(codat)(**arguments(operation))
    call, attempt = traced.spans
    assert (call.name, attempt.name) == (operation.name, f"{operation.http_method} {operation.path}")
    assert attempt.attributes["url.template"] == operation.path
    check(traced, push_operation_key=getattr(result, "push_operation_key", None))
