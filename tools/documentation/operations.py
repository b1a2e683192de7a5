"""The operations of the document as Python sees them."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen
from openapi_python_client.strings import snake_case

from ..generator.document import Document, Located
from ..generator.naming import ACCEPTS_EXTENSION, NAME_EXTENSION, method_name, stream_name
from ..generator.yaml_file import Node
from .schemas import python_name


@frozen
class Parameter:
    """An argument of a method: a parameter of the document, or its body.

    Attributes:
        name: Its name in Python.
        schema: What it holds.
        description: What it is for.
        required: Whether it must be given.
        takes_uuid: Whether it may be a UUID as well as a string.
        is_body: Whether it is the body of the request.
    """

    name: str
    schema: Node
    description: str
    required: bool
    takes_uuid: bool = False
    is_body: bool = False


@frozen
class Operation:
    """An operation and the method that calls it.

    Attributes:
        resource: The attribute of the client that has the method.
        method: The name of the method.
        stream: The name of the method that hands out the content while it arrives; empty for JSON.
        http_method: The HTTP method in capitals.
        path: The path with the names of its parameters.
        summary: What it does, in a few words.
        description: What it does.
        parameters: The arguments, in order.
        body_example: An example of the body as JSON data, None without a body.
        result: The schema of the decoded answer, None for bytes.
        result_description: What the answer is.
        result_example: An example of the answer as JSON data, None for bytes.
        errors: What each status of an error means.
    """

    resource: str
    method: str
    stream: str
    http_method: str
    path: str
    summary: str
    description: str
    parameters: list[Parameter]
    body_example: object
    result: Node | None
    result_description: str
    result_example: object
    errors: dict[str, str]

    @property
    def name(self) -> str:
        """The name below the client, such as ``customers.list``."""
        return f"{self.resource}.{self.method}"


def operations(document: Document) -> Iterator[Operation]:
    """Yield the operations in the order of the document."""
    for located in document.operations():
        yield _operation(document, located)


def _operation(document: Document, located: Located) -> Operation:
    node = located.node
    tag: str = node["tags"][0]
    method = method_name(node["operationId"], tag, node.get(NAME_EXTENSION), located.pointer)
    path, _, http_method = located.pointer.removeprefix("#/paths/").rpartition("/")
    responses = {
        status: document.resolve(Located(response, f"{located.pointer}/responses/{status}")).node
        for status, response in node["responses"].items()
    }
    success = next(response for status, response in responses.items() if status.startswith("2"))
    answer: Node | None = success["content"].get("application/json")
    body: Node | None = node["requestBody"]["content"]["application/json"] if "requestBody" in node else None
    return Operation(
        resource=snake_case(tag),
        method=method,
        stream="" if answer else stream_name(method),
        http_method=http_method.upper(),
        path=path.replace("~1", "/").replace("~0", "~"),
        summary=node["summary"],
        description=node.get("description", ""),
        parameters=list(_parameters(document, located)),
        body_example=_first_example(body),
        result=answer["schema"] if answer else None,
        result_description=success["description"],
        result_example=_first_example(answer),
        errors={status: response["description"] for status, response in responses.items() if status[0] in "45"},
    )


def _parameters(document: Document, located: Located) -> Iterator[Parameter]:
    nodes = [parameter.node for parameter in document.parameters(located)]
    for node in (node for node in nodes if node["in"] == "path"):
        yield _parameter(node)
    if "requestBody" in located.node:
        body = located.node["requestBody"]
        schema: Node = body["content"]["application/json"]["schema"]
        name = snake_case(schema["$ref"].rpartition("/")[2])
        yield Parameter(name, schema, body.get("description", ""), required=True, is_body=True)
    for node in (node for node in nodes if node["in"] != "path"):
        yield _parameter(node)


def _parameter(node: Node) -> Parameter:
    schema: Node = node["schema"]
    return Parameter(
        python_name(node["name"]),
        schema,
        schema.get("description", ""),
        required=node.get("required", False),
        takes_uuid=ACCEPTS_EXTENSION in node,
    )


def _first_example(media: Node | None) -> object:
    examples: Node = media.get("examples", {}) if media else {}
    return next((example["value"] for example in examples.values()), None)
