"""Files that are whole, and on disk, when they have their name."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

# Part files, with what is done about those that a killed process leaves, are those of downloads.
from .._plans.downloads import opened


def check_place(path: Path, *, is_file: bool) -> None:
    """Refuse a path where no file can be written, or no folder be made.

    Raises:
        FileNotFoundError: The folder that it would be in is not there.
        OSError: Something else is there.
    """
    folder = path.absolute().parent
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no folder {folder} to write {path.name} into; make it first")
    if path.exists() and not (path.is_file() if is_file else path.is_dir()):
        raise OSError(f"{path} is not {'an ordinary file' if is_file else 'a folder'}, which this export needs there")


@contextmanager
def replacing(target: Path) -> Generator[BinaryIO]:
    """Give a file that takes the place of another when it is complete, and is on disk."""
    with opened(target, replace=True) as growing, open(growing.fileno(), "wb", closefd=False) as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    keep_name(target)


def keep_name(path: Path) -> None:
    """Have the name of a file on disk, too, where folders can be asked for that."""
    with suppress(OSError), opened_descriptor(path.parent) as folder:
        os.fsync(folder)


@contextmanager
def opened_descriptor(path: Path) -> Generator[int]:
    """Give the descriptor of a file or a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
