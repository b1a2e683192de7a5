"""What the generator makes of the specification with its own templates."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

from ..wire import API_KEY, ATTACHMENT_ID, COMPANY_ID, CONNECTION_ID, CUSTOMER_ID
from .work import Jobs, JsonObject, Library, Untyped, jobs_of, saving

_stock: Untyped = import_module("stock_api")
_models: Untyped = import_module("stock_api.models")
_list: Untyped = import_module("stock_api.api.customers.list_customers")
_get: Untyped = import_module("stock_api.api.customers.get_customer")
_download: Untyped = import_module("stock_api.api.customers.download_customer_attachment")


class _Stock(Library[Untyped, Untyped]):
    def connect(self, server_url: str) -> object:
        return _stock.AuthenticatedClient(base_url=server_url, token=API_KEY, prefix="Basic")

    def connect_async(self, server_url: str) -> object:
        return self.connect(server_url)

    def list(self, client: object, page_size: int) -> object:
        return _list.sync(COMPANY_ID, client=client, page_size=page_size)

    def get(self, client: object) -> object:
        return _get.sync(COMPANY_ID, CUSTOMER_ID, client=client)

    async def get_async(self, client: object) -> object:
        return await _get.asyncio(COMPANY_ID, CUSTOMER_ID, client=client)

    def decode_page(self, page: JsonObject) -> object:
        return _models.CustomerPage.from_dict(page)

    def decode_customer(self, customer: JsonObject) -> object:
        return _models.Customer.from_dict(customer)

    def encode_customer(self, customer: Untyped) -> str:
        return json.dumps(customer.to_dict())


def _save(client: object, path: Path) -> None:
    file = _download.sync(COMPANY_ID, CONNECTION_ID, CUSTOMER_ID, ATTACHMENT_ID, client=client)
    path.write_bytes(file.payload.getbuffer())


_STOCK = _Stock()

JOBS: Jobs = {**jobs_of(_STOCK), "save": saving(_STOCK, _save)}
