"""The writing operations against the sandbox: what was written is what is read."""

from datetime import UTC, timedelta, timezone
from typing import Any

from codat_customers_api import UNSET
from hypothesis import given, settings
from hypothesis import strategies as st

from codat_customers.models import (
    Address,
    AddressType,
    Contact,
    Customer,
    CustomerStatus,
    Metadata,
    PhoneNumber,
    PhoneNumberType,
    PushChangeType,
    PushOperation,
    PushOperationStatus,
)
from codat_customers.sandbox import Sandbox
from tests.operations.callers import Call
from tests.operations.json_values import comparable

KEPT = st.just(UNSET)
CHARACTERS = st.characters(exclude_categories=["Cs"])  # half a surrogate pair cannot be sent
TEXT = st.text(CHARACTERS, max_size=40)
STATUSES = st.sampled_from(list(CustomerStatus))
OFFSETS = st.sampled_from([UTC, timezone(timedelta(hours=5.5))])
DATES = st.datetimes(timezones=OFFSETS).filter(lambda date: 1 < date.year < 9999)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)


def optional(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return KEPT | st.none() | strategy


ADDRESSES = st.builds(
    Address,
    type_=st.sampled_from(list(AddressType)),
    line1=optional(TEXT),
    line2=optional(TEXT),
    city=optional(TEXT),
    region=optional(TEXT),
    country=optional(TEXT),
    postal_code=optional(TEXT),
    additional_properties=st.dictionaries(st.sampled_from(["platformCode", "ünlisted"]), JSON),
)
PHONES = st.builds(PhoneNumber, type_=st.sampled_from(list(PhoneNumberType)), number=optional(TEXT))
CONTACTS = st.builds(
    Contact,
    status=STATUSES,
    name=optional(TEXT),
    email=optional(TEXT),
    phone=optional(st.lists(PHONES, max_size=2)),
    address=KEPT | ADDRESSES,
    modified_date=KEPT | DATES,
)
CUSTOMERS = st.builds(
    Customer,
    status=STATUSES,
    customer_name=TEXT.map("A name: {}".format),
    contact_name=optional(TEXT),
    email_address=optional(TEXT),
    phone=optional(TEXT),
    default_currency=optional(st.sampled_from(["GBP", "XXX"])),
    registration_number=optional(TEXT),
    tax_number=optional(TEXT),
    addresses=optional(st.lists(ADDRESSES, max_size=2)),
    contacts=optional(st.lists(CONTACTS, max_size=2)),
    metadata=st.builds(Metadata, is_deleted=st.none() | st.booleans()),
    additional_properties=st.dictionaries(TEXT.map("x-{}".format), JSON, max_size=2),
)


def create(call: Call, sandbox: Sandbox, customer: Customer, **options: object) -> PushOperation:
    push: PushOperation = call("customers.create", *ids(sandbox), customer, **options)
    return push


def ids(sandbox: Sandbox) -> tuple[str, str]:
    """The company that is written to, so that tests which only read find theirs as it was, and its connection."""
    company_id = sandbox.company_ids[1]
    return company_id, sandbox.connection_ids[company_id]


def written_id(push: PushOperation) -> str:
    assert push.status == PushOperationStatus.SUCCESS
    [change] = push.changes or []
    assert change.record_ref
    return str(change.record_ref.id)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(customer=CUSTOMERS)
def test_a_customer_comes_back_as_it_was_created(call_sync: Call, sandbox: Sandbox, customer: Customer) -> None:
    customer_id = written_id(create(call_sync, sandbox, customer))
    read: Customer = call_sync("customers.get", ids(sandbox)[0], customer_id)
    assert read.id == customer_id
    assert read.modified_date
    written = Customer.from_dict({**read.to_dict(), "id": None, "modifiedDate": None, "sourceModifiedDate": None})
    written.id = written.modified_date = written.source_modified_date = UNSET
    assert comparable(written.to_dict()) == comparable(customer.to_dict())


@settings(max_examples=40, deadline=None, derandomize=True)
@given(customer_id=st.text(CHARACTERS, min_size=1, max_size=30).filter(lambda text: text not in {".", ".."}))
def test_a_customer_of_any_id_is_found_again(call_sync: Call, sandbox: Sandbox, customer_id: str) -> None:
    customer = Customer(id=customer_id, customer_name="Juniper Optics", status=CustomerStatus.ACTIVE)
    create(call_sync, sandbox, customer)  # refused if an earlier example took the id: it is there all the same
    assert call_sync("customers.get", ids(sandbox)[0], customer_id).id == customer_id


def test_create_says_what_it_did(call: Call, sandbox: Sandbox) -> None:
    push = create(call, sandbox, Customer(customer_name="Fenwick", status=CustomerStatus.ACTIVE), timeout_in_minutes=5)
    assert (push.company_id, push.data_connection_key) == ids(sandbox)
    assert [change.type_ for change in push.changes or []] == [PushChangeType.CREATED]
    assert (push.timeout_in_minutes, push.status_code, push.data) == (5, 200, None)
    again: PushOperation = call("push_operations.get", ids(sandbox)[0], push.push_operation_key)
    assert (again.status, again.changes) == (push.status, push.changes)


def test_update_tells_null_from_absent(call: Call, sandbox: Sandbox) -> None:
    customer = Customer(
        customer_name="Kowalski", phone="1", email_address="k@kowalski.example", status=CustomerStatus.ACTIVE
    )
    customer_id = written_id(create(call, sandbox, customer))
    change = Customer(customer_name="Kowalski & Co", phone=None, status=CustomerStatus.ARCHIVED)
    push = call("customers.update", *ids(sandbox), customer_id, change, force_update=True)
    assert [item.type_ for item in push.changes] == [PushChangeType.MODIFIED]
    read: Customer = call("customers.get", ids(sandbox)[0], customer_id)
    assert (read.customer_name, read.status) == ("Kowalski & Co", CustomerStatus.ARCHIVED)
    assert read.phone is None
    assert read.email_address == "k@kowalski.example"
    assert read.tax_number is UNSET


def test_an_unknown_enum_value_and_an_unknown_field_are_written_as_they_are(call: Call, sandbox: Sandbox) -> None:
    customer = Customer(
        customer_name="Økern",
        status=CustomerStatus.ACTIVE,
        addresses=[Address(type_=AddressType.BILLING, additional_properties={"platformCode": "NO"})],
        additional_properties={"platformTerms": {"days": 30}},
    )
    written_id(create(call, sandbox, customer))
    sent = sandbox.requests[-1].json()
    assert sent["addresses"] == [{"type": "Billing", "platformCode": "NO"}]
    assert sent["platformTerms"] == {"days": 30}
    assert Customer(status=CustomerStatus("NoSuchStatus")).to_dict() == {"status": "NoSuchStatus"}


def test_a_refused_write_is_an_answer_not_an_error(call: Call, sandbox: Sandbox) -> None:
    sandbox.fail_next_push("The tax number is not Canadian.")
    push = create(call, sandbox, Customer(customer_name="Harbour", status=CustomerStatus.ACTIVE))
    assert push.status == PushOperationStatus.FAILED
    assert push.validation
    assert [item.message for item in push.validation.errors or []] == ["The tax number is not Canadian."]


def test_a_create_whose_answer_is_lost_creates_one_customer(call: Call, sandbox: Sandbox) -> None:
    before = len(sandbox.customers(ids(sandbox)[0]))
    sandbox.drop_next(after_acting=True, operation="create-customer")
    response = call(
        "customers.with_raw_response.create",
        *ids(sandbox),
        Customer(customer_name="Lost and found", status=CustomerStatus.ACTIVE),
    )
    assert response.attempts == 2
    assert len(sandbox.customers(ids(sandbox)[0])) == before + 1
