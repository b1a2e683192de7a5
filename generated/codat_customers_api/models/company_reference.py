from __future__ import annotations

from typing import Any, Final, Self

from attrs import define

from .. import decoding, encoding
from ..base_model import BaseModel, new
from ..errors import DecodeError
from ..types import UNSET, Unset


@define(kw_only=True, repr=False, weakref_slot=False)
class CompanyReference(BaseModel):
    """Which company is meant.

    Attributes:
        id: Codat's id of the company. Example: ``5f0c2b1e-7d44-4c1b-9a53-2e8d6f41b7c0``.
        name: The name of the company. Example: ``Hexham Market Supplies``.
    """

    id: str
    name: str | Unset = UNSET

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
            value = get("id", unset)
            if type(value) is not str:
                key = "id"
                value = decoding.string(value)
            self.id = value
            value = get("name", unset)
            if type(value) is not str:
                key = "name"
                if value is unset:
                    absent += 1
                else:
                    value = UNSET if value is None else decoding.string(value)
            self.name = value
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
        fields["id"] = encoding.string("CompanyReference.id", self.id)
        if self.name is not UNSET:
            fields["name"] = encoding.string("CompanyReference.name", self.name)
        return fields


_KEYS: Final = {
    "id": "id",
    "name": "name",
}
