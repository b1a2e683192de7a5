"""Takes operations, with all that they need, from one document into the text of another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from attrs import frozen

from ..api.canonical import canonical
from ..api.document import COMPONENT, Document, DocumentError, Node, OperationNode, parse_mapping
from ..api.reading import describe
from ..client_generator import python_name
from .evidence import Evidence
from .insertion import Insertion
from .operations import OperationRewriter
from .schemas import PAGE_KEYS, Note, SchemaRewriter


@frozen
class Adoption:
    """What has been taken over.

    Attributes:
        text: The document with it.
        operations: The operations that are new, by their operationIds.
        components: The names of the schemas that are new.
        notes: What was rewritten.
        problems: What is to be corrected by hand before anything can be generated, a line each.
    """

    text: str
    operations: list[str]
    components: list[str]
    notes: list[Note]
    problems: list[str]


def adopt(ours: Document, text: str, theirs: Document, wanted: Sequence[str]) -> Adoption:
    """Take operations over.

    Parameters:
        ours: The document that they are taken into.
        text: Its text.
        theirs: The document that they are taken from.
        wanted: Their operationIds; ``*`` stands for anything.

    Raises:
        DocumentError: An operation that is wanted is not there.
    """
    ours = canonical(ours)
    chosen = _chosen(theirs, wanted)
    present = {operation.route: operation.operation_id for operation in ours.operations()}
    notes = [
        Note("what is there already stays as it is", each.operation_id, f"it is {present[each.route]}")
        for each in chosen
        if each.route in present
    ]
    schemas = SchemaRewriter(ours, theirs, [each.tag for each in (*ours.operations(), *chosen)])
    rewriter = OperationRewriter(ours, theirs, schemas)
    fresh = [each for each in chosen if each.route not in present]
    refused = {each.operation_id: reason for each in fresh if (reason := rewriter.refusal(each))}
    fresh = [each for each in fresh if each.operation_id not in refused]
    nodes = [rewriter.operation(operation) for operation in fresh]
    evidence = Evidence(schemas.components, nodes)
    notes += [*schemas.notes, *rewriter.notes, *evidence.correct(), *evidence.check_examples(ours.schemas)]
    notes += _empty_lists(schemas.components)
    items: dict[str, Node] = defaultdict(dict)
    for operation, node in zip(fresh, nodes, strict=True):
        items[rewriter.path(operation)][operation.method] = node
    insertion = Insertion(text)
    insertion.add(["tags"], _tags(ours, theirs, fresh))
    for path in items.keys() & ours.raw["paths"].keys():
        insertion.add(["paths", path], items.pop(path))
    insertion.add(["paths"], dict(items), apart=True)
    insertion.add(["components", "parameters"], rewriter.parameters)
    insertion.add(["components", "schemas"], schemas.components, apart=True)
    return Adoption(
        text=insertion.text,
        operations=[operation.operation_id for operation in fresh],
        components=list(schemas.components),
        notes=notes,
        problems=[
            *(f"{name} is left out: {reason}" for name, reason in refused.items()),
            *_problems(insertion.text, ours.name),
        ],
    )


def report(adoption: Adoption) -> list[str]:
    """Say what was taken over, and each rewrite beneath its reason."""
    by_reason: dict[str, list[Note]] = defaultdict(list)
    for note in adoption.notes:
        by_reason[note.why].append(note)
    lines = [f"{len(adoption.operations)} operations and {len(adoption.components)} schemas are new"]
    for why, notes in by_reason.items():
        lines += ["", f"{why}:", *(f"    {note.place}: {note.what}" for note in dict.fromkeys(notes))]
    if adoption.problems:
        lines += ["", "to be corrected by hand:", *(f"    {line}" for line in adoption.problems)]
    return lines


def _chosen(theirs: Document, wanted: Sequence[str]) -> list[OperationNode]:
    operations = list(theirs.operations())
    missing = [each for each in wanted if not any(fnmatchcase(other.operation_id, each) for other in operations)]
    if missing:
        known = ", ".join(sorted(operation.operation_id for operation in operations))
        raise DocumentError(f"{theirs.name} has no operation {', '.join(missing)}; it has {known}")
    return [each for each in operations if any(fnmatchcase(each.operation_id, pattern) for pattern in wanted)]


def _tags(ours: Document, theirs: Document, fresh: Iterable[OperationNode]) -> list[Node]:
    described = {node["name"]: node for node in theirs.raw.get("tags", ())}
    known = {python_name(node["name"]) for node in ours.raw.get("tags", ())}
    names = dict.fromkeys(each.tag for each in fresh if each.tag and python_name(each.tag) not in known)
    return [
        {key: node[key] for key in ("name", "description") if node.get(key)}
        for node in (described.get(name, {"name": name}) for name in names)
    ]


def _empty_lists(components: dict[str, Node]) -> Iterator[Note]:
    """Let the records of a page be an empty list where they are absent, and yield where."""
    for name, component in components.items():
        properties: Node = component.get("properties", {})
        if not properties.keys() >= PAGE_KEYS or "results" in component.get("required", ()):
            continue
        # Codat's page of payments holds itself: what stands for a record, too, is given nothing that none had.
        holds_itself = properties["results"].get("items") == {"$ref": f"{COMPONENT}{name}"}
        if properties["results"].get("type") == "array" and not holds_itself:
            properties["results"]["default"] = []
            yield Note(
                "a page without records has an empty list", f"{COMPONENT}{name}/properties/results", "default: []"
            )


def _problems(text: str, name: str) -> list[str]:
    try:
        describe(Document(parse_mapping(text, name), name, text))
    except DocumentError as error:
        return str(error).splitlines()
    return []
