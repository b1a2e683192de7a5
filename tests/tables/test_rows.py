"""Flat rows of customers, and what they are written to: CSV."""

from __future__ import annotations

import asyncio
import csv
import json
import subprocess
import sys
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codat_customers import AsyncCodat, Codat, tables
from codat_customers.models import Address, AddressType, Customer, CustomerPage, CustomerStatus, Metadata
from codat_customers.sandbox import Sandbox
from tests.generator.instances import Instances
from tests.support.specification import specification
from tools.api.description import Model, ModelShape, Scalar, without_null
from tools.api.document import Document
from tools.api.reading import describe

API = describe(Document(specification()))
INSTANCES = Instances(specification()["components"]["schemas"])
EMPTY = dict.fromkeys(tables.COLUMNS)


def customer(**fields: Any) -> Customer:
    return Customer.from_dict({"status": "Active", **fields})


@pytest.mark.parametrize(
    ("fields", "column", "value"),
    [
        ({"customerName": "Société"}, "customer_name", "Société"),
        ({"customerName": "=1+1"}, "customer_name", "=1+1"),
        ({"customerName": ""}, "customer_name", ""),
        ({"customerName": None}, "customer_name", None),
        ({}, "customer_name", None),
        ({"status": "Dormant"}, "status", "Dormant"),
        ({"metadata": {"isDeleted": True}}, "is_deleted", True),
        ({"metadata": {}}, "is_deleted", None),
        ({"metadata": None}, "is_deleted", None),
        ({"modifiedDate": "2025-06-03T13:15:09.418Z"}, "modified_date", "2025-06-03T13:15:09.418000+00:00"),
        ({"modifiedDate": "2025-06-03T13:15:09+05:30"}, "modified_date", "2025-06-03T07:45:09+00:00"),
        ({"modifiedDate": "2025-06-03T13:15:09"}, "modified_date", "2025-06-03T13:15:09+00:00"),
        ({"modifiedDate": "2025-06-03"}, "modified_date", "2025-06-03T00:00:00+00:00"),
        ({"modifiedDate": "0001-01-01T00:00:00+02:00"}, "modified_date", "0001-01-01T00:00:00+00:00"),
        ({"modifiedDate": "9999-12-31T23:59:59-02:00"}, "modified_date", "9999-12-31T23:59:59.999999+00:00"),
        ({"modifiedDate": "last Tuesday"}, "modified_date", None),
        ({"modifiedDate": "last Tuesday"}, "additional_properties", '{"modifiedDate":"last Tuesday"}'),
        ({"terms": {"days": 30}, "é": None}, "additional_properties", '{"terms":{"days":30},"é":null}'),
        (
            {"exact": Decimal("0.10000000000000000000001")},
            "additional_properties",
            '{"exact":0.10000000000000000000001}',
        ),
        ({"half": "é\ud83c"}, "additional_properties", r'{"half":"\u00e9\ud83c"}'),
        ({"metadata": {"source": "sync"}}, "additional_properties", '{"metadata":{"source":"sync"}}'),
        ({"addresses": []}, "addresses", "[]"),
        ({"addresses": [{"type": "Billing", "code": "GB"}]}, "addresses", '[{"code":"GB","type":"Billing"}]'),
        ({"supplementalData": {"content": {"a": {"b": [1]}}}}, "supplemental_data_content", '{"a":{"b":[1]}}'),
    ],
)
def test_what_stands_in_a_column(fields: dict[str, Any], column: str, value: object) -> None:
    assert tables.row(customer(**fields))[column] == value


def test_a_value_is_a_plain_string_and_absent_and_null_are_none() -> None:
    row = tables.row(customer(customerName=None))
    assert row == {**EMPTY, "status": "Active"}
    assert type(row["status"]) is str


def expected(model: Model, source: dict[str, Any], prefix: str = "", place: str = "") -> dict[str, Any]:
    """What the columns of a model are to hold, by what the specification says of its properties."""
    columns: dict[str, Any] = {}
    known = {each.key for each in model.properties}
    rest = {key: value for key, value in source.items() if key not in known}
    more: dict[str, Any] = {place: rest} if place and rest else rest
    for each in model.properties:
        value = source.get(each.key)
        name = prefix + each.name.removesuffix("_")
        match without_null(each.shape):
            case ModelShape(class_name):
                inner = "" if each.name == "metadata" else f"{name}_"
                columns |= expected(API.models[class_name], value or {}, inner, each.name)
                more |= columns.pop("additional_properties")
            case Scalar.DATETIME:
                columns[name] = None if value is None else utc(value)
            case _:
                columns[name] = value
    return {**columns, "additional_properties": more}


def utc(text: str) -> str:
    date = datetime.fromisoformat(text)
    try:
        return (date.replace(tzinfo=None) - (date.utcoffset() or timedelta())).isoformat() + "+00:00"
    except OverflowError:
        return "0001-01-01T00:00:00+00:00" if date.year == 1 else "9999-12-31T23:59:59.999999+00:00"


def read(row: tables.Row, like: dict[str, Any]) -> dict[str, Any]:
    """Read the columns that are JSON."""
    return {
        name: json.loads(str(value)) if isinstance(like[name], (dict, list)) and value is not None else value
        for name, value in row.items()
    }


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_every_property_that_the_specification_has_stands_in_a_column(data: st.DataObject) -> None:
    source = data.draw(INSTANCES.of("Customer"))
    row = tables.row(Customer.from_dict(source))
    columns = expected(API.models["Customer"], source)
    assert read(row, columns) == {**columns, "additional_properties": columns["additional_properties"] or None}
    assert tuple(row) == tables.COLUMNS


