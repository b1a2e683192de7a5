"""httpx, json and this SDK's models, put together by hand: what the SDK itself adds is the difference to this."""

from __future__ import annotations

from codat_customers.models import Customer, CustomerPage

from ..wire import CUSTOMER_PATH, CUSTOMERS_PATH
from .plain import AsyncClient, Client, Plain
from .work import Jobs, jobs_of


class _ByHand(Plain):
    def list(self, client: Client, page_size: int) -> CustomerPage:
        answer = client.http.get(client.server_url + CUSTOMERS_PATH, params={"pageSize": page_size})
        return CustomerPage.from_dict(answer.json())

    def get(self, client: Client) -> Customer:
        return Customer.from_dict(client.http.get(client.server_url + CUSTOMER_PATH).json())

    async def get_async(self, client: AsyncClient) -> Customer:
        return Customer.from_dict((await client.http.get(client.server_url + CUSTOMER_PATH)).json())


JOBS: Jobs = jobs_of(_ByHand())
