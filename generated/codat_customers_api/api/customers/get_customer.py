"""The operation ``customers.get``."""

from __future__ import annotations

from ... import decoding, parameters
from ...client import RequestSpec
from ...models.customer import Customer
from ...models.error_message import ErrorMessage
from ...types import RawResponse


def request(
    company_id: str,
    customer_id: str,
) -> RequestSpec:
    """Describe the request of ``customers.get``; nothing is sent.

    Parameters:
        company_id (str): Codat's id of the company.
        customer_id (str): The id of the customer, in whatever form its platform gives it: a UUID, a number, a code, a
            long base64 text. It is percent-encoded in the path, slashes included.

    Raises:
        TypeError: An argument has the wrong type; nothing was sent.
        ValueError: An argument is not allowed; nothing was sent.
    """
    company_id = parameters.path_segment("company_id", company_id)
    customer_id = parameters.path_segment("customer_id", customer_id)
    return RequestSpec(
        operation="customers.get",
        method="GET",
        path=f"/companies/{company_id}/data/customers/{customer_id}",
        decode_error=ErrorMessage.from_dict,
        route="/companies/{companyId}/data/customers/{customerId}",
    )


def decode(response: RawResponse) -> Customer:
    """Decode the success.

    Raises:
        DecodeError: The body is not what the specification says; the error names the place.
    """
    return decoding.json_body(Customer.from_dict, response.content)
