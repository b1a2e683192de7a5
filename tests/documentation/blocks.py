"""Finds the Python in Markdown files."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]

_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A block of Python and where its first line stands."""

    path: Path
    line: int
    code: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}"


def markdown_files() -> list[Path]:
    """Every document of the repository."""
    return [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md"))]


def blocks() -> Iterator[Block]:
    """Every block of Python in them."""
    for path in markdown_files():
        text = path.read_text("utf-8")
        for match in _BLOCK.finditer(text):
            yield Block(path, text.count("\n", 0, match.start(1)) + 1, match[1])
