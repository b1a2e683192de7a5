from __future__ import annotations

from typing import Any, Final, Self

from attrs import define

from .. import decoding, encoding
from ..base_model import BaseModel, new
from ..errors import DecodeError
from ..types import UNSET, Unset


@define(kw_only=True, repr=False, weakref_slot=False)
class ValidationItem(BaseModel):
    """One finding.

    Attributes:
        item_id: What the finding is about, often the name of a field. Example: ``customerName``.
        message: The finding in words. Example: ``A customer of this name exists already.``.
        validator_name: The check that found it. Example: ``UniqueName``.
    """

    item_id: str | None | Unset = UNSET
    message: str | None | Unset = UNSET
    validator_name: str | None | Unset = UNSET

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
            value = get("itemId", unset)
            if type(value) is not str and value is not None:
                key = "itemId"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.string(value)
            self.item_id = value
            value = get("message", unset)
            if type(value) is not str and value is not None:
                key = "message"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.string(value)
            self.message = value
            value = get("validatorName", unset)
            if type(value) is not str and value is not None:
                key = "validatorName"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.string(value)
            self.validator_name = value
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
        if self.item_id is not UNSET:
            fields["itemId"] = None if self.item_id is None else encoding.string("ValidationItem.item_id", self.item_id)
        if self.message is not UNSET:
            fields["message"] = (
                None if self.message is None else encoding.string("ValidationItem.message", self.message)
            )
        if self.validator_name is not UNSET:
            fields["validatorName"] = (
                None
                if self.validator_name is None
                else encoding.string("ValidationItem.validator_name", self.validator_name)
            )
        return fields


_KEYS: Final = {
    "itemId": "item_id",
    "message": "message",
    "validatorName": "validator_name",
}
