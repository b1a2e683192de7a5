"""What `make upstream` reports of documents written in the manner of Codat's."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.specification.documents import changed
from tools.api.document import Document, read_foreign_document
from tools.specification.upstream import Deviation, compare, main, read_deviations

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT.parent / "shared" / "upstream"
DEVIATIONS = ROOT / "tools" / "specification" / "deviations.yaml"
KEY: dict[str, list[str]] = {"key": []}
RATES = "/companies/{companyId}/rates"
KINDS = "/paths/~1companies~1{id}~1{kind}/get"
RATES_UPSTREAM = "/paths/~1companies~1{id}~1rates/get"

OURS: dict[str, Any] = {
    "openapi": "3.1.0",
    "paths": {
        RATES: {
            "get": {
                "operationId": "list-rates",
                "tags": ["Rates"],
                "parameters": [
                    {"name": "companyId", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1}},
                ],
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Rate"}}}}
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Rate": {
                "type": "object",
                "required": ["status"],
                "properties": {
                    "status": {"$ref": "#/components/schemas/Status"},
                    "name": {"type": ["string", "null"]},
                    "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Rate"}},
                    "last": {"oneOf": [{"$ref": "#/components/schemas/Status"}, {"type": "null"}]},
                    "extra": {"type": "object", "additionalProperties": {"type": "number"}},
                },
            },
            "Status": {"type": "string", "enum": ["On", "Off"]},
        }
    },
}

# The same, said in the ways of Codat's documents
UPSTREAM: dict[str, Any] = {
    "openapi": "3.0.1",
    "paths": {
        "/companies/{id}/rates": {
            "parameters": [{"$ref": "#/paths/~1companies~1%7Bid%7D~1rates/get/x-id"}],
            "get": {
                "operationId": "list-rates",
                "tags": ["Rates"],
                "x-id": {"name": "companyId", "in": "path", "required": True, "schema": {"type": "string"}},
                "parameters": [{"$ref": "#/components/parameters/page"}],
                "responses": {"200": {"$ref": "#/components/responses/Rates"}},
            },
        },
        "/invoices": {"get": {"operationId": "list-invoices", "tags": ["Invoices"], "responses": {}}},
    },
    "components": {
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
        "parameters": {"page": {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1}}},
        "responses": {
            "Rates": {"content": {"application/json": {"schema": {"allOf": [{"$ref": "#/components/schemas/Rate"}]}}}}
        },
        "schemas": {
            "Rate": {
                "allOf": [
                    {
                        "properties": {
                            "status": {"$ref": "#/components/schemas/Company/definitions/status"},
                            "name": {"$ref": "#/components/schemas/Company/properties/names/items"},
                            "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Rate"}},
                        }
                    },
                    {"$ref": "#/components/schemas/Company/allOf/0"},
                ],
                "required": ["status"],
                "type": "object",
            },
            "Company": {
                "allOf": [
                    {
                        "properties": {
                            "last": {
                                "nullable": True,
                                "allOf": [{"$ref": "#/components/schemas/Company/definitions/status"}],
                            },
                            "extra": {"additionalProperties": {"type": "number"}},
                        }
                    }
                ],
                "properties": {"names": {"items": {"allOf": [{"type": "string"}, {"nullable": True}]}}},
                "definitions": {"status": {"allOf": [{"type": "string", "enum": ["Off", "On"]}]}},
            },
        },
    },
}


def test_two_ways_to_say_the_same_are_no_difference() -> None:
    report, count = compare(Document(OURS), Document(UPSTREAM), [])
    assert (count, report.splitlines()[0]) == (0, "Every difference is a deliberate one.")


@pytest.mark.parametrize(
    ("where", "change", "line"),
    [
        ("/components/parameters/page", {"required": True}, "parameter page: required: ours says no, upstream yes"),
        ("/components/parameters/page/schema", {"minimum": 0}, "parameter page: minimum: ours says 1, upstream 0"),
        (
            "/components/parameters/page/schema",
            {"type": "string"},
            "parameter page: type: ours says integer, upstream str",
        ),
        ("/components/parameters/page", {"in": "header"}, "parameter page: presence: ours says query, upstream header"),
        ("/components/parameters/page", {"name": "sheet"}, "parameter sheet: ours lacks it (query)"),
        ("/components/parameters/page", {"name": "sheet"}, "parameter page: only ours has it (query)"),
        ("/components/schemas/Rate", {"required": []}, "status 200, status: required: ours says yes, upstream no"),
        (
            "/components/schemas/Company/definitions/status/allOf/0",
            {"enum": ["On", "Halted"]},
            "status 200, status: values: ours says Off, upstream Halted",
        ),
        (
            "/components/schemas/Company/properties/names/items/allOf/1",
            {"nullable": False},
            "status 200, name: null: ours says allowed, upstream not allowed",
        ),
        (
            "/components/schemas/Company/allOf/0/properties",
            {"until": {"type": "object", "properties": {"year": {"type": "integer"}}}},
            "status 200, until: ours lacks it (yes)",
        ),
        (
            "/components/schemas/Company/allOf/0/properties/extra/additionalProperties",
            {"type": "integer"},
            "status 200, extra{}: type: ours says number, upstream integer",
        ),
        (
            RATES_UPSTREAM,
            {"operationId": "rates"},
            "the operation: operationId: ours says list-rates, upstream ra",
        ),
        (f"{RATES_UPSTREAM}/responses", {"409": {}}, "status 409: ours lacks it (yes)"),
        ("/paths/~1invoices/get", {"tags": ["Rates"]}, "the operation: ours lacks it (GET /invoices)"),
        (
            "",
            {"servers": [{"url": "https://api.example"}]},
            "the operation: server: ours says /, upstream https://api.example",
        ),
        (
            "",
            {"security": [KEY]},
            "the operation: security: ours says nothing, upstream an API key in the header x-key",
        ),
        (RATES_UPSTREAM, {"deprecated": True}, "the operation: deprecated: ours says nothing, upstream yes"),
        (
            "/components/parameters/page",
            {"deprecated": True},
            "parameter page: deprecated: ours says nothing, upstream yes",
        ),
        (
            "/components/schemas/Company/definitions/status",
            {"deprecated": True},
            "status 200, status: deprecated: ours says nothing, upstream yes",
        ),
        (
            "/components/responses/Rates/content",
            {"text/csv": {}},
            "status 200: media type: ours says application/json, upstream application/json or text/csv",
        ),
        (
            RATES_UPSTREAM,
            {"requestBody": {"content": {"application/json": {}}}},
            "body: ours lacks it (yes)",
        ),
    ],
)
def test_a_difference_is_reported(where: str, change: dict[str, Any], line: str) -> None:
    report, count = compare(Document(OURS), Document(changed(UPSTREAM, where, change)), [])
    assert f"    {line}" in report
    assert count == sum(text.startswith("    ") for text in report.splitlines())


def test_an_operation_that_upstream_lacks_is_reported() -> None:
    report, _ = compare(Document(OURS), Document({**UPSTREAM, "paths": {}}), [])
    assert f"the operation: only ours has it (GET {RATES})" in report


# One operation for the records of all types has taken the place of the one for rates
KIND = {"name": "kind", "in": "path", "required": True, "schema": {"type": "string"}}
LISTS = {**UPSTREAM["paths"]["/companies/{id}/rates"]["get"], "operationId": "list-records", "tags": ["Records"]}
MOVED: dict[str, Any] = changed(
    UPSTREAM,
    "/paths",
    {
        "/companies/{id}/rates": None,
        "/companies/{id}/{kind}": {
            "parameters": [LISTS["x-id"], KIND],
            "get": {key: value for key, value in LISTS.items() if key != "x-id"},
        },
    },
)
HEIR = Deviation("list-rates", "operationId", "One operation lists the records of all types.", upstream="list-records")


def test_an_operation_that_moved_is_compared_with_its_heir() -> None:
    report, count = compare(Document(OURS), Document(MOVED), [HEIR])
    assert report.splitlines()[1:5] == [
        "",
        "list-rates",
        f"    the operation: route: ours says GET {RATES}, upstream GET /companies/{{id}}/{{kind}}",
        "    parameter kind: ours lacks it (path)",
    ]
    assert count == 2
    assert HEIR.reason in report


def test_an_operation_that_moved_is_found_by_its_own_name() -> None:
    report, _ = compare(Document(OURS), Document(changed(MOVED, KINDS, {"operationId": "list-rates"})), [])
    assert "parameter kind: ours lacks it (path)" in report
    assert "operationId" not in report


def test_without_a_name_of_its_heir_an_operation_that_moved_is_gone() -> None:
    report, count = compare(Document(OURS), Document(MOVED), [])
    assert f"the operation: only ours has it (GET {RATES})" in report
    assert count == 1


def test_the_route_goes_before_the_name() -> None:
    both = changed(UPSTREAM, "/paths/~1invoices/get", {"operationId": "list-records", "tags": ["Rates"]})
    report, count = compare(Document(OURS), Document(both), [HEIR])
    assert "list-records\n    the operation: ours lacks it (GET /invoices)" in report
    assert count == 1


def test_another_operation_of_the_same_name_is_told_apart_by_its_route() -> None:
    both = changed(UPSTREAM, "/paths/~1invoices/get", {"operationId": "list-rates", "tags": ["Rates"]})
    report, count = compare(Document(OURS), Document(both), [])
    assert "GET /invoices\n    the operation: ours lacks it (GET /invoices)" in report
    assert count == 1


def test_an_heir_of_an_operation_that_ours_lacks_is_an_error() -> None:
    with pytest.raises(ValueError, match="names list-lost, which openapi"):
        compare(Document(OURS), Document(UPSTREAM), [HEIR._replace(place="list-lost")])


def test_a_difference_of_all_operations_is_reported_once() -> None:
    ours = changed(OURS, "/paths", {"/fees": {"get": {"operationId": "list-fees", "responses": {}}}})
    upstream = changed(UPSTREAM, "/paths", {"/fees": {"get": {"operationId": "list-fees", "responses": {}}}})
    report, count = compare(Document(ours), Document({**upstream, "servers": [{"url": "https://api.example"}]}), [])
    assert "every operation\n    the operation: server: ours says /, upstream https://api.example" in report
    assert count == 1


@pytest.mark.parametrize(
    ("deviation", "open_differences"),
    [
        (Deviation("list-rates, parameter page", "minimum", "Because."), 0),
        (Deviation("*", "minimum", "Because.", ours="1", upstream="0"), 0),
        (Deviation("list-rates, parameter", "minimum", "Because."), 1),
        (Deviation("*", "maximum", "Because."), 1),
        (Deviation("list-lost*", "operationId", "Because."), 1),
        (Deviation("*", "minimum", "Because.", upstream="nothing"), 1),
        (Deviation("*", "minimum", "Because.", ours="2"), 1),
    ],
)
def test_a_deliberate_difference_is_told_apart(deviation: Deviation, open_differences: int) -> None:
    upstream = changed(UPSTREAM, "/components/parameters/page/schema", {"minimum": 0})
    report, count = compare(Document(OURS), Document(upstream), [deviation])
    assert count == open_differences
    assert ("Because." in report) == (not open_differences)


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("#/components/schemas/Nothing", "there is no #/components/schemas/Nothing"),
        ("other.yaml#/Rate", "leads to another place in this document"),
        ("#/paths/~1invoices/get/operationId", "there is no #/paths/~1invoices/get/operationId"),
    ],
)
def test_a_reference_to_nothing_is_an_error(reference: str, message: str) -> None:
    upstream = changed(
        UPSTREAM, "/components/responses/Rates/content/application~1json", {"schema": {"$ref": reference}}
    )
    with pytest.raises(ValueError, match=message):
        compare(Document(OURS), Document(upstream), [])


def test_the_command_reads_yaml_and_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ours, upstream, deviations = (tmp_path / name for name in ("ours.json", "upstream.json", "deviations.yaml"))
    ours.write_text(json.dumps(OURS))
    upstream.write_text(json.dumps(changed(UPSTREAM, "/components/parameters/page", {"required": True})))
    deviations.write_text("[]")
    arguments = [str(upstream), "--ours", str(ours), "--deviations", str(deviations)]

    assert main(arguments) == 1
    deviations.write_text("- {place: '*, parameter page', aspect: required, reason: The first page is the usual one.}")
    assert main(arguments) == 0
    assert "The first page is the usual one." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "message"),
    [("{", "neither YAML nor JSON"), ("openapi: 3.1.0", "it has no paths"), ("a: b: c", "neither YAML nor JSON")],
)
def test_what_is_no_document_is_refused(
    text: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    upstream = tmp_path / "upstream.yaml"
    upstream.write_text(text)
    assert main([str(upstream)]) == 2
    assert message in capsys.readouterr().err


def test_a_misspelt_key_of_a_deviation_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "deviations.yaml"
    path.write_text("- {place: '*', aspect: type, reason: Because., upsteam: string}")
    with pytest.raises(ValueError, match="upsteam"):
        read_deviations(path)


@pytest.mark.parametrize("name", ["codat-accounting-2023-04.yaml", "codat-sync-for-expenses-2026-06.yaml"])
def test_every_difference_from_what_codat_published_has_a_reason(name: str) -> None:
    if not PUBLISHED.is_dir():
        pytest.skip("Codat's documents are not part of the repository, and there is no ../shared/upstream")
    ours, upstream = read_foreign_document(ROOT / "openapi.yaml"), read_foreign_document(PUBLISHED / name)
    report, count = compare(ours, upstream, read_deviations(DEVIATIONS))
    assert count == 0, report
    assert "deliberate differences" in report


def test_the_names_and_routes_of_codats_other_documents_are_known() -> None:
    ours = read_foreign_document(ROOT / "openapi.yaml")
    options = "/companies/{companyId}/connections/{connectionId}/options"
    data_type = {"name": "dataType", "in": "path", "required": True, "schema": {"type": "string"}}
    model = ours.raw["paths"][f"{options}/customers"]["get"]
    heir = {
        **model,
        "operationId": "get-create-update-model-options-by-data-type",
        "parameters": [*model["parameters"], data_type],
    }
    theirs = changed(ours.raw, "/paths", {f"{options}/customers": None, f"{options}/{{dataType}}": {"get": heir}})
    for path, name in (
        ("/companies/{companyId}/data/customers", "list-accounting-customers"),
        ("/companies/{companyId}/push", "list-create-operations"),
        ("/companies/{companyId}/push/{pushOperationKey}", "get-create-operation"),
    ):
        theirs["paths"][path]["get"]["operationId"] = name
    report, count = compare(ours, Document(theirs), read_deviations(DEVIATIONS))
    assert count == 0, report
    assert "6 deliberate differences" in report
