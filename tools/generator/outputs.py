"""The folders that follow from the document: the generated package, and the pages of the reference."""

from __future__ import annotations

import difflib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from attrs import frozen

from ..documentation.pages import reference_pages
from .build import Inputs, generate
from .summary import members, summary


@frozen
class Outputs:
    """Where everything is written to.

    Attributes:
        package: The folder that holds the generated package.
        reference: The folder of the reference; None to leave it out.
    """

    package: Path
    reference: Path | None = None

    @property
    def folders(self) -> list[Path]:
        """Both."""
        return [self.package, *([self.reference] if self.reference else [])]


def replace(inputs: Inputs, outputs: Outputs) -> None:
    """Generate, and put the results in place of the folders: all of them, or none if anything is in the way.

    Raises:
        GenerationError: Something is in the way; the folders are as they were.
        DocumentError: It is the document.
    """
    with ExitStack() as stack:
        fresh: list[Path] = []
        for folder in outputs.folders:
            # Beside the folder, so that the renaming stays within one file system
            folder.parent.mkdir(parents=True, exist_ok=True)
            beside = tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent)
            fresh.append(Path(stack.enter_context(beside)) / "fresh")
        _write(inputs, fresh)
        _swap(list(zip(fresh, outputs.folders, strict=True)))


def differences(inputs: Inputs, outputs: Outputs) -> Iterator[str]:
    """Generate elsewhere and yield what differs, as text for people; nothing if all is up to date.

    Raises:
        GenerationError: Nothing can be generated from the inputs.
        DocumentError: It is the document.
    """
    with tempfile.TemporaryDirectory() as temporary:
        fresh = [Path(temporary, str(index)) for index in range(len(outputs.folders))]
        _write(inputs, fresh)
        lines = [
            line
            for folder, expected in zip(outputs.folders, fresh, strict=True)
            for line in _compared(_entries(folder), _entries(expected), folder.name)
        ]
        if lines:
            yield f"to come: {summary(members(outputs.package), members(fresh[0]))}"
        yield from lines


def _write(inputs: Inputs, folders: list[Path]) -> None:
    package, *others = folders
    api = generate(inputs, package)
    for reference in others:
        for path, text in reference_pages(api).items():
            page = reference / path
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(text, encoding="utf-8", newline="\n")


def _swap(pairs: list[tuple[Path, Path]]) -> None:
    moved: list[tuple[Path, Path]] = []
    try:
        for fresh, folder in pairs:
            old = fresh.with_name("old")
            moved.append((old, folder))
            if folder.exists():
                folder.rename(old)
            fresh.rename(folder)
    except BaseException:
        for old, folder in moved:
            if old.exists():
                shutil.rmtree(folder, ignore_errors=True)
                old.rename(folder)
        raise


def _compared(present: dict[str, bytes | None], expected: dict[str, bytes | None], name: str) -> Iterator[str]:
    for path in sorted(present.keys() | expected.keys()):
        if path not in present:
            yield f"missing: {name}/{path}"
        elif path not in expected:
            yield f"not generated: {name}/{path}"
        elif present[path] != expected[path]:
            yield from _diff(present[path], expected[path], f"{name}/{path}")


def _entries(folder: Path) -> dict[str, bytes | None]:
    """Return the content of every file below a folder by its path, and None for every folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
        if "__pycache__" not in path.relative_to(folder).parts
    }


def _diff(present: bytes | None, expected: bytes | None, path: str) -> Iterator[str]:
    if present is None or expected is None:
        yield f"a file and a folder have changed places: {path}"
        return
    lines = list(
        difflib.unified_diff(
            _lines(present), _lines(expected), f"{path} (as it is)", f"{path} (as generated)", lineterm=""
        )
    )
    yield from lines or [f"different line endings: {path}"]


def _lines(content: bytes) -> list[str]:
    return content.decode("utf-8", "backslashreplace").splitlines()
