from __future__ import annotations

from typing import Any, Final, Self

from attrs import define

from .. import decoding, encoding
from ..base_model import BaseModel, new
from ..errors import DecodeError
from ..types import UNSET, Unset


@define(kw_only=True, repr=False, weakref_slot=False)
class Metadata(BaseModel):
    """What Codat knows about a record beyond its content.

    Attributes:
        is_deleted: Whether the record is gone from the platform while Codat still has a copy. Example: ``False``.
    """

    is_deleted: bool | None | Unset = UNSET

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
            value = get("isDeleted", unset)
            if type(value) is not bool and value is not None:
                key = "isDeleted"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.boolean(value)
            self.is_deleted = value
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
        if self.is_deleted is not UNSET:
            fields["isDeleted"] = (
                None if self.is_deleted is None else encoding.boolean("Metadata.is_deleted", self.is_deleted)
            )
        return fields


_KEYS: Final = {
    "isDeleted": "is_deleted",
}
