"""Whatever the specification allows survives decoding and encoding."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from typing import Any

import codat_customers_api.models as models
import pytest
from codat_customers_api import DecodeError
from codat_customers_api.api.customers import list_customers
from codat_customers_api.api.push_operations import get_company_push_history
from codat_customers_api.decoding import json_body
from codat_customers_api.models import CustomerPage, PushOperationPage
from codat_customers_api.types import RawResponse
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


@pytest.mark.parametrize(
    ("operation", "model"), [(list_customers, CustomerPage), (get_company_push_history, PushOperationPage)]
)
@brief
@given(data=st.data())
def test_a_page_is_decoded_as_it_is_without_an_answer(operation: Any, model: Any, data: st.DataObject) -> None:
    """However its records are let go, and whatever is wrong with one."""
    source = data.draw(INSTANCES.of(model.__name__))
    if source.get("results") and data.draw(st.booleans()):
        source["results"][-1] = data.draw(anything)

    def outcome(decode: Callable[[], object]) -> object:
        try:
            return decode()
        except DecodeError as error:
            return str(error)

    body = json.dumps(source).encode()
    answered = outcome(lambda: operation.decode(RawResponse(200, {}, body)))
    expected = outcome(lambda: json_body(model.from_dict, body))
    assert answered == expected or "nan" in repr(answered)


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
