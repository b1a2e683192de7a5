from __future__ import annotations

from ..open_enum import OpenEnum


class PushOptionType(OpenEnum):
    """The type of a value as a platform sees it."""

    ARRAY = "Array"
    OBJECT = "Object"
    STRING = "String"
    NUMBER = "Number"
    BOOLEAN = "Boolean"
    DATE_TIME = "DateTime"
    FILE = "File"
    MULTI_PART = "MultiPart"
