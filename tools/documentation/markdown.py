"""The few things of Markdown that the pages are made of."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from typing import Final

_CODE_WITH_BAR: Final = re.compile(r"`([^`|]*\|[^`]*)`")


def page(title: str, *parts: str) -> str:
    """Put a page together; empty parts are left out."""
    return "\n\n".join([f"# {title}", *(part.strip("\n") for part in parts if part)]) + "\n"


def section(title: str, *parts: str) -> str:
    """Put a section together; without parts there is none."""
    present = [part for part in parts if part]
    return "\n\n".join([f"## {title}", *present]) if present else ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table; without rows there is none."""
    lines = [_row(row) for row in rows]
    return "\n".join([_row(head), _row(["---"] * len(head)), *lines]) if lines else ""


def code(text: str) -> str:
    """Mark a word as code; an empty one stays empty."""
    if not text:
        return ""
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def block(language: str, text: str) -> str:
    """Set a block of code."""
    return f"```{language}\n{text.strip()}\n```"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(text: str) -> str:
    # Inside code, some renderers want a bar escaped and others show the backslash; all of them know HTML.
    text = _CODE_WITH_BAR.sub(lambda match: f"<code>{html.escape(match[1])}</code>", " ".join(text.split()))
    return text.replace("|", "&#124;")
