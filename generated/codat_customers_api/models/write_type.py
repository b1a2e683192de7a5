from __future__ import annotations

from ..open_enum import OpenEnum


class WriteType(OpenEnum):
    """What a write does."""

    CREATE = "Create"
    UPDATE = "Update"
    DELETE = "Delete"
    UPLOAD_ATTACHMENT = "UploadAttachment"
