"""The ``query`` and ``orderBy`` parameters of the lists, over records as plain JSON.

expression   = conjunction { "||" conjunction }
conjunction  = term { "&&" term }
term         = "{" expression "}" | property operator value
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from operator import eq, ge, gt, le, lt, ne
from typing import Literal

from codat_customers.sandbox._clock import read_instant
from codat_customers.sandbox._messages import JsonObject, is_json_object

Predicate = Callable[[JsonObject], bool]
Value = str | bool | int | datetime
Properties = Mapping[str, Literal["string", "boolean", "integer", "date"]]

# What can be queried and sorted by: the scalars of a record that are not inside a list or a free-form map.
CUSTOMER_PROPERTIES: Properties = {
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
PUSH_OPERATION_PROPERTIES: Properties = {
    "companyId": "string",
    "pushOperationKey": "string",
    "dataConnectionKey": "string",
    "dataType": "string",
    "status": "string",
    "errorMessage": "string",
    "statusCode": "integer",
    "timeoutInMinutes": "integer",
    "timeoutInSeconds": "integer",
    "requestedOnUtc": "date",
    "completedOnUtc": "date",
}
MAX_NESTING = 50


class QueryError(ValueError):
    """A query or orderBy that the service would answer with 400; the text says why."""


def select(
    records: Iterable[JsonObject], query: str | None, order_by: str | None, properties: Properties
) -> list[JsonObject]:
    """Find the records that a query describes, in the order asked for or in their own.

    Raises:
        QueryError: the query is not in the language, or one of the two names a property that cannot be used.
    """
    if query is not None:
        records = filter(_Parser(query, properties).parse(), records)
    return list(records) if order_by is None else _sort(records, order_by, properties)


def _sort(records: Iterable[JsonObject], order_by: str, properties: Properties) -> list[JsonObject]:
    """Sort by ``field``, or by ``-field`` for descending; records without a value come last either way."""
    name = order_by.removeprefix("-")
    if name not in properties:
        raise QueryError(f"orderBy: cannot sort by {name!r}; use one of {', '.join(properties)}, or - before it")
    valued: list[tuple[Value, JsonObject]] = []
    missing: list[JsonObject] = []
    for record in records:
        value = _value_of(record, name, properties)
        if value is None:
            missing.append(record)
        else:
            valued.append((value, record))
    valued.sort(key=_first, reverse=order_by.startswith("-"))
    return [record for _, record in valued] + missing


_TOKEN = re.compile(
    r"\s*(?:(?P<symbol>&&|\|\||[{}])"
    r"|(?P<property>[A-Za-z_][\w.]*)\s*(?P<operator>!=|>=|<=|[=~<>])(?![=~<>])\s*(?P<value>(?:(?!&&|\|\|)[^{}])*))"
)
_ORDER: dict[str, Callable[[Value, Value], bool]] = {"=": eq, "!=": ne, "<": lt, ">": gt, "<=": le, ">=": ge}


class _Parser:
    """Recursive descent, one token ahead."""

    def __init__(self, text: str, properties: Properties) -> None:
        self._text = text.rstrip()
        self._properties = properties
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
        return terms[0] if len(terms) == 1 else lambda record: any(term(record) for term in terms)

    def _conjunction(self) -> Predicate:
        terms = [self._term()]
        while self._accept("&&"):
            terms.append(self._term())
        return terms[0] if len(terms) == 1 else lambda record: all(term(record) for term in terms)

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
        name, operator, text = self._token["property"], self._token["operator"], self._token["value"].strip()
        predicate = _comparison(self._properties, name, operator, text)
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


def _comparison(properties: Properties, name: str, operator: str, text: str) -> Predicate:
    kind = properties.get(name)
    if kind is None:
        raise QueryError(f"query: {name!r} cannot be queried; use one of {', '.join(properties)}")
    if text in {"", "null"}:
        raise QueryError(f"query: {name}{operator}{text}: a value is needed, and null cannot be tested for")
    if operator not in {"string": ("=", "!=", "~"), "boolean": ("=", "!=")}.get(kind, tuple(_ORDER)):
        raise QueryError(f"query: {operator} does not work on {name}, a {kind}")
    if operator == "~":
        return lambda record: text in str(_value_of(record, name, properties) or "")
    compare, wanted = _ORDER[operator], _read_value(kind, name, text)

    def test(record: JsonObject) -> bool:
        value = _value_of(record, name, properties)
        # Without a value only != holds: `metadata.isDeleted!=true` finds customers that have no metadata.
        return operator == "!=" if value is None else compare(value, wanted)

    return test


def _read_value(kind: str, name: str, text: str) -> Value:
    if kind == "boolean":
        if text not in {"true", "false"}:
            raise QueryError(f"query: {name} is true or false, not {text!r}")
        return text == "true"
    if kind == "integer":
        if not re.fullmatch("-?[0-9]{1,100}", text):
            raise QueryError(f"query: {name} is an integer, not {text!r}")
        return int(text)
    if kind == "date":
        try:
            return read_instant(text)
        except ValueError as error:
            raise QueryError(f"query: {text!r} is no date for {name}: {error}") from error
    return text


def _value_of(record: JsonObject, name: str, properties: Properties) -> Value | None:
    """Find the record's value; None where it is null, absent, or cannot be read."""
    value: object = record
    for part in name.split("."):
        value = value.get(part) if is_json_object(value) else None
    kind = properties[name]
    if kind == "boolean":
        return value if isinstance(value, bool) else None
    if kind == "integer":
        return value if isinstance(value, int) else None
    if not isinstance(value, str):
        return None
    if kind == "string":
        return value
    try:
        return read_instant(value)
    except ValueError:
        return None


def _first(pair: tuple[Value, JsonObject]) -> Value:
    return pair[0]
