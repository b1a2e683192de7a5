"""What the builder writes, and what it refuses, without any service."""

from __future__ import annotations

import copy
import datetime
import operator
import pickle
from collections.abc import Callable
from datetime import UTC, date, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any, cast
from uuid import UUID

import pytest
from codat_customers_api import query_language

import codat_customers
from codat_customers import field, queries, where
from codat_customers.models import CustomerStatus, PushOperationStatus
from codat_customers.queries import BooleanField, DateField, IntegerField, NumberField, Query, TextField

ID = UUID("5f0c2b1e-7d44-4c1b-9a53-2e8d6f41b7c0")
noon = datetime.datetime(2025, 6, 16, 12, tzinfo=UTC)
EAST = timezone(timedelta(hours=5, minutes=30))

# What the specification has no field for
amount = NumberField("amount")


class Plain(str, Enum):  # noqa: UP042  # which is where str() says something else
    ACTIVE = "Active"


WRITTEN: dict[str, Query] = {
    "status=Active": where(status="Active"),
    "status=Archived": where(status=CustomerStatus.ARCHIVED),
    "status=NoSuchStatus": where(status=CustomerStatus("NoSuchStatus")),
    "status=Success": where(status=PushOperationStatus.SUCCESS),
    "status!=Active": field("status") != Plain.ACTIVE,
    "status=Active&&customerName=Ada & Sons|Co = \"x\" 'y' \\ ~<>!": where(
        status="Active", customerName="Ada & Sons|Co = \"x\" 'y' \\ ~<>!"
    ),
    f"companyId={ID}": where(companyId=ID),
    "id=gT7/pQ+x==": where(id="gT7/pQ+x=="),
    "customerName~京都 %26": field("customerName").contains("京都 %26"),
    f"id~{ID}": field("id").contains(ID),
    "metadata.isDeleted=false": field("metadata.isDeleted") == False,  # noqa: E712
    "metadata.isDeleted!=true": field("metadata.isDeleted") != True,  # noqa: E712
    "statusCode>=400": field("statusCode") >= 400,
    "statusCode<-1": field("statusCode") < -1,
    "statusCode<=7": field("statusCode") <= True + 6,
    "amount>0.1": amount > 0.1,
    "amount<10000000000000000000000": amount < 1e22,
    "amount>=0.00000012": amount >= 1.2e-7,
    "amount<=123456789012345678901.10": amount <= Decimal("123456789012345678901.10"),
    "amount=5": amount == 5,
    "modifiedDate>=2025-06-16T12:00:00Z": field("modifiedDate") >= noon,
    "modifiedDate<2025-06-16T06:30:00Z": field("modifiedDate") < noon.replace(tzinfo=EAST),
    "modifiedDate>2025-06-16T12:00:00.000250Z": field("modifiedDate") > noon.replace(microsecond=250),
    "modifiedDate<=2025-06-16T12:00:00": field("modifiedDate") <= noon.replace(tzinfo=None),
    "modifiedDate=0001-01-01": where(modifiedDate=date(1, 1, 1)),
    "requestedOnUtc<2025-06-16": date(2025, 6, 16) > field("requestedOnUtc"),
    "modifiedDate>=2025-01-01&&modifiedDate<2025-02-01": (field("modifiedDate") >= date(2025, 1, 1))
    & (field("modifiedDate") < date(2025, 2, 1)),
}


@pytest.mark.parametrize(("text", "query"), WRITTEN.items(), ids=WRITTEN)
def test_what_is_written(text: str, query: Query) -> None:
    assert query == text
    assert type(str(query)) is str
    assert f"{query}" == text
    assert repr(query) == f"Query({text!r})"
    assert hash(query) == hash(text)


a, b, c, d = (where(status=name) for name in "ABCD")
JOINED: dict[str, Query] = {
    "status=A&&status=B&&status=C&&status=D": a & b & (c & d),
    "status=A||status=B||status=C": a | (b | c),
    "{status=A||status=B}&&status=C": (a | b) & c,
    "status=A||{status=B&&status=C}": a | b & c,
    "{status=A&&status=B}||{status=C&&status=D}": a & b | c & d,
    "{{status=A&&status=B}||status=C}&&status=D": (a & b | c) & d,
    "{shoeSize=9||shoeSize=10}&&status=A": Query("shoeSize=9||shoeSize=10") & a,
    "status=A||{shoeSize=9}": a | Query("shoeSize=9"),
}


@pytest.mark.parametrize(("text", "query"), JOINED.items(), ids=JOINED)
def test_what_is_joined(text: str, query: Query) -> None:
    assert query == text


def pickled(thing: Any) -> Any:
    return pickle.loads(pickle.dumps(thing))


TWINS: list[Callable[[Any], Any]] = [copy.copy, copy.deepcopy, pickled]


@pytest.mark.parametrize("twin", TWINS)
def test_a_copy_joins_as_the_original_does(twin: Callable[[Any], Any]) -> None:
    for query in (a, a | b, a & b, Query("x=1")):
        assert type(twin(query)) is Query
        assert twin(query) == query
        assert twin(query) & c == query & c
    assert twin(field("customerName")).contains("x") == "customerName~x"


def test_a_field_says_what_it_is() -> None:
    kinds = {
        "customerName": TextField,
        "status": TextField,
        "metadata.isDeleted": BooleanField,
        "statusCode": IntegerField,
        "modifiedDate": DateField,
    }
    for name, kind in kinds.items():
        found = cast("Callable[[str], object]", field)(name)
        assert type(found) is kind
        assert repr(found) == f"field({name!r})"


