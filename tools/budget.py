"""Counts lines of code by room and compares them with ``tools/budget.toml``: ``make budget``.

A room is a folder or a module that is named there, without the rooms inside it. A public sub-package of the core or of
``tools/`` is a room too, named or not, so that what is new does not hide in what is there.
"""

import io
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from tokenize import COMMENT, DEDENT, ENDMARKER, INDENT, NEWLINE, NL, STRING, TokenInfo, generate_tokens

ROOT = Path(__file__).parents[1]
BOUNDS = "tools/budget.toml"

# How far a room may lie below its bound, so that the bound holds and not every little saving needs an edit
SLACK = 25

_LAYOUT = {COMMENT, DEDENT, ENDMARKER, INDENT, NL}
_NO_CODE_IN_TEMPLATES = re.compile(r'\{#.*?#\}|""".*?"""|^[ \t]*#[^\n]*', re.DOTALL | re.MULTILINE)


def python_lines(text: str) -> int:
    """Count the lines of Python code: none that is blank, a comment, or part of a string that stands alone."""
    numbers: set[int] = set()
    statement: list[TokenInfo] = []
    for token in generate_tokens(io.StringIO(text).readline):
        if token.type == NEWLINE:
            if any(part.type != STRING for part in statement):
                numbers.update(number for part in statement for number in range(part.start[0], part.end[0] + 1))
            statement = []
        elif token.type not in _LAYOUT:
            statement.append(token)
    lines = text.split("\n")
    return sum(bool(lines[number - 1].strip()) for number in numbers)


def template_lines(text: str) -> int:
    """Count the lines of a template of Python code in the same way; it need not be Python yet."""
    return sum(bool(line.strip()) for line in _NO_CODE_IN_TEMPLATES.sub("", text).split("\n"))


def count_rooms(root: Path, bounds: Mapping[str, int]) -> dict[str, int]:
    """Count the lines of code of each room.

    Parameters:
        root: The folder that the names of rooms start from.
        bounds: The rooms that are named.
    """
    packages = [path.parent for parent in ("src/*", "tools") for path in root.glob(f"{parent}/[!_]*/__init__.py")]
    rooms = dict.fromkeys([*bounds, *(package.relative_to(root).as_posix() for package in packages)], 0)
    for path in {path for room in rooms for path in (root / room, *(root / room).rglob("*")) if path.is_file()}:
        if count := {".py": python_lines, ".jinja": template_lines}.get(path.suffix):
            place = PurePosixPath(path.relative_to(root).as_posix())
            room = next(str(room) for room in (place, *place.parents) if str(room) in rooms)
            rooms[room] += count(path.read_text(encoding="utf-8"))
    return rooms


def problems(rooms: Mapping[str, int], bounds: Mapping[str, int]) -> Iterator[str]:
    """Yield what is wrong, as text for people."""
    for room, lines in sorted(rooms.items()):
        bound = bounds.get(room)
        if bound is None:
            yield f'{room} has no bound: add "{room}" = {lines} to {BOUNDS}, and why it is there'
        elif not lines:
            yield f"{room} is gone: remove it from {BOUNDS}"
        elif lines > bound:
            yield f"{room} has {lines} lines of code and may have {bound}: take some out, or say in {BOUNDS} why not"
        elif lines < bound - SLACK:
            yield f"{room} has {lines} lines of code and may have {bound}: hold what was won, and lower it in {BOUNDS}"


def main() -> int:
    """Print the rooms, and what is wrong with them."""
    bounds: dict[str, int] = tomllib.loads((ROOT / BOUNDS).read_text(encoding="utf-8"))
    rooms = count_rooms(ROOT, bounds)
    for room, lines in sorted(rooms.items()):
        print(f"{lines:6} of {bounds.get(room, 0):6}  {room}")
    found = list(problems(rooms, bounds))
    print("\n".join(found) or "No room has grown.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
