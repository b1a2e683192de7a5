"""The one interpretation of the document: from its nodes to the description that everything else works from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..client_generator import class_name, exact_name, python_name, snake_case
from .description import (
    Api,
    Body,
    Enumeration,
    EnumShape,
    ListShape,
    MapShape,
    Model,
    ModelShape,
    NullableShape,
    Operation,
    Pages,
    Parameter,
    Property,
    Resource,
    Save,
    Scalar,
    Shape,
    Shortcut,
    Upload,
    Wait,
    Webhook,
    classes_of,
    without_null,
)
from .document import (
    COMPONENT,
    JSON,
    MULTIPART,
    Document,
    DocumentError,
    Located,
    Node,
    OperationNode,
    WebhookNode,
    pointer,
)
from .names import (
    ACCEPTS_EXTENSION,
    NAME_EXTENSION,
    RESERVED_CLASSES,
    RESERVED_PACKAGES,
    SHORTCUTS_EXTENSION,
    can_be_method,
    iterate_name,
    member_names,
    method_name,
    pages_name,
    resource_classes,
    save_name,
    stream_name,
    wait_name,
)
from .subset import check_supported


def describe(document: Document) -> Api:
    """Read what a document describes.

    Raises:
        DocumentError: It says something that is not supported, or something that has no name in Python.
    """
    reader = _Reader(check_supported(document))
    api = reader.api()
    if reader.problems:
        raise DocumentError("\n".join(reader.problems))
    return api


# What every model has, and what every method takes
_RESERVED_ATTRIBUTES: Final = frozenset({"additional_properties", "from_dict", "to_dict"})
_RESERVED_ARGUMENTS: Final = frozenset(
    {
        *("self", "params", "spec", "options", "decoding", "encoding", "parameters", "warnings"),
        *("retries", "timeout", "headers"),
    }
)
_BOUNDS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "minItems")
_PAGE_SIZE: Final = 100
_NOTES: Final = {"deprecated": "Deprecated.", "readOnly": "Read-only.", "writeOnly": "Write-only."}
_HOW_GIVEN: Final = (
    "Or a mapping with the names that JSON has, such as a dict: it is checked as the model is, and sent as it is, with "
    "fields that are not listed."
)
_HOW_UPLOADED: Final = (
    "Bytes, or a file object open for reading bytes. That is sent from where it stands, and read while it is sent, "
    "64 KiB at a time, so that it may have any size; ``timeout`` bounds each step of sending and not all together. "
    "A further try sends the same again; there is none once something was read of a file object that cannot seek. "
    "What the methods of the file object raise comes up as it is."
)
_BESIDE_UPLOAD: Final = [
    Parameter(
        name=name,
        key=name,
        location="part",
        shape=Scalar.STRING,
        required=False,
        takes_uuid=False,
        deprecated=False,
        bounds={},
        description=description,
        example=None,
    )
    for name, description in {
        "file_name": "The name that the file is sent with; by default that of the file object without its folder, or "
        "``file``.",
        "content_type": "Its media type; by default what its name suggests, or ``application/octet-stream``.",
    }.items()
]
_SCALARS: Final = {
    ("string", "date-time"): Scalar.DATETIME,
    ("string", "date"): Scalar.DATE,
    ("string", "binary"): Scalar.BINARY,
}
_TYPES: Final = {
    "string": Scalar.STRING,
    "integer": Scalar.INTEGER,
    "number": Scalar.NUMBER,
    "boolean": Scalar.BOOLEAN,
}


class _Reader:
    """Reads a document that keeps to the subset, and collects names that cannot be."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._open: list[str] = []
        self._models: dict[str, Model] = {}
        self._waited_for: Shape | None = None
        self._tags: dict[str, str] = {}
        self.problems: list[str] = []

    def api(self) -> Api:
        raw = self._document.raw
        schemas = self._document.schemas
        modules: dict[str, str] = {}
        for name in schemas:
            self._check_class(name, modules)
            self._component_shape(COMPONENT + name, pointer("components", "schemas", name))
        models = self._models = {name: self._model(name) for name, each in schemas.items() if "properties" in each}
        return Api(
            description=raw["info"].get("description", ""),
            server_url=raw["servers"][0]["url"],
            resources=self._resources(),
            webhooks=[_webhook(webhook) for webhook in self._document.webhooks()],
            models={name: self._with_shortcuts(model) for name, model in models.items()},
            enums={name: self._enum(name) for name, schema in schemas.items() if "enum" in schema},
            error=self._error(),
        )

    # Models and enums

    def _model(self, name: str) -> Model:
        schema = self._document.schemas[name]
        place = pointer("components", "schemas", name)
        properties: list[Property] = []
        names = [python_name(key) for key in schema["properties"]]
        for key, node in schema["properties"].items():
            here = f"{place}/{pointer('properties', key)[2:]}"
            name_of_key = python_name(key) if names.count(python_name(key)) == 1 else exact_name(key)
            if name_of_key in _RESERVED_ATTRIBUTES:
                self._refuse(here, f"every model has its own {name_of_key}; no property can be called so")
            elif not name_of_key.isidentifier() or any(name_of_key == other.name for other in properties):
                self._refuse(
                    here, f"it would be called {name_of_key!r} in Python, which cannot be; give it another name"
                )
            required = key in schema.get("required", ())
            properties.append(self._property(name_of_key, key, node, here, required=required))
        return Model(ModelShape(name, python_name(name)), _description(schema), properties, [])

    def _property(self, name: str, key: str, node: Node, place: str, *, required: bool) -> Property:
        described = node
        while "$ref" in described:
            # What a property says itself goes before what its component says of all
            own = {key: value for key, value in described.items() if key != "$ref"}
            described = {**self._document.schemas[described["$ref"].removeprefix(COMPONENT)], **own}
        return Property(
            name=name,
            key=key,
            shape=self._shape(node, place),
            required=required,
            is_empty_by_default="default" in node,
            bounds=_bounds(described),
            format=described.get("format", ""),
            deprecated=described.get("deprecated", False),
            description=_description(described),
            example=described.get("example"),
        )

    def _with_shortcuts(self, model: Model) -> Model:
        name = model.shape.class_name
        wanted: dict[str, Node] = self._document.schemas[name].get(SHORTCUTS_EXTENSION, {})
        taken = {prop.name for prop in model.properties}
        shortcuts: list[Shortcut] = []
        for shortcut, node in wanted.items():
            place = f"{pointer('components', 'schemas', name)}/{SHORTCUTS_EXTENSION}/{shortcut}"
            if not shortcut.isidentifier() or shortcut in taken:
                self._refuse(place, "it needs a name of its own in Python, a path and a description")
            path = list(self._path(model, node["path"].split("."), place))
            shortcuts.append(Shortcut(shortcut, node["description"], path))
        return Model(model.shape, model.description, model.properties, shortcuts)

    def _path(self, model: Model, keys: list[str], place: str) -> Iterator[Property]:
        """Yield the properties on the way to a text, through objects and arrays of them."""
        key, *others = keys
        prop = next((prop for prop in model.properties if prop.key == key), None)
        if prop is None:
            self._refuse(place, f"{model.shape.class_name} has no property {key}")
            return
        yield prop
        inner = without_null(prop.shape)
        inner = inner.item if isinstance(inner, ListShape) and others else inner
        if others and isinstance(inner, ModelShape):
            yield from self._path(self._models[inner.class_name], others, place)
        elif others:
            self._refuse(place, f"{key} is no object with properties, nor an array of them")
        elif inner is not Scalar.STRING:
            self._refuse(place, f"{key} is no text")

    def _enum(self, name: str) -> Enumeration:
        schema = self._document.schemas[name]
        members = dict(zip(member_names(schema), schema["enum"], strict=True))
        return Enumeration(EnumShape(name, python_name(name)), _description(schema), members)

    def _check_class(self, name: str, modules: dict[str, str]) -> None:
        schema, place = self._document.schemas[name], pointer("components", "schemas", name)
        if "properties" not in schema and "enum" not in schema:
            return
        if not class_name(name).isidentifier():
            self._refuse(place, f"it would be the class {class_name(name)!r}; begin the name with a letter")
        elif class_name(name) != name:
            self._refuse(place, f"no class of this name comes out, but {class_name(name)}; rename the schema")
        if name in RESERVED_CLASSES:
            self._refuse(place, f"the generated modules use the name {name} themselves; give the schema another one")
        other = modules.setdefault(python_name(name), name)
        if other != name:
            self._refuse(place, f"it would share its module with {other}; rename it")

    def _error(self) -> ModelShape:
        operation = next(self._document.operations())
        response = next(node for status, node in operation.responses.items() if status[0] in "45")
        name: str = response.node["content"][JSON]["schema"]["$ref"].removeprefix(COMPONENT)
        if "properties" not in self._document.schemas[name]:
            self._refuse(pointer("components", "schemas", name), "the schema of errors must list properties")
        return ModelShape(name, python_name(name))

    # Operations

    def _resources(self) -> list[Resource]:
        by_name: dict[str, list[OperationNode]] = {}
        for operation in self._document.operations():
            by_name.setdefault(python_name(operation.node["tags"][0], "tag"), []).append(operation)
        return [self._resource(name, operations) for name, operations in by_name.items()]

    def _resource(self, name: str, nodes: list[OperationNode]) -> Resource:
        tag, place = nodes[0].node["tags"][0], f"{nodes[0].pointer}/tags/0"
        operations = [self._operation(node, name) for node in nodes]
        methods: dict[str, str] = {}
        for operation in operations:
            for method in operation.methods:
                other = methods.setdefault(method, operation.pointer)
                if other != operation.pointer:
                    self._refuse(
                        operation.pointer, f"two operations of {name} would be called {method}; set {NAME_EXTENSION}"
                    )
        if not class_name(tag).isidentifier():
            self._refuse(place, f"the tag {tag!r} would be the class {class_name(tag)!r}; begin it with a letter")
        if name in RESERVED_PACKAGES:
            self._refuse(place, f"the tag {tag} would be a package {name}, which hides another; rename the tag")
        used = {shape.class_name for operation in operations for shape in classes_of(operation)}
        for each in resource_classes(class_name(tag)):
            if each in used:
                self._refuse(place, f"the tag {tag} would be a class of the same name as a schema it uses")
            elif each in RESERVED_CLASSES or self._tags.setdefault(each, tag) != tag:
                self._refuse(place, f"the tag {tag} would be a class {each}, and there is another one; rename the tag")
        return Resource(name, class_name(tag), tag, self._tag_description(tag, name), operations)

    def _tag_description(self, tag: str, name: str) -> str:
        for node in self._document.raw.get("tags", ()):
            if node["name"] == tag and "description" in node:
                return " ".join(node["description"].split())
        return f"The operations on {name}."

    def _operation(self, operation: OperationNode, resource: str) -> Operation:
        node = operation.node
        method = self._method(operation)
        if not can_be_method(method):
            self._refuse(
                operation.pointer, f"{method!r} cannot be the name of a method; set {NAME_EXTENSION} to one that can"
            )
        success = next(response for status, response in operation.responses.items() if status.startswith("2"))
        result = self._result(success)
        described = Operation(
            pointer=operation.pointer,
            module=python_name(node["operationId"]),
            resource=resource,
            method=method,
            stream=stream_name(method) if result is Scalar.BINARY else "",
            http_method=operation.method.upper(),
            path=operation.path,
            summary=node.get("summary", ""),
            description=_description(node),
            deprecated=node.get("deprecated", False),
            parameters=self._parameters(operation),
            body=self._body(operation.body) if operation.body and not _is_upload(operation) else None,
            upload=_upload(operation.body) if operation.body and _is_upload(operation) else None,
            accept=next(iter(success.node.get("content", {})), JSON),
            result=result,
            result_description=success.node["description"],
            result_example=_first_example(success.node.get("content", {}).get(JSON, {})),
            errors={
                status: response.node["description"]
                for status, response in operation.responses.items()
                if status[0] in "45"
            },
            pages=self._pages(operation, method, result) if "x-pages" in node else None,
            save=self._save(operation, method, result) if "x-download" in node else None,
            wait=self._wait(operation, method, result) if "x-wait" in node else None,
        )
        self._check_arguments(described)
        return described

    def _method(self, operation: OperationNode) -> str:
        return operation.node.get(NAME_EXTENSION) or method_name(operation.operation_id, operation.tag)

    def _check_arguments(self, operation: Operation) -> None:
        taken = {*_RESERVED_ARGUMENTS, *(["uploads"] if operation.upload else [])}
        names = [parameter.name for parameter in operation.parameters]
        names += [each.name for each in (operation.body, operation.upload) if each]
        for name in names:
            if name in taken or not name.isidentifier():
                self._refuse(operation.pointer, f"two arguments of the method would be called {name}")
            taken.add(name)

    def _parameters(self, operation: OperationNode) -> list[Parameter]:
        names = [python_name(parameter.node["name"]) for parameter in operation.parameters]
        found = [
            self._parameter(parameter, name if names.count(name) == 1 else f"{name}_{parameter.node['in']}")
            for parameter, name in zip(operation.parameters, names, strict=True)
        ]
        in_path = [parameter for parameter in found if parameter.location == "path"]
        in_path.sort(key=lambda parameter: operation.path.index(f"{{{parameter.key}}}"))
        others = [parameter for parameter in found if parameter.location != "path"]
        return [*in_path, *others, *(_BESIDE_UPLOAD if _is_upload(operation) else ())]

    def _parameter(self, parameter: Located, name: str) -> Parameter:
        node = parameter.node
        schema = self._document.resolve(Located(node["schema"], f"{parameter.pointer}/schema")).node
        each = schema.get("items", schema)
        return Parameter(
            name=name,
            key=node["name"],
            location=node["in"],
            shape=self._shape(node["schema"], f"{parameter.pointer}/schema"),
            required=node.get("required", False),
            takes_uuid=ACCEPTS_EXTENSION in node,
            deprecated=node.get("deprecated", False) or schema.get("deprecated", False),
            bounds=_bounds(each),
            description=_description({**schema, **node}),
            example=schema.get("example"),
        )

    def _body(self, body: Located) -> Body:
        media: Node = body.node["content"][JSON]
        name = media["schema"]["$ref"].removeprefix(COMPONENT)
        described = body.node.get("description") or f"The {snake_case(name).replace('_', ' ')} to write."
        return Body(
            name=python_name(snake_case(name)),
            shape=ModelShape(name, python_name(name)),
            description=f"{described} {_HOW_GIVEN}",
            example=_first_example(media),
        )

    def _result(self, success: Located) -> Shape | None:
        content: Node = success.node.get("content", {})
        if not content:
            return None
        if JSON not in content:
            return Scalar.BINARY
        return self._shape(content[JSON]["schema"], f"{success.pointer}/content/{JSON.replace('/', '~1')}/schema")

    # What becomes of several calls

    def _pages(self, operation: OperationNode, method: str, result: Shape | None) -> Pages | None:
        place = f"{operation.pointer}/x-pages"
        properties = {prop.key: prop for prop in self._properties(result)}
        records = properties["results"].shape if "results" in properties else None
        record = records.item if isinstance(records, ListShape) else None
        if not isinstance(record, ModelShape) or not self._is_page(properties) or not self._asks_for_pages(operation):
            self._refuse(
                place,
                "a list in pages takes page and pageSize, and returns results with the numbers of a page: pageNumber, "
                "pageSize and totalResults, integers always there, and _links, which may have next with a href",
            )
            return None
        key = next((prop.name for prop in self._properties(record) if prop.key == operation.node["x-pages"]), None)
        if key is None:
            self._refuse(
                place, f"{record.class_name} has no property {operation.node['x-pages']} to tell records apart"
            )
            return None
        return Pages(iterate_name(method), pages_name(method), record, key, self._page_size(operation))

    def _page_size(self, operation: OperationNode) -> int:
        """Return how many records are asked for at a time: 100, as Codat recommends, if that is allowed."""
        bounds = next(parameter.bounds for parameter in self._parameters(operation) if parameter.key == "pageSize")
        return int(max(min(_PAGE_SIZE, bounds.get("maximum", _PAGE_SIZE)), bounds.get("minimum", 1)))

    def _asks_for_pages(self, operation: OperationNode) -> bool:
        parameters = {parameter.key: parameter for parameter in self._parameters(operation)}
        asked = [parameters.get(key) for key in ("page", "pageSize")]
        return all(each and each.location == "query" and each.shape is Scalar.INTEGER for each in asked)

    def _is_page(self, properties: dict[str, Property]) -> bool:
        numbers = [properties.get(key) for key in ("pageNumber", "pageSize", "totalResults")]
        links = properties.get("_links")
        following = [prop.shape for prop in self._properties(links.shape) if prop.key == "next"] if links else []
        addresses = [prop.shape for each in following for prop in self._properties(each) if prop.key == "href"]
        return (
            all(each and each.required and each.shape is Scalar.INTEGER for each in numbers)
            and bool(links and links.required)
            and addresses == [Scalar.STRING]
        )

    def _save(self, operation: OperationNode, method: str, result: Shape | None) -> Save | None:
        place, ids = f"{operation.pointer}/x-download", _path_keys(operation)
        wanted = operation.node["x-download"]
        other = next((each for each in self._document.operations() if each.operation_id == wanted), None)
        is_known = other is not None and other.tag == operation.tag and _path_keys(other) == ids
        demands = [each.node["name"] for each in operation.parameters if each.node.get("required")]
        if result is not Scalar.BINARY or other is None or not is_known or set(demands) - set(ids):
            self._refuse(
                place,
                "it stands on a download that needs its ids alone, and is the operationId of one in the same tag that "
                "takes the same",
            )
            return None
        success = next(response for status, response in other.responses.items() if status.startswith("2"))
        if not any(prop.name == "name" for prop in self._properties(self._result(success))):
            self._refuse(place, f"what {wanted} returns has no name")
        return Save(save_name(method), self._method(other))

    def _wait(self, operation: OperationNode, method: str, result: Shape | None) -> Wait | None:
        if self._waited_for not in (None, result):
            self._refuse(f"{operation.pointer}/x-wait", "only one kind of write is waited for, with one model")
        self._waited_for = result
        attributes = {prop.key: prop.name for prop in self._properties(result)}
        ids = _path_keys(operation)
        if "status" not in attributes or not attributes.keys() >= set(ids):
            self._refuse(f"{operation.pointer}/x-wait", "what it returns has a status, and the ids in the path")
            return None
        return Wait(wait_name(method), [attributes[key] for key in ids])

    def _properties(self, shape: Shape | None) -> list[Property]:
        return self._models[shape.class_name].properties if isinstance(shape, ModelShape) else []

    # Shapes

    def _shape(self, node: Node, place: str) -> Shape:
        if "$ref" in node:
            return self._component_shape(node["$ref"], place)
        if "oneOf" in node:
            reference = next(choice for choice in node["oneOf"] if "$ref" in choice)
            return NullableShape(self._component_shape(reference["$ref"], place))
        types = node.get("type", "any")
        if isinstance(types, str):
            return self._typed_shape(types, node, place)
        kind = next(name for name in types if name != "null")
        return NullableShape(self._typed_shape(kind, node, place))

    def _typed_shape(self, kind: str, node: Node, place: str) -> Shape:
        if kind == "array":
            return ListShape(self._shape(node["items"], f"{place}/items"))
        if kind == "object":
            values: object = node.get("additionalProperties", True)
            return MapShape(Scalar.ANY if values in (True, {}) else self._shape(node["additionalProperties"], place))
        return _SCALARS.get((kind, node.get("format", ""))) or _TYPES.get(kind, Scalar.ANY)

    def _component_shape(self, reference: str, place: str) -> Shape:
        name = reference.removeprefix(COMPONENT)
        schema = self._document.schemas[name]
        if "properties" in schema:
            return ModelShape(name, python_name(name))
        if "enum" in schema:
            return EnumShape(name, python_name(name))
        if name in self._open:
            self._refuse(place, f"{name} is a map or an array of itself, which has no type; give it properties")
            return Scalar.ANY
        self._open.append(name)
        shape = self._shape(schema, pointer("components", "schemas", name))
        self._open.pop()
        return shape

    def _refuse(self, place: str, what: str) -> None:
        line = self._document.problem(place, what)
        if line not in self.problems:
            self.problems.append(line)


