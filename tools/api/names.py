"""Names in Python, derived from the names in the document."""

from __future__ import annotations

import keyword
import re
from typing import Final

from ..client_generator import snake_case
from .document import Node

NAME_EXTENSION: Final = "x-python-name"
ACCEPTS_EXTENSION: Final = "x-python-accepts"
SHORTCUTS_EXTENSION: Final = "x-python-shortcuts"

# A method would hide these types from the annotations of its class; list and dict are written builtins.list there
_TAKEN: Final = frozenset({"with_raw_response", "bool", "bytes", "float", "int", "str"})


# What the generated modules import or define besides the classes of models, enums and tags; and what attrs looks for
RESERVED_CLASSES: Final = frozenset(
    {
        *("AbstractAsyncContextManager", "AbstractContextManager", "Any", "AsyncGenerator", "AsyncNotification"),
        *("AsyncResourceSender", "AsyncResources", "AsyncSender", "AsyncStreamedBody", "Awaitable", "BaseModel"),
        *("BinaryIO", "Callable"),
        *(
            "ClassVar",
            "DatedModel",
            "DecodeError",
            "Factory",
            "Final",
            "Generator",
            "Mapping",
            "Notification",
            "OpenEnum",
        ),
        *("Page", "Paging", "Path", "PathLike", "Protocol", "RawResponse", "RequestOptions", "RequestSpec"),
        *("ResourceSender",),
        *("Resources", "Response", "RetryPolicy", "Saving", "Self", "Sender", "StreamedBody", "TYPE_CHECKING"),
        *("Timeout", "TypeAlias", "TypeVar", "UNSET", "UUID", "Unset", "Waiting", "WebhookEvent"),
    }
)


# What the module of all resources imports besides their packages
RESERVED_PACKAGES: Final = frozenset(
    {"annotations", "api", "builtins", "cached_property", "datetime", "records", "records_async", "unsent"}
)


def resource_classes(name: str) -> list[str]:
    """Return the names of the four classes of a tag, whose own name is the first."""
    return [name, f"Async{name}", f"{name}WithRawResponse", f"Async{name}WithRawResponse"]


def method_name(operation_id: str, tag: str) -> str:
    """Return the name of an operation's method in the resource class of its tag, unless the document gives one.

    It is the operationId in snake case without the tag, be that in the plural or the singular:
    ``get-customer-attachment`` of ``Customers`` is ``get_attachment``.
    """
    name, words = snake_case(operation_id), snake_case(tag)
    for without in (words, singular(words)):
        shortened = f"{name}_".replace(f"_{without}_", "_", 1).removesuffix("_")
        if shortened != name:
            return shortened
    return name


def can_be_method(name: str) -> bool:
    """Return whether a method of a resource class can have a name."""
    return name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("_") and name not in _TAKEN


def error_name(status: str) -> str:
    """Return the name of the class of codat_customers.errors that stands for a status."""
    return _ERRORS.get(status) or ("ServerError" if status.startswith("5") else "APIStatusError")


def stream_name(method: str) -> str:
    """Return the name of the method that hands out a binary body while it arrives."""
    return method.replace("download", "stream") if "download" in method else f"stream_{method}"


def save_name(method: str) -> str:
    """Return the name of the method that saves a binary body as a file."""
    return method.replace("download", "save") if "download" in method else f"save_{method}"


def iterate_name(method: str) -> str:
    """Return the name of the method that yields the records of a list in pages."""
    return method.replace("list", "iterate", 1) if "list" in method else f"iterate_{method}"


def pages_name(method: str) -> str:
    """Return the name of the method that yields the pages of a list."""
    return "pages" if method == "list" else f"{method.removeprefix('list_')}_pages"


def wait_name(method: str) -> str:
    """Return the name of the method that waits for the end of a write."""
    return "wait" if method == "get" else f"wait_for_{method.removeprefix('get_')}"


def member_name(value: str) -> str:
    """Return the name of the member of an enum that stands for a value: its words in capitals."""
    name = re.sub(r"\W+", "_", snake_case(value)).strip("_").upper()
    return name if name and not name[0].isdigit() else f"VALUE_{name}"


def member_names(schema: Node) -> list[str]:
    """Return the names of the members of an enum, in the order of its values."""
    names: list[str] = schema.get("x-enum-varnames") or [member_name(value) for value in schema["enum"]]
    return names


def singular(plural: str) -> str:
    """Return the singular of an English noun, by the rules that hold for most."""
    if plural.endswith("ies"):
        return f"{plural.removesuffix('ies')}y"
    return plural.removesuffix("es" if plural.endswith(("ches", "shes", "sses", "xes")) else "s")


_ERRORS: Final = {
    "400": "BadRequestError",
    "401": "AuthenticationError",
    "402": "PaymentRequiredError",
    "403": "PermissionDeniedError",
    "404": "NotFoundError",
    "409": "ConflictError",
    "422": "UnprocessableEntityError",
    "429": "RateLimitError",
}
