"""The operation ``push_operations.get``."""

from __future__ import annotations

from ... import decoding, parameters
from ...client import RequestSpec
from ...models.error_message import ErrorMessage
from ...models.push_operation import PushOperation
from ...types import RawResponse


def request(
    company_id: str,
    push_operation_key: str,
) -> RequestSpec:
    """Describe the request of ``push_operations.get``; nothing is sent.

    Parameters:
        company_id (str): Codat's id of the company.
        push_operation_key (str): The key of the push operation, as the write that started it returned it.

    Raises:
        TypeError: An argument has the wrong type; nothing was sent.
        ValueError: An argument is not allowed; nothing was sent.
    """
    company_id = parameters.path_segment("company_id", company_id)
    push_operation_key = parameters.path_segment("push_operation_key", push_operation_key)
    return RequestSpec(
        operation="push_operations.get",
        method="GET",
        path=f"/companies/{company_id}/push/{push_operation_key}",
        decode_error=ErrorMessage.from_dict,
        route="/companies/{companyId}/push/{pushOperationKey}",
    )


def decode(response: RawResponse) -> PushOperation:
    """Decode the success.

    Raises:
        DecodeError: The body is not what the specification says; the error names the place.
    """
    return decoding.json_body(PushOperation.from_dict, response.content)
