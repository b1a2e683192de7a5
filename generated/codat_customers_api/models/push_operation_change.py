from __future__ import annotations

from typing import Any, Final, Self

from attrs import define

from .. import decoding, encoding
from ..base_model import BaseModel, new
from ..errors import DecodeError
from ..types import UNSET, Unset
from .push_change_type import PushChangeType
from .record_reference import RecordReference


@define(kw_only=True, repr=False, weakref_slot=False)
class PushOperationChange(BaseModel):
    """What a write did to one record.

    Attributes:
        type_: What happened to a record.
        record_ref: Which record is meant.
        attachment_id: The id of the attachment, where the change is one of an attachment. Example:
            ``91d4c7ae-3b60-4f92-8d15-6ce07b2fa843``.
    """

    type_: PushChangeType | Unset = UNSET
    record_ref: RecordReference | Unset = UNSET
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
        key = ""
        try:
            value = get("type", unset)
            if value is unset:
                absent += 1
            else:
                key = "type"
                value = (
                    UNSET
                    if value is None
                    else type(value) is str and _push_change_type(value) or PushChangeType.from_json(value)
                )
            self.type_ = value
            value = get("recordRef", unset)
            if value is unset:
                absent += 1
            else:
                key = "recordRef"
                value = UNSET if value is None else RecordReference.from_dict(value)
            self.record_ref = value
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
        if len(src) + absent != 3:  # which costs less than to look for others
            self.additional_properties.update(decoding.without(_KEYS, src))
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode as a JSON object.

        Raises:
            TypeError: A field holds a value of the wrong type; the message names the field.
        """
        fields: dict[str, Any] = {**self._additional_properties} if self._additional_properties else {}
        if self.type_ is not UNSET:
            fields["type"] = encoding.string("PushOperationChange.type_", self.type_)
        if self.record_ref is not UNSET:
            fields["recordRef"] = encoding.model(RecordReference, "PushOperationChange.record_ref", self.record_ref)
        if self.attachment_id is not UNSET:
            fields["attachmentId"] = (
                None
                if self.attachment_id is None
                else encoding.string("PushOperationChange.attachment_id", self.attachment_id)
            )
        return fields


_KEYS: Final = {
    "type": "type_",
    "recordRef": "record_ref",
    "attachmentId": "attachment_id",
}
_push_change_type: Final = PushChangeType.by_value().get
