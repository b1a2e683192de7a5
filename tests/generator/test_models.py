"""The classes themselves: construction, comparison, copies, enums, lazy imports."""

from __future__ import annotations

import copy
import datetime
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import codat_customers_api.models as models
import pytest
from codat_customers_api import UNSET, Unset
from codat_customers_api.models import Address, AddressType, Customer, CustomerStatus, DataType


def pickled(value: object) -> Any:
    return pickle.loads(pickle.dumps(value))


def customer() -> Customer:
    return Customer(
        status=CustomerStatus("NoSuchStatus"),
        customer_name=None,
        addresses=[Address(type_=AddressType.BILLING)],
        modified_date=datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC),
        additional_properties={"a": {"b": [1]}},
    )


def test_fields_are_given_by_keyword_only() -> None:
    build: Any = Customer

    with pytest.raises(TypeError):
        build(CustomerStatus.ACTIVE)
    with pytest.raises(TypeError, match="status"):
        build()
    with pytest.raises(TypeError):
        build(status=CustomerStatus.ACTIVE, custmer_name="x")


def test_misspelt_attributes_are_errors() -> None:
    record: Any = customer()

    with pytest.raises(AttributeError):
        record.custmer_name = "x"


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickled])
def test_copies_are_equal_and_keep_unset(copied: Any) -> None:
    original = customer()

    twin = copied(original)

    assert twin == original
    assert twin.id is UNSET
    assert twin.status == "NoSuchStatus"
    assert twin.to_dict() == original.to_dict()


def test_a_deep_copy_shares_nothing() -> None:
    twin = copy.deepcopy(customer())

    twin.additional_properties["a"]["b"].append(2)

    assert customer().additional_properties == {"a": {"b": [1]}}
    assert twin != customer()


def test_no_additional_properties_and_empty_ones_are_alike() -> None:
    asked, untouched = Customer(status=CustomerStatus.ACTIVE), Customer(status=CustomerStatus.ACTIVE)

    assert asked.additional_properties == {}
    assert asked == untouched
    assert repr(asked) == repr(untouched)


def test_additional_properties_can_be_filled() -> None:
    record = Customer(status=CustomerStatus.ACTIVE)

    record.additional_properties["platformCode"] = "GB"

    assert record.to_dict() == {"platformCode": "GB", "status": "Active"}
    assert record != Customer(status=CustomerStatus.ACTIVE)


def test_a_representation_shows_what_is_set() -> None:
    assert repr(Customer(status=CustomerStatus.ACTIVE, phone=None, additional_properties={"a": 1})) == (
        "Customer(status=<CustomerStatus.ACTIVE>, phone=None, additional_properties={'a': 1})"
    )


def test_unset_is_one_falsy_object() -> None:
    assert not UNSET
    assert repr(UNSET) == "UNSET"
    assert isinstance(UNSET, Unset)
    assert copy.copy(UNSET) is copy.deepcopy(UNSET) is pickled(UNSET) is UNSET


def test_a_listed_enum_value() -> None:
    status = CustomerStatus("Active")

    assert status is CustomerStatus.ACTIVE
    assert status.is_known
    assert str(status) == f"{status}" == status.value == "Active"


def test_an_enum_value_that_is_not_listed() -> None:
    status = CustomerStatus("NoSuchStatus")

    assert isinstance(status, CustomerStatus)
    assert not status.is_known
    assert status == CustomerStatus("NoSuchStatus") == "NoSuchStatus"
    assert hash(status) == hash(CustomerStatus("NoSuchStatus")) == hash("NoSuchStatus")
    assert status != CustomerStatus.ACTIVE
    assert {status, CustomerStatus("NoSuchStatus")} == {status}
    assert str(status) == status.value == status.name == "NoSuchStatus"
    assert repr(status) == "CustomerStatus('NoSuchStatus')"
    assert "NoSuchStatus" not in {member.value for member in CustomerStatus}


@pytest.mark.parametrize("value", ["Active", "NoSuchStatus", ""])
@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickled])
def test_copies_of_enum_values(copied: Any, value: str) -> None:
    twin = copied(CustomerStatus(value))

    assert type(twin) is CustomerStatus
    assert twin == value
    assert twin.is_known is (value == "Active")


@pytest.mark.parametrize("value", [1, None, ["Active"]])
def test_an_enum_value_is_a_string(value: Any) -> None:
    with pytest.raises(ValueError, match="is not a valid CustomerStatus"):
        CustomerStatus(value)


def test_enum_names_that_need_words_apart() -> None:
    assert DataType("banking-accounts").is_known
    assert models.PushOperationStatus("TimedOut") is models.PushOperationStatus.TIMED_OUT


def test_every_model_is_reachable_and_listed() -> None:
    for name in models.__all__:
        assert getattr(models, name).__name__ == name
    assert set(models.__all__) <= set(dir(models))


def test_an_unknown_model_is_an_attribute_error() -> None:
    package: Any = models

    with pytest.raises(AttributeError, match="Custommer"):
        _ = package.Custommer


def test_plain_maps_have_no_class() -> None:
    assert "SupplementalContent" not in models.__all__
    assert "PushOptionProperties" not in models.__all__


@pytest.mark.parametrize("first", ["thing", "owner"])
def test_models_that_refer_to_each_other_can_be_imported_in_any_order(first: str, small: tuple[object, Path]) -> None:
    code = (
        f"import typing; import things_api.models.{first} as module; from things_api.models import Owner, Thing;"
        "thing = Thing.from_dict({'id': 'a', 'madeOn': '', 'owner': {'things': []}});"
        "assert isinstance(thing.owner, Owner);"
        "assert Owner in typing.get_args(typing.get_type_hints(Thing)['owner'])"
    )

    subprocess.run([sys.executable, "-c", code], check=True, cwd=small[1])


def test_models_are_imported_when_they_are_used() -> None:
    code = (
        "import sys, codat_customers_api, codat_customers_api.models as models;"
        "assert not [name for name in sys.modules if name.startswith('codat_customers_api.models.')];"
        "models.Link;"
        "assert 'codat_customers_api.models.link' in sys.modules;"
        "assert 'codat_customers_api.models.customer' not in sys.modules"
    )

    subprocess.run([sys.executable, "-c", code], check=True)
