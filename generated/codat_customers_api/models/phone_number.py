from __future__ import annotations

from typing import Any, Final, Self

from attrs import define

from .. import decoding, encoding
from ..base_model import BaseModel, new
from ..errors import DecodeError
from ..types import UNSET, Unset
from .phone_number_type import PhoneNumberType


@define(kw_only=True, repr=False, weakref_slot=False)
class PhoneNumber(BaseModel):
    """A telephone number.

    Attributes:
        type_: What kind of telephone number it is.
        number: The number, as it was typed in. Example: ``+44 7700 900461``.
    """

    type_: PhoneNumberType
    number: str | None | Unset = UNSET

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
            key = "type"
            value = type(value) is str and _phone_number_type(value) or PhoneNumberType.from_json(value)
            self.type_ = value
            value = get("number", unset)
            if type(value) is not str and value is not None:
                key = "number"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.string(value)
            self.number = value
        except DecodeError as error:
            raise error.inside(key) from None
        if len(src) + absent != 2:  # which costs less than to look for others
            self.additional_properties.update(decoding.without(_KEYS, src))
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode as a JSON object.

        Raises:
            TypeError: A field holds a value of the wrong type; the message names the field.
        """
        fields: dict[str, Any] = {**self._additional_properties} if self._additional_properties else {}
        fields["type"] = encoding.string("PhoneNumber.type_", self.type_)
        if self.number is not UNSET:
            fields["number"] = None if self.number is None else encoding.string("PhoneNumber.number", self.number)
        return fields


_KEYS: Final = {
    "type": "type_",
    "number": "number",
}
_phone_number_type: Final = PhoneNumberType.by_value().get
