"""Documents that differ from others in one place."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any


def changed(document: Mapping[str, Any], pointer: str, change: Mapping[str, Any]) -> dict[str, Any]:
    """Copy a document with some keys of the object at a JSON pointer set, or taken away with None."""
    copy = deepcopy(dict(document))
    place: Any = copy
    for step in pointer.split("/")[1:]:
        place = place[int(step) if isinstance(place, list) else step.replace("~1", "/")]
    place.update(change)
    for key in [key for key, value in change.items() if value is None]:
        del place[key]
    return copy
