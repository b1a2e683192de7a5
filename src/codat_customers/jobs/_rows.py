"""What is done about a row of a bulk job, one step after the other."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final, Literal

from .. import (
    APIConnectionError,
    APIStatusError,
    AuthenticationError,
    Codat,
    ConflictError,
    NotFoundError,
    PaymentRequiredError,
    PermissionDeniedError,
    RateLimitError,
    ResponseDecodeError,
    RetryConfig,
    SDKError,
    ServerError,
    idempotency_key,
)
from ..models import Customer, PushOperation
from ..retries import KEY_LIFETIME
from ._journal import Entry, Journal
from ._work import Later

RowId = str | int
EndState = Literal["created", "failed", "unknown"]

# Seconds that the clock of the service may be ahead or behind, where its history is searched for a row.
CLOCK_TOLERANCE: Final = 3600.0

# The service writes 0001-01-01T00:00:00 where it does not know when a write was asked for.
_UNDATED: Final = "requestedOnUtc<0002-01-01T00:00:00Z"

# Seconds that a clock may have been set back; with more, nobody knows how old a key is.
_CLOCK_STEP: Final = 60.0

# Seconds between two questions how far a write has come
_FIRST_QUESTION: Final = 1.0
_SLOWEST_QUESTION: Final = 30.0

# Seconds until a row is sent again whose request of an earlier run the service is still at
_IN_PROGRESS: Final = 5.0

# 429 is not among them, since the whole job waits then. The time is short, so that a key does not expire meanwhile.
_RETRIES: Final = RetryConfig(max_elapsed_time=60.0, status_codes=(408, "5XX"))

# A gateway says so in place of the service, which the next rows would not reach either. The service itself may say it
# too, and then goes on saying it to that one row until its key expires; so it takes some rows in a row to end a job.
_AWAY: Final = (502, 503, 504)
_MOST_AWAY: Final = 10

# These say that nothing was done, and that the next row would fare no better.
_REFUSALS: Final = (AuthenticationError, PaymentRequiredError, PermissionDeniedError, NotFoundError)


class RowChangedError(ValueError):
    """A row is not what was sent under its id."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row.

    Attributes:
        row_id: As it was given.
        state: ``created``; ``failed``: the service has refused it; ``unknown``: it may exist or not.
        record_id: The id of the new customer, or None.
        push_operation_key: What the service calls the write, or None if it never said.
        messages: What the service says about it.
        from_earlier_run: Whether an earlier run has learnt it, and this one has not asked.
    """

    row_id: RowId
    state: EndState
    record_id: str | None = None
    push_operation_key: str | None = None
    messages: tuple[str, ...] = ()
    from_earlier_run: bool = False


class Row:
    """A row under way.

    Attributes:
        entry: What the journal says of it.
        push_operation_key: What the service calls its write, once it has said so.
        question: Seconds until it is asked how far that has come.
    """

    def __init__(self, row_id: RowId, customer: Customer, digest: str, entry: Entry | None) -> None:
        self.row_id = row_id
        self.text = json.dumps(row_id)
        self.customer = customer
        self.digest = digest
        self.entry = entry
        self.push_operation_key = entry.push_operation_key if entry else None
        self.question = _FIRST_QUESTION

    def outcome(
        self, state: EndState, record_id: str | None, messages: tuple[str, ...], *, from_earlier_run: bool = False
    ) -> Outcome:
        """Return it as it ended."""
        return Outcome(self.row_id, state, record_id, self.push_operation_key, messages, from_earlier_run)


class Steps:
    """Does the next thing about a row, whatever was done before.

    Parameters:
        codat: The client.
        company_id: Codat's id of the company.
        connection_id: Codat's id of the connection.
        journal: What was done before, and what is done now.
        retry_unknown: Whether to send again what may have been done.
    """

    def __init__(
        self, codat: Codat, company_id: str, connection_id: str, journal: Journal, retry_unknown: bool
    ) -> None:
        self._retry_unknown = retry_unknown
        self._codat = codat
        self._company_id = company_id
        self._connection_id = connection_id
        self._journal = journal
        self._away_in_a_row = 0

    def begin(self, row: tuple[RowId, Customer]) -> Row:
        """Return a row with what the journal knows of it.

        Raises:
            RowChangedError: It is not what was sent under its id.
            TypeError: It is no such pair.
        """
        row_id, customer = row
        if not isinstance(row_id, str | int) or not isinstance(customer, Customer):  # pyright: ignore[reportUnnecessaryIsInstance]
            kinds = f"{type(row_id).__name__} and {type(customer).__name__}"
            raise TypeError(f"a row must be a pair of a string or an integer, its id, and a Customer, not {kinds}")
        content = json.dumps(customer.to_dict(), sort_keys=True)
        digest = sha256(content.encode()).hexdigest()
        entry = self._journal.find(json.dumps(row_id))
        if entry and entry.digest != digest:
            raise RowChangedError(
                f"the row {row_id!r} has changed since it was sent ({entry.state}); give it its content back, or give "
                "what is new an id of its own"
            )
        return Row(row_id, customer, digest, entry)

    def next(self, row: Row) -> Outcome | Later:
        """Do the next thing about a row; return how it ended, or when to go on.

        Raises:
            RateLimitError: The service asks for a pause; nothing has changed.
            SDKError: Nothing can be done about this row and others for now.
        """
        entry = row.entry
        if entry is None or entry.state in ("unsent", "unknown"):
            return self._send(row, 1 if entry is None else entry.keys + 1)
        if entry.state == "accepted" and entry.push_operation_key:
            return self._ask(row, entry.push_operation_key)
        if -_CLOCK_STEP < time.time() - entry.first_sent < KEY_LIFETIME:
            return self._send(row, entry.keys)
        return self._search(row, entry)

    def _send(self, row: Row, number: int) -> Outcome | Later:
        """Send a row with the key of a number: the service would give the first answer to an earlier one again."""
        is_new = row.entry is None or row.entry.keys < number
        key = idempotency_key(
            "codat_customers.jobs", self._company_id, self._connection_id, row.text, row.digest, str(number)
        )
        self._journal.sending(row.text, row.digest, key, time.time())
        row.entry = self._journal.find(row.text)
        try:
            push = self._codat.customers.create(
                self._company_id, self._connection_id, row.customer, idempotency_key=key, retries=_RETRIES
            )
        except (RateLimitError, *_REFUSALS, APIConnectionError) as error:
            if is_new and _did_nothing(error):
                self._journal.unsent(row.text)
                row.entry = self._journal.find(row.text)
            raise
        except ConflictError:
            return Later(_IN_PROGRESS)
        except (ServerError, ResponseDecodeError) as error:
            self._away_in_a_row = self._away_in_a_row + 1 if error.status_code in _AWAY else 0
            if self._away_in_a_row >= _MOST_AWAY:
                raise
            # In the journal it stays as it is: another run sends it again with its key.
            return row.outcome("unknown", None, (error.message,))
        except APIStatusError as error:
            return self._ended(row, "failed", None, (error.message,))
        return self._accepted(row, push)

    def _ask(self, row: Row, push_operation_key: str) -> Outcome | Later:
        try:
            push = self._codat.push_operations.get(self._company_id, push_operation_key, retries=_RETRIES)
        except NotFoundError as error:
            return self._ended(row, "unknown", None, (error.message,))
        return self._seen(row, push)

    def _search(self, row: Row, entry: Entry) -> Outcome | Later:
        """Look for a row, whose key the service no longer knows, in the history of writes."""
        candidates = list(self._candidates(entry))
        if not candidates:
            return self._send(row, entry.keys + 1)
        for push in candidates:
            if self._is_of(row, push) and self._journal.accepted(row.text, push.push_operation_key):
                return self._accepted(row, push)
        if self._retry_unknown:
            return self._send(row, entry.keys + 1)
        # In the journal it stays as it is: when a customer has been synced, another run may recognise it.
        return row.outcome("unknown", None, (f"{len(candidates)} writes in the history could be this one",))

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
            retries=_RETRIES,
        ):
            is_elsewhere = push.data_connection_key.lower() != self._connection_id.lower()
            is_other_data = bool(push.data_type) and push.data_type != "customers"
            is_out = is_elsewhere or is_other_data or push.status == "Failed"
            if not is_out and not self._journal.has_push(push.push_operation_key):
                yield push

    def _is_of(self, row: Row, push: PushOperation) -> bool:
        if push.status != "Success" or not push.record_id:
            return False
        try:
            found = self._codat.customers.get(self._company_id, push.record_id, retries=_RETRIES).to_dict()
        except (NotFoundError, ConflictError):  # it has not been synced
            return False
        return all(found.get(name) == value for name, value in row.customer.to_dict().items())

    def _accepted(self, row: Row, push: PushOperation) -> Outcome | Later:
        self._away_in_a_row = 0
        self._journal.accepted(row.text, push.push_operation_key)
        row.entry = self._journal.find(row.text)
        row.push_operation_key = push.push_operation_key
        return self._seen(row, push)

    def _seen(self, row: Row, push: PushOperation) -> Outcome | Later:
        if push.status == "Pending":
            row.question, now = min(row.question * 1.5, _SLOWEST_QUESTION), row.question
            return Later(now)
        if push.status == "Success":
            return self._ended(row, "created", push.record_id, _messages(push))
        # One that timed out may still land.
        return self._ended(row, "failed" if push.status == "Failed" else "unknown", None, _messages(push))

    def _ended(self, row: Row, state: EndState, record_id: str | None, messages: tuple[str, ...]) -> Outcome:
        self._journal.ended(row.text, state, record_id, messages)
        return row.outcome(state, record_id, messages)


def _did_nothing(error: SDKError) -> bool:
    """Return whether an error says that the service has done nothing on any of the tries."""
    if isinstance(error, APIConnectionError):
        return not error.request_sent
    return error.attempts == 1


def _messages(push: PushOperation) -> tuple[str, ...]:
    validation = push.validation or None
    errors = (validation.errors or []) if validation else []
    texts = [push.error_message, *(item.message for item in errors)]
    return tuple(dict.fromkeys(text for text in texts if text))
