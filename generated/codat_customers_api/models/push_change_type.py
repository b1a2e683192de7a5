from __future__ import annotations

from ..open_enum import OpenEnum


class PushChangeType(OpenEnum):
    """What happened to a record."""

    UNKNOWN = "Unknown"
    CREATED = "Created"
    MODIFIED = "Modified"
    DELETED = "Deleted"
    ATTACHMENT_UPLOADED = "AttachmentUploaded"
