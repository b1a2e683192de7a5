"""Creating many customers, each of them once, however often the job is broken off and run again."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from os import PathLike

from .. import Codat
from ..models import Customer
from ._bulk import Progress, run
from ._creation import Creation
from ._journal import Journal
from ._rows import Outcome, RowId


class BulkCreate:
    """Creates many customers, each of them once.

        bulk = BulkCreate(codat, company_id, connection_id, "customers.journal")
        for outcome in bulk.run((line["number"], to_customer(line)) for line in lines):
            report(outcome)

    What has become of each row is in the journal before and after each of its requests. Run it again with the same
    rows after a crash, whatever that was: what has ended is not sent again, what was accepted is waited for, and what
    was sent without an answer is sent again with its key, for as long as the service knows that: 80 minutes. Of what is
    older, the history of the company's writes is asked: if it has nothing that could be the row, the row is sent again,
    and if a new customer is what the row says, that is it. What cannot be known is reported as unknown, and not
    repeated.

    Parameters:
        codat: The client.
        company_id: Codat's id of the company.
        connection_id: Codat's id of the connection between the company and its accounting platform.
        journal: The path of the journal, an SQLite file. It is made by the first run, is of these two ids, and of one
            process at a time.
    """

    def __init__(self, codat: Codat, company_id: str, connection_id: str, journal: str | PathLike[str]) -> None:
        self._codat = codat
        self._company_id = company_id
        self._connection_id = connection_id
        self._journal = journal

    def run(
        self,
        rows: Iterable[tuple[RowId, Customer]],
        concurrency: int = 4,
        *,
        retry_unknown: bool = False,
        progress: Callable[[Progress], object] | None = None,
        max_elapsed_time: float | None = None,
    ) -> Generator[Outcome]:
        """Create the customers, and yield the outcome of each, in the order in which they end.

        A 429 lets all of it pause for as long as the service asks. A loop that is left early, Ctrl-C, and an exception
        of a time limit leave the journal right; requests under way then have 10 seconds to end.

        Parameters:
            rows: Pairs of an id of yours, which stays the same from run to run, and a customer. They are taken in the
                thread of the loop as they are needed, at most 100 ahead.
            concurrency: How many requests to have under way at a time, 1 to 10.
            retry_unknown: Whether to send again what an earlier run has reported as unknown, and what may so exist
                twice.
            progress: Called with a Progress after each row.
            max_elapsed_time: Seconds that the run may take, pauses included, or None for no limit.

        Raises:
            RowChangedError: A row is not what was sent under its id; the message names it.
            TypeError: A row is no such pair, or an argument has the wrong type.
            JournalInUseError: Another run has the journal.
            ValueError: The journal is that of another job, or no journal; two rows have one id; or an argument is not
                allowed.
            TimeoutError: The time is up.
            RateLimitError: The service asks for a pause beyond that time.
            OSError: The journal cannot be opened.
            SDKError: Nothing can be done for now: the key is refused, or the service cannot be reached. Run it again.
        """

        def steps(journal: Journal) -> Creation:
            return Creation(self._codat, self._company_id, self._connection_id, journal, retry_unknown)

        job = f"BulkCreate of {self._company_id} by {self._connection_id}"
        return run(job, self._journal, steps, rows, concurrency, progress, max_elapsed_time)
