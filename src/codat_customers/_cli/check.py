"""Whether the key is right, and the service within reach."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from .. import Codat, NotFoundError
from . import output
from .options import Json, connect, server_url

_TIMEOUT: Final = 10.0  # seconds


def check(
    context: typer.Context,
    company_id: Annotated[str | None, typer.Argument(help="Ask for its customers, not for companies.")] = None,
    json: Json = False,
) -> None:
    """Check the API key with one call that is not repeated, and show how much of the quota is left."""
    with connect(context) as codat:
        found = {"server": server_url(context), **_answer(codat, company_id)}
        limit = codat.rate_limit
    if limit is not None:
        reset = limit.reset.isoformat() if limit.reset else None
        found |= {"requests_left": limit.remaining, "requests_a_day": limit.limit, "counted_anew": reset}
    if json:
        output.write_json(found)
    else:
        output.write_record(found)


def _answer(codat: Codat, company_id: str | None) -> dict[str, object]:
    if company_id is not None:
        page = codat.customers.list(company_id, page_size=1, retries=None, timeout=_TIMEOUT)
        return {"customers": page.total_results}
    try:
        answer = codat.request(
            "GET", "/companies", params={"page": 1, "pageSize": 1}, retries=None, timeout=_TIMEOUT
        ).parsed
    except NotFoundError as error:
        raise output.Stopped(
            1, f"{error.message}; what lists no companies, such as the sandbox, is checked with a COMPANY_ID"
        ) from error
    match answer:
        case {"totalResults": int(total)}:
            return {"companies": total}
        case _:
            return {}
