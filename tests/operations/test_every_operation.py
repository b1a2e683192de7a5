"""Whatever operations openapi.yaml describes: their requests and answers are what it says."""

import json
from importlib import import_module
from operator import attrgetter
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from codat_customers_api.decoding import is_array

from tests.operations.callers import API, OPERATIONS, Call
from tests.operations.json_values import comparable
from tests.operations.witness import Witness
from tools.api.description import Operation, Scalar
from tools.documentation.samples import sample

CONTENT = b"\x00\xffany bytes"

every_operation = pytest.mark.parametrize("operation", API.operations, ids=attrgetter("name"))


def answer(operation: Operation) -> object:
    if operation.result is None or operation.result is Scalar.BINARY:
        return CONTENT
    example = operation.result_example
    return sample("result", operation.result, API) if example is None else example


def plain(result: Any) -> Any:
    """Turn models into JSON data."""
    if is_array(result):
        return [plain(item) for item in result]
    return result.to_dict() if hasattr(result, "to_dict") else result


@every_operation
def test_the_request(operation: Operation, call_witness: Call, witness: Witness) -> None:
    arguments = OPERATIONS[operation.name]
    witness.answer_with(answer(operation))
    before = len(witness.requests)
    call_witness(operation.name, **arguments)

    [request] = witness.requests[before:]
    target = urlsplit(request.target)
    ids = {parameter.key: quote(arguments[parameter.name], safe="") for parameter in operation.located("path")}
    assert (request.method, target.path) == (operation.http_method, operation.path.format_map(ids))
    required = {parameter.key for parameter in operation.located("query") if parameter.required}
    assert {key for key, _ in parse_qsl(target.query)} == required
    assert request.headers["accept"] == operation.accept
    assert bool(request.body) == bool(operation.body or operation.upload)


@pytest.mark.parametrize("operation", [each for each in API.operations if each.body], ids=attrgetter("name"))
def test_a_mapping_is_a_body_too(operation: Operation, call_witness: Call, witness: Witness) -> None:
    witness.answer_with(answer(operation))
    arguments = OPERATIONS[operation.name]
    name = operation.body.name if operation.body else ""
    given = {**plain(arguments[name]), "anotherField": [1, None]}
    for method in (operation.method, f"with_raw_response.{operation.method}"):
        call_witness(f"{operation.resource}.{method}", **{**arguments, name: given})
        assert list(json.loads(witness.requests[-1].body).items()) == list(given.items())


@every_operation
def test_the_route_is_that_of_the_document(operation: Operation) -> None:
    module = import_module(f"codat_customers_api.api.{operation.name.split('.')[0]}.{operation.module}")
    assert module.request(**OPERATIONS[operation.name]).route == operation.path


@every_operation
def test_the_answer(operation: Operation, call_witness: Call, witness: Witness) -> None:
    sent = answer(operation)
    witness.answer_with(sent)
    result = call_witness(operation.name, **OPERATIONS[operation.name])
    assert comparable(plain(result)) == (None if operation.result is None else comparable(sent))
