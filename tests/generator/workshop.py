"""A small specification to change and generate from, and where the real inputs are."""

from __future__ import annotations

import copy
import importlib
import json
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import evolve

from tools.generator.build import Inputs

ROOT = Path(__file__).resolve().parents[2]
REAL = Inputs(
    document=ROOT / "openapi.yaml",
    config=ROOT / "generator-config.yml",
    templates=ROOT / "templates",
    runtime=ROOT / "runtime",
)
DRIFT_COMMAND = "tools/generator.sh generate"

Node = dict[str, Any]
Change = Callable[[Node], object]

_ERROR: Node = {
    "description": "It did not work.",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_THING: Node = {
    "description": "The thing.",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
}
_ID: Node = {"name": "thingId", "in": "path", "required": True, "schema": {"type": "string"}}

_SMALL: Node = {
    "openapi": "3.1.0",
    "info": {"title": "Things", "version": "1"},
    "servers": [{"url": "http://things.example"}],
    "tags": [{"name": "Things", "description": "All the things."}],
    "paths": {
        "/things": {
            "get": {
                "operationId": "list-things",
                "tags": ["Things"],
                "summary": "List things",
                "parameters": [
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 50}},
                    {
                        "name": "ratio",
                        "in": "query",
                        "schema": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1.5},
                    },
                    {"name": "colour", "in": "query", "schema": {"$ref": "#/components/schemas/Colour"}},
                    {"name": "isNew", "in": "query", "required": True, "schema": {"type": "boolean"}},
                    {"name": "name", "in": "query", "schema": {"type": "string", "minLength": 2, "maxLength": 5}},
                    {
                        "name": "X-After",
                        "in": "header",
                        "x-python-accepts": "UUID",
                        "schema": {"type": "string", "maxLength": 40},
                    },
                ],
                "responses": {
                    "200": {
                        "description": "Things.",
                        "content": {
                            "application/json": {
                                "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}
                            }
                        },
                    },
                    "4XX": _ERROR,
                },
            },
            "post": {
                "operationId": "create-thing",
                "tags": ["Things"],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
                },
                "responses": {"201": _THING, "400": _ERROR},
            },
        },
        "/things/{thingId}": {
            "parameters": [_ID],
            "get": {"operationId": "get-thing", "tags": ["Things"], "responses": {"200": _THING, "404": _ERROR}},
            "delete": {
                "operationId": "delete-thing",
                "tags": ["Things"],
                "responses": {"204": {"description": "Gone."}, "404": _ERROR},
            },
        },
        "/things/{thingId}/download": {
            "get": {
                "operationId": "download-thing",
                "tags": ["Things"],
                "parameters": [_ID],
                "responses": {
                    "200": {
                        "description": "Bytes.",
                        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
                    },
                    "404": _ERROR,
                },
            },
        },
    },
    "components": {
        "schemas": {
            "Thing": {
                "type": "object",
                "required": ["id", "madeOn", "owner"],
                "properties": {
                    "id": {"type": "string"},
                    "madeOn": {"type": "string", "format": "date"},
                    "owner": {"oneOf": [{"$ref": "#/components/schemas/Owner"}, {"type": "null"}]},
                    "size": {"type": "integer"},
                    "weight": {"type": ["number", "null"]},
                    "isNew": {"type": "boolean"},
                    "colours": {"type": "array", "items": {"$ref": "#/components/schemas/Colour"}},
                    "parts": {
                        "type": ["array", "null"],
                        "items": {"oneOf": [{"$ref": "#/components/schemas/Thing"}, {"type": "null"}]},
                    },
                    "labels": {"$ref": "#/components/schemas/Labels"},
                    "grid": {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}},
                    "anything": {},
                },
            },
            "Owner": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "things": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
                },
            },
            "Labels": {"type": "object", "additionalProperties": {"type": ["string", "null"]}},
            "Essence": {"type": "object", "required": ["essence"], "properties": {"essence": {}}},
            "Colour": {"type": "string", "enum": ["Red", "Green"]},
            "Problem": {"type": "object", "properties": {"error": {"type": "string"}}},
        }
    },
}

CONFIG = """\
package_name_override: things_api
field_prefix: ""
post_hooks:
  - ruff check . --isolated --no-cache --select F401,I --fix-only --target-version py311 --line-length 120 --quiet
  - ruff format . --isolated --no-cache --target-version py311 --line-length 120 --quiet
"""


def small_document() -> Node:
    """Return a small specification, to be changed at will."""
    return copy.deepcopy(_SMALL)


def with_webhooks(document: Node) -> Node:
    """Return a specification with one event that is listed, and others."""
    envelope = {"id": {"type": "string"}, "eventType": {"type": "string"}}
    envelope["generatedDate"] = {"type": "string", "format": "date-time"}
    payloads: Node = {"ThingEvent": {"$ref": "#/components/schemas/Thing"}, "AnyEvent": {"type": "object"}}
    document["components"]["schemas"] |= {
        name: {"type": "object", "required": [*envelope, "payload"], "properties": {**envelope, "payload": payload}}
        for name, payload in payloads.items()
    }
    document["webhooks"] = {
        event_type: {
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}},
                }
            }
        }
        for event_type, name in {"thing.made": "ThingEvent", "*": "AnyEvent"}.items()
    }
    return document


def write_inputs(folder: Path, document: Node, config: str = CONFIG) -> Inputs:
    """Write a specification and a configuration; the templates and the static modules are the real ones."""
    folder.mkdir(parents=True, exist_ok=True)
    inputs = evolve(REAL, document=folder / "openapi.json", config=folder / "config.yml")
    inputs.document.write_text(json.dumps(document), encoding="utf-8")
    inputs.config.write_text(config, encoding="utf-8")
    return inputs


@contextmanager
def importable(folder: Path) -> Generator[None]:
    """Let what was generated into a folder be imported."""
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    yield
    sys.path.remove(str(folder))


def command_line(command: str, inputs: Inputs, output: Path) -> list[str]:
    """Return the arguments of tools.generator for some inputs."""
    return [
        command,
        f"--document={inputs.document}",
        f"--config={inputs.config}",
        f"--templates={inputs.templates}",
        f"--runtime={inputs.runtime}",
        f"--output={output}",
    ]
