"""How far a write has come."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

from ..models import PushOperation
from . import output
from .options import CompanyId, Json, connect

app = typer.Typer(help="Writes, and how far they have come.")

Key: TypeAlias = Annotated[str, typer.Argument(help="What the service called the write.")]


@app.command()
def status(context: typer.Context, company_id: CompanyId, push_operation_key: Key, json: Json = False) -> None:
    """Show how far a write has come."""
    with connect(context) as codat:
        _show(codat.push_operations.get(company_id, push_operation_key), json)


@app.command()
def wait(
    context: typer.Context,
    company_id: CompanyId,
    push_operation_key: Key,
    timeout: Annotated[float | None, typer.Option(min=0, help="Seconds; else as long as it takes.")] = None,
    json: Json = False,
) -> None:
    """Wait for the end of a write, and show it. A write that failed, or is pending still, makes the exit code 1."""
    with connect(context) as codat:
        push = codat.push_operations.get(company_id, push_operation_key)
        _show(codat.push_operations.wait(push, timeout=timeout), json)


def _show(push: PushOperation, json: bool) -> None:
    if json:
        output.write_json(push.to_dict())
        return
    output.write_record(
        {
            "push_operation_key": push.push_operation_key,
            "status": str(push.status),
            "requested": push.requested_on_utc or None,
            "completed": push.completed_on_utc or None,
            "record_id": push.record_id,
            "error": push.error_message or None,
        }
    )
