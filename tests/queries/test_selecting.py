"""What a built query finds: the sandbox, which reads the text, and a filter in Python choose the same records."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, NamedTuple

from hypothesis import given, reject
from hypothesis import strategies as st

from codat_customers import field, where
from codat_customers.queries import Query
from codat_customers.sandbox._query import CUSTOMER_PROPERTIES, PUSH_OPERATION_PROPERTIES, Properties, select

Record = dict[str, Any]
FIELD: Any = field  # which takes any name here


class Condition(NamedTuple):
    """A query, and the same in Python."""

    query: Query
    holds: Callable[[Record], bool]


def value_of(record: Record, name: str) -> Any:
    value: Any = record
    for part in name.split("."):
        inner: Record = value or {}
        value = inner.get(part)
    return value


def comparable(value: Any) -> Any:
    """Return what is compared of a value of a record or of a condition: of a date, the instant in UTC."""
    if isinstance(value, str) and value[:1].isdigit():
        value = datetime.fromisoformat(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=UTC)
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value


ORDERS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}


def compared(name: Any, sign: str, value: Any) -> Condition:
    def holds(record: Record) -> bool:
        found = value_of(record, name)
        if sign == "!=":
            return found is None or comparable(found) != comparable(value)
        return found is not None and bool(ORDERS[sign](comparable(found), comparable(value)))

    return Condition(FIELD(name).compared(sign, value), holds)


def containing(name: Any, text: str) -> Condition:
    def holds(record: Record) -> bool:
        return text in (value_of(record, name) or "")

    return Condition(FIELD(name).contains(text), holds)


def both(one: Condition, other: Condition) -> Condition:
    def holds(record: Record) -> bool:
        return one.holds(record) and other.holds(record)

    return Condition(one.query & other.query, holds)


def either(one: Condition, other: Condition) -> Condition:
    def holds(record: Record) -> bool:
        return one.holds(record) or other.holds(record)

    return Condition(one.query | other.query, holds)


def in_zone(hours: int) -> datetime:
    return datetime(2025, 1, 1, 2, tzinfo=timezone(timedelta(hours=hours)))


# What has a meaning in queries, and little else, so that it comes together often; and what it can be between
WILD: st.SearchStrategy[str] = st.text(st.sampled_from("ab =~<>!&|{}'\"\\.é\n%"), max_size=5)
ENDS: st.SearchStrategy[str] = st.sampled_from("ab'\"\\.é%")
TAME: st.SearchStrategy[str] = st.builds("{}{}{}".format, ENDS, WILD, ENDS)
DATES: st.SearchStrategy[str] = st.sampled_from(
    ["0001-01-01", "2024-02-29", "2025-01-01T00:00:00", "2025-01-01T02:00:00+02:00", "2025-01-02T00:00:00.1234567Z"]
)
MOMENTS: st.SearchStrategy[date] = st.one_of(
    st.dates(date(2024, 1, 1), date(2025, 12, 31)),
    st.datetimes(datetime(2024, 1, 1), datetime(2025, 12, 31)),  # noqa: DTZ001  # the service takes them for UTC
    st.builds(in_zone, st.integers(-12, 14)),
    st.sampled_from([date(1, 1, 1), date(2024, 2, 29), datetime(2025, 1, 1, tzinfo=UTC)]),
)
METADATA: st.SearchStrategy[Record] = st.fixed_dictionaries({}, optional={"isDeleted": st.none() | st.booleans()})
CUSTOMERS: st.SearchStrategy[list[Record]] = st.lists(
    st.fixed_dictionaries(
        {"status": st.sampled_from(["Active", "Archived"]), "modifiedDate": DATES},
        optional={"customerName": st.none() | WILD | TAME, "metadata": st.none() | METADATA},
    ),
    max_size=8,
)
PUSH_OPERATIONS: st.SearchStrategy[list[Record]] = st.lists(
    st.fixed_dictionaries(
        {"statusCode": st.integers(-3, 3)}, optional={"timeoutInMinutes": st.none() | st.integers(0, 3)}
    ),
    max_size=8,
)


@st.composite
def conditions_on_texts(draw: st.DrawFn) -> Condition:
    name = draw(st.sampled_from(["customerName", "status"]))
    text = draw(TAME | WILD | st.sampled_from(["Active", "Archived", "A"]))
    sign = draw(st.sampled_from(["=", "!=", "~"]))
    try:
        return containing(name, text) if sign == "~" else compared(name, sign, text)
    except ValueError:
        reject()


SIGNS: st.SearchStrategy[str] = st.sampled_from([*ORDERS, "!="])
ON_CUSTOMERS: st.SearchStrategy[Condition] = st.one_of(
    conditions_on_texts(),
    st.builds(compared, st.just("metadata.isDeleted"), st.sampled_from(["=", "!="]), st.booleans()),
    st.builds(compared, st.just("modifiedDate"), SIGNS, MOMENTS),
)
ON_PUSH_OPERATIONS: st.SearchStrategy[Condition] = st.builds(
    compared, st.sampled_from(["statusCode", "timeoutInMinutes"]), SIGNS, st.integers(-3, 3)
)


def joined(conditions: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    return st.builds(both, conditions, conditions) | st.builds(either, conditions, conditions)


def check(records: list[Record], condition: Condition, properties: Properties) -> None:
    expected = [record for record in records if condition.holds(record)]
    assert select(records, str(condition.query), None, properties) == expected
    # A text that nobody has looked into means the same as a part of another
    twice = Query(str(condition.query)) & Query(str(condition.query))
    assert select(records, str(twice), None, properties) == expected


@given(CUSTOMERS, st.recursive(ON_CUSTOMERS, joined, max_leaves=6))
def test_customers(records: list[Record], condition: Condition) -> None:
    check(records, condition, CUSTOMER_PROPERTIES)


@given(PUSH_OPERATIONS, st.recursive(ON_PUSH_OPERATIONS, joined, max_leaves=6))
def test_push_operations(records: list[Record], condition: Condition) -> None:
    check(records, condition, PUSH_OPERATION_PROPERTIES)


@given(st.lists(WILD, max_size=4), TAME, TAME)
def test_a_text_that_is_taken_is_found_again(others: list[str], text: str, beside: str) -> None:
    try:
        query = where(customerName=text) & where(status=beside) | where(customerName=text)
    except ValueError:
        reject()
    records: list[Record] = [{"customerName": each} for each in (*others, text, f"{text}a", f"a{text}")]
    expected = [record for record in records if record["customerName"] == text]
    assert select(records, str(query), None, CUSTOMER_PROPERTIES) == expected