def _is_upload(operation: OperationNode) -> bool:
    return operation.body is not None and MULTIPART in operation.body.node["content"]


def _upload(body: Located) -> Upload:
    [(key, part)] = body.node["content"][MULTIPART]["schema"]["properties"].items()
    description = _description(part) or body.node.get("description", "")
    return Upload(python_name(key), key, f"{description} {_HOW_UPLOADED}".lstrip())


def _webhook(webhook: WebhookNode) -> Webhook:
    media: Node = webhook.body.node["content"][JSON]
    name = media["schema"]["$ref"].removeprefix(COMPONENT)
    return Webhook(
        event_type=webhook.event_type,
        model=ModelShape(name, python_name(name)),
        summary=webhook.node.get("summary", ""),
        description=_description(webhook.node),
        example=_first_example(media),
    )


def _description(node: Node) -> str:
    """Return the text of an operation, a parameter or a schema, after what its keywords say in a word."""
    notes = [note for keyword, note in _NOTES.items() if node.get(keyword)]
    return " ".join([*notes, node.get("description", "")]).rstrip()


def _bounds(schema: Node) -> dict[str, float]:
    return {keyword: schema[keyword] for keyword in _BOUNDS if keyword in schema}


def _path_keys(operation: OperationNode) -> list[str]:
    return re.findall(r"\{(.+?)\}", operation.path)


def _first_example(media: Node) -> object:
    examples: Node = media.get("examples") or {}
    return media.get("example", next((example["value"] for example in examples.values()), None))
