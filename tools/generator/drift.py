"""Compares the generated package with what its inputs would generate now."""

from __future__ import annotations

import difflib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .build import Inputs, generate

REMEDY = "run: make generate    and commit the result"


def differences(inputs: Inputs, output: Path) -> Iterator[str]:
    """Generate elsewhere and yield what differs, as text for people; nothing if the folder is up to date.

    Raises:
        GenerationError: Nothing can be generated from the inputs.
    """
    with tempfile.TemporaryDirectory() as temporary:
        fresh = Path(temporary, "fresh")
        generate(inputs, fresh)
        yield from folder_differences(output, fresh)


def folder_differences(output: Path, fresh: Path) -> Iterator[str]:
    """Yield how a folder differs from what it should be, as text for people."""
    yield from _compared(_entries(output), _entries(fresh), output.name)


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
