"""What a document describes: operations, models and enums, with their names in Python and the shapes of their values.

Where the records keep a text or an example, it is as the document has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from attrs import frozen


class Scalar(Enum):
    """A value that is no container and has no class of its own; the values are Python's types for them."""

    STRING = "str"
    INTEGER = "int"
    NUMBER = "float"
    BOOLEAN = "bool"
    DATETIME = "datetime.datetime"
    DATE = "datetime.date"
    BINARY = "bytes"
    ANY = "Any"


@frozen
class EnumShape:
    """An enum class of the generated package."""

    class_name: str
    module_name: str


@frozen
class ModelShape:
    """A model class of the generated package."""

    class_name: str
    module_name: str


@frozen
class ListShape:
    """An array."""

    item: Shape


@frozen
class MapShape:
    """An object whose keys the document does not list: a plain dict."""

    value: Shape


@frozen
class NullableShape:
    """A value or null."""

    inner: Shape


Shape = Scalar | EnumShape | ModelShape | ListShape | MapShape | NullableShape


@frozen
class Property:
    """A property of a model.

    Attributes:
        name: Its name in Python.
        key: Its name in JSON.
        shape: What it holds.
        required: Whether it is always there.
        is_empty_by_default: Whether it is an array that is empty where it is absent, or null.
        bounds: What its values are limited to, by the keywords of JSON Schema.
        format: The format of its values; empty where it has none.
        deprecated: Whether it is not to be used any more.
        description: Its own description, or that of the component that it refers to.
        example: Its own example; None where there is none.
    """

    name: str
    key: str
    shape: Shape
    required: bool
    is_empty_by_default: bool
    bounds: dict[str, float]
    format: str
    deprecated: bool
    description: str
    example: object


@frozen
class Shortcut:
    """A read-only property of a model that leads to the first text at the end of a path.

    Attributes:
        name: Its name.
        description: What it leads to.
        path: The properties on the way, the text itself last.
    """

    name: str
    description: str
    path: list[Property]


@frozen
class Model:
    """An object whose properties the document lists.

    Attributes:
        shape: Its class.
        description: What it is.
        properties: In the order of the document.
        shortcuts: In the order of the document.
    """

    shape: ModelShape
    description: str
    properties: list[Property]
    shortcuts: list[Shortcut]


@frozen
class Enumeration:
    """An enum.

    Attributes:
        shape: Its class.
        description: What it is.
        members: Its values by the names of its members.
    """

    shape: EnumShape
    description: str
    members: dict[str, str]


@frozen
class Parameter:
    """A parameter of an operation.

    Attributes:
        name: Its name in Python.
        key: Its name on the wire.
        location: ``path``, ``query`` or ``header``, or ``part`` for what is said of a file beside it.
        shape: What it holds.
        required: Whether it must be given.
        takes_uuid: Whether it may be a UUID as well as a string.
        deprecated: Whether it is not to be used any more.
        bounds: What it, or each of its values, is limited to, by the keywords of JSON Schema.
        description: What it is for.
        example: An example; None where there is none.
    """

    name: str
    key: str
    location: str
    shape: Shape
    required: bool
    takes_uuid: bool
    deprecated: bool
    bounds: dict[str, float]
    description: str
    example: object


@frozen
class Body:
    """The body of a request.

    Attributes:
        name: The name of the argument, after the model.
        shape: The model.
        description: What it is for.
        example: The first example as JSON data; None where there is none.
    """

    name: str
    shape: ModelShape
    description: str
    example: object


@frozen
class Upload:
    """A file that is the body of a request.

    Attributes:
        name: The name of the argument, after the part.
        key: The name of the part.
        description: What it is for, and how it is sent.
    """

    name: str
    key: str
    description: str


@frozen
class Pages:
    """How a list in pages is read as a whole.

    Attributes:
        iterate: The method that yields its records.
        pages: The method that yields its pages.
        record: What it lists.
        key: The attribute by which records are told apart.
        page_size: How many are asked for at a time, unless the caller says.
    """

    iterate: str
    pages: str
    record: ModelShape
    key: str
    page_size: int


@frozen
class Save:
    """How a binary body is saved as a file.

    Attributes:
        method: The method that does.
        named_by: The method that takes the same ids and returns what has the name of the file.
    """

    method: str
    named_by: str


@frozen
class Wait:
    """How the end of a write is waited for.

    Attributes:
        method: The method that does.
        ids: The attributes of the result that its own parameters are, in their order.
    """

    method: str
    ids: list[str]


