"""A bulk job from its first row to its last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from os import PathLike
from typing import Final

from codat_customers_api import parameters

from ..models import Customer
from ..retries import LONGEST
from ._journal import Journal
from ._rows import EndState, Outcome, Row, RowId, Steps
from ._work import Work

# So many rows are under way at a time: most of them wait for the platform.
_MOST_OPEN: Final = 100


@dataclass(frozen=True, slots=True)
class Progress:
    """How many rows have ended in a run so far, and how."""

    created: int = 0
    failed: int = 0
    unknown: int = 0
    updated: int = 0

    @property
    def done(self) -> int:
        """How many rows have ended in all."""
        return self.created + self.updated + self.failed + self.unknown


def run(
    job: str,
    path: str | PathLike[str],
    make_steps: Callable[[Journal], Steps],
    rows: Iterable[tuple[RowId, Customer]],
    concurrency: int,
    progress: Callable[[Progress], object] | None,
    max_elapsed_time: float | None,
) -> Generator[Outcome]:
    """Check the arguments at once, and return the outcomes of rows, in the order in which they end.

    Parameters:
        job: What the journal is about.
        path: That of the journal.
        make_steps: Makes what takes the steps about a row.
        rows: Pairs of ids and customers.
        concurrency: How many requests to have under way at a time, 1 to 10.
        progress: Called with a Progress after each row.
        max_elapsed_time: Seconds that the run may take, or None for no limit.
    """
    parameters.integer("concurrency", concurrency, minimum=1, maximum=10)
    if max_elapsed_time is not None:
        parameters.number("max_elapsed_time", max_elapsed_time, minimum=0, maximum=LONGEST)

    def outcomes() -> Generator[Outcome]:
        ended = Counter[EndState]()
        with closing(Journal(path, job)) as journal:
            steps = make_steps(journal)
            work = Work(steps.next, concurrency, max_elapsed_time)
            try:
                for outcome in _outcomes(map(steps.begin, rows), steps, work):
                    ended[outcome.state] += 1
                    if progress is not None:
                        progress(Progress(ended["created"], ended["failed"], ended["unknown"], ended["updated"]))
                    yield outcome
            finally:
                work.stop()

    return outcomes()


def _outcomes(rows: Iterable[Row], steps: Steps, work: Work[Row, Outcome]) -> Generator[Outcome]:
    """Begin one row after the other, so many at a time, and yield how they end."""
    under_way: set[RowId] = set()
    for row in rows:
        work.check_time()
        entry = row.entry
        if entry and (state := steps.end_of(entry)):
            yield row.outcome(state, entry.record_id, entry.messages, from_earlier_run=True)
            continue
        under_way.add(row.row_id)
        work.begin(row)
        if len(under_way) >= _MOST_OPEN:
            outcome = work.end()
            under_way.discard(outcome.row_id)
            yield outcome
    while under_way:
        outcome = work.end()
        under_way.discard(outcome.row_id)
        yield outcome