def test_the_id_comes_first_and_what_is_not_known_last() -> None:
    assert (tables.COLUMNS[0], tables.COLUMNS[-1]) == ("id", "additional_properties")
    assert len(set(tables.COLUMNS)) == len(tables.COLUMNS)


def test_customers_become_csv_and_can_be_read_again(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    with (
        Sandbox(customers=60, off_contract=True) as sandbox,
        Codat(sandbox.api_key, server_url=sandbox.url) as codat,
        path.open("w", newline="", encoding="utf-8") as file,
    ):
        writer = csv.DictWriter(file, tables.COLUMNS)
        writer.writeheader()
        writer.writerows(tables.rows(codat.customers.iterate(sandbox.company_id, page_size=25)))
        sent = sandbox.customers()
    with path.open(newline="", encoding="utf-8") as file:
        found = {line["id"]: line for line in csv.DictReader(file)}
    assert found.keys() == sent.keys()
    for name, source in sent.items():
        assert found[name]["customer_name"] == (source.get("customerName") or "")
        assert json.loads(found[name]["contacts"] or "null") == source.get("contacts")
    assert found["off-contract-status"]["status"] == "NoSuchStatus"
    assert json.loads(found["off-contract-date"]["additional_properties"]) == {"modifiedDate": "last Tuesday"}


async def one_by_one() -> AsyncIterator[Customer]:
    yield customer()


PAGE = CustomerPage.from_dict(
    {"pageNumber": 1, "pageSize": 9, "totalResults": 0, "_links": {"self": {}, "current": {}}, "results": []}
)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (PAGE, "customers must be an iterable of Customer, not CustomerPage: give its results"),
        (one_by_one(), "not async_generator: call tables.row for each of its customers, in an async for"),
        (customer(), "customers must be an iterable of Customer, not Customer"),
        (None, "customers must be an iterable of Customer, not NoneType"),
        ({"results": []}, r"customers\[0\] must be of type Customer, not str"),
        ([customer(), {"status": "Active"}], r"customers\[1\] must be of type Customer, not dict"),
        ([customer(), [customer()]], r"customers\[1\] must be of type Customer, not list"),
        ([PAGE], r"customers\[0\] must be of type Customer, not CustomerPage"),
    ],
)
def test_what_is_no_customer_is_refused_by_its_place(given: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        list(tables.rows(given))


def test_what_yields_no_customers_is_refused_at_once() -> None:
    nothing: Any = None
    with pytest.raises(TypeError, match="customers must be an iterable"):
        tables.rows(nothing)


WRONG: Any = 5


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("customer_name", WRONG, "customer_name must be of type str, not int"),
        ("modified_date", "2025-06-03", "modified_date must be of type datetime, not str"),
        ("metadata", {"isDeleted": True}, "metadata must be of type Metadata, not dict"),
        ("metadata", Metadata(is_deleted=WRONG), "metadata.is_deleted must be of type bool, not int"),
        ("addresses", {1, 2}, "addresses must be JSON data: Object of type set is not JSON serializable"),
        (
            "addresses",
            [Address(type_=AddressType.BILLING, city=WRONG)],
            "addresses must be JSON data: Address.city must be of type str, not int",
        ),
        ("additional_properties", {"number": float("nan")}, "additional_properties must be JSON data: Out of range"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_by_its_place(field: str, value: Any, message: str) -> None:
    bad = Customer(status=CustomerStatus.ACTIVE, **{field: value})
    with pytest.raises(TypeError, match=rf"^customer\.{message}"):
        tables.row(bad)
    with pytest.raises(TypeError, match=rf"^customers\[1\]\.{message}"):
        list(tables.rows([customer(), bad]))


def test_a_date_that_was_set_is_written_in_utc() -> None:
    date = datetime(2025, 6, 3, 13, 15, tzinfo=timezone(timedelta(hours=2)))
    row = tables.row(Customer(status=CustomerStatus.ACTIVE, modified_date=date))
    assert row["modified_date"] == "2025-06-03T11:15:00+00:00"


def test_rows_take_a_customer_at_a_time_and_keep_none() -> None:
    taken: list[int] = []

    def many(count: int) -> Iterator[Customer]:
        for number in range(count):
            taken.append(number)
            yield customer(id=str(number), customerName="x" * 10_000)

    ahead = tables.rows(many(3))
    assert not taken
    assert next(ahead)["id"] == "0"
    assert taken == [0]
    tracemalloc.start()
    try:
        for row in tables.rows(many(500)):
            assert row["customer_name"]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 500_000, "all of them are 5 MB"


def test_customers_that_come_asynchronously_have_rows() -> None:
    async def names() -> list[object]:
        async with AsyncCodat(sandbox.api_key, server_url=sandbox.url) as codat:
            return [tables.row(each)["id"] async for each in codat.customers.iterate(sandbox.company_id)]

    with Sandbox(customers=3) as sandbox:
        assert asyncio.run(names()) == list(sandbox.customers())


def test_they_cost_nothing_until_they_are_imported_and_need_no_pyarrow() -> None:
    code = """if True:
        import sys
        import codat_customers
        assert "codat_customers.tables" not in sys.modules
        sys.modules["pyarrow"] = None
        from codat_customers import tables
        from codat_customers.models import Customer
        print(tables.row(Customer.from_dict({"id": "1", "status": "Active"}))["id"])
        tables.arrow_table
    """
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (1, "1\n")
    assert result.stderr.endswith(
        "ImportError: tables.arrow_table needs pyarrow, which is not installed: "
        "run pip install 'codat-customers[tables]'\n"
    )
