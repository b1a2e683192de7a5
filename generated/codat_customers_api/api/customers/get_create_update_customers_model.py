"""The operation ``customers.get_create_update_model``."""

from __future__ import annotations

from ... import decoding, parameters
from ...client import RequestSpec
from ...models.error_message import ErrorMessage
from ...models.push_option import PushOption
from ...types import RawResponse


def request(
    company_id: str,
    connection_id: str,
) -> RequestSpec:
    """Describe the request of ``customers.get_create_update_model``; nothing is sent.

    Parameters:
        company_id (str): Codat's id of the company.
        connection_id (str): Codat's id of the connection between the company and its accounting platform.

    Raises:
        TypeError: An argument has the wrong type; nothing was sent.
        ValueError: An argument is not allowed; nothing was sent.
    """
    company_id = parameters.path_segment("company_id", company_id)
    connection_id = parameters.path_segment("connection_id", connection_id)
    return RequestSpec(
        operation="customers.get_create_update_model",
        method="GET",
        path=f"/companies/{company_id}/connections/{connection_id}/options/customers",
        decode_error=ErrorMessage.from_dict,
        route="/companies/{companyId}/connections/{connectionId}/options/customers",
    )


def decode(response: RawResponse) -> PushOption:
    """Decode the success.

    Raises:
        DecodeError: The body is not what the specification says; the error names the place.
    """
    return decoding.json_body(PushOption.from_dict, response.content)
