"""The ``query`` and ``orderBy`` parameters of the list operation, over customers as plain JSON.

expression   = conjunction { "||" conjunction }
conjunction  = term { "&&" term }
term         = "{" expression "}" | property operator value
"""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from operator import eq, ge, gt, le, lt, ne
from typing import Literal

from codat_customers.sandbox._clock import read_instant
from codat_customers.sandbox._messages import JsonObject, is_json_object

Predicate = Callable[[JsonObject], bool]
Value = str | bool | datetime

# What can be queried and sorted by: the scalars of a customer that are not inside a list or a free-form map.
PROPERTIES: dict[str, Literal["string", "boolean", "date"]] = {
    "id": "string",
    "customerName": "string",
    "contactName": "string",
    "emailAddress": "string",
    "phone": "string",
    "registrationNumber": "string",
    "taxNumber": "string",
    "defaultCurrency": "string",
    "status": "string",
    "metadata.isDeleted": "boolean",
    "modifiedDate": "date",
    "sourceModifiedDate": "date",
}
MAX_NESTING = 50


class QueryError(ValueError):
    """A query or orderBy that the service would answer with 400; the text says why."""


def parse_query(text: str) -> Predicate:
    """Turn a query into a test of one customer.

    Raises:
        QueryError: the query is not in the language, or names a property that cannot be queried.
    """
    return _Parser(text).parse()


def sort_customers(customers: Iterable[JsonObject], order_by: str) -> list[JsonObject]:
    """Sort by ``field``, or by ``-field`` for descending; customers without a value come last either way.

    Raises:
        QueryError: there is no such field to sort by.
    """
    name = order_by.removeprefix("-")
    if name not in PROPERTIES:
        raise QueryError(f"orderBy: cannot sort by {name!r}; use one of {', '.join(PROPERTIES)}, or - before it")
    valued: list[tuple[Value, JsonObject]] = []
    missing: list[JsonObject] = []
    for customer in customers:
        value = _value_of(customer, name)
        if value is None:
            missing.append(customer)
        else:
            valued.append((value, customer))
    valued.sort(key=_first, reverse=order_by.startswith("-"))
    return [customer for _, customer in valued] + missing


_TOKEN = re.compile(
    r"\s*(?:(?P<symbol>&&|\|\||[{}])"
    r"|(?P<property>[A-Za-z_][\w.]*)\s*(?P<operator>!=|>=|<=|[=~<>])(?![=~<>])\s*(?P<value>(?:(?!&&|\|\|)[^{}])*))"
)
_ORDER: dict[str, Callable[[Value, Value], bool]] = {"=": eq, "!=": ne, "<": lt, ">": gt, "<=": le, ">=": ge}


class _Parser:
    """Recursive descent, one token ahead."""

    def __init__(self, text: str) -> None:
        self._text = text.rstrip()
        self._position = 0
        self._depth = 0
        self._token: re.Match[str] | None = None
        self._advance()

    def parse(self) -> Predicate:
        predicate = self._expression()
        if self._token is not None:
            raise QueryError(f"query: {self._token.group().strip()!r} at position {self._token.start()} is left over")
        return predicate

    def _expression(self) -> Predicate:
        terms = [self._conjunction()]
        while self._accept("||"):
            terms.append(self._conjunction())
        return terms[0] if len(terms) == 1 else lambda customer: any(term(customer) for term in terms)

    def _conjunction(self) -> Predicate:
        terms = [self._term()]
        while self._accept("&&"):
            terms.append(self._term())
        return terms[0] if len(terms) == 1 else lambda customer: all(term(customer) for term in terms)

    def _term(self) -> Predicate:
        if self._accept("{"):
            self._depth += 1
            if self._depth > MAX_NESTING:
                raise QueryError(f"query: more than {MAX_NESTING} levels of {{ }}")
            predicate = self._expression()
            self._depth -= 1
            if not self._accept("}"):
                raise QueryError("query: a { is not closed")
            return predicate
        if self._token is None or self._token["property"] is None:
            found = self._token.group().strip() if self._token else "the end"
            raise QueryError(f"query: expected 'property operator value', found {found!r}")
        predicate = _comparison(self._token["property"], self._token["operator"], self._token["value"].strip())
        self._advance()
        return predicate

    def _accept(self, symbol: str) -> bool:
        if self._token is None or self._token["symbol"] != symbol:
            return False
        self._advance()
        return True

    def _advance(self) -> None:
        if self._position == len(self._text):
            self._token = None
            return
        self._token = _TOKEN.match(self._text, self._position)
        if self._token is None:
            raise QueryError(f"query: cannot read {self._text[self._position :]!r}")
        self._position = self._token.end()


def _comparison(name: str, operator: str, text: str) -> Predicate:
    kind = PROPERTIES.get(name)
    if kind is None:
        raise QueryError(f"query: {name!r} cannot be queried; use one of {', '.join(PROPERTIES)}")
    if text in {"", "null"}:
        raise QueryError(f"query: {name}{operator}{text}: a value is needed, and null cannot be tested for")
    if operator not in {"string": ("=", "!=", "~"), "boolean": ("=", "!=")}.get(kind, tuple(_ORDER)):
        raise QueryError(f"query: {operator} does not work on {name}, a {kind}")
    if operator == "~":
        return lambda customer: text in str(_value_of(customer, name) or "")
    compare, wanted = _ORDER[operator], _read_value(kind, name, text)

    def test(customer: JsonObject) -> bool:
        value = _value_of(customer, name)
        # Without a value only != holds: `metadata.isDeleted!=true` finds customers that have no metadata.
        return operator == "!=" if value is None else compare(value, wanted)

    return test


def _read_value(kind: str, name: str, text: str) -> Value:
    if kind == "boolean":
        if text not in {"true", "false"}:
            raise QueryError(f"query: {name} is true or false, not {text!r}")
        return text == "true"
    if kind == "date":
        try:
            return read_instant(text)
        except ValueError as error:
            raise QueryError(f"query: {text!r} is no date for {name}: {error}") from error
    return text


def _value_of(customer: JsonObject, name: str) -> Value | None:
    """Find the customer's value; None where it is null, absent, or cannot be read."""
    value: object = customer
    for part in name.split("."):
        value = value.get(part) if is_json_object(value) else None
    if PROPERTIES[name] == "boolean":
        return value if isinstance(value, bool) else None
    if not isinstance(value, str):
        return None
    if PROPERTIES[name] == "string":
        return value
    try:
        return read_instant(value)
    except ValueError:
        return None


def _first(pair: tuple[Value, JsonObject]) -> Value:
    return pair[0]
