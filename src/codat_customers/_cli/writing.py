"""Customers that are created from a CSV file, each once."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from .. import tables
from ..jobs import BulkCreate, Outcome, Progress
from ..models import Customer
from . import output
from .options import CompanyId, ConnectionId, Json, connect


def create(
    context: typer.Context,
    company_id: CompanyId,
    connection_id: ConnectionId,
    file: Annotated[Path, typer.Argument(help="CSV in UTF-8; its columns are those of an export.")],
    journal: Annotated[Path, typer.Option(help="A file that says what has become of each row.")],
    retry_unknown: Annotated[bool, typer.Option("--retry-unknown", help="Send again what may exist already.")] = False,
    concurrency: Annotated[int, typer.Option(min=1, max=10, help="Requests at a time.")] = 4,
    json: Json = False,
) -> None:
    """Create the customers of a CSV file, and write what became of each row.

    Rows are numbered from 1. Run it again with the same file and journal after whatever has stopped it: no row is sent
    twice that may have arrived. The exit code is 1 if a row failed or is unknown.
    """
    total = sum(1 for _ in _rows(file))  # all of it is read before anything is sent
    ended = Progress()

    def count(progress: Progress) -> None:
        nonlocal ended
        ended = progress
        advance(progress.done, total)

    # Where outcomes are seen to come, they are the progress.
    bar = nullcontext(output.unseen) if sys.stdout.isatty() else output.progress(f"from {file}")
    advice = f"run it again with --journal {journal} to go on"
    with connect(context) as codat, bar as advance, output.going_on(advice):
        bulk = BulkCreate(codat, company_id, connection_id, journal)
        for outcome in bulk.run(_rows(file), concurrency, retry_unknown=retry_unknown, progress=count):
            _show(outcome, json)
    output.say(f"{ended.created} created, {ended.failed} failed, {ended.unknown} unknown of {total} rows")
    if ended.failed or ended.unknown:
        raise typer.Exit(1)


def _rows(path: Path) -> Iterator[tuple[int, Customer]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file, strict=True)
        try:
            yield from enumerate(tables.customers(reader), 1)
        except (ValueError, csv.Error) as error:
            what = "it is not in UTF-8" if isinstance(error, UnicodeDecodeError) else error
            raise ValueError(f"{path}, near line {reader.line_num}: {what}") from error


def _show(outcome: Outcome, json: bool) -> None:
    fields = {
        "row": outcome.row_id,
        "state": outcome.state,
        "id": outcome.record_id,
        "push_operation_key": outcome.push_operation_key,
        "messages": outcome.messages,
    }
    if json:
        output.write_json(fields)
    else:
        output.write_tabbed([*list(fields.values())[:3], "; ".join(outcome.messages)])
