from __future__ import annotations

from typing import Any, Final, Self

from attrs import define

from .. import decoding, encoding
from ..base_model import BaseModel, new
from ..errors import DecodeError
from ..types import UNSET, Unset
from .validation_item import ValidationItem


@define(kw_only=True, repr=False, weakref_slot=False)
class Validation(BaseModel):
    """What was found when the data was checked.

    Attributes:
        errors: What stands in the way of the write.
        warnings: What does not, but should be looked at.
    """

    errors: list[ValidationItem] | None | Unset = UNSET
    warnings: list[ValidationItem] | None | Unset = UNSET

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
            value = get("errors", unset)
            if value is not None:
                key = "errors"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.list_of(ValidationItem.from_dict, value)
            self.errors = value
            value = get("warnings", unset)
            if value is not None:
                key = "warnings"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.list_of(ValidationItem.from_dict, value)
            self.warnings = value
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
        if self.errors is not UNSET:
            fields["errors"] = (
                None if self.errors is None else encoding.models(ValidationItem, "Validation.errors", self.errors)
            )
        if self.warnings is not UNSET:
            fields["warnings"] = (
                None if self.warnings is None else encoding.models(ValidationItem, "Validation.warnings", self.warnings)
            )
        return fields


_KEYS: Final = {
    "errors": "errors",
    "warnings": "warnings",
}
