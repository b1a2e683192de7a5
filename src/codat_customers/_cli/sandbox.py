"""The sandbox, as ``python -m codat_customers.sandbox`` runs it."""

from __future__ import annotations

import typer


def sandbox(context: typer.Context) -> None:
    """Run a stand-in for the service on this machine until Ctrl-C; it needs no account and no key."""
    from ..sandbox.__main__ import main

    main(context.args)
