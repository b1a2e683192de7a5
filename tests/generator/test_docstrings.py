"""Descriptions keep their paragraphs and the items of their lists in docstrings."""

from __future__ import annotations

import pytest

from tools.generator.docstrings import docstring

TEXTS = {
    "a line": ("One", '"""One."""'),
    "folded": ("One\ntwo", '"""One two."""'),
    "paragraphs": ("One.\n\nTwo\nthree.", '"""One.\n\nTwo three.\n"""'),
    "a list": ("Either:\n- one\n  of them\n- two", '"""Either:\n\n- one of them\n- two\n"""'),
    "a numbered list": ("Both\n1. one\n2) two", '"""Both.\n\n1. one\n2) two\n"""'),
    "a list after a line": ("Either:\n\n  * one\n  * two\n\nNo more.", '"""Either:\n\n* one\n* two\n\nNo more.\n"""'),
    "a dash": ("From 1 - 2\n-3", '"""From 1 - 2 -3."""'),
    "a long item": (
        "Any of\n- " + 30 * "word " + "\n- b",
        f'"""Any of.\n\n- {" ".join(23 * ["word"])}\n  {" ".join(7 * ["word"])}\n- b\n"""',
    ),
}


@pytest.mark.parametrize(("text", "expected"), TEXTS.values(), ids=TEXTS.keys())
def test_as_a_summary(text: str, expected: str) -> None:
    assert docstring(text, indent=0) == expected


@pytest.mark.parametrize("name", ["paragraphs", "a list after a line"])
def test_as_paragraphs(name: str) -> None:
    text, expected = TEXTS[name]
    assert docstring("First.", text, indent=0) == expected.replace('"""', '"""First.\n\n', 1)
