"""codat-accounting, one of Codat's own SDKs."""

from __future__ import annotations

import asyncio
import json
from importlib import import_module
from typing import Any

from ..wire import API_KEY, ATTACHMENT_ID, COMPANY_ID, CONNECTION_ID, CUSTOMER_ID, LARGE_PAGE
from .work import Action, Jobs, Workplace, at_a_time, repeated

# Installed in an environment of its own, so no type checker knows it
_sdk: Any = import_module("codat_accounting")
_shared: Any = import_module("codat_accounting.models.shared")
_utils: Any = import_module("codat_accounting.utils")

_GET = {"company_id": COMPANY_ID, "customer_id": CUSTOMER_ID}


def _decode(place: Workplace) -> Action:
    page = json.loads(place.page())
    return lambda: _utils.unmarshal(page, _shared.Customers)


def _page(place: Workplace) -> Action:
    page = place.page().decode()
    return lambda: _utils.unmarshal_json(page, _shared.Customers)


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
    customers = [_utils.unmarshal(customer, _shared.Customer) for customer in place.customers()]
    return lambda: [json.dumps(customer.model_dump(by_alias=True, mode="json")) for customer in customers]


def _save(place: Workplace) -> Action:
    sdk, target = _client(place), place.scratch / "accounting"
    request = {**_GET, "connection_id": CONNECTION_ID, "attachment_id": ATTACHMENT_ID}
    sdk.customers.get(request=_GET)

    def save() -> None:
        with target.open("wb") as file:
            for chunk in sdk.customers.download_attachment(request=request).iter_bytes():
                file.write(chunk)

    return save


def _client(place: Workplace) -> Any:  # noqa: ANN401 (see above)
    return _sdk.CodatAccounting(security=_shared.Security(auth_header=API_KEY), server_url=place.server_url)


JOBS: Jobs = {
    "decode": _decode,
    "page": _page,
    "list": _list,
    "get": _get,
    "gets_async": _gets_async,
    "encode": _encode,
    "save": _save,
}
