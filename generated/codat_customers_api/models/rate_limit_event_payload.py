from __future__ import annotations

import datetime
from typing import Any, Final, Self

from attrs import define

from .. import decoding, encoding
from ..base_model import new
from ..dates import DatedModel
from ..errors import DecodeError
from ..types import UNSET, Unset


@define(kw_only=True, repr=False, weakref_slot=False)
class RateLimitEventPayload(DatedModel):
    """How many requests can be made.

    Attributes:
        daily_quota: The requests of a day. Example: ``12000``.
        quota_remaining: How many of them are left. Example: ``0``.
        expiry_date: When the quota ends, and another one begins. Example: ``2025-06-18T00:00:00Z``.
    """

    daily_quota: int | Unset = UNSET
    quota_remaining: int | Unset = UNSET
    expiry_date: datetime.datetime | Unset = UNSET

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
            value = get("dailyQuota", unset)
            if type(value) is not int:
                key = "dailyQuota"
                if value is unset:
                    absent += 1
                else:
                    value = UNSET if value is None else decoding.integer(value)
            self.daily_quota = value
            value = get("quotaRemaining", unset)
            if type(value) is not int:
                key = "quotaRemaining"
                if value is unset:
                    absent += 1
                else:
                    value = UNSET if value is None else decoding.integer(value)
            self.quota_remaining = value
            value = get("expiryDate", unset)
            if value is unset:
                absent += 1
            else:
                key = "expiryDate"
                value = UNSET if value is None else self._read_datetime(key, value)
            self.expiry_date = value
        except DecodeError as error:
            raise error.inside(key) from None
        if len(src) + absent != 3:  # which costs less than to look for others
            self.additional_properties.update(decoding.without(_KEYS, src))
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode as a JSON object.

        Raises:
            TypeError: A field holds a value of the wrong type; the message names the field.
        """
        fields: dict[str, Any] = {**self._additional_properties} if self._additional_properties else {}
        if self.daily_quota is not UNSET:
            fields["dailyQuota"] = encoding.integer("RateLimitEventPayload.daily_quota", self.daily_quota)
        if self.quota_remaining is not UNSET:
            fields["quotaRemaining"] = encoding.integer("RateLimitEventPayload.quota_remaining", self.quota_remaining)
        if self.expiry_date is not UNSET:
            fields["expiryDate"] = self._write_datetime("RateLimitEventPayload.expiry_date", self.expiry_date)
        return fields


_KEYS: Final = {
    "dailyQuota": "daily_quota",
    "quotaRemaining": "quota_remaining",
    "expiryDate": "expiry_date",
}
