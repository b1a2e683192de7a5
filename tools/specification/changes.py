"""What callers notice of a change of openapi.yaml, and whether it breaks their programs."""

from typing import Literal, NamedTuple

from tools.api.document import COMPONENT, Document, Node, OperationNode, components_in, json_schema
from tools.api.names import (
    ACCEPTS_EXTENSION,
    NAME_EXTENSION,
    SHORTCUTS_EXTENSION,
    iterate_name,
    member_names,
    method_name,
    pages_name,
    save_name,
    wait_name,
)
from tools.specification.access import OR
from tools.specification.facts import BOUNDS, PRESENCE, Difference, FactReader, Facts, Place, differences

# Formats that decide on the Python type
TYPED_FORMATS = frozenset({"date-time", "date", "binary", "uuid"})

# The methods that an operation gets beside its own
_FURTHER_METHODS = {"x-pages": (iterate_name, pages_name), "x-download": (save_name,), "x-wait": (wait_name,)}
_MEMBER = "member"

Role = Literal["sent", "received"]
Roles = frozenset[Role]


class Change(NamedTuple):
    """A change that callers notice.

    Attributes:
        words: What has changed.
        breaking: Whether a program that worked before may no longer work, or no longer type-check.
    """

    words: str
    breaking: bool


def specification_changes(before: Document, after: Document) -> list[Change]:
    """List what callers notice between two versions of a specification, with the names that they know things by."""
    same_methods = _same_methods(before, after)
    facts_before, facts_after = _facts(before, {}), _facts(after, same_methods)
    roles = _roles(before, after)
    changes: list[Change] = []
    for difference in differences(facts_before, facts_after):
        place, part = difference.place, difference.place[1] if len(difference.place) > 1 else ""
        if difference.aspect == _MEMBER and None in (difference.before, difference.after):
            continue  # the value itself is new or gone, which is said of the enum
        own: Roles = frozenset({"received" if part.startswith("status ") else "sent"})
        is_breaking = _breaks(difference, roles.get(place[0], own), facts_before, facts_after)
        changes.append(Change(_words(difference, is_model=place[0] in roles), is_breaking))
    return changes


def _breaks(difference: Difference, roles: Roles, before: Facts, after: Facts) -> bool:
    """Judge a difference of what callers send, what they receive, or both."""
    place, aspect, old, new = difference
    if place[-1].startswith("status ") and aspect == PRESENCE:
        # An undocumented status is an exception like a documented one, unless it is what a method returns
        return place[-1].startswith("status 2") and _returned(before, place) != _returned(after, place)
    match aspect:
        case "presence" if old and new:
            return old == "path"  # whose arguments are given without their names
        case "presence":
            new_and_required = old is None and after.get((place, "required")) == "yes"
            return new is None or (new_and_required and "sent" in roles)
        case "route" | "operationId" | "deprecated" | "x-pages" | "x-download" | "x-wait":
            return False
        case "server":
            return not _all_remain(old, new) or _alternatives(old)[0] != _alternatives(new)[0]
        case "security":
            return not _all_remain(old, new) and "nothing" not in _alternatives(new)
        case "media type":
            return not _all_remain(old, new)
        case "x-python-accepts" | "default":
            return new is None
        case "required":
            return "sent" in roles if new == "yes" else "received" in roles
        case "null":
            return "received" in roles if new == "allowed" else "sent" in roles
        case "values":
            return not set((old or "").split(", ")) <= set((new or "").split(", "))
        case "format":
            return bool({old, new} & TYPED_FORMATS)
        case "minimum" | "minLength" | "maximum" | "maxLength" | "pattern":
            return "sent" in roles and _is_tighter(aspect, old, new)
        case _:
            return True


def _returned(facts: Facts, status: Place) -> set[str]:
    """Return the types of what an operation answers with when all went well."""
    operation = status[:-1]
    return {
        text
        for (place, aspect), text in facts.items()
        if aspect == "type" and place[:-1] == operation and place[-1].startswith("status 2")
    }


def _all_remain(old: str | None, new: str | None) -> bool:
    return set(_alternatives(old)) <= set(_alternatives(new))


def _alternatives(text: str | None) -> list[str]:
    return (text or "").split(OR)


def _is_tighter(aspect: str, old: str | None, new: str | None) -> bool:
    if new is None or old is None or aspect == "pattern":
        return new is not None
    return float(new) > float(old) if aspect.startswith("min") else float(new) < float(old)


