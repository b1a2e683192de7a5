"""The OpenAPI document behind this package."""

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import yaml

from codat_customers.sandbox._messages import JsonObject

# In C, and ten times as fast, where libyaml was there when PyYAML was built
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=1)
def document() -> JsonObject:
    """Read openapi.yaml once: package data of an installed wheel, else the one at the root of the repository.

    Returns:
        The document, which is not to be changed.

    Raises:
        FileNotFoundError: neither is there.
    """
    packaged = files("codat_customers") / "openapi.yaml"
    path = packaged if packaged.is_file() else Path(__file__).parents[3] / "openapi.yaml"
    content: JsonObject = yaml.load(path.read_text("utf-8"), _LOADER)  # noqa: S506  (it is a safe one)
    return content