@frozen
class Operation:
    """An operation and the method that calls it.

    Attributes:
        pointer: The JSON pointer to it.
        module: The module that describes and decodes it.
        resource: The attribute of the client that has the method.
        method: The name of the method.
        stream: The method that hands out a binary body while it arrives; empty where the body is not binary.
        http_method: The HTTP method in capitals.
        path: The path with the names of its parameters on the wire.
        summary: What it does, in a few words; empty where the document says nothing.
        description: What it does.
        deprecated: Whether it is not to be used any more.
        parameters: Those in the path first, in its order, then the others in the order of the document; last, what is
            said of an upload.
        body: The body of the request, if it takes one in JSON.
        upload: The file that is the body of the request, if it takes one.
        accept: The media type of what it returns.
        result: What it returns; None for nothing.
        result_description: The same in words.
        result_example: The first example of it as JSON data; None where there is none.
        errors: What each status of an error means.
        pages: How the list is read as a whole, if it is one in pages.
        save: How the result is saved as a file, if it is one.
        wait: How the end of a write is waited for, if the result is the state of one.
    """

    pointer: str
    module: str
    resource: str
    method: str
    stream: str
    http_method: str
    path: str
    summary: str
    description: str
    deprecated: bool
    parameters: list[Parameter]
    body: Body | None
    upload: Upload | None
    accept: str
    result: Shape | None
    result_description: str
    result_example: object
    errors: dict[str, str]
    pages: Pages | None
    save: Save | None
    wait: Wait | None

    @property
    def name(self) -> str:
        """How users call it, such as ``customers.list``."""
        return f"{self.resource}.{self.method}"

    @property
    def methods(self) -> list[str]:
        """The names of all its methods."""
        further = [self.pages.iterate, self.pages.pages] if self.pages else []
        further += [each.method for each in (self.save, self.wait) if each]
        return [self.method, *([self.stream] if self.stream else []), *further]

    def located(self, location: str) -> list[Parameter]:
        """Return the parameters in one place: ``path``, ``query``, ``header`` or ``part``."""
        return [parameter for parameter in self.parameters if parameter.location == location]


@frozen
class Resource:
    """The operations of one tag.

    Attributes:
        name: The attribute of the client that has the methods, and the package that they are in.
        class_name: The name of its class.
        title: The tag as the document writes it.
        description: What it is about.
        operations: In the order of the document.
    """

    name: str
    class_name: str
    title: str
    description: str
    operations: list[Operation]


@frozen
class Webhook:
    """What the service sends of its own accord.

    Attributes:
        event_type: The eventType of the event; ``*`` for all that are not listed.
        model: The model of its body.
        summary: What has happened, in a few words; empty where the document says nothing.
        description: What has happened.
        example: The first example of its body as JSON data; None where there is none.
    """

    event_type: str
    model: ModelShape
    summary: str
    description: str
    example: object


@frozen
class Api:
    """All that a document describes.

    Attributes:
        description: What the service is for.
        server_url: The address of the service.
        resources: In the order of their first operations.
        webhooks: In the order of the document.
        models: By the names of their classes, in the order of the document.
        enums: The same.
        error: The model that all errors share.
    """

    description: str
    server_url: str
    resources: list[Resource]
    webhooks: list[Webhook]
    models: dict[str, Model]
    enums: dict[str, Enumeration]
    error: ModelShape

    @property
    def operations(self) -> list[Operation]:
        """All operations."""
        return [operation for resource in self.resources for operation in resource.operations]


def without_null(shape: Shape) -> Shape:
    """Return the shape of a value that is not null."""
    return shape.inner if isinstance(shape, NullableShape) else shape


def classes_in(shape: Shape | None) -> Iterator[EnumShape | ModelShape]:
    """Yield the generated classes that a shape refers to."""
    match shape:
        case EnumShape() | ModelShape():
            yield shape
        case ListShape(inner) | MapShape(inner) | NullableShape(inner):
            yield from classes_in(inner)
        case _:
            pass


def classes_of(operation: Operation) -> set[EnumShape | ModelShape]:
    """Return the generated classes in the signature of an operation."""
    shapes = [operation.result, *(parameter.shape for parameter in operation.parameters)]
    shapes += [operation.body.shape] if operation.body else []
    return {found for shape in shapes for found in classes_in(shape)}
