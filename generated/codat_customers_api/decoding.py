"""How JSON values are checked and decoded. An error names the place as seen from the value given."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from functools import cache, partial
from itertools import repeat
from json import JSONDecoder
from math import isfinite
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeGuard, TypeVar

from .errors import DecodeError
from .types import UNSET

if TYPE_CHECKING:
    from decimal import Decimal

    from .fast_json import FastReader

    def is_object(value: object) -> TypeGuard[dict[str, Any]]:
        """Return whether a JSON value is an object."""
        ...

    def is_array(value: object) -> TypeGuard[list[Any]]:
        """Return whether a JSON value is an array."""
        ...

else:
    # Functions of Python's own, since they are called for everything that is decoded
    is_object = dict.__instancecheck__
    is_array = list.__instancecheck__

T = TypeVar("T")


def json_body(decode: Callable[[object], T], content: bytes) -> T:
    """Decode a body of JSON (RFC 8259, so in UTF-8).

    Parameters:
        decode: Decodes the parsed JSON.
        content: The body.

    Raises:
        DecodeError: The body is not JSON, or not what ``decode`` takes.
    """
    reader = _fast_reader()
    if reader is not None:
        with suppress(*_IN_DOUBT, reader.error):
            return decode(reader.value(content))
    return _read(decode, content)


def page_body(decode: Callable[[object], T], content: bytes) -> T:
    """Decode a body of JSON with the records of a page, each of which goes once it has been read.

    Else the garbage collector would walk all of them, and what they were decoded to, time and again.

    Parameters:
        decode: Decodes the parsed JSON, and reads the records one after the other, once.
        content: The body.

    Raises:
        DecodeError: The body is not JSON, or not what ``decode`` takes.
    """

    def decode_page(page: object) -> T:
        if is_object(page) and is_array(page.get("results")):
            page["results"] = _Passing(page["results"])
        return decode(page)

    return json_body(decode_page, content)


def string(value: object) -> str:
    """Decode a string."""
    if isinstance(value, str):
        return value
    raise wrong_type("a string", value)


def integer(value: object) -> int:
    """Decode an integer; a number such as 5.0 is one (JSON Schema)."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    exact = _decimal(value)
    if exact is not None and exact.adjusted() < _LONGEST_INTEGER and exact == exact.to_integral_value():
        return int(exact)
    raise wrong_type("an integer", value)


def number(value: object) -> float:
    """Decode a number, as the nearest float."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    exact = _decimal(value)
    if exact is not None and isfinite(float(exact)):
        return float(exact)
    raise wrong_type("a number", value)


def boolean(value: object) -> bool:
    """Decode true or false."""
    if isinstance(value, bool):
        return value
    raise wrong_type("a boolean", value)


def anything(value: object) -> Any:
    """Accept any JSON value, as long as there is one."""
    if value is UNSET:
        raise wrong_type("a value", value)
    return value


def json_object(value: object) -> dict[str, Any]:
    """Decode an object, leaving its values as they are."""
    if is_object(value):
        return value
    raise wrong_type("an object", value)


def list_of(decode: Callable[[object], T], value: object) -> list[T]:
    """Decode an array, item by item."""
    if not is_array(value):
        raise wrong_type("an array", value)
    decoded: list[T] = []
    try:
        for item in value:
            decoded.append(decode(item))
    except DecodeError as error:
        raise error.inside(len(decoded)) from None
    return decoded


def map_of(decode: Callable[[object], T], value: object) -> dict[str, T]:
    """Decode an object, value by value."""
    decoded: dict[str, T] = {}
    key = ""
    try:
        for key, item in json_object(value).items():
            decoded[key] = decode(item)
    except DecodeError as error:
        raise error.inside(key) from None
    return decoded


def without(keys: Collection[str], fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of an object that have none of the given keys."""
    return {key: value for key, value in fields.items() if key not in keys}


def wrong_type(expected: str, value: object) -> DecodeError:
    """Return the error for a value of the wrong JSON type. It does not show the value, which may be personal."""
    return DecodeError(f"expected {expected}, got {_json_type(value)}")


@cache
def _fast_reader() -> FastReader | None:
    """Return what reads JSON faster where the extra ``speed`` is installed."""
    try:
        from .fast_json import FastReader
    except ImportError:
        return None
    return FastReader(exact_float)


def _read(decode: Callable[[object], T], content: bytes) -> T:
    try:
        return decode(_JSON.decode(content.removeprefix(BOM_UTF8).decode()))
    except DecodeError:
        raise
    except ValueError as error:
        raise _unreadable(content) from error
    except RecursionError as error:
        raise DecodeError("nested too deeply") from error


class _Passing(list[Any]):
    # Turned round first, since at its end a list gives up its items at no cost
    def __iter__(self) -> Iterator[Any]:
        self.reverse()
        return map(list[Any].pop, repeat(self, len(self)))


def _json_type(value: object) -> str:
    if value is UNSET:
        return "nothing"
    if _decimal(value) is not None:
        return "a number out of bounds"
    return _JSON_TYPES.get(type(value), type(value).__name__)


def _unreadable(content: bytes) -> DecodeError:
    """Return the error for a body that is no JSON, or has a number that cannot be held and is looked for only now."""
    if not content:
        return DecodeError("expected JSON, got nothing")

    def marked(read: Callable[[str], object], text: str) -> object:
        try:
            return read(text)
        except ValueError:
            return _OUT_OF_BOUNDS

    decoder = JSONDecoder(
        parse_float=partial(marked, exact_float), parse_int=partial(marked, int), parse_constant=_refuse_constant
    )
    try:
        body = decoder.decode(content.removeprefix(BOM_UTF8).decode())
    except ValueError:
        return DecodeError("expected JSON in UTF-8")
    ahead: list[tuple[tuple[str | int, ...], object]] = [((), body)]
    while ahead:
        place, value = ahead.pop()
        if value is _OUT_OF_BOUNDS:
            return DecodeError("expected a number, got one out of all bounds", place)
        items = value.items() if is_object(value) else enumerate(value) if is_array(value) else ()
        ahead.extend(((*place, step), item) for step, item in items)
    return DecodeError("expected JSON in UTF-8")


def exact_float(text: str) -> float | Decimal:
    """Return a Decimal where a float does not hold the number: what is sent back must be what came."""
    value = float(text)
    if len(text) < _SURE and "e" not in text and "E" not in text:
        return value
    # Here, because most programs never meet such a number
    from decimal import Decimal, InvalidOperation

    try:
        exact = Decimal(text)
    except InvalidOperation as error:
        raise ValueError("there is a number out of all bounds") from error
    return value if exact == Decimal(repr(value)) else exact


def _decimal(value: object) -> Decimal | None:
    from decimal import Decimal

    return value if isinstance(value, Decimal) else None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_JSON_TYPES: Mapping[type[object], str] = {
    type(None): "null",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    str: "a string",
    list: "an array",
    dict: "an object",
}
# Fifteen digits and a point: so many survive in a float
_SURE: Final = 17
_OUT_OF_BOUNDS: Final = object()
# After these, the standard library says what a body is; what signal handlers raise is left alone
_IN_DOUBT: Final = (DecodeError, ValueError, RecursionError)
_LONGEST_INTEGER: Final = 400
_JSON = JSONDecoder(parse_float=exact_float, parse_constant=_refuse_constant)
