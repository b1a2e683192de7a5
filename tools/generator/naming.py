"""Names of methods, derived from the document."""

from __future__ import annotations

import keyword

from openapi_python_client.strings import snake_case

from .errors import GenerationError

NAME_EXTENSION = "x-python-name"

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
