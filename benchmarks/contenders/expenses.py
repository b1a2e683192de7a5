"""codat-sync-for-expenses, another of Codat's own SDKs. It does not know customers' attachments."""

from __future__ import annotations

import asyncio
import json
from importlib import import_module
from typing import Any

from ..wire import API_KEY, COMPANY_ID, CUSTOMER_ID, LARGE_PAGE
from .work import Action, Jobs, Workplace, at_a_time, repeated

# Installed in an environment of its own, so no type checker knows it
_sdk: Any = import_module("codat_sync_for_expenses")
_shared: Any = import_module("codat_sync_for_expenses.models.shared")

_GET = {"company_id": COMPANY_ID, "customer_id": CUSTOMER_ID}


def _decode(place: Workplace) -> Action:
    page = json.loads(place.page())
    return lambda: _shared.Customers.from_dict(page)


def _page(place: Workplace) -> Action:
    page = place.page().decode()
    return lambda: _shared.Customers.from_json(page)


def _list(place: Workplace) -> Action:
    sdk = _client(place)
    return lambda: sdk.customers.list(request={"company_id": COMPANY_ID, "page_size": LARGE_PAGE})


def _get(place: Workplace) -> Action:
    sdk = _client(place)
    return repeated(lambda: sdk.customers.get(request=_GET), 50)


def _gets_async(place: Workplace) -> Action:
    runner, sdk = asyncio.Runner(), _client(place)
    return lambda: runner.run(at_a_time(10, [lambda: sdk.customers.get_async(request=_GET)] * 1000))


def _encode(place: Workplace) -> Action:
    customers = [_shared.Customer.from_dict(customer) for customer in place.customers()]
    return lambda: [customer.to_json() for customer in customers]


def _client(place: Workplace) -> Any:  # noqa: ANN401 (see above)
    return _sdk.CodatSyncExpenses(security=_shared.Security(auth_header=API_KEY), server_url=place.server_url)


JOBS: Jobs = {
    "decode": _decode,
    "page": _page,
    "list": _list,
    "get": _get,
    "gets_async": _gets_async,
    "encode": _encode,
}
