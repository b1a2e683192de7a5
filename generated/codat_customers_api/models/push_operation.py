from __future__ import annotations

import datetime
from typing import Any, Final, Self

from attrs import define

from .. import decoding, encoding
from ..base_model import new
from ..dates import DatedModel
from ..errors import DecodeError
from ..types import UNSET, Unset
from .customer import Customer
from .data_type import DataType
from .push_operation_change import PushOperationChange
from .push_operation_status import PushOperationStatus
from .validation import Validation


@define(kw_only=True, repr=False, weakref_slot=False)
class PushOperation(DatedModel):
    """A write on its way to an accounting platform.

    Attributes:
        company_id: Codat's id of the company. Example: ``5f0c2b1e-7d44-4c1b-9a53-2e8d6f41b7c0``.
        push_operation_key: The key by which to ask for this push operation. Example:
            ``e61d0f38-92ab-47c5-b8d0-45f7a3c2196b``.
        data_connection_key: Codat's id of the connection that the write goes through. Example:
            ``b3a9d7f2-0c68-4e15-a2b4-7719ce5d8e06``.
        requested_on_utc: When Codat took the request, in UTC. The first instant of the year 1 means that it is not
            known. Example: ``2025-06-17T10:02:31Z``.
        status: How far a write has come. Every status but Pending is final.
        status_code: The result of the write as a number in the manner of HTTP: 202 while pending, 200 when done, 400
            when refused. It is not the status of the answer that carries it. Example: ``202``.
        changes: The records that the write touched. The id of a new customer is found here.
        data: Deprecated. The service no longer sends the customer that was written. Read it with the id in `changes`.
        data_type: The kinds of record that Codat knows.
        completed_on_utc: When the write came to its end, in UTC. Null or absent while it is pending. Example:
            ``2025-06-17T10:03:08Z``.
        timeout_in_minutes: After how many minutes Codat gives the write up as TimedOut. Example: ``15``.
        timeout_in_seconds: Deprecated. The same limit in seconds. Use `timeoutInMinutes`. Example: ``900``.
        error_message: Why the write failed. Example: ``The customer was not accepted.``.
        validation: What was found when the data was checked.
    """

    company_id: str
    push_operation_key: str
    data_connection_key: str
    requested_on_utc: datetime.datetime | Unset
    status: PushOperationStatus
    status_code: int
    changes: list[PushOperationChange] | None | Unset = UNSET
    data: Customer | None | Unset = UNSET
    data_type: DataType | Unset = UNSET
    completed_on_utc: datetime.datetime | None | Unset = UNSET
    timeout_in_minutes: int | None | Unset = UNSET
    timeout_in_seconds: int | None | Unset = UNSET
    error_message: str | None | Unset = UNSET
    validation: Validation | Unset = UNSET

    @classmethod
    def from_dict(cls, src: object) -> Self:
        """Decode a JSON object.

        Raises:
            DecodeError: It is not what the specification says; the error names the place.
        """
        if not decoding.is_object(src):
            raise decoding.wrong_type("an object", src)
        get, unset = src.get, UNSET
        self = new(cls)
        absent = 0
        self._additional_properties = None
        self._received_date = self._received_style = None
        key = ""
        try:
            value = get("companyId", unset)
            if type(value) is not str:
                key = "companyId"
                value = decoding.string(value)
            self.company_id = value
            value = get("pushOperationKey", unset)
            if type(value) is not str:
                key = "pushOperationKey"
                value = decoding.string(value)
            self.push_operation_key = value
            value = get("dataConnectionKey", unset)
            if type(value) is not str:
                key = "dataConnectionKey"
                value = decoding.string(value)
            self.data_connection_key = value
            value = get("requestedOnUtc", unset)
            key = "requestedOnUtc"
            value = self._read_datetime(key, value)
            self.requested_on_utc = value
            value = get("status", unset)
            key = "status"
            value = type(value) is str and _push_operation_status(value) or PushOperationStatus.from_json(value)
            self.status = value
            value = get("statusCode", unset)
            if type(value) is not int:
                key = "statusCode"
                value = decoding.integer(value)
            self.status_code = value
            value = get("changes", unset)
            if value is not None:
                key = "changes"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.list_of(PushOperationChange.from_dict, value)
            self.changes = value
            value = get("data", unset)
            if value is not None:
                key = "data"
                if value is unset:
                    absent += 1
                else:
                    value = Customer.from_dict(value)
            self.data = value
            value = get("dataType", unset)
            if value is unset:
                absent += 1
            else:
                key = "dataType"
                value = (
                    UNSET if value is None else type(value) is str and _data_type(value) or DataType.from_json(value)
                )
            self.data_type = value
            value = get("completedOnUtc", unset)
            if value is not None:
                key = "completedOnUtc"
                if value is unset:
                    absent += 1
                else:
                    value = self._read_datetime(key, value)
            self.completed_on_utc = value
            value = get("timeoutInMinutes", unset)
            if type(value) is not int and value is not None:
                key = "timeoutInMinutes"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.integer(value)
            self.timeout_in_minutes = value
            value = get("timeoutInSeconds", unset)
            if type(value) is not int and value is not None:
                key = "timeoutInSeconds"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.integer(value)
            self.timeout_in_seconds = value
            value = get("errorMessage", unset)
            if type(value) is not str and value is not None:
                key = "errorMessage"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.string(value)
            self.error_message = value
            value = get("validation", unset)
            if value is unset:
                absent += 1
            else:
                key = "validation"
                value = UNSET if value is None else Validation.from_dict(value)
            self.validation = value
        except DecodeError as error:
            raise error.inside(key) from None
        if len(src) + absent != 14:  # which costs less than to look for others
            self.additional_properties.update(decoding.without(_KEYS, src))
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode as a JSON object.

        Raises:
            TypeError: A field holds a value of the wrong type; the message names the field.
        """
        fields: dict[str, Any] = {**self._additional_properties} if self._additional_properties else {}
        fields["companyId"] = encoding.string("PushOperation.company_id", self.company_id)
        fields["pushOperationKey"] = encoding.string("PushOperation.push_operation_key", self.push_operation_key)
        fields["dataConnectionKey"] = encoding.string("PushOperation.data_connection_key", self.data_connection_key)
        if self.requested_on_utc is not UNSET:
            fields["requestedOnUtc"] = self._write_datetime("PushOperation.requested_on_utc", self.requested_on_utc)
        fields["status"] = encoding.string("PushOperation.status", self.status)
        fields["statusCode"] = encoding.integer("PushOperation.status_code", self.status_code)
        if self.changes is not UNSET:
            fields["changes"] = (
                None
                if self.changes is None
                else encoding.models(PushOperationChange, "PushOperation.changes", self.changes)
            )
        if self.data is not UNSET:
            fields["data"] = None if self.data is None else encoding.model(Customer, "PushOperation.data", self.data)
        if self.data_type is not UNSET:
            fields["dataType"] = encoding.string("PushOperation.data_type", self.data_type)
        if self.completed_on_utc is not UNSET:
            fields["completedOnUtc"] = (
                None
                if self.completed_on_utc is None
                else self._write_datetime("PushOperation.completed_on_utc", self.completed_on_utc)
            )
        if self.timeout_in_minutes is not UNSET:
            fields["timeoutInMinutes"] = (
                None
                if self.timeout_in_minutes is None
                else encoding.integer("PushOperation.timeout_in_minutes", self.timeout_in_minutes)
            )
        if self.timeout_in_seconds is not UNSET:
            fields["timeoutInSeconds"] = (
                None
                if self.timeout_in_seconds is None
                else encoding.integer("PushOperation.timeout_in_seconds", self.timeout_in_seconds)
            )
        if self.error_message is not UNSET:
            fields["errorMessage"] = (
                None
                if self.error_message is None
                else encoding.string("PushOperation.error_message", self.error_message)
            )
        if self.validation is not UNSET:
            fields["validation"] = encoding.model(Validation, "PushOperation.validation", self.validation)
        return fields

    @property
    def record_id(self) -> str | None:
        """The id of the record that the write made or changed, or None while there is none."""
        return next((item.record_ref.id for item in self.changes or () if item.record_ref if item.record_ref.id), None)


_KEYS: Final = {
    "companyId": "company_id",
    "pushOperationKey": "push_operation_key",
    "dataConnectionKey": "data_connection_key",
    "requestedOnUtc": "requested_on_utc",
    "status": "status",
    "statusCode": "status_code",
    "changes": "changes",
    "data": "data",
    "dataType": "data_type",
    "completedOnUtc": "completed_on_utc",
    "timeoutInMinutes": "timeout_in_minutes",
    "timeoutInSeconds": "timeout_in_seconds",
    "errorMessage": "error_message",
    "validation": "validation",
}
_data_type: Final = DataType.by_value().get
_push_operation_status: Final = PushOperationStatus.by_value().get
