"""The customers of a company, with the jobs that are more than calls. Each brings its room when it is first used."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from codat_customers_api import resources
from codat_customers_api.client import RetryPolicy, Timeout
from codat_customers_api.types import UNSET, Unset

if TYPE_CHECKING:
    from .jobs._reading import PageRequest
    from .jobs.changes import AsyncChanges, Changes
    from .models import CustomerPage


class Customers(resources.Customers):
    """The customers of a company, their attachments, how to write them, and what has changed."""

    def changes(
        self,
        company_id: str,
        *,
        since: str | datetime | None = None,
        query: str | None = None,
        page_size: int = 500,
        overlap: float = 300.0,
        retries: RetryPolicy | Unset | None = UNSET,
        timeout: float | Timeout | Unset | None = UNSET,
        headers: Mapping[str, str] | Unset | None = UNSET,
    ) -> Changes:
        """Yield the customers that changed, and keep a cursor for the next reading.

            changes = codat.customers.changes(company_id, since=stored_cursor)
            for customer in changes:
                save(customer)
            stored_cursor = changes.cursor

        A customer that is there from the start of the reading to its end, or that changed since the cursor, comes at
        least once, as it was at the start or later, whatever changes meanwhile: the reader follows modifiedDate, which
        only grows. No version of one comes twice in a reading. They come in the order of modifiedDate, those without
        one first; memory holds a page, and those of one and the same date.

        ``cursor`` covers what has been taken from the iterator, so store it after what you did with that; it can be
        stored at any moment, also of a reading that is not at its end. It is a short text of letters, digits, points
        and hyphens.

        - Customers without a modifiedDate come in each reading of everything, and in no other: the service cannot be
          asked for them alone.
        - The service also sets modifiedDate when its own model grows, so that a reading can be one of everything.
        - Deleted customers stay, and come with ``metadata.is_deleted``.

        Parameters:
            company_id: Codat's id of the company.
            since: The ``cursor`` of an earlier reading of the same company and query; an aware datetime; or None for
                everything.
            query: Which customers to read, as in ``list``. Of one that no longer fits it, nothing comes.
            page_size: How many to ask for at a time, 1 to 5000; one page is under way at a time.
            overlap: Seconds before ``since`` that are read again, since the service may show a change later than its
                modifiedDate says. So what was read last comes once more.
            retries: How to retry each call; None for a single try, by default as the client does.
            timeout: Time-out of each try in seconds; None for no limit, by default that of the client.
            headers: Headers to add or to override.

        Returns:
            An iterator with an attribute ``cursor``.

        Raises:
            ValueError: An argument is not allowed, or the cursor belongs to another company or query; raised at once.
            TypeError: An argument has the wrong type; raised at once.
            SDKError: A page could not be read; raised in its place. The next step asks for it again.
            ResponseDecodeError: The service does not sort or narrow the list as it was asked to.
        """
        from .jobs._reading import ORDER, Reading
        from .jobs.changes import Changes

        def get(request: PageRequest) -> CustomerPage:
            return self.list(
                company_id,
                query=request.query,
                order_by=ORDER,
                page=request.page,
                page_size=request.page_size,
                retries=retries,
                timeout=timeout,
                headers=headers,
            )

        return Changes(Reading(company_id, since, query, page_size, overlap), get)


class AsyncCustomers(resources.AsyncCustomers):
    """The customers of a company, their attachments, how to write them, and what has changed."""

    def changes(
        self,
        company_id: str,
        *,
        since: str | datetime | None = None,
        query: str | None = None,
        page_size: int = 500,
        overlap: float = 300.0,
        retries: RetryPolicy | Unset | None = UNSET,
        timeout: float | Timeout | Unset | None = UNSET,
        headers: Mapping[str, str] | Unset | None = UNSET,
    ) -> AsyncChanges:
        """Yield the customers that changed, and keep a cursor for the next reading, as ``Customers.changes`` does.

        The parameters and errors are the same. A step that is cancelled loses nothing: the next one takes its place.
        """
        from .jobs._reading import ORDER, Reading
        from .jobs.changes import AsyncChanges

        async def get(request: PageRequest) -> CustomerPage:
            return await self.list(
                company_id,
                query=request.query,
                order_by=ORDER,
                page=request.page,
                page_size=request.page_size,
                retries=retries,
                timeout=timeout,
                headers=headers,
            )

        return AsyncChanges(Reading(company_id, since, query, page_size, overlap), get)
