from __future__ import annotations

from typing import Any, Final, Self

from attrs import define

from .. import decoding, encoding
from ..base_model import BaseModel
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
        self = cls.__new__(cls)
        get = src.get
        self._additional_properties = None if _KEYS.issuperset(src) else decoding.without(_KEYS, src)
        key = ""
        try:
            value = get(key := "itemId", UNSET)
            self.item_id = (
                value if isinstance(value, str) or value is None or value is UNSET else decoding.string(value)
            )
            value = get(key := "message", UNSET)
            self.message = (
                value if isinstance(value, str) or value is None or value is UNSET else decoding.string(value)
            )
            value = get(key := "validatorName", UNSET)
            self.validator_name = (
                value if isinstance(value, str) or value is None or value is UNSET else decoding.string(value)
            )
        except DecodeError as error:
            raise error.inside(key) from None
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


_KEYS: Final = frozenset({"itemId", "message", "validatorName"})
