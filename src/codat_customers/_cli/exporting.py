"""The customers of a company, written to a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .. import exports
from . import output
from .options import CompanyId, Json, Query, Search, Where, connect, query_of


def export(
    context: typer.Context,
    company_id: CompanyId,
    file: Annotated[Path, typer.Argument(help="The file to write: .csv, .jsonl or .parquet.")],
    format: Annotated[exports.Format | None, typer.Option(help="Else what the name of the file says.")] = None,  # noqa: A002
    cursor_file: Annotated[Path | None, typer.Option(help="A file that says where the next run goes on.")] = None,
    query: Query = None,
    where: Where = None,
    search: Search = None,
    json: Json = False,
) -> None:
    """Write the customers of a company to a file.

    With --cursor-file, a run that was broken off is gone on with, and the next one adds what has changed since.
    """
    advice = f"run it again to go on from {cursor_file}" if cursor_file else f"{file} is as it was; run it again"
    with connect(context) as codat, output.progress(f"to {file}") as advance, output.going_on(advice):
        result = exports.export(
            codat,
            company_id,
            file,
            format=format,
            cursor_file=cursor_file,
            query=query_of(query, where, search),
            progress=advance,
        )
    if json:
        output.write_json({"customers": result.customers, "path": str(result.path), "resumed": result.resumed})
    else:
        output.say(f"{result.customers} customers written to {result.path}")
