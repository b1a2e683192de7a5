"""What a document says of an operation or a schema, taken apart into facts by which two documents can be compared."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from tools.api.document import Document, Located, Node, OperationNode, is_list, is_node, json_schema
from tools.specification.access import OR, security, servers

Place = tuple[str, ...]
Facts = dict[tuple[Place, str], str]

# The place of what differs in the same way for each operation
EVERYWHERE: Place = ("every operation",)

PRESENCE = "presence"
SERVER = "server"
SECURITY = "security"
_RECURSION = "recursion"
BOUNDS = ("minimum", "maximum", "minLength", "maxLength", "pattern")
_ALTERNATIVES = ("oneOf", "anyOf")


class Difference(NamedTuple):
    """A fact that two documents do not share.

    Attributes:
        place: The way to it, outermost first.
        aspect: What differs there: presence, server, security, media type, deprecated, required, type, format, null,
            values, or a bound.
        before: What the one document says, None where it says nothing.
        after: What the other says.
    """

    place: Place
    aspect: str
    before: str | None
    after: str | None


def differences(before: Facts, after: Facts) -> list[Difference]:
    """Compare facts.

    Of something that only one document has, nothing but its presence is reported; what is within a schema that contains
    itself, only as far as both documents go before they repeat themselves. Server and security that differ for each
    operation in the same way are reported once.
    """
    both = before.keys() & after.keys()
    lone = {key[0] for key in before.keys() ^ after.keys() if key[1] == PRESENCE}
    repeated = {place for place, aspect in {**before, **after} if aspect == _RECURSION}
    found = [
        Difference(place, aspect, before.get((place, aspect)), after.get((place, aspect)))
        for place, aspect in {**before, **after}
        if aspect != _RECURSION
        and ((place, aspect) not in both or before[place, aspect] != after[place, aspect])
        and (place not in lone or aspect == PRESENCE)
        and not any(place[:length] in lone | repeated for length in range(1, len(place)))
    ]
    for shared in (SERVER, SECURITY):
        found = _reported_once(found, shared, sum(aspect == shared for _, aspect in both))
    return found


def describe_place(place: Place) -> str:
    """Write a place as people do: ``get-customer, status 200, contacts[].phone``."""
    inner = "".join(step if step in ("[]", "{}") else f".{step}" for step in place[2:])
    return ", ".join([*place[:2], inner.removeprefix(".")] if inner else place)


class FactReader:
    """Takes operations and schemas apart.

    Parameters:
        document: What references are looked up in.
        name_of: The name that stands for what a reference leads to; None where that is to be taken apart as well.
    """

    def __init__(self, document: Document, name_of: Callable[[str], str | None] = lambda reference: None) -> None:
        self._document = document
        self._name_of = name_of

    def of_operation(self, operation: OperationNode, place: Place) -> Facts:
        """Take an operation apart: its parameters, its body and its responses."""
        facts: Facts = {
            (place, PRESENCE): f"{operation.method.upper()} {operation.path}",
            (place, SERVER): servers(self._document, operation),
            (place, SECURITY): security(self._document, operation),
            **_deprecation(operation.node, place),
        }
        for parameter in (located.node for located in operation.parameters):
            inner = (*place, f"parameter {parameter['name']}")
            facts[inner, PRESENCE] = parameter["in"]
            facts[inner, "required"] = _yes_or_no(parameter.get("required", False))
            facts |= self.of_schema(parameter.get("schema", {}), inner) | _deprecation(parameter, inner)
        if operation.body:
            inner = (*place, "body")
            facts[inner, PRESENCE] = "yes"
            facts[inner, "required"] = _yes_or_no(operation.body.node.get("required", False))
            facts[inner, "media type"] = _media_types(operation.body.node)
            facts |= self.of_schema(json_schema(operation.body.node), inner)
        for status, response in operation.responses.items():
            inner = (*place, f"status {status}")
            facts[inner, PRESENCE] = "yes"
            facts[inner, "media type"] = _media_types(response.node)
            facts |= self.of_schema(json_schema(response.node), inner)
        return facts

    def of_schema(self, schema: Node, place: Place) -> Facts:
        """Take a schema apart, and those within it; one that contains itself is taken apart once."""
        return dict(self._schema_facts(schema, place, frozenset()))

    def _schema_facts(
        self, schema: Node, place: Place, entered: frozenset[str]
    ) -> Iterator[tuple[tuple[Place, str], str]]:
        references: set[str] = set()
        flat = _merge(self._parts(schema, references))
        yield (place, "type"), flat.get("type") or _implied_type(flat)
        yield (place, "null"), "allowed" if flat.get("nullable") else "not allowed"
        yield from _deprecation(flat, place).items()
        for aspect in ("format", *BOUNDS):
            if aspect in flat:
                yield (place, aspect), str(flat[aspect])
        if "enum" in flat:
            yield (place, "values"), ", ".join(sorted(map(str, flat["enum"])))
        if references & entered:
            yield (place, _RECURSION), "yes"
        else:
            yield from self._inner_facts(flat, place, entered | references)

    def _inner_facts(
        self, flat: Node, place: Place, entered: frozenset[str]
    ) -> Iterator[tuple[tuple[Place, str], str]]:
        for name, inner in flat.get("properties", {}).items():
            yield ((*place, name), PRESENCE), "yes"
            yield ((*place, name), "required"), _yes_or_no(name in flat.get("required", []))
            yield from self._schema_facts(inner, (*place, name), entered)
        for key, step in (("items", "[]"), ("additionalProperties", "{}")):
            if is_node(flat.get(key)) and flat[key]:
                yield from self._schema_facts(flat[key], (*place, step), entered)

    def _parts(self, schema: Node, references: set[str]) -> Iterator[Node]:
        """Split a schema into parts without $ref, allOf, oneOf and anyOf, and collect the references followed."""
        reference = schema.get("$ref")
        if reference is not None:
            name = self._name_of(reference)
            if name is not None:
                yield {"type": name}
            elif reference not in references:
                references.add(reference)
                yield from self._parts(self._followed(reference), references)
        for inner in schema.get("allOf", []):
            yield from self._parts(inner, references)
        for keyword in _ALTERNATIVES:
            yield from self._alternatives(schema.get(keyword, []), references)
        yield _own(schema)

    def _followed(self, reference: str) -> Node:
        return self._document.resolve(Located({"$ref": reference}, reference)).node

    def _alternatives(self, schemas: list[Node], references: set[str]) -> Iterator[Node]:
        """Yield the alternatives to null: as it is if there is one, or else together, with no property required."""
        several = [schema for schema in schemas if schema.get("type") != "null"]
        if len(several) < len(schemas):
            yield {"nullable": True}
        parts = [_merge(self._parts(schema, references)) for schema in several]
        if len(parts) == 1:
            yield parts[0]
        elif parts:
            types = {part.get("type") or _implied_type(part) for part in parts}
            yield _merge({**part, "required": [], "type": " or ".join(sorted(types))} for part in parts)


def _reported_once(found: list[Difference], aspect: str, operations: int) -> list[Difference]:
    """Put one difference into the place of those of all operations, if they are the same."""
    here = [difference for difference in found if difference.aspect == aspect]
    if not here or len(here) < operations or len({(difference.before, difference.after) for difference in here}) > 1:
        return found
    return [here[0]._replace(place=EVERYWHERE), *(difference for difference in found if difference.aspect != aspect)]


def _deprecation(node: Node, place: Place) -> Facts:
    return {(place, "deprecated"): "yes"} if node.get("deprecated") else {}


def _media_types(message: Node) -> str:
    """Write down the media types of a body or response, without parameters such as the charset."""
    return (
        OR.join(sorted({media.partition(";")[0].strip().lower() for media in message.get("content", {})})) or "nothing"
    )


def _own(schema: Node) -> Node:
    """Return a schema's own keywords, with null, however it is allowed, as nullable."""
    own = {key: value for key, value in schema.items() if key not in ("$ref", "allOf", *_ALTERNATIVES)}
    types = own.get("type")
    if is_list(types):
        own["type"] = " or ".join(sorted(kind for kind in types if kind != "null"))
        own["nullable"] = "null" in types
    if None in own.get("enum", []):
        own["enum"] = [value for value in own["enum"] if value is not None]
        own["nullable"] = True
    return own


def _merge(parts: Iterable[Node]) -> Node:
    merged: Node = {}
    for part in parts:
        properties = {**merged.get("properties", {}), **part.get("properties", {})}
        required = [*merged.get("required", []), *part.get("required", [])]
        nullable = merged.get("nullable", False) or part.get("nullable", False)
        merged = {**merged, **part, "properties": properties, "required": required, "nullable": nullable}
    return merged


def _implied_type(flat: Node) -> str:
    if flat["properties"] or is_node(flat.get("additionalProperties")):
        return "object"
    return "array" if "items" in flat else "any"


def _yes_or_no(condition: object) -> str:
    return "yes" if condition else "no"
