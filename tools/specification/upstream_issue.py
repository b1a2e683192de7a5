"""Keeps one issue on GitHub about what Codat publishes: ``make upstream-issue SETTLED=folder PUBLISHED=folder``.

It holds what `make upstream` finds in each of the published documents, and the verdict of `make compat` on what Codat
has changed for our operations since the documents were settled, which means followed in openapi.yaml, or explained in
deviations.yaml. An issue with the same report is left alone; one that has nothing left to report is closed.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tools.api.document import (
    COMPONENT,
    Document,
    Located,
    Node,
    OperationNode,
    WebhookNode,
    read_foreign_document,
    references,
)
from tools.specification import compat, upstream
from tools.specification.changes import specification_changes
from tools.specification.upstream import Deviation
from tools.specification.version import read_version

ROOT = Path(__file__).parents[2]
LABEL = "upstream"
TITLE = "Codat's published documents are not settled"
# GitHub takes 65,536 characters
MOST_CHARACTERS = 60_000

_WHAT_TO_DO = """\
Follow Codat in `openapi.yaml`, or say in `tools/specification/deviations.yaml` why not. Then set `SETTLED_ON` in
`.github/workflows/upstream.yml` to the day of this report. Close it as not planned to hear no more until it changes.
"""


class Issue(NamedTuple):
    """An issue on GitHub.

    Attributes:
        number: Its number.
        body: Its text.
        state: ``OPEN`` or ``CLOSED``.
        reason: Why it was closed: ``COMPLETED`` or ``NOT_PLANNED``; empty while it is open.
    """

    number: int
    body: str
    state: str
    reason: str


class Step(NamedTuple):
    """A call of GitHub's command line, ``gh``.

    Attributes:
        arguments: Its arguments.
        text: What it reads from its standard input.
    """

    arguments: list[str]
    text: str = ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report, see to the issue, and return the exit status."""
    parser = argparse.ArgumentParser(prog="make upstream-issue", description="Keep an issue about Codat's documents.")
    parser.add_argument("settled", type=Path, help="the folder of the documents as they were settled")
    parser.add_argument("published", type=Path, help="the folder of the same documents as they are now")
    options = parser.parse_args(arguments)
    try:
        ours = read_foreign_document(ROOT / "openapi.yaml")
        deviations = upstream.read_deviations(Path(upstream.__file__).with_name("deviations.yaml"))
        text = report(ours, _read(options.settled), _read(options.published), deviations)
        print(text or "Codat's documents are settled.")
        for step in steps(text, _latest_issue()):
            _run(step)
    except (OSError, ValueError) as error:
        print(f"make upstream-issue: {error}", file=sys.stderr)
        return 2
    return 0


def report(
    ours: Document,
    settled: Mapping[str, Document],
    published: Mapping[str, Document],
    deviations: Sequence[Deviation],
) -> str:
    """Say in Markdown what is to be settled; nothing if all is.

    Parameters:
        ours: Our document.
        settled: The documents of Codat's that ours was last held against, by their names.
        published: The same as they are now.
        deviations: The differences that are meant.

    Raises:
        ValueError: The names differ, or a document cannot be compared.
    """
    if settled.keys() != published.keys():
        raise ValueError(
            f"settled are {', '.join(settled)}, but published {', '.join(published)}: fetch the same twice"
        )
    differences = {
        name: "\n".join(upstream.described(found))
        for name, document in published.items()
        if (found := upstream.sorted_out(ours, document, deviations)[0])
    }
    version = read_version(ROOT)
    comparison = compat.Comparison(
        base="openapi.yaml as it was settled",
        changes={
            name: specification_changes(_OurPart(settled[name], ours), _OurPart(document, ours))
            for name, document in published.items()
        },
        before=version,
        now=version,
    )
    if not differences and not comparison.all_changes:
        return ""
    verdict = "\n".join(compat.report(comparison))
    sections = [f"## make upstream: {name}\n\n{_quoted(text)}\n" for name, text in differences.items()]
    sections.append(f"## make compat, if openapi.yaml followed what Codat has changed\n\n{_quoted(verdict)}\n")
    return "\n".join([_WHAT_TO_DO, *sections])


def steps(text: str, latest: Issue | None) -> list[Step]:
    """Decide what to do with the issue.

    Parameters:
        text: The report; empty if there is nothing to do.
        latest: The newest issue with our label, if there is one.
    """
    mark = f"<!-- {hashlib.sha256(text.encode()).hexdigest()} -->"
    is_open = latest is not None and latest.state == "OPEN"
    if latest and mark in latest.body and (is_open or latest.reason == "NOT_PLANNED"):
        return []
    body = f"{_shortened(text)}\n{mark}\n"
    if latest and is_open:
        number = str(latest.number)
        if not text:
            return [Step(["issue", "close", number, "--comment", "Codat's documents are settled."])]
        return [
            Step(["issue", "edit", number, "--body-file", "-"], body),
            Step(["issue", "comment", number, "--body", "The report has changed."]),
        ]
    if not text:
        return []
    return [
        Step(["label", "create", LABEL, "--force", "--description", "What Codat publishes"]),
        Step(["issue", "create", "--title", TITLE, "--label", LABEL, "--body-file", "-"], body),
    ]


class _OurPart(Document):
    """What a document says of the operations that ours has, too, and of the schemas they need."""

    def __init__(self, whole: Document, ours: Document) -> None:
        super().__init__(whole.raw, whole.name)
        self._routes = {operation.route for operation in ours.operations()}

    def operations(self) -> Iterator[OperationNode]:
        return (operation for operation in super().operations() if operation.route in self._routes)

    def webhooks(self) -> Iterator[WebhookNode]:
        # Codat's have other words and another order, so that they are not compared
        return iter(())

    @property
    def schemas(self) -> dict[str, Node]:
        """The schemas by what references call them, since Codat's lead into the middle of others, too."""
        found: dict[str, Node] = {}
        waiting: list[object] = [operation.body.node for operation in self.operations() if operation.body]
        for operation in self.operations():
            waiting += [each.node for each in (*operation.parameters, *operation.responses.values())]
        while waiting:
            for reference in references(waiting.pop()):
                name = reference.removeprefix(COMPONENT)
                if name not in found and name != reference:
                    found[name] = self.resolve(Located({"$ref": reference}, reference)).node
                    waiting.append(found[name])
        return found


def _quoted(text: str) -> str:
    """Indent text, so that nothing in it is Markdown or mentions anybody."""
    return textwrap.indent(text, "    ")


def _shortened(text: str) -> str:
    if len(text) <= MOST_CHARACTERS:
        return text
    whole_lines, _, _ = text[:MOST_CHARACTERS].rpartition("\n")
    return f"{whole_lines}\n\nThere is more: the log of the workflow has it all.\n"


def _read(folder: Path) -> dict[str, Document]:
    return {path.name: read_foreign_document(path) for path in sorted(folder.iterdir())}


def _latest_issue() -> Issue | None:
    fields = "number,body,state,stateReason"
    found = _run(Step(["issue", "list", "--label", LABEL, "--state", "all", "--limit", "1", "--json", fields]))
    return next(
        (Issue(each["number"], each["body"], each["state"], each["stateReason"]) for each in json.loads(found)), None
    )


def _run(step: Step) -> str:
    result = subprocess.run(["gh", *step.arguments], input=step.text, capture_output=True, text=True, check=False)
    if result.returncode:
        raise OSError(f"gh {' '.join(step.arguments[:2])} failed: {result.stderr.strip()}")
    return result.stdout


if __name__ == "__main__":
    sys.exit(main())
