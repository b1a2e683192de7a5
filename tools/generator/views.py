"""What the templates are told about models, enums, operations and resource classes.

Attributes whose text is an expression or a literal go into the generated code as they are.
"""

from __future__ import annotations

from attrs import frozen

from .docstrings import docstring
from .shapes import EnumShape


@frozen
class Field:
    """One property of a model.

    Attributes:
        name: Its name in Python.
        key: Its name in JSON, as a Python literal.
        annotation: Its type.
        required: Whether the caller must give it.
        fetched: What follows the key in the call of ``get``.
        decoded: The expression that decodes it.
        encoded: The expression that encodes it.
        always_sent: Whether it cannot be UNSET.
    """

    name: str
    key: str
    annotation: str
    required: bool
    fetched: str
    decoded: str
    encoded: str
    always_sent: bool


@frozen
class Shortcut:
    """A read-only property that leads to a text deeper inside.

    Attributes:
        name: Its name.
        docstring: Its docstring.
        value: The expression for the text, or None if there is none.
    """

    name: str
    docstring: str
    value: str


@frozen
class Model:
    """One model class."""

    name: str
    base: str
    docstring: str
    fields: list[Field]
    shortcuts: list[Shortcut]
    imports: list[str]
    late_imports: list[str]
    enums: list[EnumShape]


@frozen
class Enumeration:
    """One enum class."""

    name: str
    docstring: str
    members: dict[str, str]


@frozen
class Parameter:
    """One argument of an operation.

    Attributes:
        name: Its name in Python.
        key: Its name on the wire, as a Python literal.
        annotation: Its type, without the None of an optional one.
        required: Whether the caller must give it.
        takes_uuid: Whether it may be a UUID as well as a string.
        checked: The expression that checks it and turns it into what is sent.
        description: Its text for docstrings.
    """

    name: str
    key: str
    annotation: str
    required: bool
    takes_uuid: bool
    checked: str
    description: str


@frozen
class Operation:
    """One operation.

    Attributes:
        module: The module that describes and decodes it.
        method: The method of the resource class.
        stream: The method that hands out a binary body while it arrives; empty where the body is not binary.
        full_name: How users call it, such as ``customers.list``.
        http_method: The HTTP method in capitals.
        path: The expression for its path.
        path_parameters: In the order of the path.
        body: Its body, if it takes one.
        query: Its query parameters.
        headers: Its header parameters.
        result: The type of what it returns.
        method_result: The same within the resource class, which may have a method called ``list``.
        returns: What it returns, in words.
        decoded: The expression that decodes ``response``.
        summary: The first line of docstrings.
        description: Their next paragraphs.
        imports: The generated classes it uses, as names in ``models`` with their modules.
    """

    module: str
    method: str
    stream: str
    full_name: str
    http_method: str
    path: str
    path_parameters: list[Parameter]
    body: Parameter | None
    query: list[Parameter]
    headers: list[Parameter]
    result: str
    method_result: str
    returns: str
    decoded: str
    summary: str
    description: str
    imports: list[tuple[str, str]]

    @property
    def positional(self) -> list[Parameter]:
        """The arguments that may be given by position."""
        return [*self.path_parameters, *([self.body] if self.body else [])]

    @property
    def keywords(self) -> list[Parameter]:
        """The arguments that must be given by name, the required ones first."""
        return sorted([*self.query, *self.headers], key=lambda parameter: not parameter.required)

    @property
    def signature(self) -> str:
        """The parameters of the function that describes the request."""
        return "".join(f"{part}, " for part in self._signature_parts())

    @property
    def takes_uuid(self) -> bool:
        """Whether one of the arguments may be a UUID."""
        return any(parameter.takes_uuid for parameter in self.keywords)

    @property
    def arguments(self) -> str:
        """How a method hands its parameters on."""
        passed = [parameter.name for parameter in self.positional]
        return ", ".join([*passed, *(f"{parameter.name}={parameter.name}" for parameter in self.keywords)])

    def request_docstring(self) -> str:
        """Return the docstring of the function that describes the request."""
        return docstring(
            f"Describe the request of ``{self.full_name}``; nothing is sent",
            indent=4,
            Parameters=self._documented(),
            Raises=_ARGUMENT_ERRORS,
        )

    def method_docstring(self, returns: str) -> str:
        """Return the docstring of a method.

        Parameters:
            returns: What the method returns.
        """
        return docstring(
            self.summary,
            self.description,
            indent=8,
            Parameters={**self._documented(), **_OPTION_TEXTS},
            Returns={"": returns},
            Raises={**_ARGUMENT_ERRORS, **_SENDER_ERRORS},
        )

    def _signature_parts(self) -> list[str]:
        parts = [f"{parameter.name}: {parameter.annotation}" for parameter in self.positional]
        if self.keywords:
            parts.append("*")
        for parameter in self.keywords:
            ending = "" if parameter.required else " | None = None"
            parts.append(f"{parameter.name}: {parameter.annotation}{ending}")
        return parts

    def _documented(self) -> dict[str, str]:
        documented = {f"{p.name} ({p.annotation})": p.description for p in self.positional}
        for parameter in self.keywords:
            ending = "" if parameter.required else " | None"
            documented[f"{parameter.name} ({parameter.annotation}{ending})"] = parameter.description
        return documented


_ARGUMENT_ERRORS = {
    "TypeError": "An argument has the wrong type; nothing was sent.",
    "ValueError": "An argument is not allowed; nothing was sent.",
}
_SENDER_ERRORS = {"Exception": "The call failed; which errors there are depends on the client."}
_OPTION_TEXTS = {
    "retries (RetryPolicy | None)": "How to retry this call; None for a single try, by default as the client does.",
    "timeout (float | httpx.Timeout | None)": (
        "Time-out of each try in seconds; None for no limit, by default that of the client."
    ),
    "headers (Mapping[str, str] | None)": "Headers to add or to override.",
}


@frozen
class Resource:
    """The operations of one tag.

    Attributes:
        name: The name of the class.
        description: What the tag is about.
        operations: In the order of the document.
        imports: The generated classes in their signatures.
    """

    name: str
    description: str
    operations: list[Operation]
    imports: list[tuple[str, str]]

    def class_docstring(self) -> str:
        """Return the docstring of the class."""
        return docstring(
            self.description,
            indent=4,
            Parameters={"sender": "Carries out the requests."},
            Attributes={
                "with_raw_response": "The same operations, answering with the status, headers and bytes as well."
            },
        )

    @property
    def uses_builtins(self) -> bool:
        """Whether a type is written with the module ``builtins``."""
        return any("builtins." in operation.method_result for operation in self.operations)

    @property
    def takes_uuid(self) -> bool:
        """Whether an argument of one of the operations may be a UUID."""
        return any(operation.takes_uuid for operation in self.operations)

    @property
    def streams(self) -> bool:
        """Whether one of the operations hands out a body while it arrives."""
        return any(operation.stream for operation in self.operations)
