"""What commands write: results to stdout, everything else to stderr, and nothing that a terminal would obey."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from itertools import chain, islice
from typing import Final

from codat_customers_api import encoding
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from .. import SDKError

Advance = Callable[[int, int | None], object]

# So many rows decide how wide the columns of a table are.
_SAMPLE: Final = 100
_NARROWEST: Final = 8
_WIDEST_ID: Final = 40
_GAP: Final = "  "


class ClosedPipe(Exception):
    """Nobody reads any longer what is written."""


class Stopped(Exception):
    """A command has stopped half-way; the message says how to go on.

    Parameters:
        code: The exit code.
        message: What happened, and what to do.
    """

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@contextmanager
def going_on(advice: str) -> Generator[None]:
    """Add to what stops a command how to go on."""
    try:
        yield
    except KeyboardInterrupt:
        raise Stopped(130, f"interrupted; {advice}") from None
    except SDKError as error:
        raise Stopped(1, f"{error.message}; {advice}") from error


def clean(text: str) -> str:
    """Return foreign text on one line, without control characters."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def say(text: str) -> None:
    """Write a message to stderr."""
    with suppress(OSError):  # nobody hears it
        print(f"codat-customers: {clean(text)}", file=sys.stderr, flush=True)


def write(text: str) -> None:
    """Write a line to stdout.

    Raises:
        ClosedPipe: Nobody reads it.
        OSError: The disk is full.
    """
    try:
        print(text, flush=True)
    except BrokenPipeError as error:
        raise ClosedPipe from error


def write_json(data: object) -> None:
    """Write JSON data as one line, in ASCII."""
    write(encoding.json_body(data).decode())


def write_record(record: Mapping[str, object]) -> None:
    """Write what there is of a record, a line for each field."""
    width = max(map(len, record))
    for name, value in record.items():
        if value is not None:
            write(f"{name:<{width}}{_GAP}{clean(str(value))}")


def write_tabbed(cells: Iterable[object]) -> None:
    """Write a line with tabs between its cells."""
    write("\t".join(_text(cell) for cell in cells))


def write_table(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write rows when they come: on a terminal as a table of its width, else whole, with tabs between the cells."""
    rows = iter(rows)
    first = list(islice(rows, 1))  # an error in its place comes before the names of the columns
    lines = chain([columns], ([row[name] for name in columns] for row in chain(first, rows)))
    if not sys.stdout.isatty():
        for line in lines:
            write_tabbed(line)
        return
    texts = ([_text(cell) for cell in line] for line in lines)
    sample = list(islice(texts, _SAMPLE))
    widths = _fitting([max(map(cell_len, cells)) for cells in zip(*sample, strict=True)])
    for identifier, *line in chain(sample, texts):
        cells = [_cut(text, width) for text, width in zip(line, widths[1:], strict=True)]
        write(_GAP.join([identifier + " " * (widths[0] - cell_len(identifier)), *cells]).rstrip())


@contextmanager
def progress(what: str) -> Generator[Advance]:
    """Show a bar while the block runs, on a terminal; what it yields moves it to so many of so many or unknown."""
    if not sys.stderr.isatty():
        yield unseen
        return
    with Progress(
        TextColumn("{task.description}", markup=False),
        *(BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
    ) as bars:
        task = bars.add_task(clean(what), total=None)

        def advance(done: int, total: int | None) -> None:
            bars.update(task, completed=done, total=total)

        yield advance


def unseen(done: int, total: int | None) -> None:
    """Move no bar."""


def forgive_encodings() -> None:
    """Let what a terminal has no character for become a question mark, and no error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _text(cell: object) -> str:
    return "" if cell is None else clean(str(cell))


def _fitting(widths: list[int]) -> list[int]:
    """Take from the widest columns until a line fits; the first one has ids, which are never cut."""
    widths[0] = min(widths[0], _WIDEST_ID)
    excess = sum(widths) + len(_GAP) * (len(widths) - 1) - shutil.get_terminal_size().columns
    while excess > 0 and max(widths[1:], default=0) > _NARROWEST:
        widest = max(range(1, len(widths)), key=widths.__getitem__)
        widths[widest] -= 1
        excess -= 1
    return widths


def _cut(text: str, width: int) -> str:
    return set_cell_size(text, width) if cell_len(text) <= width else set_cell_size(text, width - 1) + "…"
