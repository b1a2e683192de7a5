from __future__ import annotations

import datetime
from typing import Any, Final, Self

from attrs import define

from .. import decoding, encoding
from ..base_model import new
from ..dates import DatedModel
from ..errors import DecodeError
from ..types import UNSET, Unset
from .address import Address
from .customer_status import CustomerStatus
from .phone_number import PhoneNumber


@define(kw_only=True, repr=False, weakref_slot=False)
class Contact(DatedModel):
    """Somebody to talk to at a customer.

    Attributes:
        status: Whether a customer or contact is in use.
        name: The person's name. Example: ``Odile Marchetti``.
        email: The person's e-mail address. Example: ``odile@harbourlane.example``.
        phone: The person's telephone numbers.
        address: A postal address.
        modified_date: When Codat's copy of the contact last changed. Example: ``2025-02-11T08:40:17Z``.
    """

    status: CustomerStatus
    name: str | None | Unset = UNSET
    email: str | None | Unset = UNSET
    phone: list[PhoneNumber] | None | Unset = UNSET
    address: Address | Unset = UNSET
    modified_date: datetime.datetime | Unset = UNSET

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
        self._received_date = self._received_style = None
        key = ""
        try:
            value = get("status", unset)
            key = "status"
            value = type(value) is str and _customer_status(value) or CustomerStatus.from_json(value)
            self.status = value
            value = get("name", unset)
            if type(value) is not str and value is not None:
                key = "name"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.string(value)
            self.name = value
            value = get("email", unset)
            if type(value) is not str and value is not None:
                key = "email"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.string(value)
            self.email = value
            value = get("phone", unset)
            if value is not None:
                key = "phone"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.list_of(PhoneNumber.from_dict, value)
            self.phone = value
            value = get("address", unset)
            if value is unset:
                absent += 1
            else:
                key = "address"
                value = UNSET if value is None else Address.from_dict(value)
            self.address = value
            value = get("modifiedDate", unset)
            if value is unset:
                absent += 1
            else:
                key = "modifiedDate"
                value = UNSET if value is None else self._read_datetime(key, value)
            self.modified_date = value
        except DecodeError as error:
            raise error.inside(key) from None
        if len(src) + absent != 6:  # which costs less than to look for others
            self.additional_properties.update(decoding.without(_KEYS, src))
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode as a JSON object.

        Raises:
            TypeError: A field holds a value of the wrong type; the message names the field.
        """
        fields: dict[str, Any] = {**self._additional_properties} if self._additional_properties else {}
        fields["status"] = encoding.string("Contact.status", self.status)
        if self.name is not UNSET:
            fields["name"] = None if self.name is None else encoding.string("Contact.name", self.name)
        if self.email is not UNSET:
            fields["email"] = None if self.email is None else encoding.string("Contact.email", self.email)
        if self.phone is not UNSET:
            fields["phone"] = None if self.phone is None else encoding.models(PhoneNumber, "Contact.phone", self.phone)
        if self.address is not UNSET:
            fields["address"] = encoding.model(Address, "Contact.address", self.address)
        if self.modified_date is not UNSET:
            fields["modifiedDate"] = self._write_datetime("Contact.modified_date", self.modified_date)
        return fields


_KEYS: Final = {
    "status": "status",
    "name": "name",
    "email": "email",
    "phone": "phone",
    "address": "address",
    "modifiedDate": "modified_date",
}
_customer_status: Final = CustomerStatus.by_value().get
