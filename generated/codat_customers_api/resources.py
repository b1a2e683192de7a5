"""The operations as methods, with those besides that take several calls: whole lists, files, and the ends of writes."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, BinaryIO, Protocol, TypeVar

from . import api
from .api import customers, push_operations
from .client import AsyncSender, RequestOptions, RequestSpec, RetryPolicy, Sender, Timeout, unsent
from .several_calls import AsyncNotification, Notification, Page, Paging, Saving, Waiting, records, records_async
from .types import UNSET, RawResponse, Unset

if TYPE_CHECKING:
    from pathlib import Path

    from .models import Customer, CustomerPage, PushOperation, PushOperationPage

PageT = TypeVar("PageT", bound=Page[object])


class ResourceSender(Sender, Protocol):
    """A sender that does more than single calls, too."""

    def pages(
        self,
        request: Callable[[int, int], RequestSpec],
        decode: Callable[[RawResponse], PageT],
        options: RequestOptions,
        paging: Paging,
    ) -> Generator[PageT]:
        """Yield the pages of a list, in their order.

        Parameters:
            request: Describes the request for a page, by its number and size.
            decode: Reads a page.
            options: Settings of each request.
            paging: From where, how many at a time.
        """
        ...

    def save(
        self,
        spec: RequestSpec,
        options: RequestOptions,
        names: Callable[[], tuple[object, ...]],
        path_or_file: str | PathLike[str] | BinaryIO,
        saving: Saving,
    ) -> Path | None:
        """Write a binary body to a file, and return its path, or None for a file object.

        Parameters:
            spec: The request.
            options: Settings of each request.
            names: Returns names for a file in a folder; the first that can be one is taken.
            path_or_file: The file, or a folder.
            saving: Whom to tell of it, and whether a file may be replaced.
        """
        ...

    def wait(
        self,
        operation: PushOperation,
        question: Callable[[PushOperation], RequestSpec],
        decode: Callable[[RawResponse], PushOperation],
        options: RequestOptions,
        waiting: Waiting,
        notified: Notification | None,
    ) -> PushOperation:
        """Wait until a write is no longer pending, and return how it ended.

        Parameters:
            operation: Its last known state.
            question: Describes the request for its present state.
            decode: Reads that.
            options: Settings of each request.
            waiting: For how long, and whether a failure is an error.
            notified: What tells of the end, or None.
        """
        ...


class AsyncResourceSender(AsyncSender, Protocol):
    """A sender that does more than single calls, too."""

    def pages(
        self,
        request: Callable[[int, int], RequestSpec],
        decode: Callable[[RawResponse], PageT],
        options: RequestOptions,
        paging: Paging,
    ) -> AsyncGenerator[PageT]:
        """Yield the pages of a list, in their order.

        Parameters:
            request: Describes the request for a page, by its number and size.
            decode: Reads a page.
            options: Settings of each request.
            paging: From where, how many at a time.
        """
        ...

    async def save(
        self,
        spec: RequestSpec,
        options: RequestOptions,
        names: Callable[[], Awaitable[tuple[object, ...]]],
        path_or_file: str | PathLike[str] | BinaryIO,
        saving: Saving,
    ) -> Path | None:
        """Write a binary body to a file, and return its path, or None for a file object.

        Parameters:
            spec: The request.
            options: Settings of each request.
            names: Returns names for a file in a folder; the first that can be one is taken.
            path_or_file: The file, or a folder.
            saving: Whom to tell of it, and whether a file may be replaced.
        """
        ...

    async def wait(
        self,
        operation: PushOperation,
        question: Callable[[PushOperation], RequestSpec],
        decode: Callable[[RawResponse], PushOperation],
        options: RequestOptions,
        waiting: Waiting,
        notified: AsyncNotification | None,
    ) -> PushOperation:
        """Wait until a write is no longer pending, and return how it ended.

        Parameters:
            operation: Its last known state.
            question: Describes the request for its present state.
            decode: Reads that.
            options: Settings of each request.
            waiting: For how long, and whether a failure is an error.
            notified: What tells of the end, or None.
        """
        ...


class Customers(customers.Customers):
    """The customers of a company, their attachments, and how to write them.

    Parameters:
        sender: Carries out the requests.

    Attributes:
        with_raw_response: The same operations, answering with the status, headers and bytes as well.
    """

    _sender: ResourceSender

    def __init__(self, sender: ResourceSender) -> None:
        super().__init__(sender)

    def iterate(
        self,
        company_id: str,
        *,
        query: str | None = None,
        order_by: str | None = None,
        page_size: int = 100,
        concurrency: int = 4,
        start_page: int = 1,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> Generator[Customer]:
        """Yield every record of the list, in the service's order and in constant memory.

        It goes on for as long as a page links to a next one, or fewer records have come than the service promises. A
        list that changes meanwhile can lose or repeat some where one page ends and the next begins; ``pages`` shows how
        many came of how many, and the logger ``codat_customers`` warns if it is fewer.

        A loop that is left early starts no further request; those under way end in the background.

        Parameters:
            company_id (str): Codat's id of the company.
            query (str | None): Which customers to return: comparisons of the form `property operator value`, with the
                operators `=`, `!=`, `~` (contains), and for anything but text `<`, `<=`, `>`, `>=`, joined with `&&`
                and `||` and grouped in braces. Properties of sub-objects are reached with dots; arrays and null cannot
                be tested. At most 2047 characters.
            order_by (str | None): The one field to sort by, ascending, or descending with a minus sign before it.
            page_size (int): How many records to ask for at a time, until the service names another size.
            concurrency (int): How many pages to fetch, and to hold in memory, at a time: 1 to 10, the service's limit.
            start_page (int): The number of the first page to read.
            retries (RetryConfig | None): How to retry this call; None for a single try, by default as the client does.
            timeout (float | httpx.Timeout | None): Time-out of each try in seconds; None for no limit, by default that
                of the client.
            headers (Mapping[str, str] | None): Headers to add or to override.

        Raises:
            TypeError: An argument has the wrong type; raised at once.
            ValueError: An argument is not allowed; raised at once.
            ResponseDecodeError: The pages lead nowhere: 20 in a row were empty though more is promised, 1,000 came
                after all that is promised, or one came again in place of the next.
            SDKError: A page could not be read; raised in its place, after all records before it.
        """
        pages = self.pages(
            company_id,
            query=query,
            order_by=order_by,
            page_size=page_size,
            concurrency=concurrency,
            start_page=start_page,
            retries=retries,
            timeout=timeout,
            headers=headers,
        )
        return records(pages)

    def pages(
        self,
        company_id: str,
        *,
        query: str | None = None,
        order_by: str | None = None,
        page_size: int = 100,
        concurrency: int = 4,
        start_page: int = 1,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> Generator[CustomerPage]:
        """Yield the pages that ``iterate`` takes its records from; parameters and errors are the same.

        The last page's ``total_results`` is what the service promised in the end: when the ``results`` of all pages
        together, read from the first, are fewer, the list has changed meanwhile, or the service left some out.
        """
        try:
            from .api.customers import list_customers
        except OSError as problem:
            raise unsent(self._sender, "customers.pages", problem)

        def request(page: int, page_size: int) -> RequestSpec:
            return list_customers.request(company_id, query=query, order_by=order_by, page=page, page_size=page_size)

        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return self._sender.pages(
            request, list_customers.decode, options, Paging("customers.pages", "id", start_page, page_size, concurrency)
        )

    def save_attachment(
        self,
        company_id: str,
        connection_id: str,
        customer_id: str,
        attachment_id: str,
        path_or_file: str | PathLike[str] | BinaryIO,
        *,
        progress: Callable[[int, int | None], object] | None = None,
        overwrite: bool = False,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> Path | None:
        """Save the file, whatever its size, in little memory. A file on disk appears when it is complete.

        A download that breaks off goes on where it stopped if the service can do that, else from its start, within the
        limits of ``retries``.

        Until then it grows beside its target, hidden, as ``.codat-customers-*.part``. A process that is killed leaves
        it there; the next download into that folder removes it, unless it is locked because somebody is writing it.
        What other machines left goes after a week; on Windows, and where files cannot be locked, it stays.

        Parameters:
            company_id (str): Codat's id of the company.
            connection_id (str): Codat's id of the connection between the company and its accounting platform.
            customer_id (str): The id of the customer, in whatever form its platform gives it: a UUID, a number, a code,
                a long base64 text. It is percent-encoded in the path, slashes included.
            attachment_id (str): The id of the attachment. Usually a UUID, but not on every platform.
            path_or_file (str | PathLike[str] | BinaryIO): A file to write or to replace, links followed as by ``open``;
                a folder, where the file gets its own name, made safe; or a file object open for writing bytes, which
                must be seekable if the download is to be retried, and keeps what had arrived if it fails.
            progress (Callable[[int, int | None], object] | None): Called with the bytes received so far (fewer again if
                the download starts anew), and with the bytes in all or None if that is not known.
            overwrite (bool): Whether a file that is in the folder already may be replaced.
            retries (RetryConfig | None): How to retry this call; None for a single try, by default as the client does.
            timeout (float | httpx.Timeout | None): Time-out of each try in seconds; None for no limit, by default that
                of the client.
            headers (Mapping[str, str] | None): Headers to add or to override.

        Returns:
            The path of the file, or None for a file object.

        Raises:
            FileExistsError: There is such a file in the folder, and ``overwrite`` is False.
            OSError: The file cannot be written. Of a path that cannot be right, such as a loop of symbolic links, it is
                raised before anything is sent.
            ValueError: The file object is closed, or not open for writing; nothing was sent.
            TypeError: It is neither a path nor a file object for bytes; nothing was sent.
            SDKError: The call failed: AuthenticationError (401), PaymentRequiredError (402), PermissionDeniedError
                (403), NotFoundError (404), RateLimitError (429), ServerError (500, 503); APIConnectionError or
                APITimeoutError without a whole answer; ResponseDecodeError. A plain ``Client`` raises its own errors
                instead.
        """
        try:
            from .api.customers import download_customer_attachment
        except OSError as problem:
            raise unsent(self._sender, "customers.save_attachment", problem)

        def names() -> tuple[object, ...]:
            named = self.get_attachment(
                company_id, connection_id, customer_id, attachment_id, retries=retries, timeout=timeout, headers=headers
            )
            return named.name, attachment_id

        spec = download_customer_attachment.request(
            company_id,
            connection_id,
            customer_id,
            attachment_id,
        )
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return self._sender.save(
            spec, options, names, path_or_file, Saving("customers.save_attachment", progress, overwrite)
        )


class AsyncCustomers(customers.AsyncCustomers):
    """The customers of a company, their attachments, and how to write them.

    Parameters:
        sender: Carries out the requests.

    Attributes:
        with_raw_response: The same operations, answering with the status, headers and bytes as well.
    """

    _sender: AsyncResourceSender

    def __init__(self, sender: AsyncResourceSender) -> None:
        super().__init__(sender)

    def iterate(
        self,
        company_id: str,
        *,
        query: str | None = None,
        order_by: str | None = None,
        page_size: int = 100,
        concurrency: int = 4,
        start_page: int = 1,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> AsyncGenerator[Customer]:
        """Yield every record of the list, in the service's order and in constant memory.

        It goes on for as long as a page links to a next one, or fewer records have come than the service promises. A
        list that changes meanwhile can lose or repeat some where one page ends and the next begins; ``pages`` shows how
        many came of how many, and the logger ``codat_customers`` warns if it is fewer.

        An async generator: ``contextlib.aclosing`` ends the requests under way at once when the loop is left early.
        Without it, they end when the generator is collected, of which trio warns.

        Parameters:
            company_id (str): Codat's id of the company.
            query (str | None): Which customers to return: comparisons of the form `property operator value`, with the
                operators `=`, `!=`, `~` (contains), and for anything but text `<`, `<=`, `>`, `>=`, joined with `&&`
                and `||` and grouped in braces. Properties of sub-objects are reached with dots; arrays and null cannot
                be tested. At most 2047 characters.
            order_by (str | None): The one field to sort by, ascending, or descending with a minus sign before it.
            page_size (int): How many records to ask for at a time, until the service names another size.
            concurrency (int): How many pages to fetch, and to hold in memory, at a time: 1 to 10, the service's limit.
            start_page (int): The number of the first page to read.
            retries (RetryConfig | None): How to retry this call; None for a single try, by default as the client does.
            timeout (float | httpx.Timeout | None): Time-out of each try in seconds; None for no limit, by default that
                of the client.
            headers (Mapping[str, str] | None): Headers to add or to override.

        Raises:
            TypeError: An argument has the wrong type; raised at once.
            ValueError: An argument is not allowed; raised at once.
            ResponseDecodeError: The pages lead nowhere: 20 in a row were empty though more is promised, 1,000 came
                after all that is promised, or one came again in place of the next.
            SDKError: A page could not be read; raised in its place, after all records before it.
        """
        pages = self.pages(
            company_id,
            query=query,
            order_by=order_by,
            page_size=page_size,
            concurrency=concurrency,
            start_page=start_page,
            retries=retries,
            timeout=timeout,
            headers=headers,
        )
        return records_async(pages)

    def pages(
        self,
        company_id: str,
        *,
        query: str | None = None,
        order_by: str | None = None,
        page_size: int = 100,
        concurrency: int = 4,
        start_page: int = 1,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> AsyncGenerator[CustomerPage]:
        """Yield the pages that ``iterate`` takes its records from; parameters and errors are the same.

        The last page's ``total_results`` is what the service promised in the end: when the ``results`` of all pages
        together, read from the first, are fewer, the list has changed meanwhile, or the service left some out.
        """
        try:
            from .api.customers import list_customers
        except OSError as problem:
            raise unsent(self._sender, "customers.pages", problem)

        def request(page: int, page_size: int) -> RequestSpec:
            return list_customers.request(company_id, query=query, order_by=order_by, page=page, page_size=page_size)

        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return self._sender.pages(
            request, list_customers.decode, options, Paging("customers.pages", "id", start_page, page_size, concurrency)
        )

    async def save_attachment(
        self,
        company_id: str,
        connection_id: str,
        customer_id: str,
        attachment_id: str,
        path_or_file: str | PathLike[str] | BinaryIO,
        *,
        progress: Callable[[int, int | None], object] | None = None,
        overwrite: bool = False,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> Path | None:
        """Save the file, whatever its size, in little memory. A file on disk appears when it is complete.

        A download that breaks off goes on where it stopped if the service can do that, else from its start, within the
        limits of ``retries``.

        Until then it grows beside its target, hidden, as ``.codat-customers-*.part``. A process that is killed leaves
        it there; the next download into that folder removes it, unless it is locked because somebody is writing it.
        What other machines left goes after a week; on Windows, and where files cannot be locked, it stays.

        A worker thread touches the disk, or the file object; ``progress`` is called in the event loop. A cancelled call
        raises when the thread has stopped: a write that is under way comes to its end first.

        Parameters:
            company_id (str): Codat's id of the company.
            connection_id (str): Codat's id of the connection between the company and its accounting platform.
            customer_id (str): The id of the customer, in whatever form its platform gives it: a UUID, a number, a code,
                a long base64 text. It is percent-encoded in the path, slashes included.
            attachment_id (str): The id of the attachment. Usually a UUID, but not on every platform.
            path_or_file (str | PathLike[str] | BinaryIO): A file to write or to replace, links followed as by ``open``;
                a folder, where the file gets its own name, made safe; or a file object open for writing bytes, which
                must be seekable if the download is to be retried, and keeps what had arrived if it fails.
            progress (Callable[[int, int | None], object] | None): Called with the bytes received so far (fewer again if
                the download starts anew), and with the bytes in all or None if that is not known.
            overwrite (bool): Whether a file that is in the folder already may be replaced.
            retries (RetryConfig | None): How to retry this call; None for a single try, by default as the client does.
            timeout (float | httpx.Timeout | None): Time-out of each try in seconds; None for no limit, by default that
                of the client.
            headers (Mapping[str, str] | None): Headers to add or to override.

        Returns:
            The path of the file, or None for a file object.

        Raises:
            FileExistsError: There is such a file in the folder, and ``overwrite`` is False.
            OSError: The file cannot be written. Of a path that cannot be right, such as a loop of symbolic links, it is
                raised before anything is sent.
            ValueError: The file object is closed, or not open for writing; nothing was sent.
            TypeError: It is neither a path nor a file object for bytes; nothing was sent.
            SDKError: The call failed: AuthenticationError (401), PaymentRequiredError (402), PermissionDeniedError
                (403), NotFoundError (404), RateLimitError (429), ServerError (500, 503); APIConnectionError or
                APITimeoutError without a whole answer; ResponseDecodeError. A plain ``Client`` raises its own errors
                instead.
        """
        try:
            from .api.customers import download_customer_attachment
        except OSError as problem:
            raise unsent(self._sender, "customers.save_attachment", problem)

        async def names() -> tuple[object, ...]:
            named = await self.get_attachment(
                company_id, connection_id, customer_id, attachment_id, retries=retries, timeout=timeout, headers=headers
            )
            return named.name, attachment_id

        spec = download_customer_attachment.request(
            company_id,
            connection_id,
            customer_id,
            attachment_id,
        )
        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return await self._sender.save(
            spec, options, names, path_or_file, Saving("customers.save_attachment", progress, overwrite)
        )


class PushOperations(push_operations.PushOperations):
    """What became of a write.

    Parameters:
        sender: Carries out the requests.

    Attributes:
        with_raw_response: The same operations, answering with the status, headers and bytes as well.
    """

    _sender: ResourceSender

    def __init__(self, sender: ResourceSender) -> None:
        super().__init__(sender)

    def iterate(
        self,
        company_id: str,
        *,
        query: str | None = None,
        order_by: str | None = None,
        page_size: int = 100,
        concurrency: int = 4,
        start_page: int = 1,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> Generator[PushOperation]:
        """Yield every record of the list, in the service's order and in constant memory.

        It goes on for as long as a page links to a next one, or fewer records have come than the service promises. A
        list that changes meanwhile can lose or repeat some where one page ends and the next begins; ``pages`` shows how
        many came of how many, and the logger ``codat_customers`` warns if it is fewer.

        A loop that is left early starts no further request; those under way end in the background.

        Parameters:
            company_id (str): Codat's id of the company.
            query (str | None): Which push operations to return, in the query language of list-customers, on the fields
                of a push operation: its status, its dates, its keys. At most 2047 characters.
            order_by (str | None): The one field to sort by, ascending, or descending with a minus sign before it.
            page_size (int): How many records to ask for at a time, until the service names another size.
            concurrency (int): How many pages to fetch, and to hold in memory, at a time: 1 to 10, the service's limit.
            start_page (int): The number of the first page to read.
            retries (RetryConfig | None): How to retry this call; None for a single try, by default as the client does.
            timeout (float | httpx.Timeout | None): Time-out of each try in seconds; None for no limit, by default that
                of the client.
            headers (Mapping[str, str] | None): Headers to add or to override.

        Raises:
            TypeError: An argument has the wrong type; raised at once.
            ValueError: An argument is not allowed; raised at once.
            ResponseDecodeError: The pages lead nowhere: 20 in a row were empty though more is promised, 1,000 came
                after all that is promised, or one came again in place of the next.
            SDKError: A page could not be read; raised in its place, after all records before it.
        """
        pages = self.pages(
            company_id,
            query=query,
            order_by=order_by,
            page_size=page_size,
            concurrency=concurrency,
            start_page=start_page,
            retries=retries,
            timeout=timeout,
            headers=headers,
        )
        return records(pages)

    def pages(
        self,
        company_id: str,
        *,
        query: str | None = None,
        order_by: str | None = None,
        page_size: int = 100,
        concurrency: int = 4,
        start_page: int = 1,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> Generator[PushOperationPage]:
        """Yield the pages that ``iterate`` takes its records from; parameters and errors are the same.

        The last page's ``total_results`` is what the service promised in the end: when the ``results`` of all pages
        together, read from the first, are fewer, the list has changed meanwhile, or the service left some out.
        """
        try:
            from .api.push_operations import get_company_push_history
        except OSError as problem:
            raise unsent(self._sender, "push_operations.pages", problem)

        def request(page: int, page_size: int) -> RequestSpec:
            return get_company_push_history.request(
                company_id, query=query, order_by=order_by, page=page, page_size=page_size
            )

        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return self._sender.pages(
            request,
            get_company_push_history.decode,
            options,
            Paging("push_operations.pages", "push_operation_key", start_page, page_size, concurrency),
        )

    def wait(
        self,
        operation: PushOperation,
        *,
        timeout: float | None = None,
        poll_interval: float = 1.0,
        raise_on_failure: bool = True,
        notified: Notification | None = None,
        retries: RetryPolicy | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> PushOperation:
        """Wait until a write is no longer pending.

        Parameters:
            operation (PushOperation): What a write returned. One that has ended already costs no request.
            timeout (float | None): Seconds to wait in all, or None for as long as it takes. The last question is asked
                when they have passed, and has one second more.
            poll_interval (float): Seconds before the first question; they grow by half each time, to 30 s.
            raise_on_failure (bool): Whether the statuses Failed and TimedOut are errors.
            notified (Notification | None): An event such as a threading.Event, which the receiver of webhooks sets when
                it hears of the end: then the question is asked at once, and if that was too early, again from the first
                interval on. If nothing comes, it is asked as ever.
            retries (RetryConfig | None): How to retry this call; None for a single try, by default as the client does.
            headers (Mapping[str, str] | None): Headers to add or to override.

        Returns:
            The operation with its final status, which may be one that is not known yet.

        Raises:
            PushOperationError: The write failed; the message holds the validation messages.
            APITimeoutError: The write was still pending, as far as is known, when the time was up, or would have been
                before the service could be asked again; ``.operation`` is its last state, and the cause the error of
                the last question, if it failed.
            ResponseDecodeError: The service gave the write ids that cannot be asked for; ``.operation`` holds them.
            SDKError: The service could not be asked, and it is not for want of time.
        """
        try:
            from .api.push_operations import get_push_operation
        except OSError as problem:
            raise unsent(self._sender, "push_operations.wait", problem)

        def question(pending: PushOperation) -> RequestSpec:
            return get_push_operation.request(
                pending.company_id,
                pending.push_operation_key,
            )

        options = RequestOptions(retries=retries, headers=headers)
        return self._sender.wait(
            operation,
            question,
            get_push_operation.decode,
            options,
            Waiting("push_operations.wait", timeout, poll_interval, raise_on_failure),
            notified,
        )


class AsyncPushOperations(push_operations.AsyncPushOperations):
    """What became of a write.

    Parameters:
        sender: Carries out the requests.

    Attributes:
        with_raw_response: The same operations, answering with the status, headers and bytes as well.
    """

    _sender: AsyncResourceSender

    def __init__(self, sender: AsyncResourceSender) -> None:
        super().__init__(sender)

    def iterate(
        self,
        company_id: str,
        *,
        query: str | None = None,
        order_by: str | None = None,
        page_size: int = 100,
        concurrency: int = 4,
        start_page: int = 1,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> AsyncGenerator[PushOperation]:
        """Yield every record of the list, in the service's order and in constant memory.

        It goes on for as long as a page links to a next one, or fewer records have come than the service promises. A
        list that changes meanwhile can lose or repeat some where one page ends and the next begins; ``pages`` shows how
        many came of how many, and the logger ``codat_customers`` warns if it is fewer.

        An async generator: ``contextlib.aclosing`` ends the requests under way at once when the loop is left early.
        Without it, they end when the generator is collected, of which trio warns.

        Parameters:
            company_id (str): Codat's id of the company.
            query (str | None): Which push operations to return, in the query language of list-customers, on the fields
                of a push operation: its status, its dates, its keys. At most 2047 characters.
            order_by (str | None): The one field to sort by, ascending, or descending with a minus sign before it.
            page_size (int): How many records to ask for at a time, until the service names another size.
            concurrency (int): How many pages to fetch, and to hold in memory, at a time: 1 to 10, the service's limit.
            start_page (int): The number of the first page to read.
            retries (RetryConfig | None): How to retry this call; None for a single try, by default as the client does.
            timeout (float | httpx.Timeout | None): Time-out of each try in seconds; None for no limit, by default that
                of the client.
            headers (Mapping[str, str] | None): Headers to add or to override.

        Raises:
            TypeError: An argument has the wrong type; raised at once.
            ValueError: An argument is not allowed; raised at once.
            ResponseDecodeError: The pages lead nowhere: 20 in a row were empty though more is promised, 1,000 came
                after all that is promised, or one came again in place of the next.
            SDKError: A page could not be read; raised in its place, after all records before it.
        """
        pages = self.pages(
            company_id,
            query=query,
            order_by=order_by,
            page_size=page_size,
            concurrency=concurrency,
            start_page=start_page,
            retries=retries,
            timeout=timeout,
            headers=headers,
        )
        return records_async(pages)

    def pages(
        self,
        company_id: str,
        *,
        query: str | None = None,
        order_by: str | None = None,
        page_size: int = 100,
        concurrency: int = 4,
        start_page: int = 1,
        retries: RetryPolicy | None | Unset = UNSET,
        timeout: float | Timeout | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> AsyncGenerator[PushOperationPage]:
        """Yield the pages that ``iterate`` takes its records from; parameters and errors are the same.

        The last page's ``total_results`` is what the service promised in the end: when the ``results`` of all pages
        together, read from the first, are fewer, the list has changed meanwhile, or the service left some out.
        """
        try:
            from .api.push_operations import get_company_push_history
        except OSError as problem:
            raise unsent(self._sender, "push_operations.pages", problem)

        def request(page: int, page_size: int) -> RequestSpec:
            return get_company_push_history.request(
                company_id, query=query, order_by=order_by, page=page, page_size=page_size
            )

        options = RequestOptions(retries=retries, timeout=timeout, headers=headers)
        return self._sender.pages(
            request,
            get_company_push_history.decode,
            options,
            Paging("push_operations.pages", "push_operation_key", start_page, page_size, concurrency),
        )

    async def wait(
        self,
        operation: PushOperation,
        *,
        timeout: float | None = None,
        poll_interval: float = 1.0,
        raise_on_failure: bool = True,
        notified: AsyncNotification | None = None,
        retries: RetryPolicy | None | Unset = UNSET,
        headers: Mapping[str, str] | None | Unset = UNSET,
    ) -> PushOperation:
        """Wait until a write is no longer pending.

        Parameters:
            operation (PushOperation): What a write returned. One that has ended already costs no request.
            timeout (float | None): Seconds to wait in all, or None for as long as it takes. The last question is asked
                when they have passed, and has one second more.
            poll_interval (float): Seconds before the first question; they grow by half each time, to 30 s.
            raise_on_failure (bool): Whether the statuses Failed and TimedOut are errors.
            notified (AsyncNotification | None): An event of asyncio, trio or anyio, which the receiver of webhooks sets
                when it hears of the end: then the question is asked at once, and if that was too early, again from the
                first interval on. If nothing comes, it is asked as ever.
            retries (RetryConfig | None): How to retry this call; None for a single try, by default as the client does.
            headers (Mapping[str, str] | None): Headers to add or to override.

        Returns:
            The operation with its final status, which may be one that is not known yet.

        Raises:
            PushOperationError: The write failed; the message holds the validation messages.
            APITimeoutError: The write was still pending, as far as is known, when the time was up, or would have been
                before the service could be asked again; ``.operation`` is its last state, and the cause the error of
                the last question, if it failed.
            ResponseDecodeError: The service gave the write ids that cannot be asked for; ``.operation`` holds them.
            SDKError: The service could not be asked, and it is not for want of time.
        """
        try:
            from .api.push_operations import get_push_operation
        except OSError as problem:
            raise unsent(self._sender, "push_operations.wait", problem)

        def question(pending: PushOperation) -> RequestSpec:
            return get_push_operation.request(
                pending.company_id,
                pending.push_operation_key,
            )

        options = RequestOptions(retries=retries, headers=headers)
        return await self._sender.wait(
            operation,
            question,
            get_push_operation.decode,
            options,
            Waiting("push_operations.wait", timeout, poll_interval, raise_on_failure),
            notified,
        )


class Resources(api.Resources):
    """The operations of the whole API, with what takes several calls.

    Parameters:
        sender: Carries out the requests.
    """

    def __init__(self, sender: ResourceSender) -> None:
        super().__init__(sender)
        self._resource_sender = sender

    @cached_property
    def customers(self) -> Customers:
        """The customers of a company, their attachments, and how to write them."""
        return Customers(self._resource_sender)

    @cached_property
    def push_operations(self) -> PushOperations:
        """What became of a write."""
        return PushOperations(self._resource_sender)


class AsyncResources(api.AsyncResources):
    """The operations of the whole API, with what takes several calls.

    Parameters:
        sender: Carries out the requests.
    """

    def __init__(self, sender: AsyncResourceSender) -> None:
        super().__init__(sender)
        self._resource_sender = sender

    @cached_property
    def customers(self) -> AsyncCustomers:
        """The customers of a company, their attachments, and how to write them."""
        return AsyncCustomers(self._resource_sender)

    @cached_property
    def push_operations(self) -> AsyncPushOperations:
        """What became of a write."""
        return AsyncPushOperations(self._resource_sender)


__all__ = ["AsyncResourceSender", "AsyncResources", "ResourceSender", "Resources"]
