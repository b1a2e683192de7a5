from __future__ import annotations

from typing import Any, Final, Self

from attrs import define

from .. import decoding, encoding
from ..base_model import BaseModel, new
from ..errors import DecodeError
from ..types import UNSET, Unset
from .validation import Validation


@define(kw_only=True, repr=False, weakref_slot=False)
class ErrorMessage(BaseModel):
    """How the service says that a request failed.

    Attributes:
        status_code: The status, once more. Where it differs from the status of the answer, that one is right. Example:
            ``404``.
        service: The part of Codat that refused. Example: ``DataApi``.
        error: What went wrong, in words. Example: ``There is no customer with the id 150000-999999999.``.
        correlation_id: What Codat's support asks for. Example: ``8de35a0174f94b6c82b9c6d0e7f3512a``.
        validation: What is wrong with the data that was sent.
        can_be_retried: Meant to say whether another try could help; hardly ever anything but `Unknown`. Example:
            ``Unknown``.
        detailed_error_code: Codat's own number for the error. Example: ``0``.
    """

    status_code: int | Unset = UNSET
    service: str | Unset = UNSET
    error: str | Unset = UNSET
    correlation_id: str | Unset = UNSET
    validation: Validation | None | Unset = UNSET
    can_be_retried: str | Unset = UNSET
    detailed_error_code: int | Unset = UNSET

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
            value = get("statusCode", unset)
            if type(value) is not int:
                key = "statusCode"
                if value is unset:
                    absent += 1
                else:
                    value = UNSET if value is None else decoding.integer(value)
            self.status_code = value
            value = get("service", unset)
            if type(value) is not str:
                key = "service"
                if value is unset:
                    absent += 1
                else:
                    value = UNSET if value is None else decoding.string(value)
            self.service = value
            value = get("error", unset)
            if type(value) is not str:
                key = "error"
                if value is unset:
                    absent += 1
                else:
                    value = UNSET if value is None else decoding.string(value)
            self.error = value
            value = get("correlationId", unset)
            if type(value) is not str:
                key = "correlationId"
                if value is unset:
                    absent += 1
                else:
                    value = UNSET if value is None else decoding.string(value)
            self.correlation_id = value
            value = get("validation", unset)
            if value is not None:
                key = "validation"
                if value is unset:
                    absent += 1
                else:
                    value = Validation.from_dict(value)
            self.validation = value
            value = get("canBeRetried", unset)
            if type(value) is not str:
                key = "canBeRetried"
                if value is unset:
                    absent += 1
                else:
                    value = UNSET if value is None else decoding.string(value)
            self.can_be_retried = value
            value = get("detailedErrorCode", unset)
            if type(value) is not int:
                key = "detailedErrorCode"
                if value is unset:
                    absent += 1
                else:
                    value = UNSET if value is None else decoding.integer(value)
            self.detailed_error_code = value
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
        if self.status_code is not UNSET:
            fields["statusCode"] = encoding.integer("ErrorMessage.status_code", self.status_code)
        if self.service is not UNSET:
            fields["service"] = encoding.string("ErrorMessage.service", self.service)
        if self.error is not UNSET:
            fields["error"] = encoding.string("ErrorMessage.error", self.error)
        if self.correlation_id is not UNSET:
            fields["correlationId"] = encoding.string("ErrorMessage.correlation_id", self.correlation_id)
        if self.validation is not UNSET:
            fields["validation"] = (
                None
                if self.validation is None
                else encoding.model(Validation, "ErrorMessage.validation", self.validation)
            )
        if self.can_be_retried is not UNSET:
            fields["canBeRetried"] = encoding.string("ErrorMessage.can_be_retried", self.can_be_retried)
        if self.detailed_error_code is not UNSET:
            fields["detailedErrorCode"] = encoding.integer("ErrorMessage.detailed_error_code", self.detailed_error_code)
        return fields


_KEYS: Final = {
    "statusCode": "status_code",
    "service": "service",
    "error": "error",
    "correlationId": "correlation_id",
    "validation": "validation",
    "canBeRetried": "can_be_retried",
    "detailedErrorCode": "detailed_error_code",
}
