"""Queries in the service's language, which narrow lists: fields are compared with values, and comparisons joined.

A comparison is ``property operator value``. ``&&`` and ``||`` join; what they join goes into braces where both occur,
since nothing says which of them binds tighter. The language has no way to escape anything, so that a value which would
be read as more than itself is refused.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from functools import reduce
from typing import ClassVar, Final, Generic, Never, NoReturn, Self, TypeAlias, TypeVar
from uuid import UUID

Text: TypeAlias = str | UUID
Number: TypeAlias = int | float | Decimal

V_contra = TypeVar("V_contra", contravariant=True)
F = TypeVar("F", bound="Field[Never]")


class Query(str):
    """A query: a string that ``query=`` takes, and that ``&`` and ``|`` join with others.

    Parameters:
        text: The query in the service's language, taken as it is. In braces, it can be a part of others.

    Raises:
        ValueError: The text is empty.
    """

    __slots__ = ("_joint",)
    _joint: str | None  # what its parts are joined by; empty if it has one part, None if nobody knows

    def __new__(cls, text: str) -> Self:
        """Check the text."""
        if not text.strip():
            raise ValueError("a query must not be empty; to leave a list as it is, leave query out")
        query = super().__new__(cls, text)
        query._joint = None
        return query

    def __and__(self, other: Query, /) -> Query:
        return self._joined("&&", other)

    def __or__(self, other: Query, /) -> Query:
        return self._joined("||", other)

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "a query is neither true nor false: join two with & or |, not with `and` or `or`; write a <= field <= b as "
            "(field >= a) & (field <= b); and ask for `query is None`"
        )

    def __repr__(self) -> str:
        return f"Query({str(self)!r})"

    @classmethod
    def of_parts(cls, text: str, joint: str) -> Self:
        """Return a query whose parts are known to be joined by ``joint``, or to be one if that is empty."""
        query = cls(text)
        query._joint = joint
        return query

    def _joined(self, joint: str, other: object) -> Query:
        if not isinstance(other, Query):
            raise TypeError(
                f"a query and a {type(other).__name__} cannot be joined: put each comparison in parentheses, as in "
                "where(…) & (field(…) >= …), and make text of your own a Query(text)"
            )
        return self.of_parts(joint.join(part._within(joint) for part in (self, other)), joint)

    def _within(self, joint: str) -> str:
        return str(self) if self._joint in ("", joint) else f"{{{self}}}"


class Field(Generic[V_contra]):
    """A field, which ``==`` and ``!=`` compare with a value.

    Parameters:
        name: What the service calls it; dots lead into objects.
    """

    __slots__ = ("_name",)
    takes: ClassVar[tuple[type, ...]]
    values: ClassVar[str]

    def __init__(self, name: str) -> None:
        self._name = name

    # Python wants True or False of these two; a comparison that is to be sent is neither
    def __eq__(self, value: V_contra, /) -> Query:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        return self.compared("=", value)

    def __ne__(self, value: V_contra, /) -> Query:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        return self.compared("!=", value)

    def __repr__(self) -> str:
        return f"field({self._name!r})"

    def compared(self, operator: str, value: object) -> Query:
        """Return the comparison with a value, which is checked.

        Raises:
            TypeError: The field cannot be compared with values of this type.
            ValueError: The language cannot say the value.
        """
        plain: object = value.value if isinstance(value, Enum) else value
        if not isinstance(plain, self.takes) or (isinstance(plain, bool) and bool not in self.takes):
            hint = ""
            if value is None:
                hint = "; the query language cannot ask for null: leave the condition out, and look at what comes"
            raise TypeError(f"{self._name} is compared with {self.values}, not with {type(value).__name__}{hint}")
        return Query.of_parts(f"{self._name}{operator}{_written(self._name, plain)}", "")


class OrderedField(Field[V_contra]):
    """A field whose values have an order: ``<``, ``<=``, ``>`` and ``>=`` compare it, too."""

    __slots__ = ()

    def __lt__(self, value: V_contra, /) -> Query:
        return self.compared("<", value)

    def __le__(self, value: V_contra, /) -> Query:
        return self.compared("<=", value)

    def __gt__(self, value: V_contra, /) -> Query:
        return self.compared(">", value)

    def __ge__(self, value: V_contra, /) -> Query:
        return self.compared(">=", value)


class TextField(Field[Text]):
    """A text or an id, which the service puts into no order."""

    __slots__ = ()
    takes = (str, UUID)
    values = "a str, a UUID or a member of an enum"

    def contains(self, value: Text, /) -> Query:
        """Return the condition that the field contains a text; the language writes it ``~``."""
        return self.compared("~", value)


class BooleanField(Field[bool]):
    """True or false."""

    __slots__ = ()
    takes = (bool,)
    values = "True or False"


class IntegerField(OrderedField[int]):
    """A whole number."""

    __slots__ = ()
    takes = (int,)
    values = "an int"


class NumberField(OrderedField[Number]):
    """A number."""

    __slots__ = ()
    takes = (int, float, Decimal)
    values = "an int, a float or a Decimal"


class DateField(OrderedField[datetime.date]):
    """A date, with a time of day or without: a datetime or a date.

    An aware datetime is sent in UTC. One without a time zone, and a date, are sent as they are: nothing says in which
    zone the service takes them.
    """

    __slots__ = ()
    takes = (datetime.date,)
    values = "a datetime or a date"


def listed(fields: Mapping[str, type[F]], name: str) -> F:
    """Return a field that the specification lists.

    Parameters:
        fields: The classes of the fields, by what the service calls them.
        name: The field.

    Raises:
        ValueError: It is not listed.
    """
    if name not in fields:
        meant = next((key for key in fields if _folded(key) == _folded(name)), None)
        raise ValueError(
            f"there is no field {name!r} to ask for; "
            + (f"fields have the service's names here: {meant!r}" if meant else f"the specification has {_all(fields)}")
        )
    return fields[name](name)


def all_equal(fields: Mapping[str, type[F]], conditions: Mapping[str, object]) -> Query:
    """Return the condition that each field has its value.

    Raises:
        ValueError: A field is not listed, or the language cannot say a value.
        TypeError: A value has the wrong type, or there is none.
    """
    if not conditions:
        raise TypeError("where needs a condition, such as where(status='Active')")
    return reduce(Query.__and__, (listed(fields, name).compared("=", value) for name, value in conditions.items()))


def _all(fields: Mapping[str, object]) -> str:
    return f"{', '.join(fields)}; a condition on another one can be a Query of your own text"


def _folded(name: str) -> str:
    return name.replace("_", "").lower()


def _written(name: str, value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | UUID():
            return str(value)
        case float() | Decimal():
            return _number(name, Decimal(repr(float(value)) if isinstance(value, float) else value))
        case datetime.datetime():
            return _instant(name, value)
        case datetime.date():
            return value.isoformat()
        case _:
            return _text(name, str(value))


def _number(name: str, number: Decimal) -> str:
    if not number.is_finite():
        raise ValueError(f"{name} cannot be compared with {number}: it is not finite")
    return f"{number:f}"


def _instant(name: str, moment: datetime.datetime) -> str:
    if moment.utcoffset() is None:
        return moment.replace(tzinfo=None).isoformat()
    try:
        return moment.astimezone(datetime.UTC).replace(tzinfo=None).isoformat() + "Z"
    except OverflowError:
        raise ValueError(
            f"{name} cannot be compared with {moment}: in UTC, it is beyond what a datetime holds"
        ) from None


def _text(name: str, text: str) -> str:
    if not text or text == "null":
        raise ValueError(
            f"{name} cannot be compared with {text!r}: the query language has neither empty texts nor null"
        )
    if text != text.strip():
        raise ValueError(
            f"{name} cannot be compared with {text!r}: nothing says that spaces at its ends count; leave them out"
        )
    found = _AMBIGUOUS.search(text)
    if found:
        raise ValueError(
            f"{name} cannot be compared with {text!r}: the query language has no way to write {found.group()!r} there; "
            f"ask for a part of the text by field({name!r}).contains(…), and compare the rest of it with what comes"
        )
    return text


# What would end the value or lengthen its operator: the language knows no quotes and no escapes
_AMBIGUOUS: Final = re.compile(r"&&|\|\||[{}]|\A[=~<>!]|[&|]\Z")
