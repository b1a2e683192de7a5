"""``make demo-picture``: record what ``make demo`` prints as ``docs/images/demo.svg``.

What differs from run to run is put as it might be, so that the same demo makes the same picture.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from rich.cells import cell_len
from rich.console import Console
from rich.terminal_theme import SVG_EXPORT_THEME
from rich.text import Text

ROOT: Final = Path(__file__).parents[1]
PICTURE: Final = ROOT / "docs" / "images" / "demo.svg"

_COMMAND: Final = "$ make demo"

# Ports, ids, times, and how far things had come when they were looked at
_AS_IT_MIGHT_BE: Final = (
    (r"127\.0\.0\.1:\d+", "127.0.0.1:8080"),
    (r"\b[0-9a-f]{8}-[0-9a-f-]{27}\b", "…"),
    (r"\b\d\d:\d\d:\d\d\b", "10:15:00"),
    (r"again in \d\.\d s", "again in 0.3 s"),
    (r"\b\d+ of 14000 requests", "13983 of 14000 requests"),
    (r"customer \d of 8 is there", "customer 1 of 8 is there"),
    (r"\d of them before", "4 of them before"),
)

_STYLES: Final = (
    (r"^\$ .*", "bold"),
    (r"^  \w+\.\w+", "cyan"),
    (r"\w+Error", "red"),
    (r"answered \d+; again.*|interrupted$", "yellow"),
    (r"Success|resumed", "green"),
)

_LINE_SECONDS: Final = 0.15

# rich's own format loads fonts from another host.
_FORMAT: Final = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-labelledby="title desc">
<title id="title">What make demo prints</title>
<desc id="desc">{DESCRIPTION}</desc>
<style>
.{unique_id}-matrix {{
font: {char_height}px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; line-height: {line_height}px;
}}
.{unique_id}-title {{ font: bold 18px system-ui, sans-serif; }}
{styles}
@media (prefers-reduced-motion: no-preference) {{
@keyframes appear {{ from {{ visibility: hidden; }} }}
.{unique_id}-matrix text {{ animation: appear 1ms steps(1) backwards; }}
{DELAYS}
}}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def main() -> None:
    """Run the demo, and record it."""
    PICTURE.write_text(drawn(shown(printed())), "utf-8")


def printed() -> str:
    """Run the demo, and return what it prints."""
    demo = [sys.executable, "examples/quickstart.py"]
    return subprocess.run(demo, cwd=ROOT, capture_output=True, check=True, encoding="utf-8").stdout


def shown(text: str) -> list[str]:
    """Return the lines of the picture.

    Parameters:
        text: What the demo has printed.
    """
    for pattern, replacement in _AS_IT_MIGHT_BE:
        text = re.sub(pattern, replacement, text)
    return [_COMMAND, *filter(None, text.splitlines())]


def drawn(lines: Sequence[str]) -> str:
    """Return the picture, in SVG: a terminal whose lines appear one by one, unless less motion is wanted.

    Parameters:
        lines: What it shows.
    """
    console = Console(record=True, file=io.StringIO(), width=max(map(cell_len, lines)) + 1)
    for line in lines:
        styled = Text(line)
        for pattern, style in _STYLES:
            styled.highlight_regex(pattern, style)
        console.print(styled)
    delays = "\n".join(
        f'[clip-path="url(#demo-line-{number})"] {{ animation-delay: {number * _LINE_SECONDS:.2f}s; }}'
        for number in range(1, len(lines))
    )
    own = {"{DESCRIPTION}": escape("\n".join(lines)), "{DELAYS}": delays}
    frame = _FORMAT
    for name, value in own.items():
        frame = frame.replace(name, value.replace("{", "{{").replace("}", "}}"))
    return console.export_svg(title="codat-customers", theme=SVG_EXPORT_THEME, code_format=frame, unique_id="demo")


if __name__ == "__main__":
    main()
