"""A push operation: Pending until its time has come, then Success or Failed, or TimedOut before that."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

from attrs import define

from codat_customers.sandbox._clock import write_instant
from codat_customers.sandbox._messages import JsonObject

# The service documents no code for TimedOut; HTTP's own for a time-out stands in.
_STATUS_CODES = {"Pending": 202, "Success": 200, "Failed": 400, "TimedOut": 408}


@define(kw_only=True)
class Push:
    """A write on its way. Times are POSIX seconds on the sandbox's clock.

    Attributes:
        ends_at: when the platform is done with it; None means never.
        findings: why the platform refuses it; empty for a write that will succeed.
    """

    key: str
    company_id: str
    connection_id: str
    customer_id: str
    change: Literal["Created", "Modified"]
    body: JsonObject
    requested_at: float
    ends_at: float | None
    timeout_minutes: int | None
    allow_sync: bool
    findings: Sequence[JsonObject]

    def has_ended(self, now: float) -> bool:
        """Whether the platform is done with it, whatever came of it."""
        return self.ends_at is not None and self.ends_at <= now

    def written(self, before: JsonObject) -> JsonObject:
        """Apply the write: what the body leaves out stays as it was."""
        modified = _instant(self.ends_at if self.ends_at is not None else self.requested_at)
        stamps = {"id": self.customer_id, "modifiedDate": modified, "sourceModifiedDate": modified}
        return {**before, **self.body, **stamps}

    def status(self, now: float) -> str:
        return self._state(now)[0]

    def describe(self, now: float) -> JsonObject:
        """Build the PushOperation that the service shows at this time."""
        status, completed_at = self._state(now)
        return {
            "companyId": self.company_id,
            "pushOperationKey": self.key,
            "dataConnectionKey": self.connection_id,
            "dataType": "customers",
            "changes": [self._change()] if status == "Success" else None,
            "requestedOnUtc": _instant(self.requested_at),
            "completedOnUtc": None if completed_at is None else _instant(completed_at),
            "timeoutInMinutes": self.timeout_minutes,
            "timeoutInSeconds": None,
            "status": status,
            "statusCode": _STATUS_CODES[status],
            "errorMessage": "The platform refused the customer." if status == "Failed" else None,
            "validation": {"errors": list(self.findings) if status == "Failed" else [], "warnings": []},
        }

    def event_payload(self, now: float, company: JsonObject) -> JsonObject:
        """Build the payload of the event that tells how it ended."""
        status, completed_at = self._state(now)
        return {
            "id": self.key,
            "type": "Create" if self.change == "Created" else "Update",
            "referenceCompany": company,
            "connectionId": self.connection_id,
            "requestedOnDate": _instant(self.requested_at),
            "completedOnDate": None if completed_at is None else _instant(completed_at),
            "status": status,
            "record": {"id": self.customer_id} if status == "Success" else None,
            "attachmentId": None,
        }

    def _state(self, now: float) -> tuple[str, float | None]:
        times_out_at = None if self.timeout_minutes is None else self.requested_at + 60 * self.timeout_minutes
        ends_at = self.ends_at
        if times_out_at is not None and times_out_at <= now and (ends_at is None or times_out_at < ends_at):
            return "TimedOut", max(times_out_at, self.requested_at)
        if ends_at is not None and ends_at <= now:
            return ("Failed" if self.findings else "Success"), ends_at
        return "Pending", None

    def _change(self) -> JsonObject:
        return {
            "type": self.change,
            "recordRef": {"id": self.customer_id, "dataType": "customers"},
            "attachmentId": None,
        }


def finding(item: str, message: str, validator: str) -> JsonObject:
    """One entry of a push's validation errors."""
    return {"itemId": item, "message": message, "validatorName": validator}


def _instant(timestamp: float) -> str:
    return write_instant(datetime.fromtimestamp(timestamp, UTC))
