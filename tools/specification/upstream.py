"""Compares openapi.yaml with a document that Codat publishes: ``make upstream UPSTREAM=file``.

Reports, for each operation, what upstream has that ours lacks, and what differs. Differences that are meant are listed
with their reasons in deviations.yaml; the exit status is 1 while there are others. An operation is found again by its
route, or else by its operationId, or by one that deviations.yaml knows it by.
"""

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import yaml

from tools.api.document import Document, OperationNode, read_foreign_document
from tools.specification.facts import PRESENCE, Difference, FactReader, Facts, describe_place, differences

ROOT = Path(__file__).parents[2]


class Deviation(NamedTuple):
    """A kind of difference that is meant.

    Attributes:
        place: Where it is, as `describe_place` writes it; ``*`` stands for anything.
        aspect: What differs; ``*`` stands for anything.
        ours: What ours says of it; ``*`` stands for anything, nothing included.
        upstream: What upstream says of it, likewise.
        reason: Why ours differs.
    """

    place: str
    aspect: str
    reason: str
    ours: str = "*"
    upstream: str = "*"

    def covers(self, difference: Difference) -> bool:
        """Tell whether a difference is of this kind."""
        place = describe_place(difference.place)
        pairs = ((self.place, place), (self.aspect, difference.aspect))
        sides = ((self.ours, difference.before or "nothing"), (self.upstream, difference.after or "nothing"))
        return all(_matches(pattern, text) for pattern, text in pairs + sides)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report and return the exit status."""
    parser = argparse.ArgumentParser(prog="make upstream", description="Compare openapi.yaml with Codat's document.")
    parser.add_argument("upstream", type=Path, help="the document of Codat's, YAML or JSON")
    parser.add_argument("--ours", type=Path, default=ROOT / "openapi.yaml", help="our document")
    parser.add_argument("--deviations", type=Path, default=Path(__file__).with_name("deviations.yaml"))
    options = parser.parse_args(arguments)
    try:
        ours, upstream = read_foreign_document(options.ours), read_foreign_document(options.upstream)
        report, open_differences = compare(ours, upstream, read_deviations(options.deviations))
    except (OSError, ValueError) as error:
        print(f"make upstream: {error}", file=sys.stderr)
        return 2
    print(report)
    return 1 if open_differences else 0


def read_deviations(path: Path) -> list[Deviation]:
    """Read the differences that are meant.

    Raises:
        ValueError: An entry lacks a key or has one that nothing reads.
    """
    try:
        return [Deviation(**entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]
    except (TypeError, yaml.YAMLError) as error:
        raise ValueError(f"{path}: {error}") from error


def compare(ours: Document, upstream: Document, deviations: Sequence[Deviation]) -> tuple[str, int]:
    """Return the report, and the number of differences in it that are not meant.

    Raises:
        ValueError: A deviation gives another operationId to an operation that ours has not.
    """
    others, meant = sorted_out(ours, upstream, deviations)
    return "\n".join([*described(others), "", *_meant_lines(meant)]), len(others)


def sorted_out(
    ours: Document, upstream: Document, deviations: Sequence[Deviation]
) -> tuple[list[Difference], dict[Deviation, int]]:
    """Return the differences that are not meant, and how many each deviation covers of the others.

    Raises:
        ValueError: A deviation gives another operationId to an operation that ours has not.
    """
    meant: dict[Deviation, int] = defaultdict(int)
    others: list[Difference] = []
    for difference in differences(*_facts(ours, upstream, _heirs(ours, deviations))):
        deviation = next((deviation for deviation in deviations if deviation.covers(difference)), None)
        if deviation:
            meant[deviation] += 1
        else:
            others.append(difference)
    return others, meant


def described(found: Sequence[Difference]) -> list[str]:
    """Write down differences that are not meant, by operation."""
    if not found:
        return ["Every difference is a deliberate one."]
    lines = [f"deviations.yaml does not explain these {len(found)}:"]
    operation = None
    for difference in sorted(found, key=lambda difference: difference.place[0]):
        if difference.place[0] != operation:
            operation = difference.place[0]
            lines += ["", operation]
        lines.append(f"    {_describe(difference)}")
    return lines


def _heirs(ours: Document, deviations: Sequence[Deviation]) -> dict[str, list[str]]:
    """List the operationIds that upstream may have for each operation of ours."""
    heirs = {operation.operation_id: [operation.operation_id] for operation in ours.operations()}
    for deviation in deviations:
        if deviation.aspect == "operationId" and "*" not in deviation.place + deviation.upstream:
            if deviation.place not in heirs:
                raise ValueError(f"a deviation of operationId names {deviation.place}, which {ours.name} does not have")
            heirs[deviation.place].append(deviation.upstream)
    return heirs


def _facts(ours: Document, upstream: Document, heirs: dict[str, list[str]]) -> tuple[Facts, Facts]:
    """Take apart our operations and those of upstream's that are in the same tags; ours give the names."""
    by_route = {operation.route: operation for operation in upstream.operations()}
    by_id = {operation.operation_id: operation for operation in upstream.operations()}
    before: Facts = {}
    after: Facts = {}
    found: list[OperationNode] = []
    for operation in ours.operations():
        name = operation.operation_id
        before |= FactReader(ours).of_operation(operation, (name,))
        theirs = by_route.get(operation.route) or next((by_id[heir] for heir in heirs[name] if heir in by_id), None)
        if theirs:
            found.append(theirs)
            after |= FactReader(upstream).of_operation(theirs, (name,))
            for facts, own in ((before, operation), (after, theirs)):
                facts[(name,), "operationId"] = own.operation_id
                # Where names in braces are all that differs, the route is the same
                facts[(name,), "route"] = _words(operation if own.route == operation.route else own)
                facts[(name,), PRESENCE] = "yes"
    tags = {operation.tag for operation in found}
    for operation in by_route.values():
        if operation.tag in tags and operation not in found:
            name = operation.operation_id
            after[(_words(operation) if name in heirs else name,), PRESENCE] = _words(operation)
    return before, after


def _words(operation: OperationNode) -> str:
    return f"{operation.method.upper()} {operation.path}"


def _describe(difference: Difference) -> str:
    place = describe_place(difference.place).removeprefix(difference.place[0]).removeprefix(", ") or "the operation"
    if difference.aspect == PRESENCE and None in difference:
        side = "ours lacks it" if difference.before is None else "only ours has it"
        return f"{place}: {side} ({difference.before or difference.after})"
    before, after = difference.before or "nothing", difference.after or "nothing"
    if difference.aspect == "values":
        mine, theirs = set(before.split(", ")), set(after.split(", "))
        before, after = (", ".join(sorted(side)) or "no others" for side in (mine - theirs, theirs - mine))
    return f"{place}: {difference.aspect}: ours says {before}, upstream {after}"


def _meant_lines(meant: dict[Deviation, int]) -> list[str]:
    if not meant:
        return ["No difference is a deliberate one."]
    return [f"{sum(meant.values())} deliberate differences"] + [
        f"\n    {deviation.place}, {deviation.aspect} ({count})\n        {' '.join(deviation.reason.split())}"
        for deviation, count in meant.items()
    ]


def _matches(pattern: str, text: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text, re.DOTALL) is not None


if __name__ == "__main__":
    sys.exit(main())
