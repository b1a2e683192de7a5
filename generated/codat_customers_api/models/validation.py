from __future__ import annotations

from typing import Any, Final, Self

from attrs import define

from .. import decoding, encoding
from ..base_model import BaseModel
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
        self = cls.__new__(cls)
        get = src.get
        self._additional_properties = None if _KEYS.issuperset(src) else decoding.without(_KEYS, src)
        key = ""
        try:
            value = get(key := "errors", UNSET)
            self.errors = (
                value if value is None or value is UNSET else decoding.list_of(ValidationItem.from_dict, value)
            )
            value = get(key := "warnings", UNSET)
            self.warnings = (
                value if value is None or value is UNSET else decoding.list_of(ValidationItem.from_dict, value)
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
        if self.errors is not UNSET:
            fields["errors"] = (
                None if self.errors is None else encoding.models(ValidationItem, "Validation.errors", self.errors)
            )
        if self.warnings is not UNSET:
            fields["warnings"] = (
                None if self.warnings is None else encoding.models(ValidationItem, "Validation.warnings", self.warnings)
            )
        return fields


_KEYS: Final = frozenset({"errors", "warnings"})
