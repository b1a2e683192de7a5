from __future__ import annotations

import datetime
from typing import Any, Final, Self

from attrs import define

from .. import decoding, encoding
from ..base_model import new
from ..dates import DatedModel
from ..errors import DecodeError
from ..types import UNSET, Unset


@define(kw_only=True, repr=False, weakref_slot=False)
class OtherEvent(DatedModel):
    """An event of a kind that is not described. Its payload is kept as it came.

    Attributes:
        id: The id of the event. It is the same when the event is sent again. Example:
            ``a5e80d17-6b2f-4938-8c41-f93d7e0b526a``.
        event_type: What has happened. Example: ``harbours.opened``.
        generated_date: When the event came about. Example: ``2025-06-17T21:36:50.341Z``.
        payload: What else is said of it, whatever JSON that is. Example: ``{'keeper': 'Grace'}``.
    """

    id: str
    event_type: str
    generated_date: datetime.datetime | Unset
    payload: Any

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
            value = get("eventType", unset)
            if type(value) is not str:
                key = "eventType"
                value = decoding.string(value)
            self.event_type = value
            value = get("generatedDate", unset)
            key = "generatedDate"
            value = self._read_datetime(key, value)
            self.generated_date = value
            value = get("payload", unset)
            key = "payload"
            value = decoding.anything(value)
            self.payload = value
        except DecodeError as error:
            raise error.inside(key) from None
        if len(src) + absent != 4:  # which costs less than to look for others
            self.additional_properties.update(decoding.without(_KEYS, src))
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode as a JSON object.

        Raises:
            TypeError: A field holds a value of the wrong type; the message names the field.
        """
        fields: dict[str, Any] = {**self._additional_properties} if self._additional_properties else {}
        fields["id"] = encoding.string("OtherEvent.id", self.id)
        fields["eventType"] = encoding.string("OtherEvent.event_type", self.event_type)
        if self.generated_date is not UNSET:
            fields["generatedDate"] = self._write_datetime("OtherEvent.generated_date", self.generated_date)
        fields["payload"] = self.payload
        return fields


_KEYS: Final = {
    "id": "id",
    "eventType": "event_type",
    "generatedDate": "generated_date",
    "payload": "payload",
}
