from __future__ import annotations

from typing import Any, Final, Self

from attrs import define

from .. import decoding, encoding
from ..base_model import BaseModel, new
from ..errors import DecodeError
from ..types import UNSET, Unset
from .push_option_choice import PushOptionChoice
from .push_option_type import PushOptionType
from .push_option_validation import PushOptionValidation


@define(kw_only=True, repr=False, weakref_slot=False)
class PushOptionProperty(BaseModel):
    """What an accounting platform accepts for a field.

    Attributes:
        type_: The type of a value as a platform sees it.
        display_name: What the platform calls the field. Example: ``Postcode``.
        required: Whether the field must be given. Example: ``False``.
        description: What the field stands for. Example: ``The code used by the post``.
        properties: The fields within this one by name.
        options: The values allowed, where only some are.
        validation: The platform's rules for the field.
    """

    type_: PushOptionType
    display_name: str
    required: bool
    description: str | Unset = UNSET
    properties: dict[str, PushOptionProperty] | None | Unset = UNSET
    options: list[PushOptionChoice] | None | Unset = UNSET
    validation: PushOptionValidation | None | Unset = UNSET

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
            value = type(value) is str and _push_option_type(value) or PushOptionType.from_json(value)
            self.type_ = value
            value = get("displayName", unset)
            if type(value) is not str:
                key = "displayName"
                value = decoding.string(value)
            self.display_name = value
            value = get("required", unset)
            if type(value) is not bool:
                key = "required"
                value = decoding.boolean(value)
            self.required = value
            value = get("description", unset)
            if type(value) is not str:
                key = "description"
                if value is unset:
                    absent += 1
                else:
                    value = UNSET if value is None else decoding.string(value)
            self.description = value
            value = get("properties", unset)
            if value is not None:
                key = "properties"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.map_of(PushOptionProperty.from_dict, value)
            self.properties = value
            value = get("options", unset)
            if value is not None:
                key = "options"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.list_of(PushOptionChoice.from_dict, value)
            self.options = value
            value = get("validation", unset)
            if value is not None:
                key = "validation"
                if value is unset:
                    absent += 1
                else:
                    value = PushOptionValidation.from_dict(value)
            self.validation = value
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
        fields["type"] = encoding.string("PushOptionProperty.type_", self.type_)
        fields["displayName"] = encoding.string("PushOptionProperty.display_name", self.display_name)
        fields["required"] = encoding.boolean("PushOptionProperty.required", self.required)
        if self.description is not UNSET:
            fields["description"] = encoding.string("PushOptionProperty.description", self.description)
        if self.properties is not UNSET:
            fields["properties"] = (
                None
                if self.properties is None
                else encoding.map_of(
                    lambda place, item: encoding.model(PushOptionProperty, place, item),
                    "PushOptionProperty.properties",
                    self.properties,
                )
            )
        if self.options is not UNSET:
            fields["options"] = (
                None
                if self.options is None
                else encoding.models(PushOptionChoice, "PushOptionProperty.options", self.options)
            )
        if self.validation is not UNSET:
            fields["validation"] = (
                None
                if self.validation is None
                else encoding.model(PushOptionValidation, "PushOptionProperty.validation", self.validation)
            )
        return fields


_KEYS: Final = {
    "type": "type_",
    "displayName": "display_name",
    "required": "required",
    "description": "description",
    "properties": "properties",
    "options": "options",
    "validation": "validation",
}
_push_option_type: Final = PushOptionType.by_value().get
