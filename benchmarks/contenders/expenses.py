"""codat-sync-for-expenses, another of Codat's own SDKs. It does not know customers' attachments."""

from __future__ import annotations

from importlib import import_module

from ..wire import API_KEY, COMPANY_ID, CUSTOMER_ID
from .work import Jobs, JsonObject, Library, Untyped, jobs_of

_package: Untyped = import_module("codat_sync_for_expenses")
_shared: Untyped = import_module("codat_sync_for_expenses.models.shared")

_GET = {"company_id": COMPANY_ID, "customer_id": CUSTOMER_ID}


class _Expenses(Library[Untyped, Untyped]):
    def connect(self, server_url: str) -> object:
        return _package.CodatSyncExpenses(security=_shared.Security(auth_header=API_KEY), server_url=server_url)

    def connect_async(self, server_url: str) -> object:
        return self.connect(server_url)

    def list(self, client: Untyped, page_size: int) -> object:
        return client.customers.list(request={"company_id": COMPANY_ID, "page_size": str(page_size)})

    def get(self, client: Untyped) -> object:
        return client.customers.get(request=_GET)

    async def get_async(self, client: Untyped) -> object:
        return await client.customers.get_async(request=_GET)

    def decode_page(self, page: JsonObject) -> object:
        return _shared.Customers.from_dict(page)

    def decode_customer(self, customer: JsonObject) -> object:
        return _shared.Customer.from_dict(customer)

    def encode_customer(self, customer: Untyped) -> str:
        return str(customer.to_json())


JOBS: Jobs = jobs_of(_Expenses())
