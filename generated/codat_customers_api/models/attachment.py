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
class Attachment(DatedModel):
    """A file attached to a customer, without its content.

    Attributes:
        id: The attachment's id, usually a UUID. Example: ``91d4c7ae-3b60-4f92-8d15-6ce07b2fa843``.
        name: The name of the file. Example: ``supply-contract-2025.pdf``.
        content_type: The MIME type of the file. Example: ``application/pdf``.
        date_created: When the file was attached. Example: ``2025-01-20T09:12:00Z``.
        file_size: The size of the file in bytes. Example: ``482133``.
        include_when_sent: Whether the platform sends the file along with documents. Example: ``False``.
        modified_date: When Codat's copy of this description last changed. Example: ``2025-01-21T02:00:14Z``.
        source_modified_date: When the attachment last changed on its platform. Mostly absent. Example:
            ``2025-01-20T09:12:00Z``.
    """

    id: str | Unset = UNSET
    name: str | None | Unset = UNSET
    content_type: str | None | Unset = UNSET
    date_created: datetime.datetime | Unset = UNSET
    file_size: int | None | Unset = UNSET
    include_when_sent: bool | Unset = UNSET
    modified_date: datetime.datetime | Unset = UNSET
    source_modified_date: datetime.datetime | Unset = UNSET

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
            value = get("id", unset)
            if type(value) is not str:
                key = "id"
                if value is unset:
                    absent += 1
                else:
                    value = UNSET if value is None else decoding.string(value)
            self.id = value
            value = get("name", unset)
            if type(value) is not str and value is not None:
                key = "name"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.string(value)
            self.name = value
            value = get("contentType", unset)
            if type(value) is not str and value is not None:
                key = "contentType"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.string(value)
            self.content_type = value
            value = get("dateCreated", unset)
            if value is unset:
                absent += 1
            else:
                key = "dateCreated"
                value = UNSET if value is None else self._read_datetime(key, value)
            self.date_created = value
            value = get("fileSize", unset)
            if type(value) is not int and value is not None:
                key = "fileSize"
                if value is unset:
                    absent += 1
                else:
                    value = decoding.integer(value)
            self.file_size = value
            value = get("includeWhenSent", unset)
            if type(value) is not bool:
                key = "includeWhenSent"
                if value is unset:
                    absent += 1
                else:
                    value = UNSET if value is None else decoding.boolean(value)
            self.include_when_sent = value
            value = get("modifiedDate", unset)
            if value is unset:
                absent += 1
            else:
                key = "modifiedDate"
                value = UNSET if value is None else self._read_datetime(key, value)
            self.modified_date = value
            value = get("sourceModifiedDate", unset)
            if value is unset:
                absent += 1
            else:
                key = "sourceModifiedDate"
                value = UNSET if value is None else self._read_datetime(key, value)
            self.source_modified_date = value
        except DecodeError as error:
            raise error.inside(key) from None
        if len(src) + absent != 8:  # which costs less than to look for others
            self.additional_properties.update(decoding.without(_KEYS, src))
        return self

    def to_dict(self) -> dict[str, Any]:
        """Encode as a JSON object.

        Raises:
            TypeError: A field holds a value of the wrong type; the message names the field.
        """
        fields: dict[str, Any] = {**self._additional_properties} if self._additional_properties else {}
        if self.id is not UNSET:
            fields["id"] = encoding.string("Attachment.id", self.id)
        if self.name is not UNSET:
            fields["name"] = None if self.name is None else encoding.string("Attachment.name", self.name)
        if self.content_type is not UNSET:
            fields["contentType"] = (
                None if self.content_type is None else encoding.string("Attachment.content_type", self.content_type)
            )
        if self.date_created is not UNSET:
            fields["dateCreated"] = self._write_datetime("Attachment.date_created", self.date_created)
        if self.file_size is not UNSET:
            fields["fileSize"] = (
                None if self.file_size is None else encoding.integer("Attachment.file_size", self.file_size)
            )
        if self.include_when_sent is not UNSET:
            fields["includeWhenSent"] = encoding.boolean("Attachment.include_when_sent", self.include_when_sent)
        if self.modified_date is not UNSET:
            fields["modifiedDate"] = self._write_datetime("Attachment.modified_date", self.modified_date)
        if self.source_modified_date is not UNSET:
            fields["sourceModifiedDate"] = self._write_datetime(
                "Attachment.source_modified_date", self.source_modified_date
            )
        return fields


_KEYS: Final = {
    "id": "id",
    "name": "name",
    "contentType": "content_type",
    "dateCreated": "date_created",
    "fileSize": "file_size",
    "includeWhenSent": "include_when_sent",
    "modifiedDate": "modified_date",
    "sourceModifiedDate": "source_modified_date",
}