def untyped(thing: object) -> Any:
    """Return something that the type checkers let pass, whatever is done to it."""
    return thing


FIELD, WHERE = untyped(field), untyped(where)
text, day, count = FIELD("customerName"), FIELD("modifiedDate"), FIELD("statusCode")
REFUSED: list[tuple[Callable[[], object], type[Exception], str]] = [
    # Names
    (lambda: FIELD("modified_date"), ValueError, "service's names here: 'modifiedDate'"),
    (lambda: FIELD("metadata.is_deleted"), ValueError, "service's names here: 'metadata.isDeleted'"),
    (lambda: WHERE(customer_name="Ada"), ValueError, "service's names here: 'customerName'"),
    (lambda: FIELD("shoeSize"), ValueError, "the specification has id, customerName, .*can be a Query of your own"),
    (lambda: FIELD("addresses.city"), ValueError, "no field 'addresses.city'"),
    (lambda: WHERE(), TypeError, "where needs a condition"),
    # Types of values
    (lambda: text == None, TypeError, "NoneType; the query language cannot ask for null: leave"),  # noqa: E711
    (lambda: day != None, TypeError, "NoneType; the query language cannot ask for null"),  # noqa: E711
    (lambda: WHERE(status=None), TypeError, "status is compared with a str, a UUID or a member of an enum, not with N"),
    (lambda: text == 5, TypeError, "customerName is compared with a str, a UUID or a member of an enum, not with int"),
    (lambda: text.contains(b"x"), TypeError, "not with bytes"),
    (lambda: FIELD("id") == FIELD("id"), TypeError, "not with TextField"),
    (lambda: count == "400", TypeError, "statusCode is compared with an int, not with str"),
    (lambda: count > 4.5, TypeError, "not with float"),
    (lambda: count == True, TypeError, "not with bool"),  # noqa: E712
    (lambda: untyped(amount) == True, TypeError, "amount is compared with an int, a float or a Decimal, not with bool"),  # noqa: E712
    (lambda: FIELD("metadata.isDeleted") == 1, TypeError, "is compared with True or False, not with int"),
    (lambda: FIELD("metadata.isDeleted") == "true", TypeError, "not with str"),
    (lambda: day >= "2025-01-01", TypeError, "modifiedDate is compared with a datetime or a date, not with str"),
    # Operators
    (lambda: text >= "B", TypeError, "'>=' not supported between instances of 'TextField' and 'str'"),
    (lambda: FIELD("metadata.isDeleted") < True, TypeError, "'<' not supported"),
    (lambda: "x" in text, TypeError, "not iterable|not a container"),
    (lambda: hash(text), TypeError, "unhashable"),
    # Values that the language cannot say
    (lambda: text == "A&&B", ValueError, r"no way to write '&&' there; .* field\('customerName'\).contains\(…\)"),
    (lambda: text == "A||status=Active", ValueError, r"no way to write '\|\|'"),
    (lambda: text == "{A", ValueError, "no way to write '{'"),
    (lambda: text.contains("A}"), ValueError, "no way to write '}'"),
    *[(lambda first=first: text == f"{first}A", ValueError, f"no way to write '{first}'") for first in "=~<>!"],
    (lambda: text == "A &", ValueError, "no way to write '&'"),
    (lambda: text == "A|", ValueError, r"no way to write '\|'"),
    (lambda: text == "", ValueError, "neither empty texts nor null"),
    (lambda: text == "null", ValueError, "neither empty texts nor null"),
    (lambda: text == " A", ValueError, "spaces at its ends"),
    (lambda: text == "A\n", ValueError, "spaces at its ends"),
    (lambda: untyped(amount) < float("nan"), ValueError, "amount cannot be compared with NaN: it is not finite"),
    (lambda: untyped(amount) < Decimal("-Infinity"), ValueError, "not finite"),
    (lambda: day > datetime.datetime.min.replace(tzinfo=EAST), ValueError, "in UTC, it is beyond"),
    (lambda: Query(" "), ValueError, "must not be empty; .* leave query out"),
    # What would lose a half without a word
    (lambda: bool(a), TypeError, "neither true nor false: join two with & or |"),
    (lambda: a and b, TypeError, "neither true nor false"),
    (lambda: a or b, TypeError, "neither true nor false"),
    (lambda: not untyped(a), TypeError, "neither true nor false"),
    (lambda: date(2025, 1, 1) <= day < date(2025, 2, 1), TypeError, r"a <= field <= b as \(field >= a\) & \(field <"),
    (lambda: a & day >= date(2025, 1, 1), TypeError, "a query and a DateField cannot be joined: put each comp"),
    (lambda: a | untyped("status=B"), TypeError, r"a query and a str cannot be joined: .*a Query\(text\)"),
    (lambda: text == "A" & text == "B", TypeError, "unsupported operand"),
]


@pytest.mark.parametrize(("build", "error", "message"), REFUSED, ids=[message for *_, message in REFUSED])
def test_what_is_refused(build: Callable[[], object], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        build()


def test_an_own_field_takes_part() -> None:
    assert (amount > 5) & a == "amount>5&&status=A"


def test_the_two_names_are_those_of_the_module() -> None:
    assert (codat_customers.field, codat_customers.where) == (queries.field, queries.where)
    assert all(hasattr(queries, name) for name in queries.__all__)
    assert queries.Query is query_language.Query


def test_operators_of_the_module_operator() -> None:
    signs = {"eq": "=", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
    for name, sign in signs.items():
        assert getattr(operator, name)(count, 1) == f"statusCode{sign}1"
