"""The operation ``customers.list_attachments``."""

from __future__ import annotations

from ... import decoding, parameters
from ...client import RequestSpec
from ...models.attachment_list import AttachmentList
from ...models.error_message import ErrorMessage
from ...types import RawResponse


def request(
    company_id: str,
    connection_id: str,
    customer_id: str,
) -> RequestSpec:
    """Describe the request of ``customers.list_attachments``; nothing is sent.

    Parameters:
        company_id (str): Codat's id of the company.
        connection_id (str): Codat's id of the connection between the company and its accounting platform.
        customer_id (str): The id of the customer, in whatever form its platform gives it: a UUID, a number, a code, a
            long base64 text. It is percent-encoded in the path, slashes included.

    Raises:
        TypeError: An argument has the wrong type; nothing was sent.
        ValueError: An argument is not allowed; nothing was sent.
    """
    company_id = parameters.path_segment("company_id", company_id)
    connection_id = parameters.path_segment("connection_id", connection_id)
    customer_id = parameters.path_segment("customer_id", customer_id)
    return RequestSpec(
        operation="customers.list_attachments",
        method="GET",
        path=f"/companies/{company_id}/connections/{connection_id}/data/customers/{customer_id}/attachments",
        decode_error=ErrorMessage.from_dict,
        route="/companies/{companyId}/connections/{connectionId}/data/customers/{customerId}/attachments",
    )


def decode(response: RawResponse) -> AttachmentList:
    """Decode the success.

    Raises:
        DecodeError: The body is not what the specification says; the error names the place.
    """
    return decoding.json_body(AttachmentList.from_dict, response.content)
