"""The operations on ``customers`` as methods."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import TYPE_CHECKING

from ...client import AsyncSender, AsyncStreamedBody, RequestOptions, RetryPolicy, Sender, StreamedBody, Timeout, unsent
from ...types import UNSET, Response, Unset

if TYPE_CHECKING:
    from uuid import UUID

    from ...models.attachment import Attachment
    from ...models.attachment_list import AttachmentList
    from ...models.customer import Customer
    from ...models.customer_page import CustomerPage
    from ...models.push_operation import PushOperation
    from ...models.push_option import PushOption


class Customers:
    """The customers of a company, their attachments, and how to write them.

    Parameters:
        sender: Carries out the requests.

    Attributes:
        with_raw_response: The same operations, answering with the status, headers and bytes as well.
    """

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self.with_raw_response = CustomersWithRawResponse(sender)

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
    ) -> CustomerPage:
        """List customers.

        One page of a company's customers, from the copy Codat keeps. The list can be narrowed with a query and sorted
        by one field. To read only what changed since an earlier reading, compare modifiedDate in the query and sort by
        it.

        Parameters:
            company_id (str): Codat's id of the company.
            page (int | None): Which page to return, counted from 1. The service returns the first when none is named.
            page_size (int | None): How many records a page holds at most. The service takes 100 when nothing is said;
                larger pages take longer to arrive.
            query (str | None): Which customers to return: comparisons of the form `property operator value`, with the
                operators `=`, `!=`, `~` (contains), and for anything but text `<`, `<=`, `>`, `>=`, joined with `&&`
                and `||` and grouped in braces. Properties of sub-objects are reached with dots; arrays and null cannot
                be tested. At most 2047 characters.
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
                PermissionDeniedError (403), NotFoundError (404), ConflictError (409), RateLimitError (429), ServerError
                (500, 503); APIConnectionError or APITimeoutError without a whole answer; ResponseDecodeError. A plain
                ``Client`` raises its own errors instead.
        """
        try:
            from . import list_customers
        except OSError as problem:
            raise unsent(self._sender, "customers.list", problem)

        spec = list_customers.request(company_id, page=page, page_size=page_size, query=query, order_by=order_by)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        response = self._sender.send(spec, list_customers.decode, options)
        return response.parsed

    def get(
        self,
        company_id: str,
        customer_id: str,
        *,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> Customer:
        """Get a customer.

        One customer of a company, from the copy Codat keeps.

        Parameters:
            company_id (str): Codat's id of the company.
            customer_id (str): The id of the customer, in whatever form its platform gives it: a UUID, a number, a code,
                a long base64 text. It is percent-encoded in the path, slashes included.
            retries (RetryConfig | None): How to retry this call; None for a single try, by default as the client does.
            timeout (float | httpx.Timeout | None): Time-out of each try in seconds; None for no limit, by default that
                of the client.
            headers (Mapping[str, str] | None): Headers to add or to override.

        Returns:
            The customer.

        Raises:
            TypeError: An argument has the wrong type; nothing was sent.
            ValueError: An argument is not allowed; nothing was sent.
            SDKError: The call failed: AuthenticationError (401), PaymentRequiredError (402), PermissionDeniedError
                (403), NotFoundError (404), ConflictError (409), RateLimitError (429), ServerError (500, 503);
                APIConnectionError or APITimeoutError without a whole answer; ResponseDecodeError. A plain ``Client``
                raises its own errors instead.
        """
        try:
            from . import get_customer
        except OSError as problem:
            raise unsent(self._sender, "customers.get", problem)

        spec = get_customer.request(company_id, customer_id)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        response = self._sender.send(spec, get_customer.decode, options)
        return response.parsed

    def create(
        self,
        company_id: str,
        connection_id: str,
        customer: Customer | Mapping[str, object],
        *,
        timeout_in_minutes: int | None = None,
        allow_sync_on_push_complete: bool | None = None,
        idempotency_key: str | UUID | None = None,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> PushOperation:
        """Create a customer.

        Queues a new customer for the accounting platform behind a connection. What a platform accepts differs from one
        to the next: ask get-create-update-customers-model first. A status of 200 means that Codat took the request, not
        that the platform did: look at the status of the push operation.

        Parameters:
            company_id (str): Codat's id of the company.
            connection_id (str): Codat's id of the connection between the company and its accounting platform.
            customer (Customer | Mapping[str, object]): The customer to create. Or a mapping with the names that JSON
                has, such as a dict: it is checked as the model is, and sent as it is, with fields that are not listed.
            timeout_in_minutes (int | None): After how many minutes Codat marks the push operation as TimedOut. The
                platform may carry the write out all the same.
            allow_sync_on_push_complete (bool | None): Whether Codat may read the record again from the platform once
                the write has been carried out. The service does so unless told false.
            idempotency_key (str | UUID | None): A GUID chosen by the sender, the same for all tries of one call. For 90
                minutes the service answers a request that bears a known key with its first answer instead of creating
                another customer.
            retries (RetryConfig | None): How to retry this call; None for a single try, by default as the client does.
            timeout (float | httpx.Timeout | None): Time-out of each try in seconds; None for no limit, by default that
                of the client.
            headers (Mapping[str, str] | None): Headers to add or to override.

        Returns:
            The push operation that carries the new customer.

        Raises:
            TypeError: An argument has the wrong type; nothing was sent.
            ValueError: An argument is not allowed; nothing was sent.
            SDKError: The call failed: BadRequestError (400), AuthenticationError (401), PaymentRequiredError (402),
                PermissionDeniedError (403), NotFoundError (404), ConflictError (409), UnprocessableEntityError (422),
                RateLimitError (429), ServerError (500, 503); APIConnectionError or APITimeoutError without a whole
                answer; ResponseDecodeError. A plain ``Client`` raises its own errors instead.
        """
        try:
            from . import create_customer
        except OSError as problem:
            raise unsent(self._sender, "customers.create", problem)

        spec = create_customer.request(
            company_id,
            connection_id,
            customer,
            timeout_in_minutes=timeout_in_minutes,
            allow_sync_on_push_complete=allow_sync_on_push_complete,
            idempotency_key=idempotency_key,
        )
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        response = self._sender.send(spec, create_customer.decode, options)
        return response.parsed

    def update(
        self,
        company_id: str,
        connection_id: str,
        customer_id: str,
        customer: Customer | Mapping[str, object],
        *,
        timeout_in_minutes: int | None = None,
        allow_sync_on_push_complete: bool | None = None,
        force_update: bool | None = None,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> PushOperation:
        """Update a customer.

        Queues a change of a customer for the accounting platform behind a connection. Leaving a field out and sending
        null for it are different requests. A status of 200 means that Codat took the request, not that the platform
        did: look at the status of the push operation.

        Parameters:
            company_id (str): Codat's id of the company.
            connection_id (str): Codat's id of the connection between the company and its accounting platform.
            customer_id (str): The id of the customer, in whatever form its platform gives it: a UUID, a number, a code,
                a long base64 text. It is percent-encoded in the path, slashes included.
            customer (Customer | Mapping[str, object]): The customer as it should become. Or a mapping with the names
                that JSON has, such as a dict: it is checked as the model is, and sent as it is, with fields that are
                not listed.
            timeout_in_minutes (int | None): After how many minutes Codat marks the push operation as TimedOut. The
                platform may carry the write out all the same.
            allow_sync_on_push_complete (bool | None): Whether Codat may read the record again from the platform once
                the write has been carried out. The service does so unless told false.
            force_update (bool | None): Whether to write even if the customer was changed on the platform since Codat
                last read it. The service does not unless told true.
            retries (RetryConfig | None): How to retry this call; None for a single try, by default as the client does.
            timeout (float | httpx.Timeout | None): Time-out of each try in seconds; None for no limit, by default that
                of the client.
            headers (Mapping[str, str] | None): Headers to add or to override.

        Returns:
            The push operation that carries the change.

        Raises:
            TypeError: An argument has the wrong type; nothing was sent.
            ValueError: An argument is not allowed; nothing was sent.
            SDKError: The call failed: BadRequestError (400), AuthenticationError (401), PaymentRequiredError (402),
                PermissionDeniedError (403), NotFoundError (404), RateLimitError (429), ServerError (500, 503);
                APIConnectionError or APITimeoutError without a whole answer; ResponseDecodeError. A plain ``Client``
                raises its own errors instead.
        """
        try:
            from . import update_customer
        except OSError as problem:
            raise unsent(self._sender, "customers.update", problem)

        spec = update_customer.request(
            company_id,
            connection_id,
            customer_id,
            customer,
            timeout_in_minutes=timeout_in_minutes,
            allow_sync_on_push_complete=allow_sync_on_push_complete,
            force_update=force_update,
        )
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        response = self._sender.send(spec, update_customer.decode, options)
        return response.parsed

    def get_create_update_model(
        self,
        company_id: str,
        connection_id: str,
        *,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> PushOption:
        """Get what a platform accepts for a customer.

        Which fields the accounting platform behind a connection takes when a customer is created or updated, which of
        them it insists on, and the values it allows.

        Parameters:
            company_id (str): Codat's id of the company.
            connection_id (str): Codat's id of the connection between the company and its accounting platform.
            retries (RetryConfig | None): How to retry this call; None for a single try, by default as the client does.
            timeout (float | httpx.Timeout | None): Time-out of each try in seconds; None for no limit, by default that
                of the client.
            headers (Mapping[str, str] | None): Headers to add or to override.

        Returns:
            The description of a customer, as the platform sees it.

        Raises:
            TypeError: An argument has the wrong type; nothing was sent.
            ValueError: An argument is not allowed; nothing was sent.
            SDKError: The call failed: AuthenticationError (401), PaymentRequiredError (402), PermissionDeniedError
                (403), NotFoundError (404), RateLimitError (429), ServerError (500, 503); APIConnectionError or
                APITimeoutError without a whole answer; ResponseDecodeError. A plain ``Client`` raises its own errors
                instead.
        """
        try:
            from . import get_create_update_customers_model
        except OSError as problem:
            raise unsent(self._sender, "customers.get_create_update_model", problem)

        spec = get_create_update_customers_model.request(company_id, connection_id)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        response = self._sender.send(spec, get_create_update_customers_model.decode, options)
        return response.parsed

    def list_attachments(
        self,
        company_id: str,
        connection_id: str,
        customer_id: str,
        *,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> AttachmentList:
        """List the attachments of a customer.

        Describes every file attached to a customer. The list comes whole; it has no pages.

        Parameters:
            company_id (str): Codat's id of the company.
            connection_id (str): Codat's id of the connection between the company and its accounting platform.
            customer_id (str): The id of the customer, in whatever form its platform gives it: a UUID, a number, a code,
                a long base64 text. It is percent-encoded in the path, slashes included.
            retries (RetryConfig | None): How to retry this call; None for a single try, by default as the client does.
            timeout (float | httpx.Timeout | None): Time-out of each try in seconds; None for no limit, by default that
                of the client.
            headers (Mapping[str, str] | None): Headers to add or to override.

        Returns:
            The attachments, if there are any.

        Raises:
            TypeError: An argument has the wrong type; nothing was sent.
            ValueError: An argument is not allowed; nothing was sent.
            SDKError: The call failed: AuthenticationError (401), PaymentRequiredError (402), PermissionDeniedError
                (403), NotFoundError (404), ConflictError (409), RateLimitError (429), ServerError (500, 503);
                APIConnectionError or APITimeoutError without a whole answer; ResponseDecodeError. A plain ``Client``
                raises its own errors instead.
        """
        try:
            from . import list_customer_attachments
        except OSError as problem:
            raise unsent(self._sender, "customers.list_attachments", problem)

        spec = list_customer_attachments.request(company_id, connection_id, customer_id)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        response = self._sender.send(spec, list_customer_attachments.decode, options)
        return response.parsed

    def get_attachment(
        self,
        company_id: str,
        connection_id: str,
        customer_id: str,
        attachment_id: str,
        *,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> Attachment:
        """Get the description of an attachment.

        Describes one file attached to a customer, without its content.

        Parameters:
            company_id (str): Codat's id of the company.
            connection_id (str): Codat's id of the connection between the company and its accounting platform.
            customer_id (str): The id of the customer, in whatever form its platform gives it: a UUID, a number, a code,
                a long base64 text. It is percent-encoded in the path, slashes included.
            attachment_id (str): The id of the attachment. Usually a UUID, but not on every platform.
            retries (RetryConfig | None): How to retry this call; None for a single try, by default as the client does.
            timeout (float | httpx.Timeout | None): Time-out of each try in seconds; None for no limit, by default that
                of the client.
            headers (Mapping[str, str] | None): Headers to add or to override.

        Returns:
            The description of the file.

        Raises:
            TypeError: An argument has the wrong type; nothing was sent.
            ValueError: An argument is not allowed; nothing was sent.
            SDKError: The call failed: AuthenticationError (401), PaymentRequiredError (402), PermissionDeniedError
                (403), NotFoundError (404), RateLimitError (429), ServerError (500, 503); APIConnectionError or
                APITimeoutError without a whole answer; ResponseDecodeError. A plain ``Client`` raises its own errors
                instead.
        """
        try:
            from . import get_customer_attachment
        except OSError as problem:
            raise unsent(self._sender, "customers.get_attachment", problem)

        spec = get_customer_attachment.request(company_id, connection_id, customer_id, attachment_id)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        response = self._sender.send(spec, get_customer_attachment.decode, options)
        return response.parsed

    def download_attachment(
        self,
        company_id: str,
        connection_id: str,
        customer_id: str,
        attachment_id: str,
        *,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> bytes:
        """Download an attachment.

        The content of a file attached to a customer, byte for byte. Files can be hundreds of megabytes: stream what
        need not be held in memory.

        Parameters:
            company_id (str): Codat's id of the company.
            connection_id (str): Codat's id of the connection between the company and its accounting platform.
            customer_id (str): The id of the customer, in whatever form its platform gives it: a UUID, a number, a code,
                a long base64 text. It is percent-encoded in the path, slashes included.
            attachment_id (str): The id of the attachment. Usually a UUID, but not on every platform.
            retries (RetryConfig | None): How to retry this call; None for a single try, by default as the client does.
            timeout (float | httpx.Timeout | None): Time-out of each try in seconds; None for no limit, by default that
                of the client.
            headers (Mapping[str, str] | None): Headers to add or to override.

        Returns:
            The content of the file.

        Raises:
            TypeError: An argument has the wrong type; nothing was sent.
            ValueError: An argument is not allowed; nothing was sent.
            SDKError: The call failed: AuthenticationError (401), PaymentRequiredError (402), PermissionDeniedError
                (403), NotFoundError (404), RateLimitError (429), ServerError (500, 503); APIConnectionError or
                APITimeoutError without a whole answer; ResponseDecodeError. A plain ``Client`` raises its own errors
                instead.
        """
        try:
            from . import download_customer_attachment
        except OSError as problem:
            raise unsent(self._sender, "customers.download_attachment", problem)

        spec = download_customer_attachment.request(company_id, connection_id, customer_id, attachment_id)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        response = self._sender.send(spec, download_customer_attachment.decode, options)
        return response.parsed

    def stream_attachment(
        self,
        company_id: str,
        connection_id: str,
        customer_id: str,
        attachment_id: str,
        *,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> AbstractContextManager[StreamedBody]:
        """Download an attachment.

        The content of a file attached to a customer, byte for byte. Files can be hundreds of megabytes: stream what
        need not be held in memory.

        Parameters:
            company_id (str): Codat's id of the company.
            connection_id (str): Codat's id of the connection between the company and its accounting platform.
            customer_id (str): The id of the customer, in whatever form its platform gives it: a UUID, a number, a code,
                a long base64 text. It is percent-encoded in the path, slashes included.
            attachment_id (str): The id of the attachment. Usually a UUID, but not on every platform.
            retries (RetryConfig | None): How to retry this call; None for a single try, by default as the client does.
            timeout (float | httpx.Timeout | None): Time-out of each try in seconds; None for no limit, by default that
                of the client.
            headers (Mapping[str, str] | None): Headers to add or to override.

        Returns:
            A context manager that gives the body while it arrives.

        Raises:
            TypeError: An argument has the wrong type; nothing was sent.
            ValueError: An argument is not allowed; nothing was sent.
            SDKError: The call failed: AuthenticationError (401), PaymentRequiredError (402), PermissionDeniedError
                (403), NotFoundError (404), RateLimitError (429), ServerError (500, 503); APIConnectionError or
                APITimeoutError without a whole answer; ResponseDecodeError. A plain ``Client`` raises its own errors
                instead.
        """
        try:
            from . import download_customer_attachment
        except OSError as problem:
            raise unsent(self._sender, "customers.download_attachment", problem)

        spec = download_customer_attachment.request(company_id, connection_id, customer_id, attachment_id)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return self._sender.stream(spec, options)


class CustomersWithRawResponse:
    """The operations of ``Customers``, answering with the status, headers and bytes as well.

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
    ) -> Response[CustomerPage]:
        """Do as ``Customers.list`` and return the whole answer."""
        try:
            from . import list_customers
        except OSError as problem:
            raise unsent(self._sender, "customers.list", problem)

        spec = list_customers.request(company_id, page=page, page_size=page_size, query=query, order_by=order_by)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return self._sender.send(spec, list_customers.decode, options)

    def get(
        self,
        company_id: str,
        customer_id: str,
        *,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> Response[Customer]:
        """Do as ``Customers.get`` and return the whole answer."""
        try:
            from . import get_customer
        except OSError as problem:
            raise unsent(self._sender, "customers.get", problem)

        spec = get_customer.request(company_id, customer_id)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return self._sender.send(spec, get_customer.decode, options)

    def create(
        self,
        company_id: str,
        connection_id: str,
        customer: Customer | Mapping[str, object],
        *,
        timeout_in_minutes: int | None = None,
        allow_sync_on_push_complete: bool | None = None,
        idempotency_key: str | UUID | None = None,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> Response[PushOperation]:
        """Do as ``Customers.create`` and return the whole answer."""
        try:
            from . import create_customer
        except OSError as problem:
            raise unsent(self._sender, "customers.create", problem)

        spec = create_customer.request(
            company_id,
            connection_id,
            customer,
            timeout_in_minutes=timeout_in_minutes,
            allow_sync_on_push_complete=allow_sync_on_push_complete,
            idempotency_key=idempotency_key,
        )
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return self._sender.send(spec, create_customer.decode, options)

    def update(
        self,
        company_id: str,
        connection_id: str,
        customer_id: str,
        customer: Customer | Mapping[str, object],
        *,
        timeout_in_minutes: int | None = None,
        allow_sync_on_push_complete: bool | None = None,
        force_update: bool | None = None,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> Response[PushOperation]:
        """Do as ``Customers.update`` and return the whole answer."""
        try:
            from . import update_customer
        except OSError as problem:
            raise unsent(self._sender, "customers.update", problem)

        spec = update_customer.request(
            company_id,
            connection_id,
            customer_id,
            customer,
            timeout_in_minutes=timeout_in_minutes,
            allow_sync_on_push_complete=allow_sync_on_push_complete,
            force_update=force_update,
        )
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return self._sender.send(spec, update_customer.decode, options)

    def get_create_update_model(
        self,
        company_id: str,
        connection_id: str,
        *,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> Response[PushOption]:
        """Do as ``Customers.get_create_update_model`` and return the whole answer."""
        try:
            from . import get_create_update_customers_model
        except OSError as problem:
            raise unsent(self._sender, "customers.get_create_update_model", problem)

        spec = get_create_update_customers_model.request(company_id, connection_id)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return self._sender.send(spec, get_create_update_customers_model.decode, options)

    def list_attachments(
        self,
        company_id: str,
        connection_id: str,
        customer_id: str,
        *,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> Response[AttachmentList]:
        """Do as ``Customers.list_attachments`` and return the whole answer."""
        try:
            from . import list_customer_attachments
        except OSError as problem:
            raise unsent(self._sender, "customers.list_attachments", problem)

        spec = list_customer_attachments.request(company_id, connection_id, customer_id)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return self._sender.send(spec, list_customer_attachments.decode, options)

    def get_attachment(
        self,
        company_id: str,
        connection_id: str,
        customer_id: str,
        attachment_id: str,
        *,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> Response[Attachment]:
        """Do as ``Customers.get_attachment`` and return the whole answer."""
        try:
            from . import get_customer_attachment
        except OSError as problem:
            raise unsent(self._sender, "customers.get_attachment", problem)

        spec = get_customer_attachment.request(company_id, connection_id, customer_id, attachment_id)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return self._sender.send(spec, get_customer_attachment.decode, options)

    def download_attachment(
        self,
        company_id: str,
        connection_id: str,
        customer_id: str,
        attachment_id: str,
        *,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> Response[bytes]:
        """Do as ``Customers.download_attachment`` and return the whole answer."""
        try:
            from . import download_customer_attachment
        except OSError as problem:
            raise unsent(self._sender, "customers.download_attachment", problem)

        spec = download_customer_attachment.request(company_id, connection_id, customer_id, attachment_id)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return self._sender.send(spec, download_customer_attachment.decode, options)


class AsyncCustomers:
    """The customers of a company, their attachments, and how to write them.

    Parameters:
        sender: Carries out the requests.

    Attributes:
        with_raw_response: The same operations, answering with the status, headers and bytes as well.
    """

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender
        self.with_raw_response = AsyncCustomersWithRawResponse(sender)

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
    ) -> CustomerPage:
        """List customers.

        One page of a company's customers, from the copy Codat keeps. The list can be narrowed with a query and sorted
        by one field. To read only what changed since an earlier reading, compare modifiedDate in the query and sort by
        it.

        Parameters:
            company_id (str): Codat's id of the company.
            page (int | None): Which page to return, counted from 1. The service returns the first when none is named.
            page_size (int | None): How many records a page holds at most. The service takes 100 when nothing is said;
                larger pages take longer to arrive.
            query (str | None): Which customers to return: comparisons of the form `property operator value`, with the
                operators `=`, `!=`, `~` (contains), and for anything but text `<`, `<=`, `>`, `>=`, joined with `&&`
                and `||` and grouped in braces. Properties of sub-objects are reached with dots; arrays and null cannot
                be tested. At most 2047 characters.
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
                PermissionDeniedError (403), NotFoundError (404), ConflictError (409), RateLimitError (429), ServerError
                (500, 503); APIConnectionError or APITimeoutError without a whole answer; ResponseDecodeError. A plain
                ``Client`` raises its own errors instead.
        """
        try:
            from . import list_customers
        except OSError as problem:
            raise unsent(self._sender, "customers.list", problem)

        spec = list_customers.request(company_id, page=page, page_size=page_size, query=query, order_by=order_by)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        response = await self._sender.send(spec, list_customers.decode, options)
        return response.parsed

    async def get(
        self,
        company_id: str,
        customer_id: str,
        *,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> Customer:
        """Get a customer.

        One customer of a company, from the copy Codat keeps.

        Parameters:
            company_id (str): Codat's id of the company.
            customer_id (str): The id of the customer, in whatever form its platform gives it: a UUID, a number, a code,
                a long base64 text. It is percent-encoded in the path, slashes included.
            retries (RetryConfig | None): How to retry this call; None for a single try, by default as the client does.
            timeout (float | httpx.Timeout | None): Time-out of each try in seconds; None for no limit, by default that
                of the client.
            headers (Mapping[str, str] | None): Headers to add or to override.

        Returns:
            The customer.

        Raises:
            TypeError: An argument has the wrong type; nothing was sent.
            ValueError: An argument is not allowed; nothing was sent.
            SDKError: The call failed: AuthenticationError (401), PaymentRequiredError (402), PermissionDeniedError
                (403), NotFoundError (404), ConflictError (409), RateLimitError (429), ServerError (500, 503);
                APIConnectionError or APITimeoutError without a whole answer; ResponseDecodeError. A plain ``Client``
                raises its own errors instead.
        """
        try:
            from . import get_customer
        except OSError as problem:
            raise unsent(self._sender, "customers.get", problem)

        spec = get_customer.request(company_id, customer_id)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        response = await self._sender.send(spec, get_customer.decode, options)
        return response.parsed

    async def create(
        self,
        company_id: str,
        connection_id: str,
        customer: Customer | Mapping[str, object],
        *,
        timeout_in_minutes: int | None = None,
        allow_sync_on_push_complete: bool | None = None,
        idempotency_key: str | UUID | None = None,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> PushOperation:
        """Create a customer.

        Queues a new customer for the accounting platform behind a connection. What a platform accepts differs from one
        to the next: ask get-create-update-customers-model first. A status of 200 means that Codat took the request, not
        that the platform did: look at the status of the push operation.

        Parameters:
            company_id (str): Codat's id of the company.
            connection_id (str): Codat's id of the connection between the company and its accounting platform.
            customer (Customer | Mapping[str, object]): The customer to create. Or a mapping with the names that JSON
                has, such as a dict: it is checked as the model is, and sent as it is, with fields that are not listed.
            timeout_in_minutes (int | None): After how many minutes Codat marks the push operation as TimedOut. The
                platform may carry the write out all the same.
            allow_sync_on_push_complete (bool | None): Whether Codat may read the record again from the platform once
                the write has been carried out. The service does so unless told false.
            idempotency_key (str | UUID | None): A GUID chosen by the sender, the same for all tries of one call. For 90
                minutes the service answers a request that bears a known key with its first answer instead of creating
                another customer.
            retries (RetryConfig | None): How to retry this call; None for a single try, by default as the client does.
            timeout (float | httpx.Timeout | None): Time-out of each try in seconds; None for no limit, by default that
                of the client.
            headers (Mapping[str, str] | None): Headers to add or to override.

        Returns:
            The push operation that carries the new customer.

        Raises:
            TypeError: An argument has the wrong type; nothing was sent.
            ValueError: An argument is not allowed; nothing was sent.
            SDKError: The call failed: BadRequestError (400), AuthenticationError (401), PaymentRequiredError (402),
                PermissionDeniedError (403), NotFoundError (404), ConflictError (409), UnprocessableEntityError (422),
                RateLimitError (429), ServerError (500, 503); APIConnectionError or APITimeoutError without a whole
                answer; ResponseDecodeError. A plain ``Client`` raises its own errors instead.
        """
        try:
            from . import create_customer
        except OSError as problem:
            raise unsent(self._sender, "customers.create", problem)

        spec = create_customer.request(
            company_id,
            connection_id,
            customer,
            timeout_in_minutes=timeout_in_minutes,
            allow_sync_on_push_complete=allow_sync_on_push_complete,
            idempotency_key=idempotency_key,
        )
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        response = await self._sender.send(spec, create_customer.decode, options)
        return response.parsed

    async def update(
        self,
        company_id: str,
        connection_id: str,
        customer_id: str,
        customer: Customer | Mapping[str, object],
        *,
        timeout_in_minutes: int | None = None,
        allow_sync_on_push_complete: bool | None = None,
        force_update: bool | None = None,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> PushOperation:
        """Update a customer.

        Queues a change of a customer for the accounting platform behind a connection. Leaving a field out and sending
        null for it are different requests. A status of 200 means that Codat took the request, not that the platform
        did: look at the status of the push operation.

        Parameters:
            company_id (str): Codat's id of the company.
            connection_id (str): Codat's id of the connection between the company and its accounting platform.
            customer_id (str): The id of the customer, in whatever form its platform gives it: a UUID, a number, a code,
                a long base64 text. It is percent-encoded in the path, slashes included.
            customer (Customer | Mapping[str, object]): The customer as it should become. Or a mapping with the names
                that JSON has, such as a dict: it is checked as the model is, and sent as it is, with fields that are
                not listed.
            timeout_in_minutes (int | None): After how many minutes Codat marks the push operation as TimedOut. The
                platform may carry the write out all the same.
            allow_sync_on_push_complete (bool | None): Whether Codat may read the record again from the platform once
                the write has been carried out. The service does so unless told false.
            force_update (bool | None): Whether to write even if the customer was changed on the platform since Codat
                last read it. The service does not unless told true.
            retries (RetryConfig | None): How to retry this call; None for a single try, by default as the client does.
            timeout (float | httpx.Timeout | None): Time-out of each try in seconds; None for no limit, by default that
                of the client.
            headers (Mapping[str, str] | None): Headers to add or to override.

        Returns:
            The push operation that carries the change.

        Raises:
            TypeError: An argument has the wrong type; nothing was sent.
            ValueError: An argument is not allowed; nothing was sent.
            SDKError: The call failed: BadRequestError (400), AuthenticationError (401), PaymentRequiredError (402),
                PermissionDeniedError (403), NotFoundError (404), RateLimitError (429), ServerError (500, 503);
                APIConnectionError or APITimeoutError without a whole answer; ResponseDecodeError. A plain ``Client``
                raises its own errors instead.
        """
        try:
            from . import update_customer
        except OSError as problem:
            raise unsent(self._sender, "customers.update", problem)

        spec = update_customer.request(
            company_id,
            connection_id,
            customer_id,
            customer,
            timeout_in_minutes=timeout_in_minutes,
            allow_sync_on_push_complete=allow_sync_on_push_complete,
            force_update=force_update,
        )
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        response = await self._sender.send(spec, update_customer.decode, options)
        return response.parsed

    async def get_create_update_model(
        self,
        company_id: str,
        connection_id: str,
        *,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> PushOption:
        """Get what a platform accepts for a customer.

        Which fields the accounting platform behind a connection takes when a customer is created or updated, which of
        them it insists on, and the values it allows.

        Parameters:
            company_id (str): Codat's id of the company.
            connection_id (str): Codat's id of the connection between the company and its accounting platform.
            retries (RetryConfig | None): How to retry this call; None for a single try, by default as the client does.
            timeout (float | httpx.Timeout | None): Time-out of each try in seconds; None for no limit, by default that
                of the client.
            headers (Mapping[str, str] | None): Headers to add or to override.

        Returns:
            The description of a customer, as the platform sees it.

        Raises:
            TypeError: An argument has the wrong type; nothing was sent.
            ValueError: An argument is not allowed; nothing was sent.
            SDKError: The call failed: AuthenticationError (401), PaymentRequiredError (402), PermissionDeniedError
                (403), NotFoundError (404), RateLimitError (429), ServerError (500, 503); APIConnectionError or
                APITimeoutError without a whole answer; ResponseDecodeError. A plain ``Client`` raises its own errors
                instead.
        """
        try:
            from . import get_create_update_customers_model
        except OSError as problem:
            raise unsent(self._sender, "customers.get_create_update_model", problem)

        spec = get_create_update_customers_model.request(company_id, connection_id)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        response = await self._sender.send(spec, get_create_update_customers_model.decode, options)
        return response.parsed

    async def list_attachments(
        self,
        company_id: str,
        connection_id: str,
        customer_id: str,
        *,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> AttachmentList:
        """List the attachments of a customer.

        Describes every file attached to a customer. The list comes whole; it has no pages.

        Parameters:
            company_id (str): Codat's id of the company.
            connection_id (str): Codat's id of the connection between the company and its accounting platform.
            customer_id (str): The id of the customer, in whatever form its platform gives it: a UUID, a number, a code,
                a long base64 text. It is percent-encoded in the path, slashes included.
            retries (RetryConfig | None): How to retry this call; None for a single try, by default as the client does.
            timeout (float | httpx.Timeout | None): Time-out of each try in seconds; None for no limit, by default that
                of the client.
            headers (Mapping[str, str] | None): Headers to add or to override.

        Returns:
            The attachments, if there are any.

        Raises:
            TypeError: An argument has the wrong type; nothing was sent.
            ValueError: An argument is not allowed; nothing was sent.
            SDKError: The call failed: AuthenticationError (401), PaymentRequiredError (402), PermissionDeniedError
                (403), NotFoundError (404), ConflictError (409), RateLimitError (429), ServerError (500, 503);
                APIConnectionError or APITimeoutError without a whole answer; ResponseDecodeError. A plain ``Client``
                raises its own errors instead.
        """
        try:
            from . import list_customer_attachments
        except OSError as problem:
            raise unsent(self._sender, "customers.list_attachments", problem)

        spec = list_customer_attachments.request(company_id, connection_id, customer_id)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        response = await self._sender.send(spec, list_customer_attachments.decode, options)
        return response.parsed

    async def get_attachment(
        self,
        company_id: str,
        connection_id: str,
        customer_id: str,
        attachment_id: str,
        *,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> Attachment:
        """Get the description of an attachment.

        Describes one file attached to a customer, without its content.

        Parameters:
            company_id (str): Codat's id of the company.
            connection_id (str): Codat's id of the connection between the company and its accounting platform.
            customer_id (str): The id of the customer, in whatever form its platform gives it: a UUID, a number, a code,
                a long base64 text. It is percent-encoded in the path, slashes included.
            attachment_id (str): The id of the attachment. Usually a UUID, but not on every platform.
            retries (RetryConfig | None): How to retry this call; None for a single try, by default as the client does.
            timeout (float | httpx.Timeout | None): Time-out of each try in seconds; None for no limit, by default that
                of the client.
            headers (Mapping[str, str] | None): Headers to add or to override.

        Returns:
            The description of the file.

        Raises:
            TypeError: An argument has the wrong type; nothing was sent.
            ValueError: An argument is not allowed; nothing was sent.
            SDKError: The call failed: AuthenticationError (401), PaymentRequiredError (402), PermissionDeniedError
                (403), NotFoundError (404), RateLimitError (429), ServerError (500, 503); APIConnectionError or
                APITimeoutError without a whole answer; ResponseDecodeError. A plain ``Client`` raises its own errors
                instead.
        """
        try:
            from . import get_customer_attachment
        except OSError as problem:
            raise unsent(self._sender, "customers.get_attachment", problem)

        spec = get_customer_attachment.request(company_id, connection_id, customer_id, attachment_id)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        response = await self._sender.send(spec, get_customer_attachment.decode, options)
        return response.parsed

    async def download_attachment(
        self,
        company_id: str,
        connection_id: str,
        customer_id: str,
        attachment_id: str,
        *,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> bytes:
        """Download an attachment.

        The content of a file attached to a customer, byte for byte. Files can be hundreds of megabytes: stream what
        need not be held in memory.

        Parameters:
            company_id (str): Codat's id of the company.
            connection_id (str): Codat's id of the connection between the company and its accounting platform.
            customer_id (str): The id of the customer, in whatever form its platform gives it: a UUID, a number, a code,
                a long base64 text. It is percent-encoded in the path, slashes included.
            attachment_id (str): The id of the attachment. Usually a UUID, but not on every platform.
            retries (RetryConfig | None): How to retry this call; None for a single try, by default as the client does.
            timeout (float | httpx.Timeout | None): Time-out of each try in seconds; None for no limit, by default that
                of the client.
            headers (Mapping[str, str] | None): Headers to add or to override.

        Returns:
            The content of the file.

        Raises:
            TypeError: An argument has the wrong type; nothing was sent.
            ValueError: An argument is not allowed; nothing was sent.
            SDKError: The call failed: AuthenticationError (401), PaymentRequiredError (402), PermissionDeniedError
                (403), NotFoundError (404), RateLimitError (429), ServerError (500, 503); APIConnectionError or
                APITimeoutError without a whole answer; ResponseDecodeError. A plain ``Client`` raises its own errors
                instead.
        """
        try:
            from . import download_customer_attachment
        except OSError as problem:
            raise unsent(self._sender, "customers.download_attachment", problem)

        spec = download_customer_attachment.request(company_id, connection_id, customer_id, attachment_id)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        response = await self._sender.send(spec, download_customer_attachment.decode, options)
        return response.parsed

    def stream_attachment(
        self,
        company_id: str,
        connection_id: str,
        customer_id: str,
        attachment_id: str,
        *,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> AbstractAsyncContextManager[AsyncStreamedBody]:
        """Download an attachment.

        The content of a file attached to a customer, byte for byte. Files can be hundreds of megabytes: stream what
        need not be held in memory.

        Parameters:
            company_id (str): Codat's id of the company.
            connection_id (str): Codat's id of the connection between the company and its accounting platform.
            customer_id (str): The id of the customer, in whatever form its platform gives it: a UUID, a number, a code,
                a long base64 text. It is percent-encoded in the path, slashes included.
            attachment_id (str): The id of the attachment. Usually a UUID, but not on every platform.
            retries (RetryConfig | None): How to retry this call; None for a single try, by default as the client does.
            timeout (float | httpx.Timeout | None): Time-out of each try in seconds; None for no limit, by default that
                of the client.
            headers (Mapping[str, str] | None): Headers to add or to override.

        Returns:
            A context manager that gives the body while it arrives.

        Raises:
            TypeError: An argument has the wrong type; nothing was sent.
            ValueError: An argument is not allowed; nothing was sent.
            SDKError: The call failed: AuthenticationError (401), PaymentRequiredError (402), PermissionDeniedError
                (403), NotFoundError (404), RateLimitError (429), ServerError (500, 503); APIConnectionError or
                APITimeoutError without a whole answer; ResponseDecodeError. A plain ``Client`` raises its own errors
                instead.
        """
        try:
            from . import download_customer_attachment
        except OSError as problem:
            raise unsent(self._sender, "customers.download_attachment", problem)

        spec = download_customer_attachment.request(company_id, connection_id, customer_id, attachment_id)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return self._sender.stream(spec, options)


class AsyncCustomersWithRawResponse:
    """The operations of ``AsyncCustomers``, answering with the status, headers and bytes as well.

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
    ) -> Response[CustomerPage]:
        """Do as ``AsyncCustomers.list`` and return the whole answer."""
        try:
            from . import list_customers
        except OSError as problem:
            raise unsent(self._sender, "customers.list", problem)

        spec = list_customers.request(company_id, page=page, page_size=page_size, query=query, order_by=order_by)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return await self._sender.send(spec, list_customers.decode, options)

    async def get(
        self,
        company_id: str,
        customer_id: str,
        *,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> Response[Customer]:
        """Do as ``AsyncCustomers.get`` and return the whole answer."""
        try:
            from . import get_customer
        except OSError as problem:
            raise unsent(self._sender, "customers.get", problem)

        spec = get_customer.request(company_id, customer_id)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return await self._sender.send(spec, get_customer.decode, options)

    async def create(
        self,
        company_id: str,
        connection_id: str,
        customer: Customer | Mapping[str, object],
        *,
        timeout_in_minutes: int | None = None,
        allow_sync_on_push_complete: bool | None = None,
        idempotency_key: str | UUID | None = None,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> Response[PushOperation]:
        """Do as ``AsyncCustomers.create`` and return the whole answer."""
        try:
            from . import create_customer
        except OSError as problem:
            raise unsent(self._sender, "customers.create", problem)

        spec = create_customer.request(
            company_id,
            connection_id,
            customer,
            timeout_in_minutes=timeout_in_minutes,
            allow_sync_on_push_complete=allow_sync_on_push_complete,
            idempotency_key=idempotency_key,
        )
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return await self._sender.send(spec, create_customer.decode, options)

    async def update(
        self,
        company_id: str,
        connection_id: str,
        customer_id: str,
        customer: Customer | Mapping[str, object],
        *,
        timeout_in_minutes: int | None = None,
        allow_sync_on_push_complete: bool | None = None,
        force_update: bool | None = None,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> Response[PushOperation]:
        """Do as ``AsyncCustomers.update`` and return the whole answer."""
        try:
            from . import update_customer
        except OSError as problem:
            raise unsent(self._sender, "customers.update", problem)

        spec = update_customer.request(
            company_id,
            connection_id,
            customer_id,
            customer,
            timeout_in_minutes=timeout_in_minutes,
            allow_sync_on_push_complete=allow_sync_on_push_complete,
            force_update=force_update,
        )
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return await self._sender.send(spec, update_customer.decode, options)

    async def get_create_update_model(
        self,
        company_id: str,
        connection_id: str,
        *,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> Response[PushOption]:
        """Do as ``AsyncCustomers.get_create_update_model`` and return the whole answer."""
        try:
            from . import get_create_update_customers_model
        except OSError as problem:
            raise unsent(self._sender, "customers.get_create_update_model", problem)

        spec = get_create_update_customers_model.request(company_id, connection_id)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return await self._sender.send(spec, get_create_update_customers_model.decode, options)

    async def list_attachments(
        self,
        company_id: str,
        connection_id: str,
        customer_id: str,
        *,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> Response[AttachmentList]:
        """Do as ``AsyncCustomers.list_attachments`` and return the whole answer."""
        try:
            from . import list_customer_attachments
        except OSError as problem:
            raise unsent(self._sender, "customers.list_attachments", problem)

        spec = list_customer_attachments.request(company_id, connection_id, customer_id)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return await self._sender.send(spec, list_customer_attachments.decode, options)

    async def get_attachment(
        self,
        company_id: str,
        connection_id: str,
        customer_id: str,
        attachment_id: str,
        *,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> Response[Attachment]:
        """Do as ``AsyncCustomers.get_attachment`` and return the whole answer."""
        try:
            from . import get_customer_attachment
        except OSError as problem:
            raise unsent(self._sender, "customers.get_attachment", problem)

        spec = get_customer_attachment.request(company_id, connection_id, customer_id, attachment_id)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return await self._sender.send(spec, get_customer_attachment.decode, options)

    async def download_attachment(
        self,
        company_id: str,
        connection_id: str,
        customer_id: str,
        attachment_id: str,
        *,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> Response[bytes]:
        """Do as ``AsyncCustomers.download_attachment`` and return the whole answer."""
        try:
            from . import download_customer_attachment
        except OSError as problem:
            raise unsent(self._sender, "customers.download_attachment", problem)

        spec = download_customer_attachment.request(company_id, connection_id, customer_id, attachment_id)
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return await self._sender.send(spec, download_customer_attachment.decode, options)


__all__ = [
    "Customers",
    "CustomersWithRawResponse",
    "AsyncCustomers",
    "AsyncCustomersWithRawResponse",
]
