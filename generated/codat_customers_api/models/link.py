from __future__ import annotations

from typing import Any, Final, Self

from attrs import define

from .. import decoding, encoding
from ..base_model import BaseModel, new
from ..errors import DecodeError
from ..types import UNSET, Unset


@define(kw_only=True, repr=False, weakref_slot=False)
class Link(BaseModel):
    """The address of a page. There is no link to a page that does not exist.

    Attributes:
        href: The path and query of the page, without the host. Example:
            ``/companies/5f0c2b1e-7d44-4c1b-9a53-2e8d6f41b7c0/data/customers?page=3&pageSize=250``.
    """

    href: str | Unset = UNSET

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
            value = get("href", unset)
            if type(value) is not str:
                key = "href"
                if value is unset:
                    absent += 1
                else:
                    value = UNSET if value is None else decoding.string(value)
            self.href = value
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
        if self.href is not UNSET:
            fields["href"] = encoding.string("Link.href", self.href)
        return fields


_KEYS: Final = {
    "href": "href",
}
