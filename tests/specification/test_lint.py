"""`.spectral.yaml` finds what openapi.yaml must not have, by rule and line."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.specification.documents import changed

pytestmark = pytest.mark.node

ROOT = Path(__file__).parents[2]
RATE = "/paths/~1rates~1{rateId}/get"
RATE_COMPONENT = "/components/schemas/Rate"
PAGE = "/components/parameters/page"
STATE = {"$ref": "#/components/schemas/State"}
NULL = {"type": "null"}
ERROR = {"$ref": "#/components/responses/Error"}
RATE_LIMIT = {
    f"X-Rate-Limit-{name}": {"schema": {"type": "string", "example": "1"}} for name in ("Limit", "Remaining", "Reset")
}

# The smallest document that keeps to every rule
CLEAN: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Rates", "version": "1.0.0"},
    "tags": [{"name": "Rates"}],
    "paths": {
        "/rates/{rateId}": {
            "get": {
                "operationId": "get-rate",
                "summary": "Get a rate",
                "description": "One rate.",
                "tags": ["Rates"],
                "security": [{"key": []}],
                "parameters": [
                    {"$ref": "#/components/parameters/rateId"},
                    {"$ref": "#/components/parameters/page"},
                ],
                "responses": {
                    "200": {
                        "description": "The rate.",
                        "headers": RATE_LIMIT,
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/Rate"},
                                "examples": {"one": {"value": {"percent": 5, "state": "On"}}},
                            }
                        },
                    },
                    **dict.fromkeys(("401", "402", "403", "404", "429", "500", "503"), ERROR),
                },
            }
        }
    },
    "webhooks": {
        "rate.changed": {
            "post": {
                "summary": "A rate has changed",
                "description": "It is another one now.",
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {"$ref": "#/components/schemas/Rate"},
                            "examples": {"one": {"value": {"percent": 5, "state": "On"}}},
                        }
                    }
                },
            }
        }
    },
    "components": {
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "Authorization"}},
        "parameters": {
            "rateId": {
                "name": "rateId",
                "in": "path",
                "required": True,
                "schema": {"type": "string", "description": "The id.", "example": "7"},
            },
            "page": {
                "name": "page",
                "in": "query",
                "schema": {"type": "integer", "description": "The page.", "example": 1},
            },
        },
        "responses": {
            "Error": {
                "description": "It failed.",
                "headers": RATE_LIMIT,
                "content": {
                    "application/json": {
                        "schema": {"$ref": "#/components/schemas/ErrorMessage"},
                        "examples": {"one": {"value": {"error": "No."}}},
                    }
                },
            }
        },
        "schemas": {
            "Rate": {
                "type": "object",
                "description": "A rate.",
                "properties": {
                    "percent": {"type": ["integer", "null"], "description": "The rate.", "example": 5},
                    "state": STATE,
                    "parts": {"type": "array", "description": "Its parts.", "items": STATE},
                    "last": {"description": "Its last state.", "oneOf": [STATE, NULL]},
                },
            },
            "State": {
                "type": "string",
                "description": "Whether it is in use.",
                "enum": ["On", "Off"],
                "x-enum-varnames": ["ON", "OFF"],
            },
            "ErrorMessage": {
                "type": "object",
                "description": "What failed.",
                "properties": {"error": {"type": "string", "description": "Why.", "example": "No."}},
            },
        },
    },
}

CHANGED = "/webhooks/rate.changed/post"
# A rule, where to break it, and what to set there; None takes a key away
VIOLATIONS: list[tuple[str, str, dict[str, Any]]] = [
    ("oas3-schema", RATE, {"responses": 1}),
    ("oas3-operation-security-defined", RATE, {"security": [{"token": []}]}),
    ("oas3-unused-component", "/components/schemas", {"Spare": {"type": "object", "description": "Unused."}}),
    ("oas3-valid-media-example", f"{RATE}/responses/200/content/application~1json/examples/one", {"value": 1}),
    ("oas3-valid-schema-example", f"{RATE_COMPONENT}/properties/percent", {"example": "five"}),
    ("operation-tag-defined", RATE, {"tags": ["Prices"]}),
    ("operation-id", RATE, {"operationId": None}),
    ("operation-id", RATE, {"operationId": "getRate"}),
    ("operation-prose", RATE, {"summary": None}),
    ("operation-prose", RATE, {"description": ""}),
    ("operation-security", RATE, {"security": None}),
    ("operation-security", RATE, {"security": []}),
    ("operation-statuses", f"{RATE}/responses", {"429": None}),
    ("operation-statuses", f"{RATE}/responses", {"default": ERROR}),
    ("operation-statuses", f"{RATE}/responses", {"4XX": ERROR}),
    ("response-rate-limit", f"{RATE}/responses/200", {"headers": None}),
    ("response-rate-limit", "/components/responses/Error/headers", {"X-Rate-Limit-Reset": None}),
    ("error-component", f"{RATE}/responses", {"404": {"description": "It is not there."}}),
    ("error-message", "/components/responses/Error", {"content": None}),
    ("error-message", "/components/responses/Error/content", {"text/html": {}}),
    ("error-message", "/components/responses/Error/content/application~1json", {"schema": STATE}),
    ("webhook-prose", CHANGED, {"summary": None}),
    ("webhook-prose", CHANGED, {"description": ""}),
    ("parameter-component", RATE, {"parameters": [{"name": "rateId", "in": "path", "required": True}]}),
    ("parameter-prose", PAGE, {"description": "The page."}),
    ("parameter-prose", PAGE, {"example": 1}),
    ("parameter-prose", f"{PAGE}/schema", {"description": None}),
    ("parameter-prose", f"{PAGE}/schema", {"example": None}),
    ("body-example", f"{RATE}/responses/200/content/application~1json", {"examples": None}),
    ("body-example", f"{CHANGED}/requestBody/content/application~1json", {"examples": None}),
    ("oas3-valid-media-example", f"{CHANGED}/requestBody/content/application~1json/examples/one", {"value": 1}),
    ("component-description", RATE_COMPONENT, {"description": None}),
]


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> list[set[str]]:
    """What Spectral finds in each document of VIOLATIONS, then in the clean one; in one run, since starting is slow"""
    folder = tmp_path_factory.mktemp("documents")
    documents = [changed(CLEAN, where, change) for _, where, change in VIOLATIONS] + [CLEAN]
    files = [folder / f"{number}.json" for number in range(len(documents))]
    for file, document in zip(files, documents, strict=True):
        file.write_text(json.dumps(document))
    results = json.loads(spectral(*map(str, files), "--format", "json", "--quiet").stdout)
    return [{result["code"] for result in results if result["source"] == str(file)} for file in files]


@pytest.mark.parametrize("number", range(len(VIOLATIONS)), ids=[f"{v[0]}-{n}" for n, v in enumerate(VIOLATIONS)])
def test_a_violation_is_found(findings: list[set[str]], number: int) -> None:
    assert VIOLATIONS[number][0] in findings[number]


def test_nothing_is_found_in_a_clean_document(findings: list[set[str]]) -> None:
    assert findings[-1] == set()


def test_every_rule_is_tried() -> None:
    lines = (ROOT / ".spectral.yaml").read_text().partition("\nrules:\n")[2].splitlines()
    rules = {line.strip().partition(":")[0] for line in lines if line[:3].strip() and line.startswith("  ")}
    assert {rule for rule in rules if not rule.startswith("#")} == {rule for rule, _, _ in VIOLATIONS}


def test_a_violation_names_line_and_rule(tmp_path: Path) -> None:
    lines = (ROOT / "openapi.yaml").read_text().splitlines(keepends=True)
    number = next(number for number, line in enumerate(lines, 1) if line.strip() == "operationId: list-customers")
    document = tmp_path / "openapi.yaml"
    document.write_text("".join(lines).replace("operationId: list-customers", "operationId: listCustomers"))

    result = spectral(str(document), "--format", "text")

    assert result.returncode == 1
    assert f"{document}:{number}:" in result.stdout
    assert ' error operation-id "' in result.stdout


def spectral(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = str(ROOT / "node_modules" / ".bin" / "spectral")
    command = [program, "lint", "--ruleset", str(ROOT / ".spectral.yaml"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)
