"""Comparing what was decoded and encoded again with what came."""

import re
from datetime import datetime

from codat_customers_api.decoding import is_array, is_object

_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?)?")


def comparable(value: object) -> object:
    """Replace each date in JSON data by its instant, as a date may be written in several ways."""
    if is_object(value):
        return {key: comparable(item) for key, item in value.items()}
    if is_array(value):
        return [comparable(item) for item in value]
    if isinstance(value, str) and _DATE.fullmatch(value):
        return datetime.fromisoformat(value)
    return value
