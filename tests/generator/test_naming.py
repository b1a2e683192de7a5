"""Methods are named after the operationId without the tag."""

from __future__ import annotations

import pytest

from tools.api.names import can_be_method, member_name, method_name, stream_name


@pytest.mark.parametrize(
    ("operation_id", "tag", "name"),
    [
        ("list-customers", "Customers", "list"),
        ("get-customer", "Customers", "get"),
        ("get-create-update-customers-model", "Customers", "get_create_update_model"),
        ("list-customer-attachments", "Customers", "list_attachments"),
        ("get-push-operation", "Push operations", "get"),
        ("listPushOperations", "Push operations", "list"),
        ("delete-company", "Companies", "delete"),
        ("get-address", "Addresses", "get"),
        ("get-tax-branch", "Tax branches", "get"),
        ("get-invoice", "Invoices", "get"),
        ("customers", "Customers", "customers"),
        ("get-customership", "Customers", "get_customership"),
        ("sync", "Customers", "sync"),
    ],
)
def test_the_tag_is_taken_out(operation_id: str, tag: str, name: str) -> None:
    assert method_name(operation_id, tag) == name


@pytest.mark.parametrize("name", ["class", "str", "2nd", "a-b", "", "_hidden", "with_raw_response"])
def test_names_that_no_method_can_have(name: str) -> None:
    assert not can_be_method(name)


def test_names_of_streams() -> None:
    assert stream_name("download_attachment") == "stream_attachment"
    assert stream_name("get_picture") == "stream_get_picture"


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("Active", "ACTIVE"),
        ("OnHold", "ON_HOLD"),
        ("TimedOut", "TIMED_OUT"),
        ("banking-accountBalances", "BANKING_ACCOUNT_BALANCES"),
        ("a b", "A_B"),
        ("N/A", "NA"),
        ("2fa", "VALUE_2FA"),
        ("", "VALUE_"),
    ],
)
def test_members_of_enums_are_named_after_the_words_of_their_values(value: str, name: str) -> None:
    assert member_name(value) == name
