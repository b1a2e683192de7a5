"""What is done about a row of any bulk job, one step after the other."""

from __future__ import annotations

import json
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar, Final, Literal

from codat_customers_api.encoding import json_body

from .. import (
    APIConnectionError,
    APIStatusError,
    AuthenticationError,
    Codat,
    NotFoundError,
    PaymentRequiredError,
    PermissionDeniedError,
    RateLimitError,
    ResponseDecodeError,
    RetryConfig,
    SDKError,
)
from ..models import Customer, PushOperation
from ._journal import Entry, Journal
from ._work import Later

RowId = str | int
EndState = Literal["created", "updated", "failed", "unknown"]

# Seconds between two questions how far a write has come
_FIRST_QUESTION: Final = 1.0
_SLOWEST_QUESTION: Final = 30.0

# 429 is not among them, since the whole job waits then. The time is short, so that a key does not expire meanwhile.
RETRIES: Final = RetryConfig(max_elapsed_time=60.0, status_codes=(408, "5XX"))

# A gateway says so in place of the service, which the next rows would not reach either. The service itself may say it
# too, and then goes on saying it to that one row until its key expires; so it takes some rows in a row to end a job.
_AWAY: Final = (408, 502, 503, 504)
_MOST_AWAY: Final = 10

# These say that nothing was done, and that the next row would fare no better.
REFUSALS: Final = (AuthenticationError, PaymentRequiredError, PermissionDeniedError)


class RowChangedError(ValueError):
    """A row is not what was sent under its id."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row.

    Attributes:
        row_id: As it was given.
        state: ``created`` or ``updated``; ``failed``: the service has refused it; ``unknown``: it may exist or not.
        record_id: The id of the customer, or None.
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


class Steps(ABC):
    """Does the next thing about a row, whatever was done before.

    Parameters:
        codat: The client.
        company_id: Codat's id of the company.
        connection_id: Codat's id of the connection.
        journal: What was done before, and what is done now.

    Attributes:
        done: The state of a row that has ended well.
        refusals: Errors that say that nothing was done, and that the next row would fare no better.
    """

    done: ClassVar[EndState]
    refusals: ClassVar[tuple[type[SDKError], ...]] = REFUSALS

    def __init__(self, codat: Codat, company_id: str, connection_id: str, journal: Journal) -> None:
        self._codat = codat
        self._company_id = company_id
        self._connection_id = connection_id
        self._journal = journal
        self._away_in_a_row = 0

    def begin(self, row: tuple[RowId, Customer]) -> Row:
        """Return a row with what the journal knows of it.

        Raises:
            RowChangedError: It is not what was sent under its id.
            TypeError: It is no such pair, or a field has the wrong type.
            ValueError: There was one with its id, or it cannot be sent.
        """
        row_id, customer = row
        if not isinstance(row_id, str | int) or not isinstance(customer, Customer):  # pyright: ignore[reportUnnecessaryIsInstance]
            kinds = f"{type(row_id).__name__} and {type(customer).__name__}"
            raise TypeError(f"a row must be a pair of a string or an integer, its id, and a Customer, not {kinds}")
        if not self._journal.is_first_time(json.dumps(row_id)):
            raise ValueError(f"two rows have the id {row_id!r}")
        try:
            content = self._content(customer)
        except (TypeError, ValueError) as error:
            kind = TypeError if isinstance(error, TypeError) else ValueError
            raise kind(f"the row {row_id!r} cannot be sent: {error}") from error
        digest = sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
        entry = self._journal.find(json.dumps(row_id))
        if entry and entry.digest != digest and entry.state == "unsent":
            entry = None
        if entry and entry.digest != digest:
            raise RowChangedError(
                f"the row {row_id!r} has changed since it was sent ({entry.state}); give it its content back, or give "
                "what is new an id of its own"
            )
        # A copy, since a source may fill the same customer again
        return Row(row_id, deepcopy(customer), digest, entry)

    def end_of(self, entry: Entry) -> EndState | None:
        """Return how a row has ended, or None if something is to be done about it."""
        return entry.state if entry.state in ("created", "updated", "failed") else None

    def _content(self, customer: Customer) -> dict[str, Any]:
        """Return what is sent of a customer, and must not change from run to run."""
        content: dict[str, Any] = json.loads(json_body(customer.to_dict()))
        return content

    @abstractmethod
    def next(self, row: Row) -> Outcome | Later:
        """Do the next thing about a row; return how it ended, or when to go on.

        Raises:
            RateLimitError: The service asks for a pause; nothing has changed.
            SDKError: Nothing can be done about this row and others for now.
        """

    def _send(self, row: Row, key: str, write: Callable[[], PushOperation]) -> Outcome | Later:
        """Send a row, with a key of its own or once more with the one it has."""
        earlier = row.entry
        is_new = earlier is None or earlier.key != key
        self._journal.sending(row.text, row.digest, key, time.time())
        try:
            push = write()
        except SDKError as error:
            row.entry = self._journal.find(row.text)
            if not isinstance(error, (RateLimitError, APIConnectionError, *self.refusals)):
                return self._not_accepted(row, error)
            if is_new and _did_nothing(error):
                self._journal.not_sent(row.text, earlier)
                row.entry = self._journal.find(row.text)
            raise
        return self._accepted(row, push)

    def _not_accepted(self, row: Row, error: SDKError) -> Outcome | Later:
        status = error.status_code or 0
        if isinstance(error, APIStatusError) and 400 <= status < 500 and status != 408:
            return self._ended(row, "failed", None, (error.message,))
        self._away_in_a_row = self._away_in_a_row + 1 if status in _AWAY or 300 <= status < 400 else 0
        if self._away_in_a_row >= _MOST_AWAY:
            raise error
        # In the journal it stays as it is: another run sends it again.
        return row.outcome("unknown", None, (error.message,))

    def _ask(self, row: Row, push_operation_key: str) -> Outcome | Later:
        try:
            push = self._codat.push_operations.get(self._company_id, push_operation_key, retries=RETRIES)
        except NotFoundError as error:
            return self._ended(row, "unknown", None, (error.message,))
        except ResponseDecodeError as error:  # another run asks again
            return row.outcome("unknown", None, (error.message,))
        return self._seen(row, push)

    def _accepted(self, row: Row, push: PushOperation) -> Outcome | Later:
        self._away_in_a_row = 0
        if not self._journal.accepted(row.text, push.push_operation_key):
            what = (
                f"the write {push.push_operation_key} has been taken for that of another row, so one of them is missing"
            )
            return row.outcome("unknown", None, (what,))
        row.entry = self._journal.find(row.text)
        row.push_operation_key = push.push_operation_key
        return self._seen(row, push)

    def _seen(self, row: Row, push: PushOperation) -> Outcome | Later:
        if push.status == "Pending":
            row.question, now = min(row.question * 1.5, _SLOWEST_QUESTION), row.question
            return Later(now)
        if push.status == "Success":
            return self._ended(row, self.done, push.record_id, _messages(push))
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
