"""The attachments of a customer: listed, and saved into a folder."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Final

import typer

from .. import present
from .._plans.downloads import safe_name
from ..models import Attachment
from . import output
from .options import CompanyId, ConnectionId, CustomerId, Json, connect

app = typer.Typer(help="The attachments of a customer.")


@app.command("list")
def list_attachments(
    context: typer.Context,
    company_id: CompanyId,
    connection_id: ConnectionId,
    customer_id: CustomerId,
    json: Json = False,
) -> None:
    """List the attachments of a customer."""
    with connect(context) as codat:
        found = codat.customers.list_attachments(company_id, connection_id, customer_id).attachments
    if json:
        for attachment in found:
            output.write_json(attachment.to_dict())
    else:
        rows = [{name: getattr(each, name) or None for name in _COLUMNS} for each in found]
        output.write_table(_COLUMNS, rows)


@app.command()
def save(
    context: typer.Context,
    company_id: CompanyId,
    connection_id: ConnectionId,
    customer_id: CustomerId,
    folder: Annotated[Path, typer.Argument(help="Where to; it is made if there is none.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files that are there.")] = False,
    json: Json = False,
) -> None:
    """Save all attachments of a customer into a folder, and write the path of each.

    Each has its own name, made safe; of several with one name, all but the first get a number before it.
    """
    kept = 0
    with connect(context) as codat, output.going_on("run it again with --overwrite"):
        found = codat.customers.list_attachments(company_id, connection_id, customer_id).attachments
        folder.mkdir(parents=True, exist_ok=True)
        for attachment, name in _named(found):
            path = folder / name
            if os.path.lexists(path) and not overwrite:
                output.say(f"{path} exists already and is left alone; --overwrite replaces it")
                kept += 1
                continue
            with output.progress(name) as advance:
                codat.customers.save_attachment(
                    company_id, connection_id, customer_id, present(attachment.id), path, progress=advance
                )
            if json:
                output.write_json({"id": attachment.id or None, "path": str(path)})
            else:
                output.write(output.clean(str(path)))
    if kept:
        raise typer.Exit(1)


_COLUMNS: Final = ("id", "name", "content_type", "file_size")


def _named(attachments: Iterable[Attachment]) -> Iterator[tuple[Attachment, str]]:
    """Give each a name of its own, also where case and ways to write an accent make no difference."""
    taken: set[str] = set()
    for attachment in sorted(attachments, key=lambda each: each.id or ""):
        plain = name = safe_name(attachment.name, attachment.id)
        number = 1
        while (key := unicodedata.normalize("NFC", name).casefold()) in taken:
            number += 1
            name = safe_name(f"{number}-{plain}")
        taken.add(key)
        yield attachment, name
