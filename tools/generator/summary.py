"""What a person wants to know of two generated packages: what has come, what has gone, and whether programs break."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from ..specification.version import due_version


class Member(NamedTuple):
    """Something that programs name.

    Attributes:
        kind: What it is.
        owner: What it belongs to, as ``Customer`` or ``customers.list``; empty for what stands by itself.
        name: Its name, with that of its owner.
    """

    kind: str
    owner: str
    name: str


# What each member is like: its type, its value, or how it is called
Members = dict[Member, str]

_KINDS: Final = ("operation", "argument", "event", "model", "field", "enum", "value")
_REQUIRED: Final = "required "
_MOST_NAMES: Final = 5


def members(folder: Path) -> Members:
    """Read what programs name, without running anything.

    Parameters:
        folder: What holds the package; nothing is found where there is none, or no Python.
    """
    found: Members = {}
    for path in folder.glob("*/api/*/__init__.py"):
        for node in _classes(path):
            if not node.name.startswith("Async") and not node.name.endswith("WithRawResponse"):
                found.update(_operations(node, path.parent.name))
    for path in folder.glob("*/resources.py"):
        for node in _classes(path):
            if not node.name.startswith("Async") and node.bases and isinstance(base := node.bases[0], ast.Attribute):
                found.update(_operations(node, ast.unparse(base.value)))
    for path in folder.glob("*/models/*.py"):
        for node in _classes(path):
            is_enum = any(ast.unparse(base) == "OpenEnum" for base in node.bases)
            found.update(_values(node) if is_enum else _fields(node, _keys(path)))
    for path in folder.glob("*/webhooks.py"):
        found.update(_events(path))
    return found


def summary(before: Members, now: Members, version: str | None = None) -> str:
    """Say in a line what has changed for programs.

    Parameters:
        before: What there was.
        now: What there is.
        version: That of the last release, to say which one is due; None to leave it out.
    """
    added, gone = now.keys() - before.keys(), before.keys() - now.keys()
    changed = {member for member in now.keys() & before.keys() if now[member] != before[member]}
    parts = [
        part
        for kind in _KINDS
        for sign, found in (("+", added), ("-", gone), ("~", changed))
        if (part := _part(kind, sign, _outermost(found)))
    ]
    if not parts:
        return "no operation, argument, event, model, field, enum or value has changed"
    operations = {member.name for member in before if member.kind == "operation"}
    demanded = {member for member in added if now[member].startswith(_REQUIRED) and member.owner in operations}
    relaxed = {
        member for member in changed if member.kind == "argument" and _takes_as_much(before[member], now[member])
    }
    is_breaking = bool(gone or demanded or changed - relaxed)
    verdict = "breaking" if is_breaking else "compatible"
    due = f"; {due_version(version, is_breaking=is_breaking)} is due" if version else ""
    return f"{', '.join(parts)}; {verdict}{due}"


def _takes_as_much(before: str, now: str) -> bool:
    """Tell whether an argument takes what it took, and can be left out if it could."""
    old, new = (set(text.removeprefix(_REQUIRED).split(" | ")) for text in (before, now))
    return old <= new and (before.startswith(_REQUIRED) or not now.startswith(_REQUIRED))


def _outermost(found: set[Member]) -> set[Member]:
    """Leave out what comes or goes with its owner."""
    names = {member.name for member in found}
    return {member for member in found if member.owner not in names}


def _part(kind: str, sign: str, found: set[Member]) -> str:
    names = sorted(member.name for member in found if member.kind == kind)
    if not names:
        return ""
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    plural = "" if len(names) == 1 else "s"
    return f"{sign}{len(names)} {kind}{plural} {' '.join(names[:_MOST_NAMES])}{more}"


def _classes(path: Path) -> Iterator[ast.ClassDef]:
    return (node for node in _statements(path) if isinstance(node, ast.ClassDef))


def _statements(path: Path) -> Iterator[ast.stmt]:
    with suppress(SyntaxError, ValueError):
        yield from ast.parse(path.read_bytes()).body


def _operations(node: ast.ClassDef, tag: str) -> Iterator[tuple[Member, str]]:
    for method in node.body:
        if not isinstance(method, ast.FunctionDef) or method.name.startswith("_") or method.decorator_list:
            continue
        name = f"{tag}.{method.name}"
        yield Member("operation", "", name), ast.unparse(method.returns) if method.returns else ""
        positional, named = method.args.args[1:], method.args.kwonlyargs
        given = [None] * (len(positional) - len(method.args.defaults)) + method.args.defaults
        for argument, default in zip([*positional, *named], [*given, *method.args.kw_defaults], strict=True):
            kind = ast.unparse(argument.annotation).removesuffix(" | None") if argument.annotation else ""
            yield Member("argument", name, f"{name}({argument.arg})"), kind if default else _REQUIRED + kind


def _values(node: ast.ClassDef) -> Iterator[tuple[Member, str]]:
    yield Member("enum", "", node.name), ""
    for item in node.body:
        if isinstance(item, ast.Assign) and isinstance(target := item.targets[0], ast.Name):
            yield Member("value", node.name, f"{node.name}.{target.id}"), ast.unparse(item.value)


def _fields(node: ast.ClassDef, keys: list[str]) -> Iterator[tuple[Member, str]]:
    yield Member("model", "", node.name), ""
    annotations = [ast.unparse(item.annotation) for item in node.body if isinstance(item, ast.AnnAssign)]
    for key, annotation in zip(keys, annotations, strict=False):
        yield Member("field", node.name, f"{node.name}.{key}"), annotation


def _events(path: Path) -> Iterator[tuple[Member, str]]:
    """Return the events that a body is told apart by, with their classes."""
    for node in _statements(path):
        if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Dict):
            for event_type, model in zip(node.value.keys, node.value.values, strict=True):
                if isinstance(event_type, ast.Constant):
                    yield Member("event", "", str(event_type.value)), ast.unparse(model)


def _keys(path: Path) -> list[str]:
    """Return the names in JSON of a model's fields, which stand in one place in the order of the fields."""
    for node in _statements(path):
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "_KEYS":
            keys = node.value.keys if isinstance(node.value, ast.Dict) else ast.walk(node)  # as it was once
            found = [each.value for each in keys if isinstance(each, ast.Constant)]
            return [key for key in found if isinstance(key, str)]
    return []
