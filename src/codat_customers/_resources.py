"""The resources of a ``Codat``: the generated operations, and what has to be written by hand."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from os import PathLike
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, BinaryIO, Unpack

from codat_customers_api.api import customers, push_operations
from codat_customers_api.client import RequestOptions, RetryPolicy
from codat_customers_api.types import UNSET, Unset

from ._call import Call
from ._failures import unsent
from ._options import CallOptions
from ._sender import RetryingSender

if TYPE_CHECKING:
    from codat_customers_api.models import Customer, CustomerPage, PushOperation


class Customers(customers.Customers):
    """The customers of a company, their attachments, and how to write them.

    Attributes:
        with_raw_response: The operations, answering with the status, headers and bytes as well.
    """

    _sender: RetryingSender

    def iterate(
        self,
        company_id: str,
        *,
        query: str | None = None,
        order_by: str | None = None,
        page_size: int = 100,
        concurrency: int = 4,
        start_page: int = 1,
        **options: Unpack[CallOptions],
    ) -> Generator[Customer]:
        """Yield every customer of a company, in the service's order and in constant memory.

        A loop that is left early starts no further request; those under way end in the background.

        It goes on for as long as a page links to a next one, or fewer customers have come than the service promises. A
        list that changes meanwhile can lose or repeat some where one page ends and the next begins; ``pages`` shows how
        many came of how many, and the logger ``codat_customers`` warns if it is fewer.

        Parameters:
            company_id: Codat's id of the company.
            query: Which customers, as for ``list``.
            order_by: The field to sort by, as for ``list``.
            page_size: How many customers to ask for at a time, 1 to 5,000, until the service names another size.
            concurrency: How many pages to fetch, and to hold in memory, at a time: 1 to 10, the service's limit.
            start_page: The number of the first page to read.
            options: ``retries``, ``timeout`` and ``headers`` of each request, as for ``list``.

        Raises:
            ValueError: An argument is not allowed; raised at once.
            TypeError: An argument has the wrong type; raised at once.
            ResponseDecodeError: The pages lead nowhere: 20 in a row were empty though more is promised, 1,000 came
                after all that is promised, or one came again in place of the next.
            SDKError: A page could not be read; raised in its place, after all customers before it.
        """
        pages = self.pages(
            company_id,
            query=query,
            order_by=order_by,
            page_size=page_size,
            concurrency=concurrency,
            start_page=start_page,
            **options,
        )
        return _customers_of(pages)

    def pages(
        self,
        company_id: str,
        *,
        query: str | None = None,
        order_by: str | None = None,
        page_size: int = 100,
        concurrency: int = 4,
        start_page: int = 1,
        **options: Unpack[CallOptions],
    ) -> Generator[CustomerPage]:
        """Yield the pages that ``iterate`` takes its customers from; parameters and errors are the same.

        The last page's ``total_results`` is what the service promised in the end: when the ``results`` of all pages
        together, read from the first, are fewer, the list has changed meanwhile, or the service left some out.
        """
        try:
            from codat_customers_api.api.customers import list_customers

            from ._pages import PagePlan, numbered, read_pages
        except OSError as problem:
            raise unsent("customers.pages", problem) from problem

        plan = PagePlan(start_page, page_size, concurrency)
        spec = list_customers.request(company_id, page=start_page, page_size=page_size, query=query, order_by=order_by)
        request_options = RequestOptions(**options)
        Call(self._sender.client, spec, request_options)  # checks the options before the first page is asked for
        stopped = Event()
        sender = self._sender.stoppable(stopped)
        return read_pages(
            lambda page: sender.send(numbered(spec, page), list_customers.decode, request_options).parsed, plan, stopped
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
        **options: Unpack[CallOptions],
    ) -> Path | None:
        """Save an attachment, whatever its size, in little memory. A file on disk appears when it is complete.

        A download that breaks off goes on where it stopped if the service can do that, else from its start, within
        the limits of ``retries``.

        Until then it grows beside its target, hidden, as ``.codat-customers-*.part``. A process that is killed leaves
        it there; the next download into that folder removes it, unless it is locked because somebody is writing it.
        What other machines left goes after a week; on Windows, and where files cannot be locked, it stays.

        Parameters:
            company_id: Codat's id of the company.
            connection_id: Codat's id of the connection to the accounting platform.
            customer_id: The id of the customer.
            attachment_id: The id of the attachment.
            path_or_file: A file to write or to replace, links followed as by ``open``; a folder, where the attachment
                gets its own name, made safe; or a file object open for writing bytes, which must be seekable if the
                download is to be retried, and keeps what had arrived if it fails.
            progress: Called with the bytes received so far (fewer again if the download starts anew), and with the
                bytes in all or None if that is not known.
            overwrite: Whether a file that is in the folder already may be replaced.
            options: ``retries``, ``timeout`` and ``headers`` of each request, as for ``download_attachment``.

        Returns:
            The path of the file, or None for a file object.

        Raises:
            FileExistsError: There is such a file in the folder, and ``overwrite`` is False.
            OSError: The file cannot be written. Of a path that cannot be right, such as a loop of symbolic links, it
                is raised before anything is sent.
            ValueError: The file object is closed, or not open for writing; nothing was sent.
            TypeError: It is neither a path nor a file object for bytes; nothing was sent.
            SDKError: The attachment could not be fetched.
        """
        try:
            from codat_customers_api.api.customers import download_customer_attachment

            from ._downloads import Receiver, checked_target, file_in_folder, opened
        except OSError as problem:
            raise unsent("customers.save_attachment", problem) from problem

        ids = (company_id, connection_id, customer_id, attachment_id)
        spec, replace = download_customer_attachment.request(*ids), True
        target = checked_target(path_or_file)
        if isinstance(target, Path) and target.is_dir():
            names = (self.get_attachment(*ids, **options).name, attachment_id)
            target, replace = file_in_folder(target, names, overwrite=overwrite), overwrite
        with opened(target, replace=replace) as file:
            self._sender.download(spec, RequestOptions(**options), Receiver(file, progress))
        return target if isinstance(target, Path) else None


class PushOperations(push_operations.PushOperations):
    """What became of writes.

    Attributes:
        with_raw_response: The operations, answering with the status, headers and bytes as well.
    """

    _sender: RetryingSender

    def wait(
        self,
        operation: PushOperation,
        *,
        timeout: float | None = None,
        poll_interval: float = 1.0,
        raise_on_failure: bool = True,
        retries: RetryPolicy | Unset | None = UNSET,
        headers: Mapping[str, str] | Unset | None = UNSET,
    ) -> PushOperation:
        """Wait until a write is no longer pending.

        Parameters:
            operation: What ``create`` or ``update`` returned. One that has ended already costs no request.
            timeout: Seconds to wait in all, or None for as long as it takes. The last question is asked when they have
                passed, and has one second more.
            poll_interval: Seconds before the first question; they grow by half each time, to 30 s.
            raise_on_failure: Whether the statuses Failed and TimedOut are errors.
            retries: How to retry each question, None for a single try; by default as the client does.
            headers: Headers to add or to override.

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
            from codat_customers_api.api.push_operations import get_push_operation

            from ._pushes import Polling, checked_end, question
        except OSError as problem:
            raise unsent("push_operations.wait", problem) from problem

        polling = Polling(self._sender.client, timeout, poll_interval, retries, headers)
        sender = self._sender.until(polling.limit)
        while (pause := polling.pause(operation)) is not None:
            spec = question(operation)
            sender.sleep(pause)
            with polling.asking(operation):
                operation = sender.send(spec, get_push_operation.decode, polling.options).parsed
        return checked_end(operation) if raise_on_failure else operation


def _customers_of(pages: Generator[CustomerPage]) -> Generator[Customer]:
    with closing(pages):
        for page in pages:
            yield from page.results or ()
            del page  # or one page more than promised would be in memory
