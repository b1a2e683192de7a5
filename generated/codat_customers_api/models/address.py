from __future__ import annotations

from typing import Any, Final, Self

from attrs import define

from .. import decoding, encoding
from ..base_model import BaseModel, new
from ..errors import DecodeError
from ..types import UNSET, Unset
from .address_type import AddressType


@define(kw_only=True, repr=False, weakref_slot=False)
class Address(BaseModel):
    """A postal address.

    Attributes:
        type_: What an address is for.
        line1: The first line, usually street and house. Example: ``14 Harbour Lane``.
        line2: The second line, such as a flat or a unit. Example: ``Unit 5``.
        city: The town or city. Example: ``Whitby``.
        region: The county, state or province. Example: ``North Yorkshire``.
        country: The country, by name or code, as the platform has it. Example: ``United Kingdom``.
        postal_code: The postcode. Example: ``YO21 3PU``.
    """

    type_: AddressType
    line1: str | None | Unset = UNSET
    line2: str | None | Unset = UNSET
    city: str | None | Unset = UNSET
    region: str | None | Unset = UNSET
    country: str | None | Unset = UNSET
    postal_code: str | None | Unset = UNSET

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
            value = type(value) is str and _address_type(value) or AddressType.from_json(value)
            self.type_ = value
            value = get("line1", unset)
            if type(value) is not str and value is not None:
                key = "line1"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.string(value)
            self.line1 = value
            value = get("line2", unset)
            if type(value) is not str and value is not None:
                key = "line2"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.string(value)
            self.line2 = value
            value = get("city", unset)
            if type(value) is not str and value is not None:
                key = "city"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.string(value)
            self.city = value
            value = get("region", unset)
            if type(value) is not str and value is not None:
                key = "region"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.string(value)
            self.region = value
            value = get("country", unset)
            if type(value) is not str and value is not None:
                key = "country"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.string(value)
            self.country = value
            value = get("postalCode", unset)
            if type(value) is not str and value is not None:
                key = "postalCode"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.string(value)
            self.postal_code = value
        except DecodeError as error:
            raise error.inside(key) from None
        if len(src) + absent != 7:  # which costs less than to look for others
            self.additional_properties.update(decoding.without(_KEYS, src))
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode as a JSON object.

        Raises:
            TypeError: A field holds a value of the wrong type; the message names the field.
        """
        fields: dict[str, Any] = {**self._additional_properties} if self._additional_properties else {}
        fields["type"] = encoding.string("Address.type_", self.type_)
        if self.line1 is not UNSET:
            fields["line1"] = None if self.line1 is None else encoding.string("Address.line1", self.line1)
        if self.line2 is not UNSET:
            fields["line2"] = None if self.line2 is None else encoding.string("Address.line2", self.line2)
        if self.city is not UNSET:
            fields["city"] = None if self.city is None else encoding.string("Address.city", self.city)
        if self.region is not UNSET:
            fields["region"] = None if self.region is None else encoding.string("Address.region", self.region)
        if self.country is not UNSET:
            fields["country"] = None if self.country is None else encoding.string("Address.country", self.country)
        if self.postal_code is not UNSET:
            fields["postalCode"] = (
                None if self.postal_code is None else encoding.string("Address.postal_code", self.postal_code)
            )
        return fields


_KEYS: Final = {
    "type": "type_",
    "line1": "line1",
    "line2": "line2",
    "city": "city",
    "region": "region",
    "country": "country",
    "postalCode": "postal_code",
}
_address_type: Final = AddressType.by_value().get
