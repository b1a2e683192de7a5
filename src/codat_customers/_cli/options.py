"""The arguments that commands share, and what they are turned into."""

from __future__ import annotations

import os
import re
from functools import reduce
from typing import Annotated, Final, TypeAlias

import typer

from .. import Codat, queries

CompanyId: TypeAlias = Annotated[str, typer.Argument(help="Codat's id of the company.")]
ConnectionId: TypeAlias = Annotated[str, typer.Argument(help="Codat's id of its connection to its platform.")]
CustomerId: TypeAlias = Annotated[str, typer.Argument(help="The id of the customer.")]
Json: TypeAlias = Annotated[bool, typer.Option("--json", help="Write JSON; of several things, one on each line.")]
Query: TypeAlias = Annotated[str | None, typer.Option(help="Only those that fit, in the service's language.")]
Where: TypeAlias = Annotated[list[str] | None, typer.Option(help="Only those with status=Active; may be repeated.")]
Search: TypeAlias = Annotated[str | None, typer.Option(help="Only those whose name contains a text.")]

_CONDITION: Final = re.compile(r"\s*([\w.]+)\s*(>=|<=|!=|=|~|>|<)\s*(.*?)\s*", re.DOTALL)


def connect(context: typer.Context) -> Codat:
    """Make the client that the environment and ``--server-url`` describe.

    Raises:
        ValueError: There is no key, or a setting is impossible.
    """
    if not {"CODAT_API_KEY", "CODAT_AUTH_HEADER"} & os.environ.keys():
        raise ValueError(
            "no API key: set CODAT_API_KEY in the environment, or CODAT_AUTH_HEADER to its ready-made header"
        )
    return Codat(server_url=server_url(context))


def server_url(context: typer.Context) -> str:
    """Return the address of the service."""
    return str(context.obj)


def query_of(query: str | None, where: list[str] | None, search: str | None) -> queries.Query | None:
    """Join what narrows a list, or return None if nothing does.

    Raises:
        ValueError: A condition cannot be read, or the query language cannot say it.
    """
    parts = [_condition(text) for text in where or ()]
    if query is not None:
        parts.append(queries.Query(query))
    if search is not None:
        parts.append(queries.TextField("customerName").contains(search))
    return reduce(queries.Query.__and__, parts) if parts else None


def _condition(text: str) -> queries.Query:
    match = _CONDITION.fullmatch(text)
    if match is None:
        raise ValueError(
            f"--where {text!r} is no condition: it takes a field, one of = != ~ < <= > >=, and a value, "
            "as in status=Active; --search finds text in names"
        )
    name, operator, value = match.groups()
    return queries.TextField(name).compared(operator, value)
