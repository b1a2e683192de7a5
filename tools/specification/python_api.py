"""What changed between two versions of the Python code, for those who call it."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import griffe

from tools.specification.changes import Change

PACKAGE = "codat_customers"
CLIENTS = ("Codat", "AsyncCodat")
# What of the generated package the documentation names. Its other modules serve the generated code alone.
GENERATED = tuple(
    f"codat_customers_api.{module}"
    for module in ("api", "client", "errors", "models", "queries", "resources", "types", "webhooks")
)
# Every release has another version; and what the members of enums stand for, the specification says
IGNORED = griffe.BreakageKind.ATTRIBUTE_CHANGED_VALUE

Api = dict[str, griffe.Object]


def python_api_changes(before: Path, after: Path) -> list[Change]:
    """List what callers notice between two versions of the code.

    Parameters:
        before: A folder with the older ``src`` and ``generated``.
        after: A folder with the newer ones.
    """
    old_roots, new_roots = _roots(before), _roots(after)
    breaking = [f"{path} is gone" for path in old_roots.keys() - new_roots.keys()]
    for path in old_roots.keys() & new_roots.keys():
        breakages = griffe.find_breaking_changes(old_roots[path], new_roots[path])
        breaking += [_describe(breakage) for breakage in breakages if breakage.kind is not IGNORED]
    old_api, new_api = _public_api(old_roots), _public_api(new_roots)
    for path in old_api.keys() & new_api.keys():
        breaking += _annotation_changes(path, old_api[path], new_api[path])
    compatible = [f"{path} is new" for path in _outermost(new_api.keys() - old_api.keys())]
    for path in old_api.keys() & new_api.keys():
        compatible += _new_parameters(path, old_api[path], new_api[path])
    return [Change(words, breaking=True) for words in sorted(set(breaking))] + [
        Change(words, breaking=False) for words in sorted(set(compatible))
    ]


def _roots(folder: Path) -> Api:
    """Load the code, without running it, and find what callers get hold of, by the path that they know it by."""
    loader = griffe.GriffeLoader(search_paths=[folder / "src", folder / "generated"], allow_inspection=False)
    for package in ("codat_customers_api", PACKAGE):
        loader.load(package)
    loader.resolve_aliases(external=False)
    modules = loader.modules_collection
    roots: Api = {PACKAGE: modules[PACKAGE]}
    for client in CLIENTS:
        for name, resource in _resources(modules, modules[PACKAGE][client].final_target):
            roots[f"{PACKAGE}.{client}.{name}"] = resource
    for path in GENERATED:
        package, _, name = path.rpartition(".")
        if name in modules[package].members:
            roots[path] = modules[path]
    return roots


def _resources(modules: griffe.ModulesCollection, client: griffe.Class) -> Iterator[tuple[str, griffe.Object]]:
    """Find the classes of a client's properties: the resources, which nobody imports."""
    for name, member in client.all_members.items():
        own = member.final_target if isinstance(member, griffe.Alias) else member  # those of base classes are aliases
        if member.is_public and isinstance(own, griffe.Attribute) and isinstance(own.annotation, griffe.ExprName):
            yield name, modules[own.annotation.canonical_path]


def _public_api(roots: Api) -> Api:
    """List everything public once, by the first path that leads to it."""
    paths: dict[str, str] = {}
    api: Api = {}
    for path, root in roots.items():
        _collect(root, path, paths, api)
    return api


def _collect(thing: griffe.Object, path: str, paths: dict[str, str], api: Api) -> None:
    if paths.setdefault(thing.path, path) != path:
        return
    api[path] = thing
    for name, member in thing.all_members.items():
        try:
            target = member.final_target if isinstance(member, griffe.Alias) else member
        except (griffe.AliasResolutionError, griffe.CyclicAliasError):
            continue  # of another package
        if member.is_public and target.path.startswith(PACKAGE):
            _collect(target, f"{path}.{name}", paths, api)


def _annotation_changes(path: str, old: griffe.Object, new: griffe.Object) -> Iterator[str]:
    """Tell what griffe does not: parameters that take less than before, and results that are more than before."""
    if isinstance(old, griffe.Function) and isinstance(new, griffe.Function):
        yield from _swallowed_parameters(path, old, new)
        for before in old.parameters:
            after = new.parameters[before.name].annotation if before.name in new.parameters else before.annotation
            if not _alternatives(before.annotation) <= _alternatives(after):
                yield f"{path}({before.name}) takes {after}, took {before.annotation}"
        if not _alternatives(new.returns) <= _alternatives(old.returns):
            yield f"{path} returns {new.returns}, returned {old.returns}"
    if (
        isinstance(old, griffe.Attribute)
        and isinstance(new, griffe.Attribute)
        and (_alternatives(old.annotation) != _alternatives(new.annotation))
    ):
        yield f"{path} is {new.annotation}, was {old.annotation}"


def _swallowed_parameters(path: str, old: griffe.Function, new: griffe.Function) -> Iterator[str]:
    """Find the parameters that are gone although there are **options, which with Unpack do not take any keyword."""
    if any(parameter.kind is griffe.ParameterKind.var_keyword for parameter in new.parameters):
        gone = {parameter.name for parameter in old.parameters} - {parameter.name for parameter in new.parameters}
        yield from (f"{path}({name}): Parameter was removed" for name in gone)


def _alternatives(annotation: str | griffe.Expr | None) -> set[str]:
    return set(str(annotation).split(" | "))


def _new_parameters(path: str, old: griffe.Object, new: griffe.Object) -> Iterator[str]:
    if isinstance(old, griffe.Function) and isinstance(new, griffe.Function):
        for parameter in new.parameters:
            if parameter.name not in old.parameters and not parameter.required:
                yield f"{path}({parameter.name}) is new"


def _outermost(paths: Iterable[str]) -> list[str]:
    """Leave out what is new only because what it belongs to is."""
    known = set(paths)
    return [path for path in known if path.rpartition(".")[0] not in known]


def _describe(breakage: griffe.Breakage) -> str:
    """Put a breakage into a line, with the path that callers know: that of the public package."""
    module = breakage.obj.module.path.partition("._")[0]
    explanation = breakage.explain(griffe.ExplanationStyle.MARKDOWN)
    return f"{module}.{re.sub('[`*]', '', explanation.removeprefix('- '))}"
