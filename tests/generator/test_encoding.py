"""What is encoded is plain JSON data, and a value of the wrong type is an error that names its field."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from codat_customers_api import UNSET
from codat_customers_api.models import (
    Address,
    AddressType,
    Attachment,
    Contact,
    Customer,
    CustomerStatus,
    Metadata,
    PhoneNumber,
    PhoneNumberType,
    PushOption,
    PushOptionType,
    SupplementalData,
)

UTC = datetime.UTC


def test_everything_becomes_plain_json_data() -> None:
    customer = Customer(
        status=CustomerStatus.ACTIVE,
        customer_name="Larkspur",
        phone=None,
        addresses=[Address(type_=AddressType("Shop"), line1=None)],
        contacts=[Contact(status=CustomerStatus.UNKNOWN, phone=[PhoneNumber(type_=PhoneNumberType.FAX)])],
        metadata=Metadata(is_deleted=False),
        supplemental_data=SupplementalData(content={"a": {"b": 1}}),
        modified_date=datetime.datetime(2025, 6, 3, 13, 15, 9, 418000, tzinfo=UTC),
        additional_properties={"platformCode": "GB"},
    )

    fields = customer.to_dict()

    assert fields == {
        "platformCode": "GB",
        "status": "Active",
        "customerName": "Larkspur",
        "phone": None,
        "addresses": [{"type": "Shop", "line1": None}],
        "contacts": [{"status": "Unknown", "phone": [{"type": "Fax"}]}],
        "metadata": {"isDeleted": False},
        "supplementalData": {"content": {"a": {"b": 1}}},
        "modifiedDate": "2025-06-03T13:15:09.418Z",
    }
    assert type(fields["status"]) is str
    assert json.loads(json.dumps(fields)) == fields


def test_attributes_beat_additional_properties_of_the_same_name() -> None:
    customer = Customer(status=CustomerStatus.ACTIVE, id="new", additional_properties={"id": "old", "status": 1})

    assert customer.to_dict() == {"id": "new", "status": "Active"}


def test_encoding_does_not_share_its_containers() -> None:
    customer = Customer(status=CustomerStatus.ACTIVE, additional_properties={"a": 1})

    customer.to_dict()["b"] = 2

    assert customer.additional_properties == {"a": 1}


def test_a_plain_string_will_do_for_an_enum() -> None:
    customer: Any = Customer(status=CustomerStatus.ACTIVE)
    customer.status = "NoSuchStatus"

    assert customer.to_dict() == {"status": "NoSuchStatus"}


def build(model: Any, **fields: Any) -> Any:
    """Build a model with values that its types do not allow."""
    return model(**fields)


def customer_with(**fields: Any) -> Any:
    return build(Customer, **{"status": CustomerStatus.ACTIVE, **fields})


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (customer_with(status=1), "Customer.status must be of type str, not int"),
        (customer_with(status=None), "Customer.status must be of type str, not NoneType"),
        (customer_with(status=UNSET), "Customer.status must be of type str, not Unset"),
        (customer_with(id=5), "Customer.id must be of type str, not int"),
        (customer_with(id=None), "Customer.id must be of type str, not NoneType"),
        (customer_with(addresses={}), "Customer.addresses must be of type list, not dict"),
        (customer_with(addresses=[{"type": "Billing"}]), "Customer.addresses[0] must be of type Address, not dict"),
        (customer_with(addresses=[Metadata()]), "Customer.addresses[0] must be of type Address, not Metadata"),
        (customer_with(metadata={"isDeleted": True}), "Customer.metadata must be of type Metadata, not dict"),
        (customer_with(metadata=build(Metadata, is_deleted=1)), "Metadata.is_deleted must be of type bool, not int"),
        (customer_with(modified_date="2025-01-01"), "Customer.modified_date must be of type datetime, not str"),
        (
            customer_with(modified_date=datetime.date(2025, 1, 1)),
            "Customer.modified_date must be of type datetime, not date",
        ),
        (
            customer_with(supplemental_data=build(SupplementalData, content={"a": 1})),
            "SupplementalData.content['a'] must be of type dict, not int",
        ),
        (Attachment(file_size=True), "Attachment.file_size must be of type int, not bool"),
        (build(Attachment, file_size=1.5), "Attachment.file_size must be of type int, not float"),
        (
            build(PushOption, type_=PushOptionType.OBJECT, display_name="x", required=True, properties={"a": 1}),
            "PushOption.properties['a'] must be of type PushOptionProperty, not int",
        ),
    ],
)
def test_a_wrong_value_is_an_error_that_names_its_field(model: Any, message: str) -> None:
    with pytest.raises(TypeError) as caught:
        model.to_dict()

    assert str(caught.value) == message
