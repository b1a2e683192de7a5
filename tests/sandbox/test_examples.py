"""Operations that the sandbox was not written for: it answers as the document's examples do, or makes something up."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from codat_customers.sandbox import Sandbox, _contract, _examples, _specification
from codat_customers.sandbox._examples import instance
from tests.sandbox.clients import company_client

COMPANY = "/companies/{companyId}"
CONNECTION = COMPANY + "/connections/{connectionId}"
ERROR = {"description": "It failed.", "content": {"application/json": {"schema": {"type": "object"}}}}
RATE = {"$ref": "#/components/schemas/Rate"}
RATES = [{"id": "1", "percent": 5}, {"id": "2", "percent": 7}, {"id": "3", "percent": 9}]
PAGE = {"results": RATES, "currency": "GBP", "pageNumber": 4, "pageSize": 3, "totalResults": 99}


def answers(status: str, **response: Any) -> dict[str, Any]:
    errors = {code: {"$ref": "#/components/responses/Error"} for code in ("400", "401", "404", "429", "503")}
    return {**errors, status: {"description": "It worked.", **response}}


def json(schema: dict[str, Any], **examples: Any) -> dict[str, Any]:
    named = {name: {"value": value} for name, value in examples.items()}
    return {"application/json": {"schema": schema, **({"examples": named} if named else {})}}


def operation(operation_id: str, responses: dict[str, Any], *query: str, **more: Any) -> dict[str, Any]:
    parameters = [{"name": name, "in": "query", "schema": {"type": "integer", "minimum": 1}} for name in query]
    return {"operationId": operation_id, "responses": responses, "parameters": parameters, **more}


FILE = {"type": "string", "format": "binary"}
FORM = {"multipart/form-data": {"schema": {"type": "object", "required": ["file"], "properties": {"file": FILE}}}}
OLD = {"name": "old", "in": "query", "deprecated": True, "schema": {"type": "integer"}}


def ids(*names: str) -> dict[str, Any]:
    return {
        "parameters": [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
    }


DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Rates", "version": "1"},
    "servers": [{"url": "http://rates.example"}],
    "paths": {
        f"{COMPANY}/rates": {
            **ids("companyId"),
            "get": operation(
                "list-rates",
                answers("200", content=json({"$ref": "#/components/schemas/RatePage"}, first=PAGE, second={})),
                "page",
                "pageSize",
                **{"x-pages": "id"},
            ),
            "post": operation(
                "create-rate",
                answers("201", content=json(RATE, created=RATES[1])),
                requestBody={"required": True, "content": json(RATE)},
            ),
        },
        f"{COMPANY}/rates/{{rate-id}}": {
            **ids("companyId", "rate-id"),
            "get": operation("get-rate", answers("200", content=json(RATE))),
            "delete": operation("delete-rate", answers("204")),
        },
        f"{COMPANY}/rates/latest": {
            **ids("companyId"),
            "get": operation("get-latest-rate", answers("2XX", content=json(RATE, odd={}))),
        },
        f"{COMPANY}/unlisted": {
            **ids("companyId"),
            "get": operation(
                "list-unlisted",
                {"200": answers("200", content=json({"$ref": "#/components/schemas/RatePage"}))["200"]},
                "page",
                "pageSize",
                **{"x-pages": "id"},
            ),
        },
        f"{COMPANY}/forms": {
            **ids("companyId"),
            "put": operation("forget-form", answers("200")),
            "post": operation("send-form", answers("204"), requestBody={"required": True, "content": FORM}),
        },
        f"{CONNECTION}/file": {
            **ids("companyId", "connectionId"),
            "get": operation(
                "download-rate", answers("200", content={"application/pdf": {"schema": {"type": "string"}}})
            ),
        },
    },
    "components": {
        "responses": {"Error": ERROR},
        "schemas": {
            "Rate": {
                "type": "object",
                "required": ["id", "percent"],
                "properties": {"id": {"type": "string"}, "percent": {"type": "integer"}, "note": {"type": "string"}},
            },
            "RatePage": {
                "type": "object",
                "required": ["pageNumber", "pageSize", "totalResults", "_links", "currency"],
                "properties": {"results": {"type": "array", "items": RATE}, "currency": {"type": "string"}},
            },
            "State": {"type": "string", "enum": ["On", "Off"]},
            "Tree": {
                "type": "object",
                "required": ["parent", "children"],
                "properties": {
                    "parent": {"oneOf": [{"$ref": "#/components/schemas/Tree"}, {"type": "null"}]},
                    "children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
                },
            },
        },
    },
}


DOCUMENT["paths"][f"{COMPANY}/rates"]["get"]["parameters"].append(OLD)


@pytest.fixture(scope="module", autouse=True)
def document() -> Iterator[None]:
    """Put the document in the place of openapi.yaml."""
    caches = _examples.described, _contract._openapi  # pyright: ignore[reportPrivateUsage]
    with pytest.MonkeyPatch.context() as patch:
        for module in (_specification, _examples, _contract):
            patch.setattr(module, "document", lambda: DOCUMENT)
        patch.setattr(_contract.Contract, "_results", {})
        for cache in caches:
            cache.cache_clear()
        yield
    for cache in caches:
        cache.cache_clear()


def test_the_first_example_is_the_answer(company: httpx.Client) -> None:
    answer = company.post("/rates", json=RATES[0])
    assert (answer.status_code, answer.json()) == (201, RATES[1])


def test_without_an_example_there_is_what_there_must_be(company: httpx.Client) -> None:
    assert company.get("/rates/any id").json() == {"id": "text", "percent": 1}


def test_nothing_is_nothing(company: httpx.Client) -> None:
    answer = company.delete("/rates/1")
    assert (answer.status_code, answer.content) == (204, b"")


def test_nothing_has_no_type(company: httpx.Client) -> None:
    answer = company.put("/forms")
    assert (answer.status_code, answer.content, "Content-Type" in answer.headers) == (200, b"", False)


def test_a_form_that_is_none_is_refused(sandbox: Sandbox, company: httpx.Client) -> None:
    form = {"Content-Type": "multipart/form-data; boundary=B"}
    assert company.post("/forms", content=b"--B\r\nno part--B--\r\n", headers=form).status_code == 400
    assert [violation.sent_by for violation in sandbox.violations] == ["client"]


def test_a_file_is_a_few_bytes(company: httpx.Client, connection: str) -> None:
    answer = company.get(f"{connection}/file")
    assert (answer.headers["Content-Type"], len(answer.content) > 10) == ("application/pdf", True)


@pytest.mark.parametrize(("page", "shown", "next_"), [(1, RATES[:2], True), (2, RATES[2:], False), (3, [], False)])
def test_a_list_has_an_end(company: httpx.Client, page: int, shown: list[object], next_: bool) -> None:
    answer = company.get("/rates", params={"page": page, "pageSize": 2}).json()
    assert answer["results"] == shown
    assert (answer["pageNumber"], answer["pageSize"], answer["totalResults"]) == (page, 2, 3)
    assert ("next" in answer["_links"]) is next_
    assert answer["currency"] == "GBP"


@pytest.mark.parametrize(("part", "status"), [("file", 204), ("fill", 400)])
def test_a_form_is_read(company: httpx.Client, part: str, status: int) -> None:
    form = {"Content-Type": "multipart/form-data; boundary=BOUNDARY"}
    assert company.post("/forms", files={part: ("a.bin", b"\x00\xff")}, headers=form).status_code == status


def test_a_list_without_an_example_has_one_record(company: httpx.Client) -> None:
    assert company.get("/unlisted").json()["results"] == [{"id": "text", "percent": 1}]


def test_a_path_without_parameters_goes_before_one_with_them(sandbox: Sandbox, company: httpx.Client) -> None:
    company.delete("/rates/latest")
    company.get("/rates/latest")
    assert [request.operation for request in sandbox.requests] == ["delete-rate", "get-latest-rate"]
    assert sandbox.requests[0].path_values["rate-id"] == "latest"
    assert [violation.operation for violation in sandbox.violations] == ["get-latest-rate"]  # whose example is odd
    sandbox.reset()


def test_who_asks_and_for_what_is_checked_as_ever(sandbox: Sandbox, company: httpx.Client) -> None:
    assert httpx.get(f"{sandbox.url}/companies/{sandbox.company_id}/rates").status_code == 401
    assert company.get(f"{sandbox.url}/companies/nowhere/rates").status_code == 404
    assert company.get("/connections/nowhere/file").status_code == 404
    assert company.get("/rates", params={"page": 0}).status_code == 400
    assert company.post("/rates", json={"id": "1"}).status_code == 400
    assert [violation.operation for violation in sandbox.violations] == ["list-rates", "create-rate"]
    sandbox.fail_next(status=503, operation="get-rate")
    assert [company.get("/rates/1").status_code for _ in range(2)] == [503, 200]


def test_a_refusal_need_not_be_documented(sandbox: Sandbox, company: httpx.Client) -> None:
    assert company.get("/unlisted", params={"page": 0}).status_code == 400
    assert company.get(f"{sandbox.url}/companies/nowhere/unlisted").status_code == 404
    assert [violation.sent_by for violation in sandbox.violations] == ["client"]


def test_a_deprecated_parameter_is_taken(company: httpx.Client) -> None:
    assert company.get("/rates", params={"page": 1, "old": 1}).status_code == 200


def test_it_counts_for_the_rate_limit() -> None:
    with Sandbox(rate_limit=1) as sandbox, company_client(sandbox) as company:
        assert [company.get("/rates/1").status_code for _ in range(2)] == [200, 429]


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string", "example": "given"}, "given"),
        ({"$ref": "#/components/schemas/State"}, "On"),
        ({"allOf": [{"$ref": "#/components/schemas/State"}], "example": "Off"}, "Off"),
        ({"oneOf": [{"$ref": "#/components/schemas/State"}, {"type": "null"}]}, None),
        ({"anyOf": [{"type": "null"}, {"$ref": "#/components/schemas/State"}]}, None),
        ({"$ref": "#/components/schemas/Tree"}, {"parent": None, "children": []}),
        ({"type": ["string", "null"]}, None),
        ({}, None),
        ({"type": "string", "minLength": 6}, "textxx"),
        ({"type": "string", "maxLength": 2}, "te"),
        ({"type": "string", "format": "date"}, "2025-06-17"),
        ({"type": "string", "format": "date-time"}, "2025-06-17T10:02:31Z"),
        ({"type": "boolean"}, False),
        ({"type": "integer"}, 1),
        ({"type": "integer", "minimum": 3}, 3),
        ({"type": "integer", "exclusiveMinimum": 3}, 4),
        ({"type": "integer", "exclusiveMaximum": -3}, -4),
        ({"type": "integer", "minimum": 2, "maximum": 90, "multipleOf": 7}, 7),
        ({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.5}, 0.25),
        ({"type": "array", "items": {"type": "integer"}}, []),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 2}, [1, 1]),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, {}),
        ({"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 1}, {"name0": 1}),
        ({"type": "object", "properties": {"a": {"type": "string", "example": "x"}, "b": {}}}, {"a": "x"}),
    ],
)
def test_a_value_is_made_up(schema: dict[str, Any], value: object) -> None:
    assert instance(schema) == value
