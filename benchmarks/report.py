"""The table, for the terminal and for ``docs/benchmarks.md``."""

from __future__ import annotations

import datetime
import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from attrs import frozen

from .contests import ALL, BY_HAND, HTTPX2, REFERENCE, REFERENCES, SDK, SPEED, Target
from .environments import Environment
from .running import Cell, Row

_NAMES: Final[Mapping[str, str]] = {
    SDK: "this SDK",
    SPEED: "with `speed`",
    HTTPX2: "given `httpx2.Client`",
    "urllib3": "urllib3",
    BY_HAND: "the floor: httpcore and these models, by hand",
    "stock": "stock generator",
    "accounting": "codat-accounting 0.36.0",
    "expenses": "codat-sync-for-expenses 9.0.0",
}

_INTRODUCTION: Final = """\
# Benchmarks

`make bench` measures this SDK beside what people would use instead, and writes this page: beside Codat's own
`codat-accounting` and `codat-sync-for-expenses`, what openapi-python-client makes of the same specification with its
own templates, and plain httpx and json, which everything is compared with: a client of httpx2 with plain httpx2.
`make bench-quick` takes a few minutes: it leaves out the other libraries, makes fewer runs, and only prints.

Each figure is a ratio: how much more than the reference a contender took, or what part of the reference's throughput or
speed it reached. The two ran in turn, each in a process of its own, in an order that changes from pair to pair. The
figure is the median of all pairs, and half of the pairs lie within the brackets. The customers are the sandbox's, every
one different. Ratios compare well between machines, as seconds would not.

![Bars of some of the rows below: what this SDK costs beside Codat's own and the stock generator](images/benchmarks.svg)
"""

_NOTES: Final = """\
The floor is the shortest way by hand: the same requests by httpcore, which is what httpx itself goes by, and its
answers decoded into this SDK's models, without retries, limits, checks, errors or anything else that an SDK is for.
What those cost is the difference. Of the import, the floor is that of httpx alone; of iterating ahead, the standard
library's threads.

The import is measured with bytecode compiled, in an environment that holds nothing but the contender and what it
depends on. The stock generator's import is that of its client alone; its models come on top at the first call, as this
SDK's do.

httpcore asks for sniffio four times a request. Where that is not installed, each time is a search of the path that
finds nothing; so this SDK depends on it. Plain httpx is measured as it is installed, without.

Without latency, to fetch pages ahead on threads gains nothing, and they wait for each other's turn: that of the
interpreter, which one thread at a time has.
"""


@frozen
class Table:
    """What was measured with one Python.

    Attributes:
        version: Its version.
        rows: The results.
        environments: Where each contender ran.
    """

    version: str
    rows: Sequence[Row]
    environments: Mapping[str, Environment]


def document(tables: Sequence[Table]) -> str:
    """Write the page.

    Parameters:
        tables: The results.

    Returns:
        Markdown.
    """
    shares = [f"{row.what}: {row.server_share:.2f}" for row in tables[0].rows if row.server_share is not None]
    return "\n".join(
        [
            _INTRODUCTION,
            _machine() + "\n",
            *(line for table in tables for line in (f"## Python {table.version}\n", *_table(table.rows), "")),
            _NOTES,
            *_installed(tables),
            "The server is faster than every client: its CPU time against that of the client it had most to do for was",
            "",
            *(f"- {share}" for share in shares),
            "",
        ]
    )


def line(row: Row, margin: float = 1.0) -> str:
    """Write a row for the terminal.

    Parameters:
        row: The result.
        margin: How far beyond its target a ratio may be.
    """
    cells = "; ".join(f"{_NAMES[name]} {_text(cell, row.unit)}" for name, cell in row.cells.items())
    verdict = "" if _is_met(row, margin) else "  MISSED" if margin == 1.0 else "  FAR OFF: worth a look"
    return f"{row.what}\n    {row.target}{row.unit}: {cells}{verdict}"


def write(tables: Sequence[Table], path: Path) -> None:
    """Write the page to a file."""
    path.write_text(document(tables), encoding="utf-8")


def _table(rows: Sequence[Row]) -> list[str]:
    names = " | ".join(_NAMES[name] for name in ALL)
    lines = [f"| what | target | {names} |", "|---|---|" + "---|" * len(ALL)]
    for row in rows:
        targets = [f"{row.target}{row.unit}: {_verdict(row.target, row.cells[SDK])}"]
        if row.speed_target is not None and SPEED in row.cells:
            targets.append(f"with `speed` {row.speed_target}: {_verdict(row.speed_target, row.cells[SPEED])}")
        cells = [_text(row.cells[name], row.unit) if name in row.cells else "" for name in ALL]
        lines.append(f"| {row.what} | {'; '.join(targets)} | " + " | ".join(cells) + " |")
    return lines


def _verdict(target: Target, cell: Cell) -> str:
    return "met" if target.is_met(cell.median) else f"**missed by {abs(cell.median / target.bound - 1):.0%}**"


def _installed(tables: Sequence[Table]) -> list[str]:
    lines = ["What was installed, Python by Python:", ""]
    for table in tables:
        for name in (*ALL, REFERENCE, *REFERENCES.values()):
            packages = ", ".join(table.environments[name].packages)
            lines.append(f"- {table.version}, {_NAMES.get(name, name)}: {packages}")
    return [*lines, ""]


def _is_met(row: Row, margin: float = 1.0) -> bool:
    return row.target.is_met(row.cells[SDK].median, margin)


def _text(cell: Cell, unit: str) -> str:
    if cell.low == cell.high:
        return f"{cell.median:.2f}{unit}"
    return f"{cell.median:.2f}{unit} ({cell.low:.2f} to {cell.high:.2f})"


def _machine() -> str:
    today = datetime.datetime.now(tz=datetime.UTC).date()
    return (
        f"Measured on {today}: {os.cpu_count()} cores of {_processor()}, {platform.system()}, "
        f"{platform.python_implementation()}."
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((name.split(":", 1)[1].strip() for name in lines if name.startswith("model name")), platform.machine())
