from __future__ import annotations

from typing import Any, Final, Self

from attrs import define

from .. import decoding, encoding
from ..base_model import BaseModel
from ..errors import DecodeError
from ..types import UNSET, Unset
from .attachment import Attachment


@define(kw_only=True, repr=False, weakref_slot=False)
class AttachmentList(BaseModel):
    """The attachments of a customer.

    Attributes:
        attachments: The attachments.
    """

    attachments: list[Attachment] | Unset = UNSET

    @classmethod
    def from_dict(cls, src: object) -> Self:
        """Decode a JSON object.

        Raises:
            DecodeError: It is not what the specification says; the error names the place.
        """
        if not decoding.is_object(src):
            raise decoding.wrong_type("an object", src)
        self = cls.__new__(cls)
        get = src.get
        self._additional_properties = None if _KEYS.issuperset(src) else decoding.without(_KEYS, src)
        key = ""
        try:
            value = get(key := "attachments")
            self.attachments = UNSET if value is None else decoding.list_of(Attachment.from_dict, value)
        except DecodeError as error:
            raise error.inside(key) from None
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode as a JSON object.

        Raises:
            TypeError: A field holds a value of the wrong type; the message names the field.
        """
        fields: dict[str, Any] = {**self._additional_properties} if self._additional_properties else {}
        if self.attachments is not UNSET:
            fields["attachments"] = encoding.models(Attachment, "AttachmentList.attachments", self.attachments)
        return fields


_KEYS: Final = frozenset({"attachments"})
