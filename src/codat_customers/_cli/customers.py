"""The customers of a company: listed, found and shown."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Final

import typer

from .. import tables
from . import output
from .options import CompanyId, CustomerId, Json, Query, Search, Where, connect, query_of

_COLUMNS: Final = "id,customer_name,status,default_currency,email_address"
_PAGE: Final = 100


def list_customers(
    context: typer.Context,
    company_id: CompanyId,
    query: Query = None,
    where: Where = None,
    search: Search = None,
    columns: Annotated[str | None, typer.Option(help=f"Any of {', '.join(tables.COLUMNS)}.")] = None,
    order_by: Annotated[str | None, typer.Option(help="A field such as customerName, or -modifiedDate.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="The first so many; else all.")] = None,
    json: Json = False,
) -> None:
    """List the customers of a company, or those among them that fit.

    JSON has all fields, by the service's names; with --columns, those columns.
    """
    names = _named(columns or _COLUMNS)
    with connect(context) as codat:
        found = codat.customers.iterate(
            company_id,
            query=query_of(query, where, search),
            order_by=order_by,
            page_size=min(limit or _PAGE, _PAGE),
            concurrency=1 if limit else 4,
        )
        customers = islice(found, limit)
        if json and not columns:
            for customer in customers:
                output.write_json(customer.to_dict())
        elif json:
            for row in tables.rows(customers):
                output.write_json({name: row[name] for name in names})
        else:
            output.write_table(names, tables.rows(customers))


def get(context: typer.Context, company_id: CompanyId, customer_id: CustomerId, json: Json = False) -> None:
    """Show a customer."""
    with connect(context) as codat:
        customer = codat.customers.get(company_id, customer_id)
    if json:
        output.write_json(customer.to_dict())
    else:
        output.write_record(tables.row(customer))


def _named(columns: str) -> list[str]:
    names = [name.strip() for name in columns.split(",") if name.strip()]
    unknown = [name for name in names if name not in tables.COLUMNS]
    if unknown or not names:
        raise ValueError(
            f"--columns {columns!r}: {f'there is no column {unknown[0]}' if unknown else 'it names none'}; "
            f"there are {', '.join(tables.COLUMNS)}"
        )
    return names
