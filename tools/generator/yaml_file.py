"""Reading YAML files that hold one mapping."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeGuard

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from .errors import GenerationError

Node = dict[str, Any]


def read_mapping(path: Path) -> Node:
    """Read a YAML file; a key that stands twice in a mapping is an error.

    Raises:
        GenerationError: The file is missing, or it is not YAML with a mapping at the top.
    """
    try:
        # ruamel.yaml leaves the parameters of load without types
        content: object = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))  # pyright: ignore[reportUnknownMemberType]
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise GenerationError(f"{path.name} cannot be read: {error}") from error
    if not is_node(content):
        raise GenerationError(f"{path.name} does not hold a mapping")
    _check_keys(content, path.name)
    return content


def is_node(value: object) -> TypeGuard[Node]:
    """Return whether a value is a mapping."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Return whether a value is a list."""
    return isinstance(value, list)


def _check_keys(value: object, place: str) -> None:
    if is_node(value):
        for key, item in value.items():
            # The type checkers believe in strings, but YAML has keys of other types
            if type(key) is not str:
                raise GenerationError(f"{place}: the key {key!r} needs quotation marks, it is no string")
            _check_keys(item, f"{place}/{key}")
    elif is_list(value):
        for index, item in enumerate(value):
            _check_keys(item, f"{place}/{index}")
