"""What the generator makes of the specification with its own templates."""

from __future__ import annotations

import asyncio
import json
from importlib import import_module
from types import ModuleType
from typing import Any

from ..wire import API_KEY, ATTACHMENT_ID, COMPANY_ID, CONNECTION_ID, CUSTOMER_ID, LARGE_PAGE
from .work import Action, Jobs, Workplace, at_a_time, repeated

# Generated for the benchmark alone, so no type checker knows it
_stock: Any = import_module("stock_api")
_models: Any = import_module("stock_api.models")


def _operation(name: str) -> ModuleType:
    return import_module(f"stock_api.api.customers.{name}")


def _decode(place: Workplace) -> Action:
    page = json.loads(place.page())
    return lambda: _models.CustomerPage.from_dict(page)


def _page(place: Workplace) -> Action:
    page = place.page()
    return lambda: _models.CustomerPage.from_dict(json.loads(page))


def _list(place: Workplace) -> Action:
    client, operation = _client(place), _operation("list_customers")
    return lambda: operation.sync(COMPANY_ID, client=client, page_size=LARGE_PAGE)


def _get(place: Workplace) -> Action:
    client, operation = _client(place), _operation("get_customer")
    return repeated(lambda: operation.sync(COMPANY_ID, CUSTOMER_ID, client=client), 50)


def _gets_async(place: Workplace) -> Action:
    runner, client, operation = asyncio.Runner(), _client(place), _operation("get_customer")
    return lambda: runner.run(at_a_time(10, [lambda: operation.asyncio(COMPANY_ID, CUSTOMER_ID, client=client)] * 1000))


def _encode(place: Workplace) -> Action:
    customers = [_models.Customer.from_dict(customer) for customer in place.customers()]
    return lambda: [json.dumps(customer.to_dict()) for customer in customers]


def _save(place: Workplace) -> Action:
    client, operation, target = _client(place), _operation("download_customer_attachment"), place.scratch / "stock"
    _operation("get_customer").sync(COMPANY_ID, CUSTOMER_ID, client=client)

    def save() -> None:
        attachment = operation.sync(COMPANY_ID, CONNECTION_ID, CUSTOMER_ID, ATTACHMENT_ID, client=client)
        with target.open("wb") as file:
            file.write(attachment.payload.read())

    return save


def _client(place: Workplace) -> Any:  # noqa: ANN401 (see above)
    return _stock.AuthenticatedClient(base_url=place.server_url, token=API_KEY, prefix="Basic")


JOBS: Jobs = {
    "decode": _decode,
    "page": _page,
    "list": _list,
    "get": _get,
    "gets_async": _gets_async,
    "encode": _encode,
    "save": _save,
}
