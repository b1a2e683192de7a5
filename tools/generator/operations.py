"""Prepares the operations and resource classes for the templates."""

from __future__ import annotations

from openapi_python_client.parser.openapi import Endpoint, EndpointCollection
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.responses import Response
from openapi_python_client.strings import ClassName, PythonIdentifier, snake_case

from . import expressions
from .document import Document, Located
from .errors import GenerationError
from .naming import ACCEPTS_EXTENSION, NAME_EXTENSION, method_name, stream_name
from .shapes import EnumShape, Scalar, Shape, Shapes, classes_in
from .views import Operation, Parameter, Resource
from .yaml_file import Node

_OPTIONS = ("retries", "timeout", "headers")
_BOUNDS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "exclusive_minimum",
    "exclusiveMaximum": "exclusive_maximum",
    "minLength": "min_length",
    "maxLength": "max_length",
}
_CHECKS = {Scalar.STRING: "string", Scalar.INTEGER: "integer", Scalar.NUMBER: "number", Scalar.BOOLEAN: "boolean"}


class Operations:
    """Prepares the operations of a document for the templates.

    Parameters:
        document: The raw document, for what the parser drops.
        shapes: Finds the shapes of parameters, bodies and answers.
    """

    def __init__(self, document: Document, shapes: Shapes) -> None:
        self._document = document
        self._shapes = shapes
        self._located = {
            PythonIdentifier(located.node["operationId"], ""): located for located in document.operations()
        }

    def resource(self, collection: EndpointCollection) -> Resource:
        """Return what the template of a tag needs.

        Raises:
            GenerationError: Two operations would have the same method.
        """
        operations = [self.describe(endpoint) for endpoint in collection.endpoints]
        names = [name for operation in operations for name in (operation.method, operation.stream) if name]
        for name in sorted(set(names)):
            if names.count(name) > 1:
                raise GenerationError(
                    f"two operations of {collection.tag} would be called {name}; set {NAME_EXTENSION}"
                )
        resource = Resource(
            name=ClassName(collection.tag, ""),
            description=self._tag_description(collection.tag),
            operations=operations,
            imports=sorted({found for operation in operations for found in operation.imports}),
        )
        if resource.name in {class_name for _, class_name in resource.imports}:
            raise GenerationError(f"the tag {collection.tag} would be a class of the same name as a schema it uses")
        return resource

    def describe(self, endpoint: Endpoint) -> Operation:
        """Return what the template of an operation needs.

        Raises:
            GenerationError: Something in it has no place in the templates.
        """
        located = self._located[endpoint.name]
        raw_parameters = {(raw.node["in"], raw.node["name"]): raw for raw in self._document.parameters(located)}

        def described(prop: PropertyProtocol, place: str) -> Parameter:
            return self._parameter(prop, raw_parameters[place, prop.name.get_untrusted_value()])

        path_parameters = [described(prop, "path") for prop in endpoint.path_parameters]
        body = self._body(endpoint)
        tag = endpoint.tags[0]
        method = method_name(
            located.node["operationId"], located.node["tags"][0], located.node.get(NAME_EXTENSION), located.pointer
        )
        result = self._result(endpoint)
        binary = result is Scalar.BINARY
        operation = Operation(
            module=endpoint.name,
            method=method,
            stream=stream_name(method) if binary else "",
            full_name=f"{tag}.{method}",
            http_method=endpoint.method.upper(),
            path=_path_expression(endpoint),
            path_parameters=path_parameters,
            body=body,
            query=[described(prop, "query") for prop in endpoint.query_parameters],
            headers=[described(prop, "header") for prop in endpoint.header_parameters],
            result="None" if result is None else expressions.annotation(result),
            method_result="None" if result is None else expressions.annotation(result, "builtins."),
            returns=self._success_text(located),
            decoded=_decoded_response(result),
            summary=located.node.get("summary", method),
            description=_description(located.node),
            imports=self._imports(endpoint, result),
        )
        _refuse_colliding_names(operation, located)
        return operation

    def _parameter(self, prop: PropertyProtocol, raw: Located) -> Parameter:
        shape = self._shapes.of(prop)
        schema = self._document.resolve(Located(raw.node["schema"], f"{raw.pointer}/schema")).node
        name = prop.python_name
        takes_uuid = ACCEPTS_EXTENSION in raw.node
        checked = _checked(name, shape, raw, schema)
        if raw.node["in"] == "header":
            checked = f"parameters.header_value({expressions.literal(name)}, {checked})"
        return Parameter(
            name=name,
            key=expressions.literal(raw.node["name"]),
            annotation=expressions.annotation(shape) + (" | UUID" if takes_uuid else ""),
            required=prop.required,
            takes_uuid=takes_uuid,
            checked=checked,
            description=raw.node.get("description") or schema.get("description", ""),
        )

    def _body(self, endpoint: Endpoint) -> Parameter | None:
        if not endpoint.bodies:
            return None
        prop = endpoint.bodies[0].prop
        shape = self._shapes.of(prop)
        name = PythonIdentifier(snake_case(expressions.annotation(shape)), "")
        return Parameter(
            name=name,
            key="",
            annotation=expressions.annotation(shape),
            required=True,
            takes_uuid=False,
            checked=expressions.encoded(shape, expressions.literal(name), name),
            description=prop.description.get_untrusted_value() if prop.description else "",
        )

    def _result(self, endpoint: Endpoint) -> Shape | None:
        success = next(response for response in endpoint.responses.patterns if _is_success(response))
        return None if success.source["return_type"] == "None" else self._shapes.of(success.prop)

    def _success_text(self, operation: Located) -> str:
        status, node = next(item for item in operation.node["responses"].items() if item[0].startswith("2"))
        response = self._document.resolve(Located(node, f"{operation.pointer}/responses/{status}"))
        text: str = response.node["description"]
        return text

    def _imports(self, endpoint: Endpoint, result: Shape | None) -> list[tuple[str, str]]:
        props = [*endpoint.query_parameters, *endpoint.header_parameters, *(body.prop for body in endpoint.bodies)]
        shapes = [self._shapes.of(prop) for prop in props] + ([] if result is None else [result])
        return sorted({(found.module_name, found.class_name) for shape in shapes for found in classes_in(shape)})

    def _tag_description(self, tag: str) -> str:
        for node in self._document.raw.get("tags", ()):
            if PythonIdentifier(node["name"], "tag") == tag and "description" in node:
                return " ".join(node["description"].split())
        return f"The operations on {tag}."


