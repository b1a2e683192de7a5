from __future__ import annotations

from typing import Any, Final, Self

from attrs import define

from .. import decoding, encoding
from ..base_model import BaseModel, new
from ..errors import DecodeError
from ..types import UNSET, Unset
from .company_reference import CompanyReference


@define(kw_only=True, repr=False, weakref_slot=False)
class ReadCompletedEventPayload(BaseModel):
    """Whose data Codat has read. What else comes with it is not documented, and is kept.

    Attributes:
        reference_company: Which company is meant.
        connection_id: Codat's id of the connection that was read. Example: ``b3a9d7f2-0c68-4e15-a2b4-7719ce5d8e06``.
    """

    reference_company: CompanyReference | Unset = UNSET
    connection_id: str | Unset = UNSET

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
            value = get("referenceCompany", unset)
            if value is unset:
                absent += 1
            else:
                key = "referenceCompany"
                value = UNSET if value is None else CompanyReference.from_dict(value)
            self.reference_company = value
            value = get("connectionId", unset)
            if type(value) is not str:
                key = "connectionId"
                if value is unset:
                    absent += 1
                else:
                    value = UNSET if value is None else decoding.string(value)
            self.connection_id = value
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
        if self.reference_company is not UNSET:
            fields["referenceCompany"] = encoding.model(
                CompanyReference, "ReadCompletedEventPayload.reference_company", self.reference_company
            )
        if self.connection_id is not UNSET:
            fields["connectionId"] = encoding.string("ReadCompletedEventPayload.connection_id", self.connection_id)
        return fields


_KEYS: Final = {
    "referenceCompany": "reference_company",
    "connectionId": "connection_id",
}
