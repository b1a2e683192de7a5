"""Compares the working tree with an earlier version of it: ``make compat BASE=ref``, or ``BASE=file``.

Says in words what changed for callers, and which version number is due. With a file, an earlier openapi.yaml, only the
specification is compared, and its own version is looked at. The exit status is 1 for an undeclared breaking change:
one without the version number that is due, or without an entry in CHANGELOG.md.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import frozen

from tools.api.document import Document, read_foreign_document
from tools.specification.changes import Change, specification_changes
from tools.specification.python_api import python_api_changes
from tools.specification.user_code import type_errors
from tools.specification.version import due_version, numbers, read_version

ROOT = Path(__file__).parents[2]
USER_CODE = "tests/typing/user_code.py"


@frozen(kw_only=True)
class Comparison:
    """What was found.

    Attributes:
        base: What was compared with, as it was given.
        changes: The changes by what they were found in.
        before: The version number of the base.
        now: The version number of the working tree.
    """

    base: str
    changes: dict[str, list[Change]]
    before: str
    now: str

    @property
    def all_changes(self) -> list[Change]:
        """The changes of every kind."""
        return [change for changes in self.changes.values() for change in changes]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report and return the exit status."""
    parser = argparse.ArgumentParser(prog="make compat", description="Compare with an earlier version.")
    parser.add_argument("base", help="a git ref, or an earlier openapi.yaml")
    parser.add_argument("--root", type=Path, default=ROOT, help="the working tree to look at")
    options = parser.parse_args(arguments)
    try:
        comparison = compare(options.root, options.base)
        lines, missing = report(comparison), undeclared(comparison, options.root / "CHANGELOG.md")
    except (OSError, ValueError) as error:
        print(f"make compat: {error}", file=sys.stderr)
        return 2
    print("\n".join(lines))
    if missing:
        print(f"\nBreaking changes must be declared: {missing}.")
    return 1 if missing else 0


def compare(root: Path, base: str) -> Comparison:
    """Compare a working tree with a git ref or a file.

    Raises:
        ValueError: There is neither, or it cannot be read.
    """
    if Path(base).is_file():
        return _compare_documents(base, read_foreign_document(Path(base)), read_foreign_document(root / "openapi.yaml"))
    with TemporaryDirectory() as folder:
        earlier = Path(folder)
        _extract(root, base, earlier)
        return _compare_trees(base, earlier, root)


def report(comparison: Comparison) -> list[str]:
    """Say in words what changed, and which version is due."""
    lines = [f"Compared with {comparison.base}, which is version {comparison.before}:"]
    for title, changes in comparison.changes.items():
        lines += ["", title]
        lines += [f"    {'BREAKING' if breaking else 'compatible':<12}{words}" for words, breaking in changes]
        lines += ["    Callers notice nothing."] if not changes else []
    breaking = sum(change.breaking for change in comparison.all_changes)
    counts = f"{breaking} breaking and {len(comparison.all_changes) - breaking} compatible changes"
    return [*lines, "", f"{counts}: version {due(comparison)} is due, {comparison.now} is declared."]


def due(comparison: Comparison) -> str:
    """Tell which version comes next."""
    changes = comparison.all_changes
    return due_version(
        comparison.before, is_breaking=any(change.breaking for change in changes), is_noticed=bool(changes)
    )


def undeclared(comparison: Comparison, changelog: Path) -> str:
    """Say what a breaking change still lacks; nothing if there is none, or all is declared."""
    if not any(change.breaking for change in comparison.all_changes):
        return ""
    if numbers(comparison.now) < numbers(due(comparison)):
        return f"set the version to {due(comparison)}, and describe it in CHANGELOG.md"
    text = changelog.read_text(encoding="utf-8") if changelog.exists() else ""
    if not re.search(rf"^## \[?{re.escape(comparison.now)}\b", text, re.MULTILINE):
        return f"CHANGELOG.md has no section for {comparison.now}"
    return ""


def _compare_documents(base: str, before: Document, now: Document) -> Comparison:
    return Comparison(
        base=base,
        changes={"Specification": specification_changes(before, now)},
        before=str(before.raw["info"]["version"]),
        now=str(now.raw["info"]["version"]),
    )


def _compare_trees(base: str, earlier: Path, root: Path) -> Comparison:
    documents = [read_foreign_document(folder / "openapi.yaml") for folder in (earlier, root)]
    return Comparison(
        base=base,
        changes={
            "Specification": specification_changes(*documents),
            "Python API": python_api_changes(earlier, root),
            "Typical user code": _user_code_changes(earlier, root),
        },
        before=read_version(earlier),
        now=read_version(root),
    )


def _user_code_changes(earlier: Path, root: Path) -> list[Change]:
    program = earlier / USER_CODE
    errors = type_errors(root, program.read_text(encoding="utf-8")) if program.exists() else ""
    return [Change(f"no longer type-checks:\n{errors}", breaking=True)] if errors else []


def _extract(root: Path, ref: str, folder: Path) -> None:
    """Put the files of a ref into a folder."""
    command = ["git", "-C", str(root), "archive", "--format=tar", ref]
    archive = subprocess.run(command, capture_output=True, check=False)
    if archive.returncode:
        raise ValueError(f"{ref} is neither a file nor a version that git can show: {archive.stderr.decode().strip()}")
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive.stdout, check=True)


if __name__ == "__main__":
    sys.exit(main())
