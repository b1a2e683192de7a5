"""The operations on ``push_operations`` as methods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ...client import AsyncSender, RequestOptions, RetryPolicy, Sender, Timeout, unsent
from ...types import UNSET, Response, Unset

if TYPE_CHECKING:
    from ...models.push_operation import PushOperation
    from ...models.push_operation_page import PushOperationPage


class PushOperations:
    """What became of a write.

    Parameters:
        sender: Carries out the requests.

    Attributes:
        with_raw_response: The same operations, answering with the status, headers and bytes as well.
    """

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self.with_raw_response = PushOperationsWithRawResponse(sender)

    def list(
        self,
        company_id: str,
        *,
        page: int | None = None,
        page_size: int | None = None,
        query: str | None = None,
        order_by: str | None = None,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> PushOperationPage:
        """List push operations.

        One page of the writes of a company, in whatever state they are. After a program has ended in the middle of its
        work, this tells what became of the writes whose keys it did not keep. The list can be narrowed with a query and
        sorted by one field.

        Parameters:
            company_id (str): Codat's id of the company.
            page (int | None): Which page to return, counted from 1. The service returns the first when none is named.
            page_size (int | None): How many records a page holds at most. The service takes 100 when nothing is said;
                larger pages take longer to arrive.
            query (str | None): Which push operations to return, in the query language of list-customers, on the fields
                of a push operation: its status, its dates, its keys. At most 2047 characters.
            order_by (str | None): The one field to sort by, ascending, or descending with a minus sign before it.
            retries (RetryConfig | None): How to retry this call; None for a single try, by default as the client does.
            timeout (float | httpx.Timeout | None): Time-out of each try in seconds; None for no limit, by default that
                of the client.
            headers (Mapping[str, str] | None): Headers to add or to override.

        Returns:
            The page asked for. A page past the last one has no results.

        Raises:
            TypeError: An argument has the wrong type; nothing was sent.
            ValueError: An argument is not allowed; nothing was sent.
            SDKError: The call failed: BadRequestError (400), AuthenticationError (401), PaymentRequiredError (402),
                PermissionDeniedError (403), NotFoundError (404), RateLimitError (429), ServerError (500, 503);
                APIConnectionError or APITimeoutError without a whole answer; ResponseDecodeError. A plain ``Client``
                raises its own errors instead.
        """
        try:
            from . import get_company_push_history
        except OSError as problem:
            raise unsent(self._sender, "push_operations.list", problem)

        spec = get_company_push_history.request(
            company_id, page=page, page_size=page_size, query=query, order_by=order_by
        )
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        response = self._sender.send(spec, get_company_push_history.decode, options)
        return response.parsed

    def get(
        self,
        company_id: str,
        push_operation_key: str,
        *,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> PushOperation:
        """Get a push operation.

        How far a write has come. Ask again while its status is Pending; that can take from seconds to minutes, and has
        no end where the platform is not reachable.

        Parameters:
            company_id (str): Codat's id of the company.
            push_operation_key (str): The key of the push operation, as the write that started it returned it.
            retries (RetryConfig | None): How to retry this call; None for a single try, by default as the client does.
            timeout (float | httpx.Timeout | None): Time-out of each try in seconds; None for no limit, by default that
                of the client.
            headers (Mapping[str, str] | None): Headers to add or to override.

        Returns:
            The push operation as it stands.

        Raises:
            TypeError: An argument has the wrong type; nothing was sent.
            ValueError: An argument is not allowed; nothing was sent.
            SDKError: The call failed: AuthenticationError (401), PaymentRequiredError (402), PermissionDeniedError
                (403), NotFoundError (404), RateLimitError (429), ServerError (500, 503); APIConnectionError or
                APITimeoutError without a whole answer; ResponseDecodeError. A plain ``Client`` raises its own errors
                instead.
        """
        try:
            from . import get_push_operation
        except OSError as problem:
            raise unsent(self._sender, "push_operations.get", problem)

        spec = get_push_operation.request(company_id, push_operation_key)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        response = self._sender.send(spec, get_push_operation.decode, options)
        return response.parsed


class PushOperationsWithRawResponse:
    """The operations of ``PushOperations``, answering with the status, headers and bytes as well.

    Parameters:
        sender: Carries out the requests.
    """

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def list(
        self,
        company_id: str,
        *,
        page: int | None = None,
        page_size: int | None = None,
        query: str | None = None,
        order_by: str | None = None,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> Response[PushOperationPage]:
        """Do as ``PushOperations.list`` and return the whole answer."""
        try:
            from . import get_company_push_history
        except OSError as problem:
            raise unsent(self._sender, "push_operations.list", problem)

        spec = get_company_push_history.request(
            company_id, page=page, page_size=page_size, query=query, order_by=order_by
        )
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return self._sender.send(spec, get_company_push_history.decode, options)

    def get(
        self,
        company_id: str,
        push_operation_key: str,
        *,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> Response[PushOperation]:
        """Do as ``PushOperations.get`` and return the whole answer."""
        try:
            from . import get_push_operation
        except OSError as problem:
            raise unsent(self._sender, "push_operations.get", problem)

        spec = get_push_operation.request(company_id, push_operation_key)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return self._sender.send(spec, get_push_operation.decode, options)


class AsyncPushOperations:
    """What became of a write.

    Parameters:
        sender: Carries out the requests.

    Attributes:
        with_raw_response: The same operations, answering with the status, headers and bytes as well.
    """

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender
        self.with_raw_response = AsyncPushOperationsWithRawResponse(sender)

    async def list(
        self,
        company_id: str,
        *,
        page: int | None = None,
        page_size: int | None = None,
        query: str | None = None,
        order_by: str | None = None,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> PushOperationPage:
        """List push operations.

        One page of the writes of a company, in whatever state they are. After a program has ended in the middle of its
        work, this tells what became of the writes whose keys it did not keep. The list can be narrowed with a query and
        sorted by one field.

        Parameters:
            company_id (str): Codat's id of the company.
            page (int | None): Which page to return, counted from 1. The service returns the first when none is named.
            page_size (int | None): How many records a page holds at most. The service takes 100 when nothing is said;
                larger pages take longer to arrive.
            query (str | None): Which push operations to return, in the query language of list-customers, on the fields
                of a push operation: its status, its dates, its keys. At most 2047 characters.
            order_by (str | None): The one field to sort by, ascending, or descending with a minus sign before it.
            retries (RetryConfig | None): How to retry this call; None for a single try, by default as the client does.
            timeout (float | httpx.Timeout | None): Time-out of each try in seconds; None for no limit, by default that
                of the client.
            headers (Mapping[str, str] | None): Headers to add or to override.

        Returns:
            The page asked for. A page past the last one has no results.

        Raises:
            TypeError: An argument has the wrong type; nothing was sent.
            ValueError: An argument is not allowed; nothing was sent.
            SDKError: The call failed: BadRequestError (400), AuthenticationError (401), PaymentRequiredError (402),
                PermissionDeniedError (403), NotFoundError (404), RateLimitError (429), ServerError (500, 503);
                APIConnectionError or APITimeoutError without a whole answer; ResponseDecodeError. A plain ``Client``
                raises its own errors instead.
        """
        try:
            from . import get_company_push_history
        except OSError as problem:
            raise unsent(self._sender, "push_operations.list", problem)

        spec = get_company_push_history.request(
            company_id, page=page, page_size=page_size, query=query, order_by=order_by
        )
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        response = await self._sender.send(spec, get_company_push_history.decode, options)
        return response.parsed

    async def get(
        self,
        company_id: str,
        push_operation_key: str,
        *,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> PushOperation:
        """Get a push operation.

        How far a write has come. Ask again while its status is Pending; that can take from seconds to minutes, and has
        no end where the platform is not reachable.

        Parameters:
            company_id (str): Codat's id of the company.
            push_operation_key (str): The key of the push operation, as the write that started it returned it.
            retries (RetryConfig | None): How to retry this call; None for a single try, by default as the client does.
            timeout (float | httpx.Timeout | None): Time-out of each try in seconds; None for no limit, by default that
                of the client.
            headers (Mapping[str, str] | None): Headers to add or to override.

        Returns:
            The push operation as it stands.

        Raises:
            TypeError: An argument has the wrong type; nothing was sent.
            ValueError: An argument is not allowed; nothing was sent.
            SDKError: The call failed: AuthenticationError (401), PaymentRequiredError (402), PermissionDeniedError
                (403), NotFoundError (404), RateLimitError (429), ServerError (500, 503); APIConnectionError or
                APITimeoutError without a whole answer; ResponseDecodeError. A plain ``Client`` raises its own errors
                instead.
        """
        try:
            from . import get_push_operation
        except OSError as problem:
            raise unsent(self._sender, "push_operations.get", problem)

        spec = get_push_operation.request(company_id, push_operation_key)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        response = await self._sender.send(spec, get_push_operation.decode, options)
        return response.parsed


class AsyncPushOperationsWithRawResponse:
    """The operations of ``AsyncPushOperations``, answering with the status, headers and bytes as well.

    Parameters:
        sender: Carries out the requests.
    """

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def list(
        self,
        company_id: str,
        *,
        page: int | None = None,
        page_size: int | None = None,
        query: str | None = None,
        order_by: str | None = None,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> Response[PushOperationPage]:
        """Do as ``AsyncPushOperations.list`` and return the whole answer."""
        try:
            from . import get_company_push_history
        except OSError as problem:
            raise unsent(self._sender, "push_operations.list", problem)

        spec = get_company_push_history.request(
            company_id, page=page, page_size=page_size, query=query, order_by=order_by
        )
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return await self._sender.send(spec, get_company_push_history.decode, options)

    async def get(
        self,
        company_id: str,
        push_operation_key: str,
        *,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> Response[PushOperation]:
        """Do as ``AsyncPushOperations.get`` and return the whole answer."""
        try:
            from . import get_push_operation
        except OSError as problem:
            raise unsent(self._sender, "push_operations.get", problem)

        spec = get_push_operation.request(company_id, push_operation_key)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return await self._sender.send(spec, get_push_operation.decode, options)


__all__ = [
    "PushOperations",
    "PushOperationsWithRawResponse",
    "AsyncPushOperations",
    "AsyncPushOperationsWithRawResponse",
]
