from __future__ import annotations

from typing import Any, Final, Self

from attrs import define

from .. import decoding, encoding
from ..base_model import BaseModel, new
from ..errors import DecodeError
from ..types import UNSET, Unset
from .push_field_validation import PushFieldValidation


@define(kw_only=True, repr=False, weakref_slot=False)
class PushOptionValidation(BaseModel):
    """A platform's rules for a record or a field.

    Attributes:
        warnings: Rules that change or refuse what breaks them.
        information: Rules worth knowing.
    """

    warnings: list[PushFieldValidation] | None | Unset = UNSET
    information: list[PushFieldValidation] | None | Unset = UNSET

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
            value = get("warnings", unset)
            if value is not None:
                key = "warnings"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.list_of(PushFieldValidation.from_dict, value)
            self.warnings = value
            value = get("information", unset)
            if value is not None:
                key = "information"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.list_of(PushFieldValidation.from_dict, value)
            self.information = value
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
        if self.warnings is not UNSET:
            fields["warnings"] = (
                None
                if self.warnings is None
                else encoding.models(PushFieldValidation, "PushOptionValidation.warnings", self.warnings)
            )
        if self.information is not UNSET:
            fields["information"] = (
                None
                if self.information is None
                else encoding.models(PushFieldValidation, "PushOptionValidation.information", self.information)
            )
        return fields


_KEYS: Final = {
    "warnings": "warnings",
    "information": "information",
}
