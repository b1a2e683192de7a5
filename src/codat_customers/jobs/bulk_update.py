"""Updating many customers, however often the job is broken off and run again."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from os import PathLike
from typing import Any, Final

from codat_customers_api import parameters

from .. import Codat
from ..models import Customer
from ._bulk import Progress, run
from ._journal import Journal
from ._rows import RETRIES, Outcome, Row, RowId, Steps
from ._work import Later


def update_many(
    codat: Codat,
    company_id: str,
    connection_id: str,
    journal: str | PathLike[str],
    rows: Iterable[tuple[RowId, Customer]],
    concurrency: int = 4,
    *,
    progress: Callable[[Progress], object] | None = None,
    max_elapsed_time: float | None = None,
) -> Generator[Outcome]:
    """Update many customers, and yield the outcome of each, in the order in which they end.

        for outcome in update_many(codat, company_id, connection_id, "addresses.journal", rows):
            report(outcome)

    It runs as BulkCreate does, with a journal, and may be run again after any crash: what has ended is not sent again,
    and what was accepted is waited for. An update says all of a customer, and twice the same changes nothing, so what
    got no answer is simply sent again, and nothing is looked for. If somebody else has changed such a customer in the
    meantime, that is overwritten.

    Parameters:
        codat: The client.
        company_id: Codat's id of the company.
        connection_id: Codat's id of the connection between the company and its accounting platform.
        journal: The path of the journal, an SQLite file. It is made by the first run, is of this job, and of one
            process at a time.
        rows: Pairs of an id of yours, which stays the same from run to run, and a customer with its ``id`` and all that
            it is to hold. Each customer is in one row at most, for their order is not kept. They are taken in the
            thread of the loop as they are needed, at most 100 ahead.
        concurrency: How many requests to have under way at a time, 1 to 10.
        progress: Called with a Progress after each row.
        max_elapsed_time: Seconds that all may take, pauses included, or None for no limit.

    Raises:
        RowChangedError: A row is not what was sent under its id; the message names it.
        TypeError: A row is no such pair, or an argument has the wrong type.
        JournalInUseError: Another run has the journal.
        ValueError: The journal is that of another job, or no journal; two rows have one id; a customer has no ``id``;
            or an argument is not allowed.
        TimeoutError: The time is up.
        RateLimitError: The service asks for a pause beyond that time.
        OSError: The journal cannot be opened.
        SDKError: Nothing can be done for now: the key is refused, or the service cannot be reached. Run it again.
    """

    def steps(journal: Journal) -> _Updates:
        return _Updates(codat, company_id, connection_id, journal)

    job = f"update_many of {company_id} by {connection_id}"
    return run(job, journal, steps, rows, concurrency, progress, max_elapsed_time)


_OF_THE_SERVICE: Final = ("modifiedDate", "sourceModifiedDate", "metadata")


class _Updates(Steps):
    """Updates the customers of rows; twice does no harm."""

    done = "updated"

    def next(self, row: Row) -> Outcome | Later:
        if row.entry and row.entry.state == "accepted" and row.entry.push_operation_key:
            return self._ask(row, row.entry.push_operation_key)
        row.push_operation_key = None
        ids = (self._company_id, self._connection_id, row.customer.id or "")
        return self._send(row, "", lambda: self._codat.customers.update(*ids, row.customer, retries=RETRIES))

    def _content(self, customer: Customer) -> dict[str, Any]:
        parameters.path_segment("customer.id", customer.id or "")
        # The update itself changes these, so that customers that were read anew have others
        return {name: value for name, value in super()._content(customer).items() if name not in _OF_THE_SERVICE}
