"""JSON types are checked, and an error names its place."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from codat_customers_api import UNSET, DecodeError, RawResponse
from codat_customers_api.api.customers import get_create_update_customers_model, list_customers
from codat_customers_api.models import (
    Attachment,
    AttachmentList,
    Customer,
    CustomerPage,
    CustomerStatus,
    ErrorMessage,
    Metadata,
    PushOperation,
    PushOption,
    SupplementalData,
    Validation,
)

CUSTOMER: dict[str, Any] = {"status": "Active"}
LINKS: dict[str, Any] = {"self": {"href": "/a"}, "current": {"href": "/b"}}
PAGE: dict[str, Any] = {"results": [], "pageNumber": 1, "pageSize": 100, "totalResults": 0, "_links": LINKS}
OPTION: dict[str, Any] = {"type": "Object", "displayName": "Customer", "required": True}


WRONG: list[tuple[Any, object, str]] = [
    (Customer, {**CUSTOMER, "id": 5}, "id: expected a string, got a number"),
    (Customer, {**CUSTOMER, "id": True}, "id: expected a string, got a boolean"),
    (Customer, {**CUSTOMER, "customerName": ["a"]}, "customerName: expected a string, got an array"),
    (Customer, {**CUSTOMER, "addresses": {}}, "addresses: expected an array, got an object"),
    (Customer, {**CUSTOMER, "addresses": [None]}, "addresses[0]: expected an object, got null"),
    (
        Customer,
        {**CUSTOMER, "addresses": [{"type": "Billing"}, 7]},
        "addresses[1]: expected an object, got a number",
    ),
    (Customer, {**CUSTOMER, "addresses": [{"type": 1}]}, "addresses[0].type: expected a string, got a number"),
    (Customer, {**CUSTOMER, "addresses": [{}]}, "addresses[0].type: expected a string, got nothing"),
    (Customer, {**CUSTOMER, "metadata": "no"}, "metadata: expected an object, got a string"),
    (Customer, {**CUSTOMER, "metadata": {"isDeleted": 0}}, "metadata.isDeleted: expected a boolean, got a number"),
    (Customer, {**CUSTOMER, "modifiedDate": 20251122}, "modifiedDate: expected a string, got a number"),
    (Customer, {**CUSTOMER, "status": None}, "status: expected a string, got null"),
    (Customer, {**CUSTOMER, "status": []}, "status: expected a string, got an array"),
    (Customer, {**CUSTOMER, "status": {"a": 1}}, "status: expected a string, got an object"),
    (Customer, {}, "status: expected a string, got nothing"),
    (Customer, [], "the body: expected an object, got an array"),
    (Customer, None, "the body: expected an object, got null"),
    (CustomerPage, {**PAGE, "pageNumber": "1"}, "pageNumber: expected an integer, got a string"),
    (CustomerPage, {**PAGE, "pageNumber": True}, "pageNumber: expected an integer, got a boolean"),
    (CustomerPage, {**PAGE, "pageNumber": 1.5}, "pageNumber: expected an integer, got a number"),
    (CustomerPage, {**PAGE, "_links": {**LINKS, "self": None}}, "_links.self: expected an object, got null"),
    (CustomerPage, {**PAGE, "_links": None}, "_links: expected an object, got null"),
    (
        CustomerPage,
        {**PAGE, "results": [CUSTOMER, CUSTOMER, {**CUSTOMER, "contacts": [{"status": "Active", "phone": [{}]}]}]},
        "results[2].contacts[0].phone[0].type: expected a string, got nothing",
    ),
    (
        Customer,
        {**CUSTOMER, "supplementalData": {"content": {"a": {}, "b": 3}}},
        "supplementalData.content.b: expected an object, got a number",
    ),
    (
        PushOption,
        {**OPTION, "properties": {"a": {**OPTION, "properties": {"b": {**OPTION, "required": "yes"}}}}},
        "properties.a.properties.b.required: expected a boolean, got a string",
    ),
    (Attachment, {"fileSize": "1 kB"}, "fileSize: expected an integer, got a string"),
]


@pytest.mark.parametrize(("model", "json_value", "message"), WRONG)
def test_a_wrong_type_is_an_error_that_names_its_place(model: Any, json_value: object, message: str) -> None:
    with pytest.raises(DecodeError) as caught:
        model.from_dict(json_value)

    assert str(caught.value) == message


def test_an_error_does_not_show_the_value() -> None:
    with pytest.raises(DecodeError) as caught:
        Customer.from_dict({**CUSTOMER, "contacts": "Odile Marchetti"})

    assert "Odile" not in repr(caught.value)


SWALLOWED: list[object] = [
    {"errors": ["not an object"]},
    {"errors": [{}, None]},
    {"errors": [{"message": 1}]},
    {"errors": "none"},
    {"warnings": [[]]},
]


@pytest.mark.parametrize("json_value", SWALLOWED)
def test_errors_within_nullable_arrays_are_not_swallowed(json_value: object) -> None:
    with pytest.raises(DecodeError):
        Validation.from_dict(json_value)


def test_null_and_absent_differ_where_null_is_allowed() -> None:
    assert Customer.from_dict(CUSTOMER).customer_name is UNSET
    assert Customer.from_dict({**CUSTOMER, "customerName": None}).customer_name is None
    assert Customer.from_dict({**CUSTOMER, "addresses": None}).addresses is None


@pytest.mark.parametrize("key", ["id", "metadata", "supplementalData", "modifiedDate"])
def test_null_means_absent_where_it_is_not_allowed(key: str) -> None:
    assert Customer.from_dict({**CUSTOMER, key: None}) == Customer(status=CustomerStatus.ACTIVE)


@pytest.mark.parametrize("results", [{}, {"results": None}, {"results": []}])
def test_a_list_with_a_default_is_empty_where_it_is_absent_or_null(results: dict[str, Any]) -> None:
    source = {**{key: value for key, value in PAGE.items() if key != "results"}, **results}
    page = CustomerPage.from_dict(source)

    assert page.results == []
    assert page.results is not CustomerPage.from_dict(source).results
    assert page.to_dict() == PAGE
    assert list_customers.decode(answered(json.dumps(source).encode())) == page
    assert AttachmentList.from_dict({"more": 1}).to_dict() == {"more": 1, "attachments": []}


def test_a_list_with_a_default_is_a_list_all_the_same() -> None:
    build: Any = AttachmentList
    with pytest.raises(DecodeError, match="attachments: expected an array, got an object"):
        AttachmentList.from_dict({"attachments": {}})
    with pytest.raises(TypeError, match=r"AttachmentList\.attachments must be of type list, not Unset"):
        build(attachments=UNSET).to_dict()


def test_each_model_has_an_empty_list_of_its_own() -> None:
    first = AttachmentList()
    first.attachments.append(Attachment(id="1"))

    assert AttachmentList().attachments == []


def test_an_integral_number_is_an_integer() -> None:
    attachment = Attachment.from_dict({"fileSize": 5.0})

    assert attachment.file_size == 5
    assert type(attachment.file_size) is int


def test_unknown_fields_are_kept_at_every_level() -> None:
    json_value = {**CUSTOMER, "new": {"a": [1, None]}, "addresses": [{"type": "Billing", "platformCode": "GB"}]}

    customer = Customer.from_dict(json_value)

    assert customer.additional_properties == {"new": {"a": [1, None]}}
    assert customer.to_dict() == json_value


def test_free_form_data_stays_plain() -> None:
    content = {"customer": {"terms": "Net 14", "limits": [1, {"a": None}]}, "empty": {}}

    assert SupplementalData.from_dict({"content": content}).content == content


def test_what_the_caller_decoded_is_not_changed() -> None:
    source = {**CUSTOMER, "modifiedDate": "yesterday", "x": 1}
    before = json.dumps(source)

    customer = Customer.from_dict(source)
    customer.additional_properties["y"] = 2

    assert json.dumps(source) == before


def answered(content: bytes) -> RawResponse:
    return RawResponse(200, {}, content)


def test_a_body_is_decoded() -> None:
    page = list_customers.decode(answered(json.dumps({**PAGE, "results": [CUSTOMER]}).encode()))

    assert page.links.self_.href == "/a"
    assert page.results == [Customer(status=CustomerStatus.ACTIVE)]


def test_deeply_nested_models_are_an_error() -> None:
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(1000)  # a library that another test uses may have raised it
    nested = b"{" + b'"type": "Object", "displayName": "", "required": true'
    body = (nested + b', "properties": {"a": ') * 5000 + nested + b"}" + b"}}" * 5000

    try:
        with pytest.raises(DecodeError, match="nested too deeply"):
            get_create_update_customers_model.decode(answered(body))
    finally:
        sys.setrecursionlimit(limit)


def test_an_error_body_with_every_kind_of_field() -> None:
    body = {"statusCode": 400, "correlationId": "x", "validation": {"errors": [{"itemId": None}]}, "extra": 1}

    assert ErrorMessage.from_dict(body).to_dict() == body


def test_both_answers_of_a_push_are_one_model() -> None:
    body = {
        "companyId": "c",
        "pushOperationKey": "k",
        "dataConnectionKey": "d",
        "requestedOnUtc": "0001-01-01T00:00:00",
        "status": "Success",
        "statusCode": 200,
        "data": {"status": "Active"},
        "changes": [{"type": "Created", "recordRef": {"id": "1", "dataType": None}}],
    }

    push = PushOperation.from_dict(body)

    assert push.data == Customer(status=CustomerStatus.ACTIVE)
    assert push.to_dict() == body


def test_metadata_knows_its_only_field() -> None:
    assert Metadata.from_dict({"isDeleted": None}).is_deleted is None
