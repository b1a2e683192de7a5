from __future__ import annotations

from ..open_enum import OpenEnum


class PhoneNumberType(OpenEnum):
    """What kind of telephone number it is."""

    PRIMARY = "Primary"
    LANDLINE = "Landline"
    MOBILE = "Mobile"
    FAX = "Fax"
    UNKNOWN = "Unknown"
