"""What openapi.yaml gets has a column by itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.specification.documents import changed
from tests.support.specification import specification
from tools.generator.__main__ import main

ROOT = Path(__file__).parents[2]
SCHEMAS = "/components/schemas"
NEW: dict[str, Any] = {
    "creditLimit": {"type": ["number", "null"]},
    "invoices": {"type": "integer"},
    "isVip": {"type": "boolean"},
    "metSince": {"type": "string", "format": "date"},
    "seenAt": {"type": "string", "format": "date-time"},
    "tier": {"oneOf": [{"$ref": "#/components/schemas/CustomerStatus"}, {"type": "null"}]},
    "tags": {"type": "array", "items": {"type": "string"}},
    "anything": {"description": "Whatever it is."},
    "prices": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Metadata"}},
    "branch": {"$ref": "#/components/schemas/Branch"},
}
BRANCH = {
    "type": "object",
    "description": "A part of a firm.",
    "properties": {
        "name": {"type": "string"},
        "parent": {"$ref": "#/components/schemas/Branch"},
        "owner": {"$ref": "#/components/schemas/RecordReference"},
    },
}
# Each has the name of a column that is there already.
CLASHES = {
    "Metadata": {"phone": {"type": "string"}},
    "Address": {"position": {"type": "string"}},
}
PROGRAM = """
import json
from codat_customers import tables
from codat_customers.models import Customer
customer = Customer.from_dict(json.loads(SOURCE))
found = tables.arrow_tables([customer])
print(json.dumps([{field.name: str(field.type) for field in table.schema} for table in found]))
print(json.dumps([tables.row(customer), *found.addresses.to_pylist()]))
"""
SOURCE = {
    "id": "1",
    "status": "Active",
    "phone": "1",
    "metadata": {"phone": "2"},
    "creditLimit": 2**60 + 1,  # which no float holds
    "invoices": 3.0,
    "isVip": True,
    "metSince": "2025-06-17",
    "seenAt": "2025-06-17T10:00:00",
    "tier": "Gold",
    "tags": ["a"],
    "anything": [1],
    "prices": {"a": {"isDeleted": True}},
    "branch": {"name": "B", "parent": {"name": "A", "more": 1}, "owner": {"id": "O", "more": 2}},
    "addresses": [{"type": "Billing", "position": "left"}],
}


def test_new_properties_have_columns(tmp_path: Path) -> None:
    document = changed(specification(), f"{SCHEMAS}/Customer/properties", NEW)
    document = changed(document, SCHEMAS, {"Branch": BRANCH})
    for name, properties in CLASHES.items():
        document = changed(document, f"{SCHEMAS}/{name}/properties", properties)
    (tmp_path / "openapi.json").write_text(json.dumps(document), "utf-8")
    places = {"document": "openapi.json", "output": "generated", "reference": "reference"}
    assert main(["generate", *(f"--{option}={tmp_path / place}" for option, place in places.items())]) == 0

    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(tmp_path / "generated")])}
    program = f"SOURCE = {json.dumps(SOURCE)!r}\n{PROGRAM}"
    printed = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    ).stdout
    (customers, addresses, _), [row, address] = map(json.loads, printed.splitlines())

    new = {
        "phone_": ("string", "2"),
        "credit_limit": ("double", float(2**60)),
        "invoices": ("int64", 3),
        "is_vip": ("bool", True),
        "met_since": ("date32[day]", "2025-06-17"),
        "seen_at": ("timestamp[us, tz=UTC]", "2025-06-17T10:00:00+00:00"),
        "tier": ("string", "Gold"),
        "tags": ("string", '["a"]'),
        "anything": ("string", "[1]"),
        "prices": ("string", '{"a":{"isDeleted":true}}'),
        "branch_name": ("string", "B"),
        "branch_parent": ("string", '{"more":1,"name":"A"}'),
        "branch_owner_id": ("string", "O"),
        "additional_properties": ("string", '{"branch.owner":{"more":2}}'),
        "phone": ("string", "1"),
    }
    assert {name: (customers.get(name), row.get(name)) for name in new} == new
    assert (addresses["position"], address["position"]) == ("int64", 0)
    assert (addresses["position_"], address["position_"]) == ("string", "left")
