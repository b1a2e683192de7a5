"""codat-accounting, one of Codat's own SDKs."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

from ..wire import API_KEY, ATTACHMENT_ID, COMPANY_ID, CONNECTION_ID, CUSTOMER_ID
from .work import Jobs, JsonObject, Library, Untyped, jobs_of, saving

_package: Untyped = import_module("codat_accounting")
_shared: Untyped = import_module("codat_accounting.models.shared")
_utils: Untyped = import_module("codat_accounting.utils")

_GET = {"company_id": COMPANY_ID, "customer_id": CUSTOMER_ID}
_DOWNLOAD = {**_GET, "connection_id": CONNECTION_ID, "attachment_id": ATTACHMENT_ID}


class _Accounting(Library[Untyped, Untyped]):
    def connect(self, server_url: str) -> object:
        return _package.CodatAccounting(security=_shared.Security(auth_header=API_KEY), server_url=server_url)

    def connect_async(self, server_url: str) -> object:
        return self.connect(server_url)

    def list(self, client: Untyped, page_size: int) -> object:
        return client.customers.list(request={"company_id": COMPANY_ID, "page_size": page_size})

    def get(self, client: Untyped) -> object:
        return client.customers.get(request=_GET)

    async def get_async(self, client: Untyped) -> object:
        return await client.customers.get_async(request=_GET)

    def decode_page(self, page: JsonObject) -> object:
        return _utils.unmarshal(page, _shared.Customers)

    def decode_customer(self, customer: JsonObject) -> object:
        return _utils.unmarshal(customer, _shared.Customer)

    def encode_customer(self, customer: Untyped) -> str:
        return json.dumps(customer.model_dump(by_alias=True, mode="json"))


def _save(client: Untyped, path: Path) -> None:
    with path.open("wb") as file:
        for chunk in client.customers.download_attachment(request=_DOWNLOAD).iter_bytes():
            file.write(chunk)


_ACCOUNTING = _Accounting()

JOBS: Jobs = {**jobs_of(_ACCOUNTING), "save": saving(_ACCOUNTING, _save)}