def _description(operation: Node) -> str:
    text: str = operation.get("description", "")
    return f"Deprecated.\n\n{text}" if operation.get("deprecated") else text


def _is_success(response: Response) -> bool:
    status_range = response.status_code.range
    return status_range is not None and 200 <= status_range[0] < 300


def _checked(name: str, shape: Shape, raw: Located, schema: Node) -> str:
    argument = f"{expressions.literal(name)}, {name}"
    if raw.node["in"] == "path":
        return f"parameters.path_segment({argument})"
    if isinstance(shape, EnumShape):
        return f"parameters.enum({argument}, {shape.class_name})"
    if isinstance(shape, Scalar) and shape in _CHECKS:
        bounds = "".join(f", {_BOUNDS[key]}={expressions.literal(schema[key])}" for key in _BOUNDS if key in schema)
        check = "uuid" if ACCEPTS_EXTENSION in raw.node else _CHECKS[shape]
        return f"parameters.{check}({argument}{bounds})"
    raise GenerationError(f"{raw.pointer}: a parameter is a string, an integer, a number, a boolean or an enum")


def _path_expression(endpoint: Endpoint) -> str:
    # The parser has put the Python names between the braces
    literal = expressions.literal(endpoint.path.get_untrusted_value())
    return f"f{literal}" if endpoint.path_parameters else literal


def _decoded_response(result: Shape | None) -> str:
    if result is None:
        return "None"
    if result is Scalar.BINARY:
        return "response.content"
    return f"decoding.json_body({expressions.decoder(result)}, response.content)"


def _refuse_colliding_names(operation: Operation, located: Located) -> None:
    taken = {"self", "params", "spec", "options", "decoding", "encoding", "parameters", *_OPTIONS}
    for parameter in (*operation.positional, *operation.keywords):
        if parameter.name in taken:
            raise GenerationError(f"{located.pointer}: two arguments of the method would be called {parameter.name}")
        taken.add(parameter.name)
