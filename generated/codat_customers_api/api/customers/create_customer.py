"""The operation ``customers.create``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ... import decoding, encoding, parameters
from ...client import RequestSpec
from ...models.customer import Customer
from ...models.error_message import ErrorMessage
from ...models.push_operation import PushOperation
from ...types import RawResponse

if TYPE_CHECKING:
    from uuid import UUID


def request(
    company_id: str,
    connection_id: str,
    customer: Customer | Mapping[str, object],
    *,
    timeout_in_minutes: int | None = None,
    allow_sync_on_push_complete: bool | None = None,
    idempotency_key: str | UUID | None = None,
) -> RequestSpec:
    """Describe the request of ``customers.create``; nothing is sent.

    Parameters:
        company_id (str): Codat's id of the company.
        connection_id (str): Codat's id of the connection between the company and its accounting platform.
        customer (Customer | Mapping[str, object]): The customer to create. Or a mapping with the names that JSON has,
            such as a dict: it is checked as the model is, and sent as it is, with fields that are not listed.
        timeout_in_minutes (int | None): After how many minutes Codat marks the push operation as TimedOut. The platform
            may carry the write out all the same.
        allow_sync_on_push_complete (bool | None): Whether Codat may read the record again from the platform once the
            write has been carried out. The service does so unless told false.
        idempotency_key (str | UUID | None): A GUID chosen by the sender, the same for all tries of one call. For 90
            minutes the service answers a request that bears a known key with its first answer instead of creating
            another customer.

    Raises:
        TypeError: An argument has the wrong type; nothing was sent.
        ValueError: An argument is not allowed; nothing was sent.
    """
    company_id = parameters.path_segment("company_id", company_id)
    connection_id = parameters.path_segment("connection_id", connection_id)
    params: dict[str, str] = {}
    if timeout_in_minutes is not None:
        params["timeoutInMinutes"] = parameters.integer("timeout_in_minutes", timeout_in_minutes)
    if allow_sync_on_push_complete is not None:
        params["allowSyncOnPushComplete"] = parameters.boolean(
            "allow_sync_on_push_complete", allow_sync_on_push_complete
        )
    headers: dict[str, str] = {}
    if idempotency_key is not None:
        headers["Idempotency-Key"] = parameters.header_value(
            "idempotency_key", parameters.uuid("idempotency_key", idempotency_key)
        )
    return RequestSpec(
        operation="customers.create",
        method="POST",
        path=f"/companies/{company_id}/connections/{connection_id}/push/customers",
        decode_error=ErrorMessage.from_dict,
        route="/companies/{companyId}/connections/{connectionId}/push/customers",
        params=params,
        headers=headers,
        json=encoding.body(Customer, "customer", customer),
    )


def decode(response: RawResponse) -> PushOperation:
    """Decode the success.

    Raises:
        DecodeError: The body is not what the specification says; the error names the place.
    """
    return decoding.json_body(PushOperation.from_dict, response.content)
