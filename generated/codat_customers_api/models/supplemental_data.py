from __future__ import annotations

from typing import Any, Final, Self

from attrs import define

from .. import decoding, encoding
from ..base_model import BaseModel, new
from ..errors import DecodeError
from ..types import UNSET, Unset


@define(kw_only=True, repr=False, weakref_slot=False)
class SupplementalData(BaseModel):
    """Fields of the platform that Codat's own model has no place for, if the account asked for them.

    Attributes:
        content: The fields, grouped by the part of the platform's data they come from.
    """

    content: dict[str, dict[str, Any]] | None | Unset = UNSET

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
            value = get("content", unset)
            if value is not None:
                key = "content"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.map_of(decoding.json_object, value)
            self.content = value
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
        if self.content is not UNSET:
            fields["content"] = (
                None
                if self.content is None
                else encoding.map_of(encoding.json_object, "SupplementalData.content", self.content)
            )
        return fields


_KEYS: Final = {
    "content": "content",
}
