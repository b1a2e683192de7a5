"""A shortcut leads to the first text at the end of a path."""

from __future__ import annotations

from typing import Any

import pytest
from codat_customers_api.models import PushOperation

from tests.support.specification import specification
from tools.api.document import Document, DocumentError
from tools.api.reading import describe

OPERATION: dict[str, Any] = {
    "companyId": "c",
    "pushOperationKey": "p",
    "dataConnectionKey": "d",
    "requestedOnUtc": "2025-01-01T00:00:00Z",
    "status": "Success",
    "statusCode": 200,
}


CHANGES: list[tuple[dict[str, Any], str | None]] = [
    ({}, None),
    ({"changes": None}, None),
    ({"changes": []}, None),
    ({"changes": [{}]}, None),
    ({"changes": [{"recordRef": {}}]}, None),
    ({"changes": [{"recordRef": {"id": "7"}}]}, "7"),
    ({"changes": [{"attachmentId": "a"}, {"recordRef": {"id": "7"}}, {"recordRef": {"id": "8"}}]}, "7"),
]


@pytest.mark.parametrize(("changes", "record_id"), CHANGES)
def test_the_id_of_the_record_of_a_push_operation(changes: dict[str, Any], record_id: str | None) -> None:
    assert PushOperation.from_dict({**OPERATION, **changes}).record_id == record_id


@pytest.mark.parametrize(
    ("name", "shortcut"),
    [
        ("x", {"path": "changes.nothing.id", "description": "."}),
        ("x", {"path": "changes.recordRef", "description": "."}),
        ("x", {"path": "companyId.id", "description": "."}),
        ("x", {"path": "statusCode", "description": "."}),
        ("x", {"path": "companyId"}),
        ("no name", {"path": "companyId", "description": "."}),
        ("status", {"path": "companyId", "description": "."}),
    ],
)
def test_a_shortcut_that_leads_nowhere_stops_the_generation(name: str, shortcut: dict[str, str]) -> None:
    document = specification()
    document["components"]["schemas"]["PushOperation"]["x-python-shortcuts"] = {name: shortcut}

    with pytest.raises(DocumentError, match=f"PushOperation/x-python-shortcuts/{name}: "):
        describe(Document(document))
