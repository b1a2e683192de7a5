"""The reading operations against the sandbox, whose customers have every oddity of the real ones."""

import re
from datetime import datetime

import pytest
from codat_customers_api import UNSET

from codat_customers import NotFoundError
from codat_customers.models import AttachmentList, Customer, CustomerPage, CustomerStatus, PushOption, PushOptionType
from codat_customers.sandbox import Sandbox
from tests.operations.callers import Call
from tests.operations.json_values import comparable
from tests.operations.witness import Witness


def test_list_gives_pages_that_join_up(call: Call, sandbox: Sandbox) -> None:
    first: CustomerPage = call("customers.list", sandbox.company_id, page_size=50, order_by="id")
    second: CustomerPage = call("customers.list", sandbox.company_id, page=2, page_size=50, order_by="id")

    assert (first.page_number, first.page_size, first.links.previous) == (1, 50, UNSET)
    assert (second.page_number, second.links.next_) == (2, UNSET)
    together = first.results + second.results
    assert [customer.id for customer in together] == sorted(sandbox.customers())
    assert first.total_results == second.total_results == len(together)


def test_get_finds_every_customer_by_its_id_and_loses_nothing(call_sync: Call, sandbox: Sandbox) -> None:
    for customer_id, expected in sandbox.customers().items():
        customer: Customer = call_sync("customers.get", sandbox.company_id, customer_id)
        assert comparable(customer.to_dict()) == comparable(expected)


def test_dates_are_as_aware_as_what_came(call_sync: Call, sandbox: Sandbox) -> None:
    for customer_id, sent in sandbox.customers().items():
        date = call_sync("customers.get", sandbox.company_id, customer_id).modified_date
        text = sent.get("modifiedDate", "")
        if isinstance(date, datetime):
            assert (date.tzinfo is not None) == bool(re.search(r"T.*(Z|[+-]\d\d:\d\d)$", text)), text


def test_customers_that_the_contract_rules_out_cost_no_page(call_off_contract: Call, sandbox: Sandbox) -> None:
    page: CustomerPage = call_off_contract("customers.list", sandbox.company_id)
    by_id = {customer.id: customer for customer in page.results}
    status = by_id["off-contract-status"].status
    assert status == CustomerStatus("NoSuchStatus") == "NoSuchStatus"
    assert not status.is_known
    odd_date = by_id["off-contract-date"]
    assert not odd_date.modified_date
    assert odd_date.additional_properties == {"modifiedDate": "last Tuesday"}
    assert odd_date.to_dict()["modifiedDate"] == "last Tuesday"
    assert by_id["off-contract-null"].metadata is UNSET


def test_a_null_that_the_contract_rules_out_counts_as_absent(call_witness: Call, witness: Witness) -> None:
    witness.answer_with({"id": None, "status": "Active", "metadata": None, "modifiedDate": None, "taxNumber": None})
    customer: Customer = call_witness("customers.get", "company", "customer")
    assert customer.to_dict() == {"status": "Active", "taxNumber": None}


def test_get_create_update_model(call: Call, sandbox: Sandbox) -> None:
    model: PushOption = call("customers.get_create_update_model", sandbox.company_id, sandbox.connection_id)
    assert (model.type_, model.required) == (PushOptionType.OBJECT, True)
    assert model.properties
    assert model.properties["customerName"].required


def test_every_attachment_is_listed_described_and_downloaded(call: Call, sandbox: Sandbox) -> None:
    ids = (sandbox.company_id, sandbox.connection_id, "1042")
    listed: AttachmentList = call("customers.list_attachments", *ids)
    assert listed.attachments
    assert [attachment.id for attachment in listed.attachments] == sandbox.attachment_ids("1042")
    for attachment in listed.attachments:
        assert call("customers.get_attachment", *ids, attachment.id) == attachment
        content = call("customers.download_attachment", *ids, attachment.id)
        assert content == b"".join(sandbox.attachment_chunks("1042", str(attachment.id)))
        assert len(content) == attachment.file_size


def test_what_is_not_there_is_a_not_found_error_in_the_words_of_the_service(call: Call, sandbox: Sandbox) -> None:
    company, connection = sandbox.company_id, sandbox.connection_id
    for operation, arguments in {
        "customers.list": ("nowhere",),
        "customers.get": (company, "nobody"),
        "customers.get_create_update_model": (company, "nowhere"),
        "customers.list_attachments": (company, connection, "nobody"),
        "customers.get_attachment": (company, connection, "1042", "nothing"),
        "customers.download_attachment": (company, connection, "1042", "nothing"),
        "customers.update": (company, connection, "nobody", Customer(status=CustomerStatus.ACTIVE)),
        "push_operations.get": (company, "never"),
    }.items():
        with pytest.raises(NotFoundError) as caught:
            call(operation, *arguments)
        assert caught.value.status_code == 404
        assert caught.value.error is not None
        assert str(arguments[-1] if isinstance(arguments[-1], str) else "nobody") in str(caught.value.error.error)
        assert caught.value.correlation_id
        assert operation in str(caught.value)
