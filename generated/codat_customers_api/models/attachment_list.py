from __future__ import annotations

from typing import Any, Final, Self

from attrs import Factory, define

from .. import decoding, encoding
from ..base_model import BaseModel, new
from ..errors import DecodeError
from ..types import UNSET
from .attachment import Attachment


@define(kw_only=True, repr=False, weakref_slot=False)
class AttachmentList(BaseModel):
    """The attachments of a customer.

    Attributes:
        attachments: The attachments. Empty where it is absent.
    """

    attachments: list[Attachment] = Factory(lambda: list[Attachment]())

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
            value = get("attachments", unset)
            if value is unset:
                absent += 1
                value = []
            else:
                key = "attachments"
                value = [] if value is None else decoding.list_of(Attachment.from_dict, value)
            self.attachments = value
        except DecodeError as error:
            raise error.inside(key) from None
        if len(src) + absent != 1:  # which costs less than to look for others
            self.additional_properties.update(decoding.without(_KEYS, src))
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode as a JSON object.

        Raises:
            TypeError: A field holds a value of the wrong type; the message names the field.
        """
        fields: dict[str, Any] = {**self._additional_properties} if self._additional_properties else {}
        fields["attachments"] = encoding.models(Attachment, "AttachmentList.attachments", self.attachments)
        return fields


_KEYS: Final = {
    "attachments": "attachments",
}
