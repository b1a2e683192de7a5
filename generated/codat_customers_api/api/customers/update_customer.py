"""The operation ``customers.update``."""

from __future__ import annotations

from collections.abc import Mapping

from ... import decoding, encoding, parameters
from ...client import RequestSpec
from ...models.customer import Customer
from ...models.error_message import ErrorMessage
from ...models.push_operation import PushOperation
from ...types import RawResponse


def request(
    company_id: str,
    connection_id: str,
    customer_id: str,
    customer: Customer | Mapping[str, object],
    *,
    timeout_in_minutes: int | None = None,
    allow_sync_on_push_complete: bool | None = None,
    force_update: bool | None = None,
) -> RequestSpec:
    """Describe the request of ``customers.update``; nothing is sent.

    Parameters:
        company_id (str): Codat's id of the company.
        connection_id (str): Codat's id of the connection between the company and its accounting platform.
        customer_id (str): The id of the customer, in whatever form its platform gives it: a UUID, a number, a code, a
            long base64 text. It is percent-encoded in the path, slashes included.
        customer (Customer | Mapping[str, object]): The customer as it should become. Or a mapping with the names that
            JSON has, such as a dict: it is checked as the model is, and sent as it is, with fields that are not listed.
        timeout_in_minutes (int | None): After how many minutes Codat marks the push operation as TimedOut. The platform
            may carry the write out all the same.
        allow_sync_on_push_complete (bool | None): Whether Codat may read the record again from the platform once the
            write has been carried out. The service does so unless told false.
        force_update (bool | None): Whether to write even if the customer was changed on the platform since Codat last
            read it. The service does not unless told true.

    Raises:
        TypeError: An argument has the wrong type; nothing was sent.
        ValueError: An argument is not allowed; nothing was sent.
    """
    company_id = parameters.path_segment("company_id", company_id)
    connection_id = parameters.path_segment("connection_id", connection_id)
    customer_id = parameters.path_segment("customer_id", customer_id)
    params: dict[str, str] = {}
    if timeout_in_minutes is not None:
        params["timeoutInMinutes"] = parameters.integer("timeout_in_minutes", timeout_in_minutes)
    if allow_sync_on_push_complete is not None:
        params["allowSyncOnPushComplete"] = parameters.boolean(
            "allow_sync_on_push_complete", allow_sync_on_push_complete
        )
    if force_update is not None:
        params["forceUpdate"] = parameters.boolean("force_update", force_update)
    return RequestSpec(
        operation="customers.update",
        method="PUT",
        path=f"/companies/{company_id}/connections/{connection_id}/push/customers/{customer_id}",
        decode_error=ErrorMessage.from_dict,
        route="/companies/{companyId}/connections/{connectionId}/push/customers/{customerId}",
        params=params,
        json=encoding.body(Customer, "customer", customer),
    )


def decode(response: RawResponse) -> PushOperation:
    """Decode the success.

    Raises:
        DecodeError: The body is not what the specification says; the error names the place.
    """
    return decoding.json_body(PushOperation.from_dict, response.content)
