"""The shapes that real platforms send decode, and are encoded with the same keys and values."""

from __future__ import annotations

import datetime
import functools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from codat_customers_api.models import Customer, CustomerPage, PushOption
from dateutil.parser import isoparse
from ruamel.yaml import YAML

from tests.generator.workshop import ROOT
from tools.api.document import is_list, is_node

UPSTREAM = Path(os.environ.get("CODAT_UPSTREAM", ROOT.parent / "shared" / "upstream"))
PATHS = {
    "customers": "/companies/{companyId}/data/customers",
    "customer": "/companies/{companyId}/data/customers/{customerId}",
    "model": "/companies/{companyId}/connections/{connectionId}/options/customers",
}


@functools.cache
def paths(document: Path) -> dict[str, Any]:
    # ruamel.yaml leaves the parameters of load without types
    raw: dict[str, Any] = YAML(typ="safe").load(document.read_text(encoding="utf-8"))  # pyright: ignore[reportUnknownMemberType]
    found: dict[str, Any] = raw["paths"]
    return found


def examples(path: str) -> Iterator[tuple[str, Any]]:
    for document in sorted(UPSTREAM.glob("*.yaml")):
        operation = paths(document).get(path, {}).get("get", {})
        content = operation.get("responses", {}).get("200", {}).get("content", {}).get("application/json", {})
        for name, example in content.get("examples", {}).items():
            yield f"{document.name}: {name}", example["value"]


def comparable(value: Any) -> Any:
    """Return JSON data with its dates as moments, to the microsecond."""
    if is_node(value):
        return {key: comparable(item) for key, item in value.items()}
    if is_list(value):
        return [comparable(item) for item in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, str) and "T" in value and ":" in value:
        try:
            moment = isoparse(value)
        except ValueError:
            return value
        return moment.timestamp() if moment.tzinfo else moment
    return value


@pytest.mark.skipif(not UPSTREAM.is_dir(), reason=f"needs Codat's published documents in {UPSTREAM}")
@pytest.mark.parametrize(
    ("path", "model"),
    [(PATHS["customers"], CustomerPage), (PATHS["customer"], Customer), (PATHS["model"], PushOption)],
    ids=PATHS.keys(),
)
def test_examples_survive(path: str, model: Any) -> None:
    found = list(examples(path))

    assert found, f"{UPSTREAM} holds no examples for {path}"
    for name, value in found:
        assert comparable(model.from_dict(value).to_dict()) == comparable(value), name
