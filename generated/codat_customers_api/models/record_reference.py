from __future__ import annotations

from typing import Any, Final, Self

from attrs import define

from .. import decoding, encoding
from ..base_model import BaseModel, new
from ..errors import DecodeError
from ..types import UNSET, Unset
from .data_type import DataType


@define(kw_only=True, repr=False, weakref_slot=False)
class RecordReference(BaseModel):
    """Which record is meant.

    Attributes:
        id: The id of the record. Example: ``6b18f2d5-e04a-49c7-a3f6-82d97c01be54``.
        data_type: The kind of the record.
    """

    id: str | Unset = UNSET
    data_type: DataType | None | Unset = UNSET

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
                if value is unset:
                    absent += 1
                else:
                    value = UNSET if value is None else decoding.string(value)
            self.id = value
            value = get("dataType", unset)
            if value is not None:
                key = "dataType"
                if value is unset:
                    absent += 1
                else:
                    value = type(value) is str and _data_type(value) or DataType.from_json(value)
            self.data_type = value
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
        if self.id is not UNSET:
            fields["id"] = encoding.string("RecordReference.id", self.id)
        if self.data_type is not UNSET:
            fields["dataType"] = (
                None if self.data_type is None else encoding.string("RecordReference.data_type", self.data_type)
            )
        return fields


_KEYS: Final = {
    "id": "id",
    "dataType": "data_type",
}
_data_type: Final = DataType.by_value().get
