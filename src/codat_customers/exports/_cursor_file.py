"""The file that says how far an export has come."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from ._files import check_place, replacing
from ._formats import Format


class Reached(NamedTuple):
    """How far an export has come.

    Attributes:
        cursor: Where the reading goes on; it knows company and query.
        length: How much of the output the cursor covers: bytes, or parts.
        tail: The digest of the last of those bytes.
        ended: Whether the run came to its end, so that no run has written more.
    """

    cursor: str
    length: int
    tail: str
    ended: bool


class CursorFile:
    """The file, which belongs to one output.

    Parameters:
        path: Where it is.
        chosen: What the output is written as.
        target: The output.
    """

    def __init__(self, path: Path, chosen: Format, target: Path) -> None:
        self.path = path
        self._format: str = chosen
        self._output = target.name

    def read(self) -> Reached | None:
        """Return what it says, or None if there is none.

        Raises:
            ValueError: It is no such file, or that of another output.
            OSError: No file can be there.
        """
        check_place(self.path, is_file=True)
        if not self.path.exists():
            return None
        match _json(self.path):
            case {
                "format": str(kind),
                "output": str(output),
                "cursor": str(cursor),
                "length": int(length),
                "tail": str(tail),
                "ended": bool(ended),
            }:
                if (kind, output) != (self._format, self._output):
                    raise ValueError(
                        f"{self.path} belongs to the export to {output!r} as {kind}, not to {self._output!r} as "
                        f"{self._format}; keep one for each"
                    )
                return Reached(cursor, length, tail, ended)
            case _:
                raise ValueError(f"{self.path} is no cursor file of an export; choose another, or move it away")

    def save(self, reached: Reached) -> None:
        """Write it anew; it is whole at any moment."""
        content = {"format": self._format, "output": self._output, **reached._asdict()}
        with replacing(self.path) as file:
            file.write(json.dumps(content).encode())


def _json(path: Path) -> object:
    try:
        found: object = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return None
    return found
