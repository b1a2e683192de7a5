"""The operation ``customers.download_attachment``."""

from __future__ import annotations

from ... import parameters
from ...client import RequestSpec
from ...models.error_message import ErrorMessage
from ...types import RawResponse


def request(
    company_id: str,
    connection_id: str,
    customer_id: str,
    attachment_id: str,
) -> RequestSpec:
    """Describe the request of ``customers.download_attachment``; nothing is sent.

    Parameters:
        company_id (str): Codat's id of the company.
        connection_id (str): Codat's id of the connection between the company and its accounting platform.
        customer_id (str): The id of the customer, in whatever form its platform gives it: a UUID, a number, a code, a
            long base64 text. It is percent-encoded in the path, slashes included.
        attachment_id (str): The id of the attachment. Usually a UUID, but not on every platform.

    Raises:
        TypeError: An argument has the wrong type; nothing was sent.
        ValueError: An argument is not allowed; nothing was sent.
    """
    company_id = parameters.path_segment("company_id", company_id)
    connection_id = parameters.path_segment("connection_id", connection_id)
    customer_id = parameters.path_segment("customer_id", customer_id)
    attachment_id = parameters.path_segment("attachment_id", attachment_id)
    return RequestSpec(
        operation="customers.download_attachment",
        method="GET",
        path=f"/companies/{company_id}/connections/{connection_id}/data/customers/{customer_id}/attachments/{attachment_id}/download",
        decode_error=ErrorMessage.from_dict,
        route="/companies/{companyId}/connections/{connectionId}/data/customers/{customerId}/attachments/{attachmentId}/download",
        accept="application/octet-stream",
        accept_encoding="identity",
    )


def decode(response: RawResponse) -> bytes:
    """Decode the success.

    Raises:
        DecodeError: The body is not what the specification says; the error names the place.
    """
    return response.content
