from __future__ import annotations

from typing import Any, Final, Self

from attrs import define

from .. import decoding, encoding
from ..base_model import BaseModel
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
        self = cls.__new__(cls)
        get = src.get
        self._additional_properties = None if _KEYS.issuperset(src) else decoding.without(_KEYS, src)
        key = ""
        try:
            value = get(key := "details", UNSET)
            self.details = value if isinstance(value, str) else decoding.string(value)
            value = get(key := "field")
            self.field = UNSET if value is None else value if isinstance(value, str) else decoding.string(value)
            value = get(key := "ref", UNSET)
            self.ref = value if isinstance(value, str) or value is None or value is UNSET else decoding.string(value)
        except DecodeError as error:
            raise error.inside(key) from None
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


_KEYS: Final = frozenset({"details", "field", "ref"})
