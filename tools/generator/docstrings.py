"""Docstrings of the generated code, from the texts of the document."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping

from ..client_generator import safe_for_docstring

LINE_LENGTH = 120

# Where a list of Markdown has another item
_ITEM = re.compile(r"\n(?=[ \t]*(?:[-*+]|\d+[.)])[ \t])")


def docstring(summary: str, *paragraphs: str, indent: int, **sections: Mapping[str, str]) -> str:
    """Return a docstring with its quotes, ready to stand at a given indentation (the first line is not indented).

    Parameters:
        summary: The first line; a full stop is added where there is no punctuation.
        paragraphs: What follows it; empty ones are left out. Blank lines separate paragraphs within one.
        indent: The number of spaces before every further line.
        sections: By title, the entries of a section such as ``Parameters``; empty ones are left out.
    """
    width = LINE_LENGTH - indent
    first = _ITEM.split(summary.strip().partition("\n\n")[0])[0]
    rest = summary.strip()[len(first) :]
    first = " ".join(first.split())
    lines = _wrapped(first if first.endswith((".", "!", "?", ":")) else f"{first}.", width - len('"""'))
    for paragraph in (rest, *paragraphs):
        lines += _block(_paragraph_lines(paragraph, width))
    for title, entries in sections.items():
        lines += _section(title, entries, width)
    # A closing quotation mark or backslash would run into the quotes that end the docstring
    text = safe_for_docstring("\n".join(lines))
    if len(lines) > 1:
        text += "\n"
    elif text.endswith(('"', "\\")):
        text += " "
    return textwrap.indent(f'"""{text}"""', " " * indent).lstrip()


def _section(title: str, entries: Mapping[str, str], width: int) -> list[str]:
    if not entries:
        return []
    lines = [f"{title}:"]
    for name, text in entries.items():
        entry = " ".join((f"{name}: {text}" if name and text else name or text).split())
        lines += textwrap.wrap(
            entry, width, initial_indent="    ", subsequent_indent="        ", break_on_hyphens=False
        )
    return _block(lines)


def _paragraph_lines(text: str, width: int) -> list[str]:
    """Wrap paragraphs, and the items of lists, each of which begins a line."""
    lines: list[str] = []
    for paragraph in filter(str.strip, text.strip().split("\n\n")):
        lines += [""] if lines else []
        for item in _ITEM.split(paragraph):
            lines += _wrapped(item, width, hanging="  " if _ITEM.match(f"\n{item}") else "")
    return lines


def _wrapped(text: str, width: int, hanging: str = "") -> list[str]:
    words = " ".join(text.split())
    return textwrap.wrap(words, width, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False)


def _block(lines: Iterable[str]) -> list[str]:
    content = list(lines)
    return ["", *content] if content else []
