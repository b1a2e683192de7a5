"""JSON values that a specification allows, as Hypothesis strategies."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

Json = Any
Schema = Mapping[str, Any]
Strategy = st.SearchStrategy[Json]

_SCALARS: Mapping[str, Strategy] = {
    "string": st.text(max_size=8),
    "integer": st.integers(-(2**31), 2**31 - 1),
    "number": st.floats(allow_nan=False, allow_infinity=False),
    "boolean": st.booleans(),
}
_ANY: Strategy = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)
_OFFSETS = st.none() | st.sampled_from([datetime.UTC, datetime.timezone(datetime.timedelta(hours=-3, minutes=-30))])
_DATES = st.datetimes(timezones=_OFFSETS).map(lambda moment: moment.isoformat())
_DEPTH = 3


def _merged(extra: dict[str, Json], fields: dict[str, Json]) -> dict[str, Json]:
    return {**extra, **fields}


class Instances:
    """Strategies for the schemas of one specification.

    Parameters:
        schemas: Its component schemas by name.
    """

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self._schemas = schemas

    def of(self, name: str) -> Strategy:
        """Return a strategy for a component: unknown fields and enum values occur, dates are in one form."""
        return self._of(self._schemas[name], _DEPTH)

    def _of(self, schema: Schema, depth: int) -> Strategy:
        if "$ref" in schema:
            return self._of(self._schemas[schema["$ref"].rpartition("/")[2]], depth)
        if "oneOf" in schema:
            return st.none() | self._of(schema["oneOf"][0], depth)
        if "type" not in schema:
            return _ANY
        declared = schema["type"]
        if isinstance(declared, str):
            return self._of_kind(schema, declared, depth)
        return st.none() | self._of_kind(schema, declared[0], depth)

    def _of_kind(self, schema: Schema, kind: str, depth: int) -> Strategy:
        if "enum" in schema:
            return st.sampled_from([*schema["enum"], "SomethingNew"])
        if schema.get("format") == "date-time":
            return _DATES
        if kind == "array":
            return st.lists(self._of(schema["items"], depth - 1), max_size=2) if depth > 0 else st.just([])
        if kind == "object":
            return self._object(schema, depth) if "properties" in schema else self._map(schema, depth)
        return _SCALARS[kind]

    def _object(self, schema: Schema, depth: int) -> Strategy:
        properties: Mapping[str, Schema] = schema["properties"]
        # What has a default is written with it, so it is as it was only where it is there
        required = {*schema.get("required", ()), *(name for name, node in properties.items() if "default" in node)}
        # Beyond the depth only what must be there, so that models within themselves come to an end
        present = {
            name: self._of(node, depth - 1) for name, node in properties.items() if depth > 0 or name in required
        }
        known = st.fixed_dictionaries(
            {name: strategy for name, strategy in present.items() if name in required},
            optional={name: strategy for name, strategy in present.items() if name not in required},
        )
        unknown = st.dictionaries(st.text(max_size=4).filter(lambda name: name not in properties), _ANY, max_size=1)
        return st.builds(_merged, unknown, known)

    def _map(self, schema: Schema, depth: int) -> Strategy:
        values = schema.get("additionalProperties", True)
        if depth <= 0:
            return st.just({})
        inner = _ANY if values is True else self._of(values, depth - 1)
        return st.dictionaries(st.text(max_size=4), inner, max_size=2)
