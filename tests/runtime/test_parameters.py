"""Arguments are checked, and written as text that arrives unchanged."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime import parameters
from runtime.open_enum import OpenEnum


class Colour(OpenEnum):
    RED = "Red"


@pytest.mark.parametrize(
    ("value", "segment"),
    [
        ("A1D001", "A1D001"),
        ("150000-933272658", "150000-933272658"),
        ("a/b", "a%2Fb"),
        ("a b?c#d%e", "a%20b%3Fc%23d%25e"),
        ("é+=&", "%C3%A9%2B%3D%26"),
        ("...", "..."),
        ("./..", ".%2F.."),
        ("{company_id}", "%7Bcompany_id%7D"),
    ],
)
def test_path_values_are_percent_encoded(value: str, segment: str) -> None:
    assert parameters.path_segment("customer_id", value) == segment


@given(st.text(st.characters(codec="utf-8"), min_size=1).filter(lambda text: text not in (".", "..")))
def test_any_text_is_one_segment_of_a_path(text: str) -> None:
    segment = parameters.path_segment("customer_id", text)

    assert unquote(segment, errors="strict") == text
    assert not set(segment) & set("/?#")


@pytest.mark.parametrize("value", ["a\nb", "a\r\nX: 1", "a\x00", "é", "✓", " a", "a ", "\t"])
def test_header_values_that_cannot_be_sent(value: str) -> None:
    with pytest.raises(ValueError, match="idempotency_key is sent in a header"):
        parameters.header_value("idempotency_key", value)


@pytest.mark.parametrize("value", ["", "x", "8a210b68-6988 !~"])
def test_a_header_is_sent_as_given(value: str) -> None:
    assert parameters.header_value("idempotency_key", value) == value


def test_a_subclass_of_a_type_is_written_as_the_type() -> None:
    assert type(parameters.path_segment("colour", Colour.RED)) is str
    assert type(parameters.string("colour", Colour("Violet"))) is str
    assert parameters.enum("colour", "Violet", Colour) == "Violet"
