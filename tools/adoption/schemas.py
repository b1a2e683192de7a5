"""Schemas of a foreign document in the words of the subset."""

from __future__ import annotations

import json
import re
from typing import Final, NamedTuple

from ..api.canonical import or_null
from ..api.document import COMPONENT, Document, Node, is_list, is_node
from ..api.names import RESERVED_CLASSES, resource_classes, singular
from ..client_generator import class_name, python_name
from .flattening import ALTERNATIVES, Flat, Flattener, own_words

PAGE_KEYS: Final = frozenset({"results", "pageNumber", "pageSize", "totalResults", "_links"})

# What may stand in a schema beside its type, in the order that it is written in
_WORDS: Final = ("description", "deprecated", "readOnly", "writeOnly", "example")
_LIMITS: Final = {
    "string": ("format", "minLength", "maxLength", "pattern"),
    "integer": ("format", "minimum", "maximum", "multipleOf"),
    "number": ("format", "minimum", "maximum", "multipleOf"),
    "boolean": (),
    "array": ("minItems", "maxItems", "uniqueItems"),
    "object": ("minProperties", "maxProperties"),
}
_DATES: Final = frozenset({"date", "date-time"})
_DATE_COMPONENT: Final = re.compile(r"date-?_?time", re.IGNORECASE)


class Note(NamedTuple):
    """A rewrite.

    Attributes:
        why: Its reason.
        place: The JSON pointer to it in the result, or the operation.
        what: What was done.
    """

    why: str
    place: str
    what: str


