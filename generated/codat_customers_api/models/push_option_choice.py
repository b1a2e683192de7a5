from __future__ import annotations

from typing import Any, Final, Self

from attrs import define

from .. import decoding, encoding
from ..base_model import BaseModel, new
from ..errors import DecodeError
from ..types import UNSET, Unset
from .push_option_type import PushOptionType


@define(kw_only=True, repr=False, weakref_slot=False)
class PushOptionChoice(BaseModel):
    """A value that a field may have.

    Attributes:
        value: The value to send. Example: ``Archived``.
        type_: The type of a value as a platform sees it.
        display_name: What the platform calls the value. Example: ``Put away``.
        description: What the value stands for. Example: ``The customer is hidden from lists``.
        required: Whether the value must be given. Example: ``False``.
    """

    value: str | Unset = UNSET
    type_: PushOptionType | Unset = UNSET
    display_name: str | Unset = UNSET
    description: str | Unset = UNSET
    required: bool | Unset = UNSET

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
            value = get("value", unset)
            if type(value) is not str:
                key = "value"
                if value is unset:
                    absent += 1
                else:
                    value = UNSET if value is None else decoding.string(value)
            self.value = value
            value = get("type", unset)
            if value is unset:
                absent += 1
            else:
                key = "type"
                value = (
                    UNSET
                    if value is None
                    else type(value) is str and _push_option_type(value) or PushOptionType.from_json(value)
                )
            self.type_ = value
            value = get("displayName", unset)
            if type(value) is not str:
                key = "displayName"
                if value is unset:
                    absent += 1
                else:
                    value = UNSET if value is None else decoding.string(value)
            self.display_name = value
            value = get("description", unset)
            if type(value) is not str:
                key = "description"
                if value is unset:
                    absent += 1
                else:
                    value = UNSET if value is None else decoding.string(value)
            self.description = value
            value = get("required", unset)
            if type(value) is not bool:
                key = "required"
                if value is unset:
                    absent += 1
                else:
                    value = UNSET if value is None else decoding.boolean(value)
            self.required = value
        except DecodeError as error:
            raise error.inside(key) from None
        if len(src) + absent != 5:  # which costs less than to look for others
            self.additional_properties.update(decoding.without(_KEYS, src))
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode as a JSON object.

        Raises:
            TypeError: A field holds a value of the wrong type; the message names the field.
        """
        fields: dict[str, Any] = {**self._additional_properties} if self._additional_properties else {}
        if self.value is not UNSET:
            fields["value"] = encoding.string("PushOptionChoice.value", self.value)
        if self.type_ is not UNSET:
            fields["type"] = encoding.string("PushOptionChoice.type_", self.type_)
        if self.display_name is not UNSET:
            fields["displayName"] = encoding.string("PushOptionChoice.display_name", self.display_name)
        if self.description is not UNSET:
            fields["description"] = encoding.string("PushOptionChoice.description", self.description)
        if self.required is not UNSET:
            fields["required"] = encoding.boolean("PushOptionChoice.required", self.required)
        return fields


_KEYS: Final = {
    "value": "value",
    "type": "type_",
    "displayName": "display_name",
    "description": "description",
    "required": "required",
}
_push_option_type: Final = PushOptionType.by_value().get
