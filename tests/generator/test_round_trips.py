"""Whatever the specification allows survives decoding and encoding."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import codat_customers_api.models as models
import pytest
from codat_customers_api import DecodeError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.generator.instances import Instances
from tests.support.specification import specification

SCHEMAS: dict[str, Any] = specification()["components"]["schemas"]
INSTANCES = Instances(SCHEMAS)
MODELS = sorted(name for name in models.__all__ if "properties" in SCHEMAS[name])

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["status", "type", "errors"]), inner),
    max_leaves=8,
)
brief = settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("name", MODELS)
@brief
@given(data=st.data())
def test_what_is_decoded_is_encoded_as_it_was(name: str, data: st.DataObject) -> None:
    source = data.draw(INSTANCES.of(name))
    model: Any = getattr(models, name)

    decoded = model.from_dict(source)

    assert decoded.to_dict() == source
    assert model.from_dict(json.loads(json.dumps(decoded.to_dict()))) == decoded
    assert pickle.loads(pickle.dumps(decoded)) == copy.deepcopy(decoded) == decoded


@pytest.mark.parametrize("name", MODELS)
@brief
@given(source=anything)
def test_anything_else_is_decoded_or_refused_but_never_worse(name: str, source: Any) -> None:
    model: Any = getattr(models, name)

    try:
        decoded = model.from_dict(source)
    except DecodeError:
        return
    assert model.from_dict(decoded.to_dict()) == decoded or "nan" in repr(decoded)
