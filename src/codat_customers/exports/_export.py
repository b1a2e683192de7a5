"""The export itself: customers are read, written, and covered by the cursor, in this order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, TypeAlias

from .. import Codat, tables
from ..models import Customer
from ._cursor_file import CursorFile, Reached
from ._files import check_place, replacing
from ._formats import Format, chosen_format, write
from ._outputs import Lines, Parts, alone_with

_Progress: TypeAlias = Callable[[int, int | None], object]

# Customers that are asked for at a time
_PAGE: Final = 500


@dataclass(frozen=True)
class ExportResult:
    """What an export has done.

    Attributes:
        customers: How many customers this run has written.
        path: The file, or the folder of parts.
        resumed: Whether it went on from a cursor file.
    """

    customers: int
    path: Path
    resumed: bool


def export(
    codat: Codat,
    company_id: str,
    path: str | os.PathLike[str],
    *,
    format: Format | None = None,  # noqa: A002  # the word that everybody looks for
    cursor_file: str | os.PathLike[str] | None = None,
    query: str | None = None,
    progress: _Progress | None = None,
) -> ExportResult:
    """Write the customers of a company into a file, in little memory.

    Without a cursor file it is the whole list. It grows beside its target, which appears, or is replaced, when all is
    written. An export that fails leaves the earlier file as it was.

    With a cursor file it is everything at first, and in each later run what has changed since. CSV and JSON lines grow
    at the end of the file. Parquet, which cannot, makes a folder of ``path``, with one file for each 10,000 customers
    at most. The cursor file is written again and again, always after what it covers is on disk, so a run that ends in
    whatever way loses nothing: the next one cuts the output back to what the cursor file covers, and goes on there.

    The customers are read as ``customers.changes`` reads them, with what it promises; so one that changes stands there
    more than once, and the last time counts.

    Parameters:
        codat: The client, a Codat; there is no such export for AsyncCodat.
        company_id: Codat's id of the company.
        path: The file, or the folder of parts.
        format: ``csv`` has the columns ``tables.COLUMNS``, ``jsonl`` a JSON object of the service's own names in each
            line, ``parquet`` the table of ``tables.arrow_table``; by default, what the suffix of ``path`` says.
        cursor_file: Where to keep how far the export has come. It belongs to one company, query, format and file.
        query: Which customers to write, as in ``list``.
        progress: Called with the customers that this run has written, and how many there are in all, or None where that
            is not known: in a run that goes on. What changes meanwhile can make it more.

    Returns:
        How many customers this run has written, and where.

    Raises:
        ValueError: An argument is not allowed, the cursor file is that of another export, or the output is not as the
            last run left it.
        FileExistsError: The output is there already and the cursor file is not.
        BlockingIOError: Another export is writing it. On Windows, and where files cannot be locked, nobody notices.
        OSError: The output or the cursor file cannot be written.
        ImportError: pyarrow is needed, and not installed.
        SDKError: The customers could not be read. What the cursor file covers stays.
    """
    target = Path(path)
    chosen = chosen_format(format, target)
    if chosen == "parquet":
        _ = tables.record_batches  # which says what to install where pyarrow is missing
    if cursor_file is None:
        check_place(target, is_file=True)
        return _export_whole(codat, company_id, target, chosen, query, progress)
    output = Parts(target) if chosen == "parquet" else Lines(target, chosen)
    return _export_changes(codat, company_id, output, CursorFile(Path(cursor_file), chosen, target), query, progress)


def _export_whole(
    codat: Codat, company_id: str, target: Path, chosen: Format, query: str | None, progress: _Progress | None
) -> ExportResult:
    total = _total(codat, company_id, query) if progress else None
    done = 0

    def counted() -> Iterator[Customer]:
        nonlocal done
        for customer in codat.customers.changes(company_id, query=query, page_size=_PAGE):
            yield customer
            done += 1
            if progress and done % _PAGE == 0:
                progress(done, total)

    with replacing(target) as file:
        write(file, chosen, counted())
    if progress:
        progress(done, total)
    return ExportResult(done, target, resumed=False)


def _export_changes(
    codat: Codat,
    company_id: str,
    output: Lines | Parts,
    cursor_file: CursorFile,
    query: str | None,
    progress: _Progress | None,
) -> ExportResult:
    check_place(output.target, is_file=output.is_file)
    resumed = cursor_file.read() is not None
    # Asked before anything is made, or the cursor file of a company that there is not would stand in the way
    total = None if resumed else _total(codat, company_id, query)
    with alone_with(output):
        reached = cursor_file.read()  # again: another run may just have ended
        since = reached.cursor if reached else None
        changes = codat.customers.changes(company_id, since=since, query=query, page_size=_PAGE)
        if reached is None:
            output.check_empty(cursor_file.path)
            reached = Reached(changes.cursor, 0, "", ended=False)
        else:
            output.check(reached)
        # From here on, what stands beyond its length is a beginning of ours, and not somebody else's.
        cursor_file.save(reached._replace(ended=False))
        done = 0
        while True:
            customers = list(islice(changes, output.at_a_time))
            length, tail = output.append(reached.length, customers)
            reached = Reached(changes.cursor, length, tail, ended=not customers)
            cursor_file.save(reached)
            if not customers:
                return ExportResult(done, output.target, resumed)
            done += len(customers)
            if progress:
                progress(done, total)


def _total(codat: Codat, company_id: str, query: str | None) -> int:
    return codat.customers.list(company_id, page_size=1, query=query).total_results
