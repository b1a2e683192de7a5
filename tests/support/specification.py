"""openapi.yaml as data, for tests that derive from it what they ask for."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import yaml

PATH = Path(__file__).parents[2] / "openapi.yaml"


def specification() -> dict[str, Any]:
    """Return the specification, to be changed at will."""
    return deepcopy(_read(PATH))


@cache
def _read(path: Path) -> dict[str, Any]:
    # In C: what the generator reads it with keeps the lines, and takes half a second for it.
    document: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return document
