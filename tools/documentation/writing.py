"""Puts pages into a folder."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path


def write_folder(folder: Path, pages: Mapping[str, str]) -> None:
    """Write each page to its path below a folder."""
    folder.mkdir()
    for path, text in pages.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="\n")


def replace_folder(folder: Path, pages: Mapping[str, str]) -> None:
    """Write the pages elsewhere first, and then put them in place of the folder."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as temporary:
        fresh, old = Path(temporary, "fresh"), Path(temporary, "old")
        write_folder(fresh, pages)
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
