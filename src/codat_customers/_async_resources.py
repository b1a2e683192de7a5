"""The resources of an ``AsyncCodat``: the generated operations, and what has to be written by hand."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Unpack

from codat_customers_api.api import customers, push_operations
from codat_customers_api.client import RequestOptions, RetryPolicy
from codat_customers_api.types import UNSET, Unset

from ._async_sender import AsyncRetryingSender
from ._call import Call
from ._failures import unsent
from ._options import CallOptions

if TYPE_CHECKING:
    from codat_customers_api.models import Customer, CustomerPage, PushOperation

    from ._pages import PageRequest


class AsyncCustomers(customers.AsyncCustomers):
    """The customers of a company, their attachments, and how to write them.

    Attributes:
        with_raw_response: The operations, answering with the status, headers and bytes as well.
    """

    _sender: AsyncRetryingSender

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
    ) -> AsyncGenerator[Customer]:
        """Yield every customer of a company; parameters and errors are those of ``Customers.iterate``.

        An async generator: ``contextlib.aclosing`` ends the requests under way at once when the loop is left early.
        Without it, they end when the generator is collected, of which trio warns.
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
    ) -> AsyncGenerator[CustomerPage]:
        """Yield the pages that ``iterate`` takes its customers from, as ``Customers.pages`` does."""
        try:
            from codat_customers_api.api.customers import list_customers

            from ._async_pages import read_pages
            from ._pages import PagePlan, numbered
        except OSError as problem:
            raise unsent("customers.pages", problem) from problem

        plan = PagePlan(start_page, page_size, concurrency)
        spec = list_customers.request(company_id, page=start_page, page_size=page_size, query=query, order_by=order_by)
        request_options = RequestOptions(**options)
        Call(self._sender.client, spec, request_options)  # checks the options before the first page is asked for

        async def fetch(page: PageRequest) -> CustomerPage:
            return (await self._sender.send(numbered(spec, page), list_customers.decode, request_options)).parsed

        return read_pages(fetch, plan)

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
        **options: Unpack[CallOptions],
    ) -> Path | None:
        """Save an attachment; parameters, answer and errors are those of ``Customers.save_attachment``.

        A worker thread touches the disk, or the file object; ``progress`` is called in the event loop. A cancelled call
        raises when the thread has stopped: a write that is under way comes to its end first.
        """
        try:
            from codat_customers_api.api.customers import download_customer_attachment

            from ._downloads import Receiver, checked_target, file_in_folder, opened
            from ._threads import entered_in_thread, in_thread
        except OSError as problem:
            raise unsent("customers.save_attachment", problem) from problem

        ids = (company_id, connection_id, customer_id, attachment_id)
        spec, replace = download_customer_attachment.request(*ids), True
        target = await in_thread(checked_target, path_or_file)
        if isinstance(target, Path) and await in_thread(target.is_dir):
            names = ((await self.get_attachment(*ids, **options)).name, attachment_id)
            target, replace = await in_thread(partial(file_in_folder, target, names, overwrite=overwrite)), overwrite
        async with entered_in_thread(opened(target, replace=replace)) as file:
            receiver = await in_thread(Receiver, file, progress)
            await self._sender.download(spec, RequestOptions(**options), receiver)
        return target if isinstance(target, Path) else None


class AsyncPushOperations(push_operations.AsyncPushOperations):
    """What became of writes.

    Attributes:
        with_raw_response: The operations, answering with the status, headers and bytes as well.
    """

    _sender: AsyncRetryingSender

    async def wait(
        self,
        operation: PushOperation,
        *,
        timeout: float | None = None,
        poll_interval: float = 1.0,
        raise_on_failure: bool = True,
        retries: RetryPolicy | Unset | None = UNSET,
        headers: Mapping[str, str] | Unset | None = UNSET,
    ) -> PushOperation:
        """Wait until a write is no longer pending: as ``PushOperations.wait``, in parameters, answer and errors."""
        try:
            from codat_customers_api.api.push_operations import get_push_operation

            from ._pushes import Polling, checked_end, question
        except OSError as problem:
            raise unsent("push_operations.wait", problem) from problem

        polling = Polling(self._sender.client, timeout, poll_interval, retries, headers)
        sender = self._sender.until(polling.limit)
        while (pause := polling.pause(operation)) is not None:
            spec = question(operation)
            await sender.sleep(pause)
            with polling.asking(operation):
                operation = (await sender.send(spec, get_push_operation.decode, polling.options)).parsed
        return checked_end(operation) if raise_on_failure else operation


async def _customers_of(pages: AsyncGenerator[CustomerPage]) -> AsyncGenerator[Customer]:
    async with aclosing(pages):
        async for page in pages:
            for customer in page.results or ():
                yield customer
            del page  # or one page more than promised would be in memory
