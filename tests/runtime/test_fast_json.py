"""With the extra ``speed``, bodies are read as the standard library reads them: results and errors are the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from runtime import decoding
from runtime.decoding import json_body, page_body
from runtime.errors import DecodeError
from runtime.fast_json import FastReader

ODD: Final = [
    b"",
    b" \t\r\n1 ",
    b"\xef\xbb\xbf[1]",
    b"\xef\xbb\xbf\xef\xbb\xbf1",
    b"\xff\xfe1\x00",
    b"\x0b1",
    b"/**/1",
    b"1 2",
    b"[1,]",
    b'{"a":1,}',
    b'{"a" : 1 , "a" : 2}',
    b"{1:2}",
    b"{'a':1}",
    b"NaN",
    b"-Infinity",
    b"nul",
    b"-",
    b"01",
    b"1.",
    b".5",
    b"+1",
    b"0x1",
    b"-0",
    b"-0.0",
    b"0.1",
    b"1E5",
    b"1e-400",
    b"1e400",
    b"1e99999999999999999999",
    b"0.1000000000000000055511151231257827",
    b"123456789.123456789012345678901234567890",
    b"9007199254740993.0",
    b"18446744073709551615",
    b"18446744073709551616",
    b"-9223372036854775809",
    b"9" * 400,
    b"9" * 4300,
    b"9" * 4301,
    b"-" + b"9" * 5000,
    b'"\\ud800"',
    b'"\\udc00\\ud800"',
    b'"\\ud83d\\ude00"',
    b'"\\ud83dx"',
    b'"\\u0000\\b\\f\\n\\/"',
    b'"\\x"',
    b'"\\u12"',
    b'"a\x00b"',
    b'"a\x1fb"',
    b'"a\x7fb"',
    b'"\xff"',
    b'"\xc3"',
    b'"\xed\xa0\x80"',
    b'"\xf4\x90\x80\x80"',
    b'{"\xff":1}',
    b"[" * 100 + b"]" * 100,
    b"[" * 100_000 + b"]" * 100_000,
    b'{"a":' * 100_000,
]

JSON: Final[st.SearchStrategy[Any]] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from([2**64, 1e308, 5e-324]),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["results", "pageNumber"]), inner),
)


def outcome(read: Callable[..., object], content: bytes, reader: FastReader | None) -> str:
    """Return what comes of a body, with the types of all its numbers, or the error."""
    with patch.object(decoding, "_fast_reader", lambda: reader):
        try:
            return repr(read(gone_through, content))
        except DecodeError as error:
            return f"DecodeError: {error}"


def gone_through(body: object) -> object:
    """Go through the records, as whoever decodes a page does; refuse one of a kind."""
    if not decoding.is_object(body) or not decoding.is_array(body.get("results")):
        return body
    return {**body, "results": decoding.list_of(decoding.json_object, body["results"])}


@pytest.mark.parametrize("wrapped", [b"%b", b'{"results":[{},%b,{"a":1}]}', b'{"results":[{"a":%b}],"b":[]}'])
@pytest.mark.parametrize("read", [json_body, page_body])
@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd[:20]))
def test_odd_bodies(odd: bytes, read: Callable[..., object], wrapped: bytes) -> None:
    content = wrapped.replace(b"%b", odd)

    assert outcome(read, content, FastReader(decoding.exact_float)) == outcome(read, content, None)


@pytest.mark.parametrize("read", [json_body, page_body])
def test_what_a_signal_handler_raises_is_not_taken_for_a_doubt(read: Callable[..., object]) -> None:
    def interrupted(_: object) -> None:
        decoded.append(1)
        raise TimeoutError("the worker's time is up")

    decoded: list[int] = []
    with (
        patch.object(decoding, "_fast_reader", lambda: FastReader(decoding.exact_float)),
        pytest.raises(TimeoutError, match="time is up"),
    ):
        read(interrupted, b"{}")
    assert len(decoded) == 1


@given(JSON, st.booleans(), st.data())
@example([{"results": "[not a list]"}], True, None)
def test_any_bodies(body: object, ascii_alone: bool, data: st.DataObject | None) -> None:
    """Whole ones, and the same with a byte that is missing, or another."""
    content = json.dumps(body, ensure_ascii=ascii_alone).encode("utf-8", "surrogatepass")
    if data is not None and data.draw(st.booleans()):
        place = data.draw(st.integers(0, len(content) - 1))
        content = content[:place] + data.draw(st.sampled_from([b"", b"\xff", b"[", b'"', b"9"])) + content[place + 1 :]
    for read in (json_body, page_body):
        assert outcome(read, content, FastReader(decoding.exact_float)) == outcome(read, content, None)
