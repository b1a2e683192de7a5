"""A picture of a few rows of ``docs/benchmarks.md``, readable in light and in dark.

The page is the source of the figures, so page and picture say the same. ``make bench`` draws it; so does
``make bench-chart``, without measuring.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Final

from .environments import ROOT

# Rows of the page, by the beginning of their names, and what the picture calls them
_ROWS: Final[Mapping[str, str]] = {
    "get one customer: ": "CPU time to get one customer; httpx = 1",
    "list 100 customers over HTTP": "CPU time to list 100 customers; httpx and json = 1",
    "import and construct": "CPU time to import and make a client; httpx = 1",
    "memory held by 5,000": "memory that 5,000 customers take; dicts = 1",
    "requests per call": "requests for a call, in an outage of an hour",
}
_CONTENDERS: Final[Mapping[str, str]] = {
    "this SDK": "codat-customers",
    "codat-accounting": "codat-accounting",
    "codat-sync-for-expenses": "codat-sync-for-expenses",
    "stock generator": "the stock generator",
}

_FONT: Final = ' font-family="system-ui, sans-serif" font-size="14"'
_STYLE: Final = """\
  <style>
    svg { color-scheme: light dark; }
    text { fill: #1f2330; }
    .of { fill: #5a6070; }
    rect { fill: #b9bfcc; }
    .this { fill: #4a5fc1; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6e9f2; }
      .of { fill: #aab1c4; }
      rect { fill: #5a6070; }
      .this { fill: #8fa0f0; }
    }
  </style>"""
# Where the bars begin, and how much longer one is for twice the figure
_ONE: Final = 235
_DOUBLE: Final = 55


def draw(page: Path) -> None:
    """Write the picture that stands on a page of benchmarks."""
    picture = page.parent / "images" / "benchmarks.svg"
    picture.parent.mkdir(exist_ok=True)
    picture.write_text(chart(page.read_text("utf-8")), "utf-8")


def chart(page: str) -> str:
    """Draw the chart of what a page of benchmarks says of its first Python.

    Bars begin at 1 and grow with the logarithm, so that each step of the same width is the same factor.
    """
    python = page.partition("\n## ")[2].partition("\n")[0]
    day = page.partition("Measured on ")[2].partition(":")[0]
    drawn: list[str] = []
    y = 62
    for title, bars in _groups(page):
        drawn.append(f'  <text x="0" y="{y}" font-weight="600">{escape(title)}</text>')
        for name, figure in bars:
            y += 22
            mark = ' class="this"' if name == "codat-customers" else ""
            left, right = sorted((_ONE, _x(figure)))
            drawn.append(f'  <text x="0" y="{y}" class="of">{name}</text>')
            drawn.append(f'  <rect x="{left:.1f}" y="{y - 12}" width="{right - left:.1f}" height="15"{mark}/>')
            drawn.append(f'  <text x="{right + 6:.1f}" y="{y}">{figure:.2f}</text>')
        y += 36
    caption = f"{python}, {day}. Bars begin at 1 and grow with the logarithm; to the left is better."
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 650 {y - 26}" role="img"{_FONT}>'
    title = f"  <title>What codat-customers costs beside others, with {python}</title>"
    return "\n".join([head, title, _STYLE, f'  <text x="0" y="18" class="of">{caption}</text>', *drawn, "</svg>\n"])


def _x(figure: float) -> float:
    return _ONE + _DOUBLE * math.log2(figure)


def _groups(page: str) -> Iterator[tuple[str, list[tuple[str, float]]]]:
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("| ")
    ]
    columns = lines[0]
    for row, title in _ROWS.items():
        cells = next(line for line in lines if line[0].startswith(row))
        found = {column: cell.split(" ")[0] for column, cell in zip(columns, cells, strict=True) if cell}
        yield (
            title,
            [
                (shown, float(figure))
                for contender, shown in _CONTENDERS.items()
                for column, figure in found.items()
                if column.startswith(contender)
            ],
        )


if __name__ == "__main__":
    draw(ROOT / "docs" / "benchmarks.md")
