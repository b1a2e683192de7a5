"""What is no JSON is an error that names the place; numbers are read as exactly as they can be held."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime import decoding, encoding
from runtime.decoding import json_body, page_body
from runtime.errors import DecodeError


def test_a_byte_order_mark_is_read_over() -> None:
    assert json_body(decoding.integer, b"\xef\xbb\xbf1") == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the body: expected JSON, got nothing"),
        (b"<html>", "the body: expected JSON in UTF-8"),
        (b'{"pageNumber": 1', "the body: expected JSON in UTF-8"),
        (b'{"pageNumber": NaN}', "the body: expected JSON in UTF-8"),
        (b'"\xff"', "the body: expected JSON in UTF-8"),
        (b"[" * 200_000, "the body: nested too deeply"),
        (b"null", "the body: expected an object, got null"),
        (b"[]", "the body: expected an object, got an array"),
        (b'{"pageNumber": ' + b"9" * 5000 + b"}", "pageNumber: expected a number, got one out of all bounds"),
        (
            b'{"results": [{"status": "Active"}, {"status": "Active", "x": [{"y": [1, 1e99999999999999999999]}]}]}',
            "results[1].x[0].y[1]: expected a number, got one out of all bounds",
        ),
        (b'{"x": ' + b"9" * 5000 + b', "y": }', "the body: expected JSON in UTF-8"),
    ],
)
@pytest.mark.parametrize("read", [json_body, page_body])
def test_what_is_no_object_is_an_error(read: Callable[..., object], content: bytes, message: str) -> None:
    with pytest.raises(DecodeError) as caught:
        read(going_through, content)

    assert str(caught.value) == message


def going_through(body: object) -> None:
    """Look at every record, as whoever decodes a page does."""
    for _ in decoding.json_object(body).get("results", ()):
        pass


def test_each_record_of_a_page_goes_once_it_has_been_read() -> None:
    left: list[int] = []

    def read(page: object) -> list[str]:
        records = decoding.json_object(page)["results"]

        def name(record: object) -> str:
            left.append(len(records))
            return decoding.string(decoding.json_object(record)["name"])

        return decoding.list_of(name, records)

    assert page_body(read, b'{"results": [{"name": "A"}, {"name": "B"}, {"name": "C"}]}') == ["A", "B", "C"]
    assert left == [2, 1, 0]


@pytest.mark.parametrize(
    ("text", "integer"),
    [("12345678901234567890.0", 12345678901234567890), ("5.00000000000000000000", 5), ("1e15", 10**15)],
)
def test_integers_that_look_otherwise(text: str, integer: int) -> None:
    assert json_body(decoding.integer, text.encode()) == integer


@pytest.mark.parametrize("text", ["1e999", "0.1000000000000000055", "1e99999"])
def test_a_known_integer_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(DecodeError, match="expected an integer, got a number"):
        json_body(decoding.integer, text.encode())


def test_a_known_number_is_the_nearest_float_or_refused() -> None:
    assert json_body(decoding.number, b"0.1000000000000000055") == 0.1
    with pytest.raises(DecodeError, match="expected a number, got a number out of bounds"):
        json_body(decoding.number, b"1e999")


def test_usual_numbers_are_floats() -> None:
    numbers = json_body(decoding.json_object, b'{"new":[0.5,1.0,1E5,3,12.345678901234567]}')["new"]

    assert [type(number) for number in numbers] == [float, float, float, int, float]


@given(
    st.decimals(allow_nan=False, allow_infinity=False) | st.floats(allow_nan=False, allow_infinity=False).map(Decimal)
)
def test_any_number_goes_back_as_it_came(number: Decimal) -> None:
    (written,) = json_body(decoding.json_object, encoding.json_body({"new": number})).values()

    assert Decimal(encoding.json_body(written).decode()) == number


def test_a_decode_error_survives_a_seat_further_outside() -> None:
    error = DecodeError("expected a string, got null", ("a", 0)).inside("b", 1)

    assert error.place == ("b", 1, "a", 0)
    assert str(error) == "b[1].a[0]: expected a string, got null"
