"""The fields are those of openapi.yaml: nobody keeps a list of them by hand, and the sandbox knows each."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any, cast, get_args, get_overloads, get_type_hints

from codat_customers import queries
from codat_customers.sandbox._query import CUSTOMER_PROPERTIES, PUSH_OPERATION_PROPERTIES
from tests.support.specification import specification

SCHEMAS = specification()["components"]["schemas"]
# How the sandbox calls what the fields hold
KINDS = {
    queries.TextField: "string",
    queries.IntegerField: "integer",
    queries.BooleanField: "boolean",
    queries.DateField: "date",
}


def scalars(schema: str, before: str = "") -> Iterator[tuple[str, str]]:
    """Yield the properties that are neither arrays nor maps, with the names that the sandbox has for their kinds."""
    for key, node in SCHEMAS[schema]["properties"].items():
        choices = [node, *node.get("oneOf", [])]
        reference = next((each["$ref"].rpartition("/")[2] for each in choices if "$ref" in each), None)
        shape = SCHEMAS[reference] if reference else node
        if node.get("deprecated") or shape.get("deprecated"):
            continue
        if reference and "properties" in shape:
            yield from scalars(reference, f"{before}{key}.")
            continue
        types = [shape["type"]] if isinstance(shape["type"], str) else shape["type"]
        kind = next(each for each in types if each != "null")
        if kind not in ("array", "object"):
            yield f"{before}{key}", "date" if shape.get("format", "").startswith("date") else kind


def listed_by_the_overloads() -> dict[str, str]:
    found: dict[str, str] = {}
    for overload in get_overloads(cast("Callable[..., object]", queries.field)):
        hints = get_type_hints(overload)
        found |= dict.fromkeys(get_args(hints["name"]), KINDS[hints["return"]])
    return found


EXPECTED = {**dict(scalars("Customer")), **dict(scalars("PushOperation"))}


def test_the_fields_are_those_of_the_specification() -> None:
    assert {"customerName", "metadata.isDeleted", "statusCode"} <= EXPECTED.keys()
    assert listed_by_the_overloads() == EXPECTED
    find = cast("Callable[[str], Any]", queries.field)
    assert {name: KINDS[type(find(name))] for name in EXPECTED} == EXPECTED


def test_conditions_are_the_fields_outside_of_objects() -> None:
    assert queries.Conditions.__optional_keys__ == {name for name in EXPECTED if "." not in name}


def test_the_sandbox_knows_them() -> None:
    for schema, properties in {"Customer": CUSTOMER_PROPERTIES, "PushOperation": PUSH_OPERATION_PROPERTIES}.items():
        expected = {name: kind for name, kind in scalars(schema) if name != "light"}  # which test-changed adds
        assert expected.items() <= properties.items()


def test_who_has_no_queries_does_not_import_them() -> None:
    program = (
        "import sys, codat_customers; before = set(sys.modules); codat_customers.where;"
        "print(*sorted(name for name in set(sys.modules) - before if name.startswith('codat')))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.split() == [
        "codat_customers.queries",
        "codat_customers_api.queries",
        "codat_customers_api.query_language",
    ]
