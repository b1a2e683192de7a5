from __future__ import annotations

from ..open_enum import OpenEnum


class CustomerStatus(OpenEnum):
    """Whether a customer or contact is in use."""

    UNKNOWN = "Unknown"
    ACTIVE = "Active"
    ARCHIVED = "Archived"
