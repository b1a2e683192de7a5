"""Keys that are made of what they stand for."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_customers import idempotency_key
from codat_customers.models import CustomerStatus

PARTS = st.lists(st.text(st.characters(), max_size=3), min_size=1, max_size=4).map(tuple)  # half surrogate pairs too


@given(PARTS, PARTS)
def test_only_the_same_parts_give_the_same_key(first: tuple[str, ...], second: tuple[str, ...]) -> None:
    assert (idempotency_key(*first) == idempotency_key(*second)) is (first == second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("ab", "c"), ("a", "bc")),
        (("a", ""), ("a",)),
        (("", "a"), ("a", "")),
        (("a", "b"), ("b", "a")),
        (('a", "b',), ("a", "b")),
        (("a\\",), ("a",)),
        (("é",), ("\\u00e9",)),
        (("é",), ("e\u0301",)),
    ],
)
def test_parts_have_boundaries(first: tuple[str, ...], second: tuple[str, ...]) -> None:
    assert idempotency_key(*first) != idempotency_key(*second)


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        (("invoice-run-7", "4711"), "0d257382-836e-5233-8dc3-88b0313622b3"),
        (("ключ", "✓", "\U0001f511"), "df7e933f-a6b0-5dff-8cc5-cb086391599a"),
        (("\ud800",), "45a12752-5a4d-5058-b64d-92c722d3bb17"),
    ],
)
def test_keys_are_the_same_in_every_release(parts: tuple[str, ...], key: str) -> None:
    assert idempotency_key(*parts) == key
    assert UUID(key).version == 5


def test_what_is_a_string_by_inheritance() -> None:
    assert idempotency_key(CustomerStatus.ACTIVE) == idempotency_key("Active")


@pytest.mark.parametrize(
    ("parts", "error", "message"),
    [
        ((), ValueError, "at least one part"),
        (("job", 7), TypeError, "part 2 must be a string, not int"),
        ((None,), TypeError, "part 1 must be a string, not NoneType"),
        ((b"job",), TypeError, "part 1 must be a string, not bytes"),
        ((["job", "row"],), TypeError, "part 1 must be a string, not list"),
    ],
)
def test_mistakes(parts: tuple[object, ...], error: type[Exception], message: str) -> None:
    make: Callable[..., str] = idempotency_key
    with pytest.raises(error, match=message):
        make(*parts)
