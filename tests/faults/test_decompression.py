"""Decompression in bounded steps, whatever the pieces that arrive."""

from __future__ import annotations

import gzip

from hypothesis import given
from hypothesis import strategies as st

from codat_customers._call.body import PIECE, decompressor


@given(
    members=st.lists(st.tuples(st.binary(max_size=50), st.integers(1, 10_000)), min_size=1, max_size=3),
    size=st.integers(1, 100_000),
    level=st.integers(0, 9),
)
def test_any_split_gives_the_same(members: list[tuple[bytes, int]], size: int, level: int) -> None:
    content = b"".join(part * times for part, times in members)
    compressed = b"".join(gzip.compress(part * times, level) for part, times in members)
    body = decompressor("gzip")
    pieces = [piece for at in range(0, len(compressed), size) for piece in body.pieces(compressed[at : at + size])]
    body.finish()
    assert b"".join(pieces) == content
    assert all(0 < len(piece) <= PIECE for piece in pieces)