class SchemaRewriter:
    """Rewrites schemas, and collects the components that they need.

    Attributes:
        theirs: Follows the references of theirs.
        components: The new components by name.
        notes: What was rewritten.

    Parameters:
        ours: The document that they are to stand in.
        theirs: The one that they come of.
        tags: The tags of all operations, whose classes no component may hide.
    """

    def __init__(self, ours: Document, theirs: Document, tags: list[str]) -> None:
        self._ours = ours
        self.theirs = Flattener(theirs)
        self._taken = RESERVED_CLASSES | {name for tag in tags for name in resource_classes(class_name(tag))}
        self._names: dict[str, str] = {}
        self._open: list[str] = []
        self.components: dict[str, Node] = {}
        self.notes: list[Note] = []

    def in_place(self, node: Node, place: str, name: str, *, owner: str = "") -> Node:
        """Return a schema as it may stand in a property, an array, a map or an answer.

        Parameters:
            node: The schema.
            place: Where it will stand.
            name: What it would be called if it must be a component.
            owner: What such a name begins with, if it is taken.
        """
        flat = self.theirs.flat(node)
        words = self._words(flat.node, place)
        if flat.node.get("enum") and not self._is_text(flat.node):
            self._note("enums are of strings", place, "its values stand in the description")
            words["description"] = _with_sentence(words, f"One of {', '.join(map(str, flat.node['enum']))}.")
        elif flat.node.get("properties") or "enum" in flat.node:
            # Beside a reference, only what the place says itself
            words = self._words(own_words(node), place)
            component = self._component(flat, node, name, owner)
            result: Node = {"$ref": COMPONENT + component, **words}
            return or_null(result) if "nullable" in flat.node else result
        if flat.reference in self._open:
            self._note("an array or a map of itself has no type", place, "its values may be anything")
            return words
        self._open += [flat.reference] if flat.reference else []
        result = self._plain(self._dated(flat, place), words, place, name)
        self._open = [each for each in self._open if each != flat.reference]
        return result

    def component_of(self, node: Node, name: str) -> str:
        """Return the name of the component that a schema with properties becomes."""
        return self._component(self.theirs.flat(node), node, name, name)

    def shown(self, node: Node) -> Node:
        """Follow the reference of a schema that has been rewritten, or of ours."""
        reference = next((each for each in (node, *node.get("oneOf", ())) if "$ref" in each), None)
        if reference is None:
            return node
        name = reference["$ref"].removeprefix(COMPONENT)
        return self.components.get(name) or self._ours.schemas[name]

    def _dated(self, flat: Flat, place: str) -> Node:
        """Return a schema with the format that makes a datetime of it, if its component is named for one."""
        node = flat.node
        if node.get("type") != "string" or "format" in node or not _DATE_COMPONENT.search(_last_step(flat.reference)):
            return node
        self._note("a date-time is a datetime", place, f"has the format of {_last_step(flat.reference)}")
        return {**node, "format": "date-time"}

    # Components

    def _component(self, flat: Flat, node: Node, name: str, owner: str) -> str:
        # One in place is told from others by what it is in the document, since it may hold itself
        key = flat.reference or str(id(node))
        if key not in self._names:
            content = self.theirs.component(flat)
            wanted = self._wanted_name(flat.reference, content, name)
            same = self._same_of_ours(content, wanted)
            self._names[key] = same or self._free(wanted, owner)
            if same:
                self._note("what is there already serves", COMPONENT + same, f"stands for {wanted}")
            else:
                self._add(self._names[key], content)
        return self._names[key]

    def _add(self, name: str, flat: Node) -> None:
        place = COMPONENT + name
        component = self.components[name] = Node(type="object" if flat.get("properties") else "string")
        component |= self._words(flat, place)
        if "nullable" in flat:
            self._note("null belongs where a component is used", place, "nullable stands at its uses")
        if not flat.get("properties"):
            component["enum"] = list(dict.fromkeys(value for value in flat["enum"] if value is not None))
            return
        if flat.get("additionalProperties") not in (None, True):
            self._note("objects are open", place, "additionalProperties is left out")
        component["required"] = [key for key in flat.get("required", ()) if key in flat["properties"]]
        component["properties"] = {}
        for key, node in flat["properties"].items():
            inner = f"{place}/properties/{key}"
            component["properties"][key] = self.in_place(node, inner, name + class_name(key), owner=name)

    def _wanted_name(self, reference: str, flat: Node, name: str) -> str:
        if flat.get("properties", {}).keys() >= PAGE_KEYS:
            record = self.theirs.flat(self.theirs.flat(flat["properties"]["results"]).node.get("items", {}))
            if record.reference:
                return f"{class_name(_last_step(record.reference))}Page"
        return class_name(_last_step(reference)) if reference else name

    def _free(self, wanted: str, owner: str) -> str:
        used = {python_name(name): name for name in [*self._ours.schemas, *self.components]}
        candidates = [wanted, f"{owner}{wanted}", f"{wanted}Record", *(f"{wanted}{n}" for n in range(2, 100))]
        name = next(each for each in candidates if python_name(each) not in used and each not in self._taken)
        if name != wanted:
            self._note("a class of that name is there already", COMPONENT + name, f"renamed from {wanted}")
        return name

    def _same_of_ours(self, flat: Node, name: str) -> str:
        """Return the name of our component that can stand for a schema; empty if there is none."""
        properties = flat.get("properties", {})
        for other, schema in self._ours.schemas.items():
            if "enum" in flat and other == name and set(flat["enum"]) - {None} <= set(schema.get("enum", ())):
                return other
            is_candidate = properties and (other == name or _may_stand_for(schema, flat))
            if is_candidate and self._is_like(flat, schema, frozenset()):
                return other
        return ""

    def _is_like(self, theirs: Node, ours: Node, entered: frozenset[tuple[str, int]]) -> bool:
        """Tell whether our schema has all that theirs has, of the same kinds."""
        flat, ours = self.theirs.flat(theirs), self.shown(ours)
        step = (flat.reference, id(ours))
        if self._kind(flat.node) != self._kind(ours):
            return False
        if flat.reference and step in entered:
            return True
        pairs = [(node, ours.get("properties", {}).get(key)) for key, node in flat.node.get("properties", {}).items()]
        pairs += [
            (flat.node[key], ours[key])
            for key in ("items", "additionalProperties")
            if is_node(flat.node.get(key)) and is_node(ours.get(key))
        ]
        return all(other is not None and self._is_like(node, other, entered | {step}) for node, other in pairs)

    def _kind(self, flat: Node) -> str:
        if "properties" in flat or "additionalProperties" in flat:
            return "object"
        kinds = flat.get("type", "any")
        return str(next(kind for kind in kinds if kind != "null") if is_list(kinds) else kinds)

    # What stands in place

    def _plain(self, flat: Node, words: Node, place: str, name: str) -> Node:
        kind = flat.get("type")
        if is_list(kind) or ALTERNATIVES & flat.keys():
            self._note("a value of several types has none in Python", place, "it may be anything")
            kind = None
        if kind is None and "items" in flat:
            kind = "array"
        if kind is None and is_node(flat.get("additionalProperties")):
            kind = "object"
        if kind not in _LIMITS:
            return words
        result: Node = {"type": kind}
        result |= {key: flat[key] for key in _LIMITS[kind] if key in flat}
        if kind == "string":
            self._set_format(result, flat, place)
        if kind == "array":
            item = name if name != singular(name) else f"{name}Item"
            items = self.in_place(flat.get("items", {}), f"{place}/items", singular(item), owner=name)
            # Of a component that may be null everywhere, which upstream means of properties
            result["items"] = items if own_words(flat.get("items", {})).get("nullable") else without_null(items)
        if kind == "object" and is_node(flat.get("additionalProperties")) and flat["additionalProperties"]:
            values, inner = flat["additionalProperties"], f"{place}/additionalProperties"
            result["additionalProperties"] = self.in_place(values, inner, f"{name}Value", owner=name)
        result |= words
        return or_null(result) if "nullable" in flat else result

    def _set_format(self, result: Node, flat: Node, place: str) -> None:
        stated = flat.get("format", "")
        is_property = "/properties/" in place and not place.endswith(("/items", "/additionalProperties"))
        if stated == "uuid":
            self._note(
                "ids are plain strings: what should be a UUID not always is one", place, "format uuid is left out"
            )
        elif stated == "binary":
            self._note("binary data is a whole body", place, "format binary is left out")
        elif stated in _DATES and not is_property:
            self._note("a date is a property of an object", place, f"format {stated} is left out")
        else:
            return
        del result["format"]

    def _is_text(self, flat: Node) -> bool:
        return all(value is None or isinstance(value, str) for value in flat["enum"]) and flat.get("type") in (
            *("string", None),
        )

    def _words(self, flat: Node, place: str) -> Node:
        words: Node = {key: flat[key] for key in _WORDS if key in flat and flat[key] is not False}
        if "description" not in words and "title" in flat:
            words["description"] = flat["title"]
        if "example" not in words and is_list(flat.get("examples")) and flat["examples"]:
            words["example"] = flat["examples"][0]
            if len(flat["examples"]) > 1:
                self._note("a schema has one example", place, "the first of several is kept")
        if flat.get("default") is not None:
            self._note("the client would send a default with every call", place, "it stands in the description")
            words["description"] = _with_sentence(words, f"By default {_in_words(flat['default'])}.")
        return words

    def _note(self, why: str, place: str, what: str) -> None:
        self.notes.append(Note(why, place, what))


