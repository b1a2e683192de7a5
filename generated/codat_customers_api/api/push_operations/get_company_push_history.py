"""The operation ``push_operations.list``."""

from __future__ import annotations

from ... import decoding, parameters
from ...client import RequestSpec
from ...models.error_message import ErrorMessage
from ...models.push_operation_page import PushOperationPage
from ...types import RawResponse


def request(
    company_id: str,
    *,
    page: int | None = None,
    page_size: int | None = None,
    query: str | None = None,
    order_by: str | None = None,
) -> RequestSpec:
    """Describe the request of ``push_operations.list``; nothing is sent.

    Parameters:
        company_id (str): Codat's id of the company.
        page (int | None): Which page to return, counted from 1. The service returns the first when none is named.
        page_size (int | None): How many records a page holds at most. The service takes 100 when nothing is said;
            larger pages take longer to arrive.
        query (str | None): Which push operations to return, in the query language of list-customers, on the fields of a
            push operation: its status, its dates, its keys. At most 2047 characters.
        order_by (str | None): The one field to sort by, ascending, or descending with a minus sign before it.

    Raises:
        TypeError: An argument has the wrong type; nothing was sent.
        ValueError: An argument is not allowed; nothing was sent.
    """
    company_id = parameters.path_segment("company_id", company_id)
    params: dict[str, str] = {}
    if page is not None:
        params["page"] = parameters.integer("page", page, minimum=1)
    if page_size is not None:
        params["pageSize"] = parameters.integer("page_size", page_size, minimum=1, maximum=5000)
    if query is not None:
        params["query"] = parameters.string("query", query, max_length=2047)
    if order_by is not None:
        params["orderBy"] = parameters.string("order_by", order_by)
    return RequestSpec(
        operation="push_operations.list",
        method="GET",
        path=f"/companies/{company_id}/push",
        decode_error=ErrorMessage.from_dict,
        route="/companies/{companyId}/push",
        params=params,
    )


def decode(response: RawResponse) -> PushOperationPage:
    """Decode the success.

    Raises:
        DecodeError: The body is not what the specification says; the error names the place.
    """
    return decoding.page_body(PushOperationPage.from_dict, response.content)
