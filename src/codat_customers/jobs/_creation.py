"""What is done about a row that is to become a customer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from .. import Codat, ConflictError, NotFoundError, ResponseDecodeError, SDKError, idempotency_key
from ..models import PushChangeType, PushOperation, PushOperationChange
from ..retries import KEY_LIFETIME
from ._journal import Entry, Journal
from ._rows import REFUSALS, RETRIES, EndState, Outcome, Row, Steps
from ._work import Later

# Seconds that the clock of the service may be ahead or behind, where its history is searched for a row.
CLOCK_TOLERANCE: Final = 3600.0

# The service writes 0001-01-01T00:00:00 where it does not know when a write was asked for.
_UNDATED: Final = "requestedOnUtc<0002-01-01T00:00:00Z"

# Seconds that a clock may have been set back; with more, nobody knows how old a key is.
_CLOCK_STEP: Final = 60.0

# Seconds until a row is sent again whose request of an earlier run the service is still at
_IN_PROGRESS: Final = 5.0


class Creation(Steps):
    """Creates the customers of rows, each once.

    Parameters:
        codat: The client.
        company_id: Codat's id of the company.
        connection_id: Codat's id of the connection.
        journal: What was done before, and what is done now.
        retry_unknown: Whether to send again what may have been done.
    """

    done = "created"
    refusals = (*REFUSALS, NotFoundError)

    def __init__(
        self, codat: Codat, company_id: str, connection_id: str, journal: Journal, retry_unknown: bool
    ) -> None:
        super().__init__(codat, company_id, connection_id, journal)
        self._retry_unknown = retry_unknown

    def end_of(self, entry: Entry) -> EndState | None:
        """See Steps; what cannot be known has ended, too, unless it is to be sent again."""
        return "unknown" if entry.state == "unknown" and not self._retry_unknown else super().end_of(entry)

    def next(self, row: Row) -> Outcome | Later:
        """See Steps."""
        entry = row.entry
        if entry is None or entry.state in ("unsent", "unknown"):
            return self._create_anew(row)
        if entry.state == "accepted" and entry.push_operation_key:
            return self._ask(row, entry.push_operation_key)
        if -_CLOCK_STEP < time.time() - entry.first_sent < KEY_LIFETIME:
            return self._create(row, entry.key)
        return self._search(row, entry)

    def _create_anew(self, row: Row) -> Outcome | Later:
        """Send a row with a key that it never had: to an earlier one, the service would give its answer again."""
        number = row.entry.keys + 1 if row.entry else 1
        ids = (self._company_id, self._connection_id)
        return self._create(row, idempotency_key("codat_customers.jobs", *ids, row.text, row.digest, str(number)))

    def _create(self, row: Row, key: str) -> Outcome | Later:
        ids = (self._company_id, self._connection_id)
        create = self._codat.customers.create
        return self._send(row, key, lambda: create(*ids, row.customer, idempotency_key=key, retries=RETRIES))

    def _not_accepted(self, row: Row, error: SDKError) -> Outcome | Later:
        return Later(_IN_PROGRESS) if isinstance(error, ConflictError) else super()._not_accepted(row, error)

    def _search(self, row: Row, entry: Entry) -> Outcome | Later:
        """Look for a row, whose key the service no longer knows, in the history of writes."""
        try:
            candidates = list(self._candidates(entry))
        except ResponseDecodeError as error:
            return row.outcome("unknown", None, (error.message,))
        if not candidates:
            return self._create_anew(row)
        for push in candidates:
            if self._is_of(row, push):
                if self._may_be_of_another(row, entry, push):
                    what = "another row without an answer may have been written at that time; run it again"
                    return row.outcome("unknown", None, (what,))
                if self._journal.accepted(row.text, push.push_operation_key):
                    return self._accepted(row, push)
        if self._retry_unknown:
            return self._create_anew(row)
        # In the journal it stays as it is: when a customer has been synced, another run may recognise it.
        return row.outcome("unknown", None, (f"{len(candidates)} writes in the history could be this one",))

    def _may_be_of_another(self, row: Row, entry: Entry, push: PushOperation) -> bool:
        """Return whether a row, whose key the service still knows, will be told of a write of that time."""
        requested = push.requested_on_utc
        is_dated = isinstance(requested, datetime) and requested.year > 1
        before = entry.last_sent + CLOCK_TOLERANCE if is_dated else time.time() + CLOCK_TOLERANCE
        return self._journal.is_another_sending(row.text, time.time() - KEY_LIFETIME, before)

    def _candidates(self, entry: Entry) -> Iterator[PushOperation]:
        """Yield the writes, of no other row, that may have come of a row and may have created a customer."""
        since = datetime.fromtimestamp(entry.first_sent - CLOCK_TOLERANCE, UTC)
        before = datetime.fromtimestamp(entry.last_sent + CLOCK_TOLERANCE, UTC)
        around = f"requestedOnUtc>={since:%Y-%m-%dT%H:%M:%SZ}&&requestedOnUtc<={before:%Y-%m-%dT%H:%M:%SZ}"
        # In their order, so that the writes of other rows, which come meanwhile, move none of these.
        for push in self._codat.push_operations.iterate(
            self._company_id,
            query=f"{{{around}}}||{_UNDATED}",
            order_by="requestedOnUtc",
            page_size=500,
            concurrency=1,
            retries=RETRIES,
        ):
            is_elsewhere = push.data_connection_key.lower() != self._connection_id.lower()
            is_other_data = bool(push.data_type) and push.data_type != "customers"
            is_update = bool(push.changes) and all(_is_no_creation(change) for change in push.changes or ())
            is_out = is_elsewhere or is_other_data or is_update or push.status == "Failed"
            if not is_out and not self._journal.has_push(push.push_operation_key):
                yield push

    def _is_of(self, row: Row, push: PushOperation) -> bool:
        if push.status != "Success" or not push.record_id:
            return False
        try:
            found = self._codat.customers.get(self._company_id, push.record_id, retries=RETRIES).to_dict()
        except (NotFoundError, ConflictError, ResponseDecodeError):  # it has not been synced, or nobody can tell
            return False
        return all(found.get(name) == value for name, value in row.customer.to_dict().items())


def _is_no_creation(change: PushOperationChange) -> bool:
    return change.type_ in (PushChangeType.MODIFIED, PushChangeType.DELETED, PushChangeType.ATTACHMENT_UPLOADED)
