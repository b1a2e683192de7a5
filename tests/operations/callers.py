"""Calls an operation by its name."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import date
from operator import attrgetter
from typing import Any, Final, TypeAlias

from codat_customers import models
from tests.support.clients import client_of
from tests.support.specification import specification
from tools.api.description import EnumShape, ListShape, ModelShape, Operation, Scalar, Shape
from tools.api.document import Document
from tools.api.reading import describe
from tools.documentation.samples import argument, sample

# Of the name of an operation below the client, such as customers.with_raw_response.get, and its arguments
Call: TypeAlias = Callable[..., Any]


@contextmanager
def calling(flavour: str, server_url: str) -> Generator[Call]:
    """Keep a client open, and call its operations from this thread."""
    with client_of(flavour, server_url) as codat:

        def call(operation: str, *arguments: Any, **options: Any) -> Any:
            return attrgetter(operation)(codat)(*arguments, **options)

        yield call


def _argument(value: Any, shape: Shape) -> object:
    """Make an argument of JSON data."""
    match shape:
        case ModelShape(class_name):
            return getattr(models, class_name).from_dict(value)
        case EnumShape(class_name):
            return getattr(models, class_name)(value)
        case ListShape(item):
            return [_argument(each, item) for each in value]
        case Scalar.DATE:
            return date.fromisoformat(value)
        case _:
            return value


def _needed(operation: Operation) -> dict[str, Any]:
    parameters = [parameter for parameter in operation.parameters if parameter.required]
    made = {each.name: _argument(argument(each, API), each.shape) for each in parameters}
    if operation.body:
        body = operation.body
        value = sample(body.name, body.shape, API) if body.example is None else body.example
        made[body.name] = _argument(value, body.shape)
    if operation.upload:
        made[operation.upload.name] = b"any bytes"
    return made


API: Final = describe(Document(specification()))
# The arguments that each cannot be called without
OPERATIONS: Final = {operation.name: _needed(operation) for operation in API.operations}