def _may_stand_for(ours: Node, theirs: Node) -> bool:
    """Tell whether two objects of different names have the same properties, or all those that are always there."""
    keys, our_keys = theirs["properties"].keys(), ours.get("properties", {}).keys()
    required, our_required = set(theirs.get("required", ())), set(ours.get("required", ()))
    return keys == our_keys or (keys <= our_keys and len(our_required) > 1 and our_required <= required)


def without_null(node: Node) -> Node:
    """Return a schema that has been rewritten without null."""
    if "oneOf" in node:
        reference = next(each["$ref"] for each in node["oneOf"] if "$ref" in each)
        return {"$ref": reference, **{key: value for key, value in node.items() if key != "oneOf"}}
    kinds = node.get("type")
    return {**node, "type": kinds[0]} if is_list(kinds) else node


def _with_sentence(words: Node, sentence: str) -> str:
    return f"{words.get('description', '').rstrip()} {sentence}".strip()


def _in_words(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).strip('"')


def _last_step(reference: str) -> str:
    """Return the name in a reference: its last step that is one, in the singular where that is of an array."""
    steps = reference.split("/")
    while len(steps) > 1 and (steps[-1].isdecimal() or steps[-1] in ("allOf", "anyOf", "oneOf", "schema")):
        steps.pop()
    return singular(steps[-2]) if steps[-1] == "items" and len(steps) > 1 else steps[-1]
