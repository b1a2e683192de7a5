"""Bodies that are mappings, of whatever shapes a specification has."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any

import pytest
from codat_customers_api.bodies import checked
from codat_customers_api.models import PushOption

THING = {"id": "1", "madeOn": "2025-06-03", "owner": None}


def sent(things: ModuleType, **fields: Any) -> Any:
    creating: Any = importlib.import_module(f"{things.__name__}.api.things.create_thing")
    return creating.request({**THING, **fields}).json


@pytest.mark.parametrize(
    "fields",
    [
        {"parts": [THING, None], "labels": {"a": None, "b": "x"}, "grid": [[1], []]},
        {"owner": {"name": "Ada", "things": [{**THING, "made_by": 1}]}, "anything": {"made_on": {"id": None}}},
        {"parts": None, "weight": 5, "size": 5.0, "anything": None},
        {"madeOn": "2025-06-03", "labels": {"is_new": "a label may have any name"}},
    ],
)
def test_shapes_within_shapes_are_sent_as_they_are(things: ModuleType, fields: dict[str, Any]) -> None:
    assert sent(things, **fields) == {**THING, **fields}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"parts": [None, {**THING, "is_new": True}]}, r"thing\.parts\[1\]\.is_new: in JSON it is isNew"),
        ({"owner": {"things": [{**THING, "size": None}]}}, r"thing\.owner\.things\[0\]\.size cannot be null"),
        (
            {"owner": {"things": [{"id": "1", "made_on": "x"}]}},
            r"thing\.owner\.things\[0\]\.made_on: in JSON it is madeOn",
        ),
        ({"labels": {"a": 1}}, r"thing\.labels\.a: expected a string, got a number"),
        ({"grid": [[1], ["a"]]}, r"thing\.grid\[1\]\[0\]: expected an integer, got a string"),
        ({"madeOn": "2025-06-03T00:00:00"}, r"thing\.madeOn is no date in ISO 8601"),
        ({"weight": True}, r"thing\.weight: expected a number, got a boolean"),
    ],
)
def test_what_is_wrong_has_its_place(things: ModuleType, fields: dict[str, Any], message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        sent(things, **fields)


def test_names_are_checked_in_maps_of_models() -> None:
    option: dict[object, object] = {"type": "String", "displayName": "Name", "required": True}
    within: dict[object, object] = {**option, "properties": {"name": {**option, "display_name": "x"}}}

    assert checked(PushOption, "option", {**option, "properties": {"name": option}})["properties"] == {"name": option}
    with pytest.raises(ValueError, match=r"^option\.properties\.name\.display_name: in JSON it is displayName"):
        checked(PushOption, "option", within)
