"""What openapi.yaml says of its operations, and what an answer of each looks like: its example, or one made up."""

from functools import cached_property, lru_cache

from attrs import frozen

from codat_customers.sandbox._messages import JsonObject, encode, is_json_object
from codat_customers.sandbox._specification import document

JSON = "application/json"
_METHODS = {"get", "put", "post", "patch", "delete"}
_FILE = b"The sandbox has no file, only this."
_FORMATS = {
    "date": "2025-06-17",
    "date-time": "2025-06-17T10:02:31Z",
    "email": "name@service.example",
    "uri": "https://service.example/",
}
_BOUNDS = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf")


@frozen
class Described:
    """An operation as the document describes it.

    Attributes:
        id: its operationId.
        method: in capitals.
        path: with the names of its parameters in braces.
        node: all that the document says.
    """

    id: str
    method: str
    path: str
    node: JsonObject

    @property
    def in_pages(self) -> bool:
        """Whether it answers with a page of a list."""
        return "x-pages" in self.node

    @property
    def status(self) -> int:
        """The first status of a success; 200 for the whole class."""
        return int(self._success[0].replace("X", "0"))

    @property
    def content_type(self) -> str:
        """The type of what a success brings; empty if that is nothing."""
        return next(iter(self._content), "")

    @cached_property
    def body(self) -> bytes:
        """What a success brings."""
        if not self._content:
            return b""
        if self.content_type == JSON:
            return encode(self._example)
        return str(self._example).encode() if self._examples else _FILE

    @cached_property
    def page(self) -> JsonObject:
        """The example of a page, with a record made up if it has none."""
        page: JsonObject = {"results": [], **(self._example if is_json_object(self._example) else {})}
        records = resolved(resolved(self._media["schema"])["properties"]["results"])
        return {**page, "results": page["results"] or [instance(records["items"])]}

    @cached_property
    def _example(self) -> object:
        return self._examples[0] if self._examples else instance(self._media["schema"])

    @property
    def _examples(self) -> list[object]:
        named: list[object] = [example["value"] for example in self._media.get("examples", {}).values()]
        return [self._media["example"]] if "example" in self._media else named

    @property
    def _media(self) -> JsonObject:
        media: JsonObject = self._content[self.content_type]
        return media

    @property
    def _content(self) -> JsonObject:
        content: JsonObject = self._success[1].get("content", {})
        return content

    @property
    def _success(self) -> tuple[str, JsonObject]:
        responses = self.node["responses"].items()
        return next((str(status), resolved(response)) for status, response in responses if str(status)[0] == "2")


@lru_cache(maxsize=1)
def described() -> list[Described]:
    """List the operations of the document, those with the most parameters in their paths first."""
    found = [
        Described(operation["operationId"], method.upper(), path, operation)
        for path, item in document()["paths"].items()
        for method, operation in item.items()
        if method in _METHODS
    ]
    return sorted(found, key=lambda operation: operation.path.count("{"), reverse=True)


def instance(schema: JsonObject) -> object:
    """Make a value that a schema allows, the same every time: of what it may hold, what it must, or has examples of."""
    schema = resolved(schema)
    if "example" in schema:
        return schema["example"]
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            return _object(schema)
        case "array":
            return [instance(schema["items"]) for _ in range(schema.get("minItems", 0))]
        case "string":
            text = _FORMATS.get(schema.get("format", ""), "text")
            return text.ljust(schema.get("minLength", 0), "x")[: schema.get("maxLength")]
        case "integer" | "number":
            return _number(schema)
        case "boolean":
            return False
        case _:  # null is allowed, or anything is
            return None


def resolved(node: JsonObject) -> JsonObject:
    """Follow the references of a node, to null where it may be null; what stands beside them goes first."""
    if "oneOf" in node or "anyOf" in node:
        return {"type": "null", **node}
    lead: JsonObject = next(iter(node.get("allOf", ())), node)
    if "$ref" not in lead:
        return node
    target = document()
    for step in lead["$ref"].removeprefix("#/").split("/"):
        target = target[step.replace("~1", "/").replace("~0", "~")]
    return {**resolved(target), **{key: value for key, value in node.items() if key not in {"$ref", "allOf"}}}


def _object(schema: JsonObject) -> JsonObject:
    properties: dict[str, JsonObject] = schema.get("properties", {})
    required = schema.get("required", ())
    made = {name: instance(each) for name, each in properties.items() if name in required or "example" in each}
    values: object = schema.get("additionalProperties")
    for number in range(schema.get("minProperties", 0) - len(made)):
        made[f"name{number}"] = instance(values) if is_json_object(values) else None
    return made


def _number(schema: JsonObject) -> float:
    """Return a number within the bounds, where one of the usual ones is."""
    bounds: list[float] = [schema[bound] for bound in _BOUNDS if bound in schema]
    usual = [1, *bounds, *(bound + 1 for bound in bounds), *(bound - 1 for bound in bounds)]
    usual += [sum(bounds) / len(bounds)] if bounds else []
    return next((number for number in usual if _is_within(number, schema)), 1)


def _is_within(number: float, schema: JsonObject) -> bool:
    step = schema.get("multipleOf", 1 if schema["type"] == "integer" else None)
    return (
        schema.get("minimum", number) <= number <= schema.get("maximum", number)
        and schema.get("exclusiveMinimum", number - 1) < number < schema.get("exclusiveMaximum", number + 1)
        and (step is None or number % step == 0)
    )
