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
from .contact import Contact
from .customer_status import CustomerStatus
from .metadata import Metadata
from .supplemental_data import SupplementalData


@define(kw_only=True, repr=False, weakref_slot=False)
class Customer(DatedModel):
    """A person or organisation that buys from the company. Fields that are not listed here are kept, when read and when
    written: some platforms ask for their own.

    Attributes:
        status: Whether a customer or contact is in use.
        id: The customer's id on its platform. Most platforms choose it when the customer is created; some want the
            caller to. Example: ``CUST-0087``.
        customer_name: The name the customer goes by in the accounting software. Example: ``Tamarind & Rye Catering``.
        contact_name: Whom to talk to first. Example: ``Bao Nguyen``.
        email_address: The customer's main e-mail address. Example: ``hello@tamarindrye.example``.
        phone: The customer's main telephone number, as it was typed in. Example: ``(416) 555-0139``.
        default_currency: The ISO 4217 code of the currency in which the customer is usually invoiced, `XXX` where that
            is not known. Example: ``CAD``.
        registration_number: The number under which the customer stands in a register of companies. Example:
            ``07719342``.
        tax_number: The customer's number for sales tax. Example: ``GB482915730``.
        addresses: Where the customer gets invoices and goods.
        contacts: The people to talk to.
        metadata: What Codat knows about a record beyond its content.
        supplemental_data: Fields of the platform that Codat's own model has no place for, if the account asked for
            them.
        modified_date: When Codat's copy of the customer last changed. Example: ``2025-06-03T13:15:09.418Z``.
        source_modified_date: When the customer last changed on its platform, if the platform says so. Example:
            ``2025-06-02T19:47:30Z``.
    """

    status: CustomerStatus
    id: str | Unset = UNSET
    customer_name: str | None | Unset = UNSET
    contact_name: str | None | Unset = UNSET
    email_address: str | None | Unset = UNSET
    phone: str | None | Unset = UNSET
    default_currency: str | None | Unset = UNSET
    registration_number: str | None | Unset = UNSET
    tax_number: str | None | Unset = UNSET
    addresses: list[Address] | None | Unset = UNSET
    contacts: list[Contact] | None | Unset = UNSET
    metadata: Metadata | Unset = UNSET
    supplemental_data: SupplementalData | Unset = UNSET
    modified_date: datetime.datetime | Unset = UNSET
    source_modified_date: datetime.datetime | None | Unset = UNSET

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
            value = get("id", unset)
            if type(value) is not str:
                key = "id"
                if value is unset:
                    absent += 1
                else:
                    value = UNSET if value is None else decoding.string(value)
            self.id = value
            value = get("customerName", unset)
            if type(value) is not str and value is not None:
                key = "customerName"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.string(value)
            self.customer_name = value
            value = get("contactName", unset)
            if type(value) is not str and value is not None:
                key = "contactName"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.string(value)
            self.contact_name = value
            value = get("emailAddress", unset)
            if type(value) is not str and value is not None:
                key = "emailAddress"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.string(value)
            self.email_address = value
            value = get("phone", unset)
            if type(value) is not str and value is not None:
                key = "phone"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.string(value)
            self.phone = value
            value = get("defaultCurrency", unset)
            if type(value) is not str and value is not None:
                key = "defaultCurrency"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.string(value)
            self.default_currency = value
            value = get("registrationNumber", unset)
            if type(value) is not str and value is not None:
                key = "registrationNumber"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.string(value)
            self.registration_number = value
            value = get("taxNumber", unset)
            if type(value) is not str and value is not None:
                key = "taxNumber"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.string(value)
            self.tax_number = value
            value = get("addresses", unset)
            if value is not None:
                key = "addresses"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.list_of(Address.from_dict, value)
            self.addresses = value
            value = get("contacts", unset)
            if value is not None:
                key = "contacts"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.list_of(Contact.from_dict, value)
            self.contacts = value
            value = get("metadata", unset)
            if value is unset:
                absent += 1
            else:
                key = "metadata"
                value = UNSET if value is None else Metadata.from_dict(value)
            self.metadata = value
            value = get("supplementalData", unset)
            if value is unset:
                absent += 1
            else:
                key = "supplementalData"
                value = UNSET if value is None else SupplementalData.from_dict(value)
            self.supplemental_data = value
            value = get("modifiedDate", unset)
            if value is unset:
                absent += 1
            else:
                key = "modifiedDate"
                value = UNSET if value is None else self._read_datetime(key, value)
            self.modified_date = value
            value = get("sourceModifiedDate", unset)
            if value is not None:
                key = "sourceModifiedDate"
                if value is unset:
                    absent += 1
                else:
                    value = self._read_datetime(key, value)
            self.source_modified_date = value
        except DecodeError as error:
            raise error.inside(key) from None
        if len(src) + absent != 15:  # which costs less than to look for others
            self.additional_properties.update(decoding.without(_KEYS, src))
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode as a JSON object.

        Raises:
            TypeError: A field holds a value of the wrong type; the message names the field.
        """
        fields: dict[str, Any] = {**self._additional_properties} if self._additional_properties else {}
        fields["status"] = encoding.string("Customer.status", self.status)
        if self.id is not UNSET:
            fields["id"] = encoding.string("Customer.id", self.id)
        if self.customer_name is not UNSET:
            fields["customerName"] = (
                None if self.customer_name is None else encoding.string("Customer.customer_name", self.customer_name)
            )
        if self.contact_name is not UNSET:
            fields["contactName"] = (
                None if self.contact_name is None else encoding.string("Customer.contact_name", self.contact_name)
            )
        if self.email_address is not UNSET:
            fields["emailAddress"] = (
                None if self.email_address is None else encoding.string("Customer.email_address", self.email_address)
            )
        if self.phone is not UNSET:
            fields["phone"] = None if self.phone is None else encoding.string("Customer.phone", self.phone)
        if self.default_currency is not UNSET:
            fields["defaultCurrency"] = (
                None
                if self.default_currency is None
                else encoding.string("Customer.default_currency", self.default_currency)
            )
        if self.registration_number is not UNSET:
            fields["registrationNumber"] = (
                None
                if self.registration_number is None
                else encoding.string("Customer.registration_number", self.registration_number)
            )
        if self.tax_number is not UNSET:
            fields["taxNumber"] = (
                None if self.tax_number is None else encoding.string("Customer.tax_number", self.tax_number)
            )
        if self.addresses is not UNSET:
            fields["addresses"] = (
                None if self.addresses is None else encoding.models(Address, "Customer.addresses", self.addresses)
            )
        if self.contacts is not UNSET:
            fields["contacts"] = (
                None if self.contacts is None else encoding.models(Contact, "Customer.contacts", self.contacts)
            )
        if self.metadata is not UNSET:
            fields["metadata"] = encoding.model(Metadata, "Customer.metadata", self.metadata)
        if self.supplemental_data is not UNSET:
            fields["supplementalData"] = encoding.model(
                SupplementalData, "Customer.supplemental_data", self.supplemental_data
            )
        if self.modified_date is not UNSET:
            fields["modifiedDate"] = self._write_datetime("Customer.modified_date", self.modified_date)
        if self.source_modified_date is not UNSET:
            fields["sourceModifiedDate"] = (
                None
                if self.source_modified_date is None
                else self._write_datetime("Customer.source_modified_date", self.source_modified_date)
            )
        return fields


_KEYS: Final = {
    "status": "status",
    "id": "id",
    "customerName": "customer_name",
    "contactName": "contact_name",
    "emailAddress": "email_address",
    "phone": "phone",
    "defaultCurrency": "default_currency",
    "registrationNumber": "registration_number",
    "taxNumber": "tax_number",
    "addresses": "addresses",
    "contacts": "contacts",
    "metadata": "metadata",
    "supplementalData": "supplemental_data",
    "modifiedDate": "modified_date",
    "sourceModifiedDate": "source_modified_date",
}
_customer_status: Final = CustomerStatus.by_value().get