def _words(difference: Difference, *, is_model: bool) -> str:
    place, aspect, old, new = difference
    where = "".join(f".{step}" if step[0] not in "[{" else step for step in place).removeprefix(".")
    subject = where if is_model else ", ".join(place)
    match aspect:
        case "presence" if old and new:
            return f"{subject} is in the {new} now, was in the {old}"
        case "presence":
            return f"{subject} is new" if old is None else f"{subject} is gone"
        case "required":
            return f"{subject} is required now" if new == "yes" else f"{subject} is optional now"
        case "null":
            return f"{subject} may be null now" if new == "allowed" else f"{subject} may no longer be null"
        case "values" if old and new:
            gone, added = set(old.split(", ")), set(new.split(", "))
            parts = [("is without", gone - added), ("has also", added - gone)]
            return f"{subject} " + " and ".join(f"{verb} {', '.join(sorted(some))}" for verb, some in parts if some)
        case "deprecated":
            return f"{subject} is deprecated now" if new == "yes" else f"{subject} is no longer deprecated"
        case _:
            unsaid = "not limited" if aspect in ("format", "values", *BOUNDS) else "nothing"
            return f"{subject}: {aspect} is {new or unsaid}, was {old or unsaid}"


def _same_methods(before: Document, after: Document) -> dict[str, str]:
    """Map new operationIds to those before them, where the method that callers know is the same."""
    old = {_method(operation): operation.operation_id for operation in before.operations()}
    new = {operation.operation_id: _method(operation) for operation in after.operations()}
    known = set(old.values())
    return {
        operation_id: old[method]
        for operation_id, method in new.items()
        if operation_id not in known and method in old and old[method] not in new
    }


def _method(operation: OperationNode) -> tuple[str, str]:
    """Return what callers call: a resource and its method."""
    name = operation.node.get(NAME_EXTENSION) or method_name(operation.operation_id, operation.tag)
    return operation.tag, name


def _facts(document: Document, names: dict[str, str]) -> Facts:
    """Take a document apart as the SDK shows it: each operation a method, each component a class.

    Parameters:
        document: What is taken apart.
        names: What to call operations instead of their operationIds.
    """
    reader = FactReader(document, lambda reference: reference.removeprefix(COMPONENT))
    facts: Facts = {}
    for operation in document.operations():
        place: Place = (names.get(operation.operation_id, operation.operation_id),)
        facts |= reader.of_operation(operation, place)
        facts[place, "route"] = facts[place, PRESENCE]
        facts[place, PRESENCE] = "yes"
        facts[place, "resource"] = operation.tag
        facts[place, "operationId"] = operation.operation_id
        facts |= _method_facts(operation, place)
    for webhook in document.webhooks():
        place = (f"event {webhook.event_type}",)
        facts[place, PRESENCE] = "yes"
        facts |= reader.of_schema(json_schema(webhook.body.node), place)
    for name, schema in document.schemas.items():
        facts[(name,), PRESENCE] = "yes"
        facts |= reader.of_schema(schema, (name,))
        facts |= _python_facts(schema, name)
    return facts


def _method_facts(operation: OperationNode, place: Place) -> Facts:
    """List the methods of an operation, and the parameters that take more than their type says."""
    node, (_, method) = operation.node, _method(operation)
    facts: Facts = {((*place, f"method {method}"), PRESENCE): "yes"}
    for extension, names in _FURTHER_METHODS.items():
        for name_of in names if extension in node else ():
            inner = (*place, f"method {name_of(method)}")
            facts[inner, PRESENCE] = "yes"
            facts[inner, extension] = str(node[extension])
    for parameter in (located.node for located in operation.parameters):
        if ACCEPTS_EXTENSION in parameter:
            facts[(*place, f"parameter {parameter['name']}"), ACCEPTS_EXTENSION] = str(parameter[ACCEPTS_EXTENSION])
    return facts


def _python_facts(schema: Node, component: str) -> Facts:
    """List what a component is in Python beyond its keys and types: shortcuts, members of enums, and empty lists."""
    facts: Facts = {}
    for name, shortcut in schema.get(SHORTCUTS_EXTENSION, {}).items():
        inner = (component, f"{name} (shortcut)")
        facts[inner, PRESENCE] = "yes"
        facts[inner, "path"] = shortcut["path"]
    for name, node in schema.get("properties", {}).items():
        if node.get("default") == []:  # all others are no business of Python's
            facts[(component, name), "default"] = "[]"
    values = [str(value) for value in schema.get("enum", [])]
    for value, member in zip(values, member_names({**schema, "enum": values}), strict=False):
        facts[(component, value), _MEMBER] = member
    return facts


def _roles(*documents: Document) -> dict[str, Roles]:
    """Tell of each component whether it is sent, received, or both."""
    sent, received = set[str](), set[str]()
    for document in documents:
        for operation in document.operations():
            sent |= components_in(document, [json_schema(operation.body.node)] if operation.body else [])
            sent |= components_in(document, [parameter.node.get("schema") for parameter in operation.parameters])
            received |= components_in(
                document, [json_schema(response.node) for response in operation.responses.values()]
            )
        received |= components_in(document, [json_schema(webhook.body.node) for webhook in document.webhooks()])
    names = {name for document in documents for name in document.schemas}
    groups: list[tuple[Role, set[str]]] = [("sent", sent), ("received", received)]
    return {name: frozenset(role for role, group in groups if name in group) for name in names}
