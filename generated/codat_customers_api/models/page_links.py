from __future__ import annotations

from typing import Any, Final, Self

from attrs import define

from .. import decoding, encoding
from ..base_model import BaseModel, new
from ..errors import DecodeError
from ..types import UNSET, Unset
from .link import Link


@define(kw_only=True, repr=False, weakref_slot=False)
class PageLinks(BaseModel):
    """Where this page and its neighbours are.

    Attributes:
        self_: The address of a page. There is no link to a page that does not exist.
        current: The address of a page. There is no link to a page that does not exist.
        next_: The address of a page. There is no link to a page that does not exist.
        previous: The address of a page. There is no link to a page that does not exist.
    """

    self_: Link
    current: Link
    next_: Link | Unset = UNSET
    previous: Link | Unset = UNSET

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
            value = get("self", unset)
            key = "self"
            value = Link.from_dict(value)
            self.self_ = value
            value = get("current", unset)
            key = "current"
            value = Link.from_dict(value)
            self.current = value
            value = get("next", unset)
            if value is unset:
                absent += 1
            else:
                key = "next"
                value = UNSET if value is None else Link.from_dict(value)
            self.next_ = value
            value = get("previous", unset)
            if value is unset:
                absent += 1
            else:
                key = "previous"
                value = UNSET if value is None else Link.from_dict(value)
            self.previous = value
        except DecodeError as error:
            raise error.inside(key) from None
        if len(src) + absent != 4:  # which costs less than to look for others
            self.additional_properties.update(decoding.without(_KEYS, src))
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode as a JSON object.

        Raises:
            TypeError: A field holds a value of the wrong type; the message names the field.
        """
        fields: dict[str, Any] = {**self._additional_properties} if self._additional_properties else {}
        fields["self"] = encoding.model(Link, "PageLinks.self_", self.self_)
        fields["current"] = encoding.model(Link, "PageLinks.current", self.current)
        if self.next_ is not UNSET:
            fields["next"] = encoding.model(Link, "PageLinks.next_", self.next_)
        if self.previous is not UNSET:
            fields["previous"] = encoding.model(Link, "PageLinks.previous", self.previous)
        return fields


_KEYS: Final = {
    "self": "self_",
    "current": "current",
    "next": "next_",
    "previous": "previous",
}
