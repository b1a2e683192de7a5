from __future__ import annotations

from typing import Any, Final, Self

from attrs import define

from .. import decoding, encoding
from ..base_model import BaseModel, new
from ..errors import DecodeError
from ..types import UNSET, Unset


@define(kw_only=True, repr=False, weakref_slot=False)
class PushFieldValidation(BaseModel):
    """One rule of a platform.

    Attributes:
        details: The rule in words. Example: ``Names of more than 60 characters are cut off.``.
        field: The field that the rule is about. Example: ``customerName``.
        ref: Where to read more. Example: ``https://platform.example/rules/customer-name``.
    """

    details: str
    field: str | Unset = UNSET
    ref: str | None | Unset = UNSET

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
            value = get("details", unset)
            if type(value) is not str:
                key = "details"
                value = decoding.string(value)
            self.details = value
            value = get("field", unset)
            if type(value) is not str:
                key = "field"
                if value is unset:
                    absent += 1
                else:
                    value = UNSET if value is None else decoding.string(value)
            self.field = value
            value = get("ref", unset)
            if type(value) is not str and value is not None:
                key = "ref"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.string(value)
            self.ref = value
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
        fields["details"] = encoding.string("PushFieldValidation.details", self.details)
        if self.field is not UNSET:
            fields["field"] = encoding.string("PushFieldValidation.field", self.field)
        if self.ref is not UNSET:
            fields["ref"] = None if self.ref is None else encoding.string("PushFieldValidation.ref", self.ref)
        return fields


_KEYS: Final = {
    "details": "details",
    "field": "field",
    "ref": "ref",
}
