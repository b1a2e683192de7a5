from __future__ import annotations

import datetime
from typing import Any, Final, Self

from attrs import define

from .. import decoding, encoding
from ..base_model import new
from ..dates import DatedModel
from ..errors import DecodeError
from ..types import UNSET, Unset
from .company_reference import CompanyReference
from .push_operation_status import PushOperationStatus
from .record_reference import RecordReference
from .write_type import WriteType


@define(kw_only=True, repr=False, weakref_slot=False)
class WriteEventPayload(DatedModel):
    """How a write ended.

    Attributes:
        id: The key of the push operation. Example: ``e61d0f38-92ab-47c5-b8d0-45f7a3c2196b``.
        type_: What a write does.
        reference_company: Which company is meant.
        connection_id: Codat's id of the connection that the write went through. Example:
            ``b3a9d7f2-0c68-4e15-a2b4-7719ce5d8e06``.
        requested_on_date: When Codat took the request. Example: ``2025-06-17T10:02:31Z``.
        completed_on_date: When the write came to its end. Example: ``2025-06-17T10:03:08Z``.
        status: How far a write has come. Every status but Pending is final.
        record: The record that was written, or null where there is none.
        attachment_id: The id of the attachment, where one was written. Example:
            ``91d4c7ae-3b60-4f92-8d15-6ce07b2fa843``.
    """

    id: str
    type_: WriteType | Unset = UNSET
    reference_company: CompanyReference | Unset = UNSET
    connection_id: str | Unset = UNSET
    requested_on_date: datetime.datetime | Unset = UNSET
    completed_on_date: datetime.datetime | None | Unset = UNSET
    status: PushOperationStatus | Unset = UNSET
    record: RecordReference | None | Unset = UNSET
    attachment_id: str | None | Unset = UNSET

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
            value = get("id", unset)
            if type(value) is not str:
                key = "id"
                value = decoding.string(value)
            self.id = value
            value = get("type", unset)
            if value is unset:
                absent += 1
            else:
                key = "type"
                value = (
                    UNSET if value is None else type(value) is str and _write_type(value) or WriteType.from_json(value)
                )
            self.type_ = value
            value = get("referenceCompany", unset)
            if value is unset:
                absent += 1
            else:
                key = "referenceCompany"
                value = UNSET if value is None else CompanyReference.from_dict(value)
            self.reference_company = value
            value = get("connectionId", unset)
            if type(value) is not str:
                key = "connectionId"
                if value is unset:
                    absent += 1
                else:
                    value = UNSET if value is None else decoding.string(value)
            self.connection_id = value
            value = get("requestedOnDate", unset)
            if value is unset:
                absent += 1
            else:
                key = "requestedOnDate"
                value = UNSET if value is None else self._read_datetime(key, value)
            self.requested_on_date = value
            value = get("completedOnDate", unset)
            if value is not None:
                key = "completedOnDate"
                if value is unset:
                    absent += 1
                else:
                    value = self._read_datetime(key, value)
            self.completed_on_date = value
            value = get("status", unset)
            if value is unset:
                absent += 1
            else:
                key = "status"
                value = (
                    UNSET
                    if value is None
                    else type(value) is str and _push_operation_status(value) or PushOperationStatus.from_json(value)
                )
            self.status = value
            value = get("record", unset)
            if value is not None:
                key = "record"
                if value is unset:
                    absent += 1
                else:
                    value = RecordReference.from_dict(value)
            self.record = value
            value = get("attachmentId", unset)
            if type(value) is not str and value is not None:
                key = "attachmentId"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.string(value)
            self.attachment_id = value
        except DecodeError as error:
            raise error.inside(key) from None
        if len(src) + absent != 9:  # which costs less than to look for others
            self.additional_properties.update(decoding.without(_KEYS, src))
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode as a JSON object.

        Raises:
            TypeError: A field holds a value of the wrong type; the message names the field.
        """
        fields: dict[str, Any] = {**self._additional_properties} if self._additional_properties else {}
        fields["id"] = encoding.string("WriteEventPayload.id", self.id)
        if self.type_ is not UNSET:
            fields["type"] = encoding.string("WriteEventPayload.type_", self.type_)
        if self.reference_company is not UNSET:
            fields["referenceCompany"] = encoding.model(
                CompanyReference, "WriteEventPayload.reference_company", self.reference_company
            )
        if self.connection_id is not UNSET:
            fields["connectionId"] = encoding.string("WriteEventPayload.connection_id", self.connection_id)
        if self.requested_on_date is not UNSET:
            fields["requestedOnDate"] = self._write_datetime(
                "WriteEventPayload.requested_on_date", self.requested_on_date
            )
        if self.completed_on_date is not UNSET:
            fields["completedOnDate"] = (
                None
                if self.completed_on_date is None
                else self._write_datetime("WriteEventPayload.completed_on_date", self.completed_on_date)
            )
        if self.status is not UNSET:
            fields["status"] = encoding.string("WriteEventPayload.status", self.status)
        if self.record is not UNSET:
            fields["record"] = (
                None
                if self.record is None
                else encoding.model(RecordReference, "WriteEventPayload.record", self.record)
            )
        if self.attachment_id is not UNSET:
            fields["attachmentId"] = (
                None
                if self.attachment_id is None
                else encoding.string("WriteEventPayload.attachment_id", self.attachment_id)
            )
        return fields


_KEYS: Final = {
    "id": "id",
    "type": "type_",
    "referenceCompany": "reference_company",
    "connectionId": "connection_id",
    "requestedOnDate": "requested_on_date",
    "completedOnDate": "completed_on_date",
    "status": "status",
    "record": "record",
    "attachmentId": "attachment_id",
}
_push_operation_status: Final = PushOperationStatus.by_value().get
_write_type: Final = WriteType.by_value().get
