from __future__ import annotations

from typing import Any, Final, Self

from attrs import Factory, define

from .. import decoding, encoding
from ..base_model import BaseModel, new
from ..errors import DecodeError
from ..types import UNSET
from .customer import Customer
from .page_links import PageLinks


@define(kw_only=True, repr=False, weakref_slot=False)
class CustomerPage(BaseModel):
    """One page of a list of customers.

    Attributes:
        page_number: The number of this page, counted from 1. Example: ``2``.
        page_size: How many customers a page holds at most. Example: ``250``.
        total_results: How many customers match the query, on all pages together. Example: ``1204``.
        links: Where this page and its neighbours are.
        results: The customers on this page. Empty where it is absent.
    """

    page_number: int
    page_size: int
    total_results: int
    links: PageLinks
    results: list[Customer] = Factory(lambda: list[Customer]())

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
            value = get("pageNumber", unset)
            if type(value) is not int:
                key = "pageNumber"
                value = decoding.integer(value)
            self.page_number = value
            value = get("pageSize", unset)
            if type(value) is not int:
                key = "pageSize"
                value = decoding.integer(value)
            self.page_size = value
            value = get("totalResults", unset)
            if type(value) is not int:
                key = "totalResults"
                value = decoding.integer(value)
            self.total_results = value
            value = get("_links", unset)
            key = "_links"
            value = PageLinks.from_dict(value)
            self.links = value
            value = get("results", unset)
            if value is unset:
                absent += 1
                value = []
            else:
                key = "results"
                value = [] if value is None else decoding.list_of(Customer.from_dict, value)
            self.results = value
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
        fields["pageNumber"] = encoding.integer("CustomerPage.page_number", self.page_number)
        fields["pageSize"] = encoding.integer("CustomerPage.page_size", self.page_size)
        fields["totalResults"] = encoding.integer("CustomerPage.total_results", self.total_results)
        fields["_links"] = encoding.model(PageLinks, "CustomerPage.links", self.links)
        fields["results"] = encoding.models(Customer, "CustomerPage.results", self.results)
        return fields


_KEYS: Final = {
    "pageNumber": "page_number",
    "pageSize": "page_size",
    "totalResults": "total_results",
    "_links": "links",
    "results": "results",
}
