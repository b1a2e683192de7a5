"""Arrow tables of customers, whole and in parts."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings

from codat_customers import Codat, NotFoundError, tables
from codat_customers.models import Customer, CustomerStatus
from codat_customers.sandbox import Sandbox
from tests.generator.instances import Instances
from tests.support.specification import specification

INSTANCES = Instances(specification()["components"]["schemas"])
ADDRESS = {"type": "Billing", "line1": "14 Harbour Lane", "code": "GB"}
CONTACT = {
    "name": "Odile",
    "status": "Active",
    "phone": [{"type": "Fax", "number": None}],
    "address": ADDRESS,
    "modifiedDate": "2025-06-03T13:15:09",
}


def customer(**fields: Any) -> Customer:
    return Customer.from_dict({"status": "Active", **fields})


def many(count: int) -> Iterator[Customer]:
    for number in range(count):
        yield customer(id=str(number), customerName="x" * 1000, addresses=[ADDRESS, ADDRESS], contacts=[CONTACT])


@settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(source=INSTANCES.of("Customer"))
def test_the_table_holds_what_the_rows_do(source: dict[str, Any]) -> None:
    each = Customer.from_dict(source)
    [found] = tables.arrow_table([each]).to_pylist()
    as_text = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in found.items()}
    assert as_text == tables.row(each)


def test_dates_are_timestamps_and_flags_are_booleans() -> None:
    table = tables.arrow_table([customer(modifiedDate="2025-06-03T13:15:09+02:00", metadata={"isDeleted": False})])
    assert tuple(table.column_names) == tables.COLUMNS
    types = dict(zip(table.schema.names, table.schema.types, strict=True))
    assert types["modified_date"] == pa.timestamp("us", tz="UTC")
    assert (types["is_deleted"], types["status"]) == (pa.bool_(), pa.string())
    assert table["modified_date"].to_pylist() == [datetime(2025, 6, 3, 11, 15, 9, tzinfo=UTC)]


def test_no_customers_have_the_schema_of_many() -> None:
    for empty, full in zip(tables.arrow_tables([]), tables.arrow_tables(many(3)), strict=True):
        assert empty.num_rows == 0 < full.num_rows
        assert empty.schema == full.schema
    assert tables.arrow_table([]).schema == tables.record_batches([]).schema == tables.arrow_tables([]).customers.schema


def test_addresses_and_contacts_say_whose_they_are() -> None:
    first = customer(id="A", addresses=[{"type": "Delivery"}, ADDRESS], contacts=[CONTACT])
    found = tables.arrow_tables([first, customer(id="B", addresses=None), customer(contacts=[CONTACT, CONTACT])])
    assert found.customers["id"].to_pylist() == ["A", "B", None]
    addresses, contacts = found.addresses.to_pylist(), found.contacts.to_pylist()
    assert [(each["customer_id"], each["position"], each["type"]) for each in addresses] == [
        ("A", 0, "Delivery"),
        ("A", 1, "Billing"),
    ]
    assert addresses[1]["additional_properties"] == '{"code":"GB"}'
    assert [(each["customer_id"], each["position"]) for each in contacts] == [("A", 0), (None, 0), (None, 1)]
    assert contacts[0] | {"name": "Odile", "address_line1": "14 Harbour Lane", "address_type": "Billing"} == contacts[0]
    assert contacts[0]["modified_date"] == datetime(2025, 6, 3, 13, 15, 9, tzinfo=UTC)
    assert json.loads(contacts[0]["phone"]) == CONTACT["phone"]
    assert json.loads(contacts[0]["additional_properties"]) == {"address": {"code": "GB"}}


def test_the_tables_are_made_in_one_pass_of_whatever_many() -> None:
    count = 10_000
    found = tables.arrow_tables(customer(id=str(number), addresses=[ADDRESS]) for number in range(count + 1))
    assert found.customers["id"].to_pylist() == found.addresses["customer_id"].to_pylist()
    assert found.customers.num_rows == count + 1
    assert tables.arrow_tables(customer() for _ in range(count)).customers.num_rows == count


def test_half_a_character_is_replaced_where_arrow_cannot_hold_it() -> None:
    source = [
        customer(customerName="plain é"),
        customer(customerName="half \ud83c, whole \ud83c\udf3f", other="\ud83c"),
    ]
    table = tables.arrow_table(source)
    assert table["customer_name"].to_pylist() == ["plain é", "half \N{REPLACEMENT CHARACTER}, whole \N{HERB}"]
    assert table["additional_properties"].to_pylist()[1] == r'{"other":"\ud83c"}'


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"addresses": [{"type": "Billing"}]}, r"customers\[1\]\.addresses\[0\] must be of type Address, not dict"),
        ({"contacts": "Odile"}, r"customers\[1\]\.contacts must be of type list, not str"),
        ({"customer_name": 5}, r"customers\[1\]\.customer_name must be of type str, not int"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_by_its_place(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=f"^{message}$"):
        tables.arrow_tables([customer(), Customer(status=CustomerStatus.ACTIVE, **fields)])


@pytest.mark.parametrize("make", [tables.arrow_table, tables.arrow_tables, tables.record_batches])
def test_what_yields_no_customers_is_refused(make: Any) -> None:
    with pytest.raises(TypeError, match=r"^customers must be an iterable of Customer, not Customer$"):
        make(customer())


def test_batches_have_the_size_that_was_asked_for() -> None:
    reader = tables.record_batches(many(25), 10)
    assert [batch.num_rows for batch in reader] == [10, 10, 5]
    assert [batch.num_rows for batch in tables.record_batches(many(20), 10)] == [10, 10]
    with pytest.raises(ValueError, match="rows_per_batch"):
        tables.record_batches([], 0)


def test_a_batch_takes_its_customers_when_it_is_asked_for() -> None:
    """So that the cursor of `changes` covers what was written, and no more."""
    taken: list[Customer] = []

    def noted() -> Iterator[Customer]:
        for each in many(30):
            taken.append(each)
            yield each

    reader = tables.record_batches(noted(), 10)
    assert not taken
    reader.read_next_batch()
    assert len(taken) == 10


def test_an_error_of_the_service_reaches_whoever_asks_for_the_batch() -> None:
    with Sandbox(customers=1) as sandbox, Codat(sandbox.api_key, server_url=sandbox.url) as codat:
        reader = tables.record_batches(codat.customers.iterate("nowhere"))
        with pytest.raises(NotFoundError):
            reader.read_next_batch()


def test_customers_become_a_parquet_file(tmp_path: Path) -> None:
    path = tmp_path / "customers.parquet"
    with (
        Sandbox(customers=60, off_contract=True) as sandbox,
        Codat(sandbox.api_key, server_url=sandbox.url) as codat,
    ):
        reader = tables.record_batches(codat.customers.iterate(sandbox.company_id, page_size=25), 20)
        with pq.ParquetWriter(path, reader.schema) as writer:
            for batch in reader:
                writer.write_batch(batch)
        sent = sandbox.customers()
    table = ds.dataset(path).to_table()
    assert table.schema == tables.arrow_table([]).schema
    assert set(table["id"].to_pylist()) == set(sent)
    assert [row["modified_date"] for row in table.to_pylist() if row["id"] == "off-contract-date"] == [None]


def test_batches_take_the_same_memory_however_many_customers_there_are() -> None:
    def peaks(count: int) -> tuple[int, int]:
        before, most = pa.total_allocated_bytes(), 0
        tracemalloc.start()
        try:
            for _ in tables.record_batches(many(count), 100):
                most = max(most, pa.total_allocated_bytes() - before)
            return tracemalloc.get_traced_memory()[1], most
        finally:
            tracemalloc.stop()

    (few, few_in_arrow), (more, more_in_arrow) = peaks(300), peaks(3000)
    assert more < 1.5 * few
    assert more_in_arrow < 3 * few_in_arrow
    assert tables.arrow_table(many(3000)).nbytes > 10 * max(few_in_arrow, more_in_arrow), "the figures would show it"
