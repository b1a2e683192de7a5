"""Names of methods, derived from the document."""

from __future__ import annotations

import keyword
import re
from copy import deepcopy

from openapi_python_client.strings import snake_case

from .errors import GenerationError
from .yaml_file import Node

NAME_EXTENSION = "x-python-name"
ACCEPTS_EXTENSION = "x-python-accepts"

# A method would hide these types from the annotations of its class; list and dict are written builtins.list there
_TAKEN = frozenset({"with_raw_response", "bool", "bytes", "float", "int", "str"})


def method_name(operation_id: str, tag: str, override: object, pointer: str) -> str:
    """Return the name of an operation's method in the resource class of its tag.

    It is the ``x-python-name`` of the operation, or the operationId in snake case without the tag, be that in the
    plural or the singular: ``get-customer-attachment`` of ``Customers`` is ``get_attachment``.

    Raises:
        GenerationError: The name is none in Python.
    """
    name = override if isinstance(override, str) else _without(snake_case(tag), snake_case(operation_id))
    if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_") or name in _TAKEN:
        raise GenerationError(
            f"{pointer}: {name!r} cannot be the name of a method; set {NAME_EXTENSION} to one that can"
        )
    return name


def stream_name(method: str) -> str:
    """Return the name of the method that hands out a binary body while it arrives."""
    return method.replace("download", "stream") if "download" in method else f"stream_{method}"


def with_member_names(document: Node) -> Node:
    """Return the document with names for the members of its enums, where it has none of its own.

    The parser would run the words of a value together: ``TimedOut`` is to be ``TIMED_OUT``.
    """
    named = deepcopy(document)
    for schema in named.get("components", {}).get("schemas", {}).values():
        if "enum" in schema:
            schema.setdefault("x-enum-varnames", [member_name(value) for value in schema["enum"]])
    return named


def member_name(value: str) -> str:
    """Return the name of the member of an enum that stands for a value: its words in capitals."""
    name = re.sub(r"\W+", "_", snake_case(value)).strip("_").upper()
    return name if name and not name[0].isdigit() else f"VALUE_{name}"


def _without(tag: str, name: str) -> str:
    for words in (tag, _singular(tag)):
        shortened = f"{name}_".replace(f"_{words}_", "_", 1).removesuffix("_")
        if shortened != name:
            return shortened
    return name


def _singular(plural: str) -> str:
    if plural.endswith("ies"):
        return f"{plural.removesuffix('ies')}y"
    return plural.removesuffix("s")
