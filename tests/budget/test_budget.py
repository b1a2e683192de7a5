"""Lines of code are counted alike on every machine, and no room grows unnoticed."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tools.budget import BOUNDS, ROOT, SLACK, count_rooms, problems, python_lines, template_lines

PYTHON = {
    "nothing": ("", 0),
    "blanks": ("\n  \n\t\n", 0),
    "comments": ("# one\n    # two\n", 0),
    "no line feed at the end": ("x = 1", 1),
    "a comment beside code": ("x = 1  # one\n", 1),
    "no comment": ('x = "# one"\n', 1),
    "the docstring of a module": ('"""One.\n\nTwo.\n"""\n', 0),
    "the docstring of a class": ('class A:\n    r"""One.\n\n    Two.\n    """\n\n    x = 1\n', 2),
    "the docstring of a function": ("async def f():\n    'One.'\n", 1),
    "the docstring of an attribute": ('x = 1\n"""One.\nTwo."""\n', 1),
    "a docstring in parts": ('"""One."""  \\\n    """Two."""\n', 0),
    "a docstring beside code": ('class A: "One."\n', 1),
    "a string that is used": ('x = """\none\n\n# two\n"""\n', 4),
    "a string with values": ('x = f"""\none {1 +\n2}\n\n"""\n', 4),
    "an argument that is a string": ('f(\n    "one"\n)\n', 3),
    "a statement of several lines": ("x = [\n    1,\n    # one\n\n    2,\n]\n", 4),
    "a line that goes on": ("x = 1 + \\\n    2\n", 2),
    "two statements": ("x = 1; y = 2\n", 1),
    "decorated": ("@a\n@b(\n    1,\n)\ndef f(): ...\n", 5),
    "separators that are no line ends": ('x = "\x0c\x1c\u2028"\ny = 1\n', 2),
}


@pytest.mark.parametrize(("text", "lines"), PYTHON.values(), ids=PYTHON.keys())
def test_lines_of_python(text: str, lines: int) -> None:
    assert python_lines(text) == lines


TEMPLATES = {
    "nothing": ("", 0),
    "the heading": ("{# From a.\n   Differs: b. #}\n", 0),
    "a comment of Python": ("# one\n    # two\nx = 1  # three\n", 1),
    "a docstring": ('"""{{ title }}.\n\nTwo.\n"""\n', 0),
    "code": ("class {{ name }}:\n{% for x in y %}\n\n    {{ x }} = 1\n{% endfor %}\n", 4),
    "the heading beside code": ("{# a #}\n{% if b %}{# c #}\n{% endif %}\n", 2),
}


@pytest.mark.parametrize(("text", "lines"), TEMPLATES.values(), ids=TEMPLATES.keys())
def test_lines_of_a_template(text: str, lines: int) -> None:
    assert template_lines(text) == lines


def test_a_file_counts_in_the_innermost_room(tmp_path: Path) -> None:
    files = {
        "src/a/__init__.py": 1,
        "src/a/_inner/__init__.py": 2,
        "src/a/_inner/deeper/b.py": 4,
        "src/a/jobs/__init__.py": 8,
        "src/a/jobs/_deeper/b.py": 16,
        "src/a/webhooks.py": 32,
        "tools/b.py": 64,
        "tools/c/__init__.py": 128,
        "tests/d/b.py": 256,
        "tests/d/b.txt": 512,
        "elsewhere/b.py": 1024,
        "templates/deeper/b.py.jinja": 2048,
    }
    for name, lines in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x = 1\n" * lines, encoding="utf-8")

    rooms = count_rooms(
        tmp_path, dict.fromkeys(["src/a", "src/a/webhooks.py", "tools", "tests", "templates", "gone"], 0)
    )

    assert rooms == {
        "src/a": 1 + 2 + 4,
        "src/a/jobs": 8 + 16,
        "src/a/webhooks.py": 32,
        "tools": 64,
        "tools/c": 128,
        "tests": 256,
        "templates": 2048,
        "gone": 0,
    }


@pytest.mark.parametrize(
    ("lines", "bound", "problem"),
    [
        (100, 100, None),
        (100, 100 + SLACK, None),
        (101, 100, "jobs has 101 lines of code and may have 100: take some out, or say in tools/budget.toml why not"),
        (100, 101 + SLACK, "jobs has 100 lines of code and may have 126: hold what was won, and lower it in"),
        (100, None, 'jobs has no bound: add "jobs" = 100 to tools/budget.toml'),
        (0, 100, "jobs is gone: remove it from tools/budget.toml"),
    ],
)
def test_a_room_is_as_large_as_its_bound_says(lines: int, bound: int | None, problem: str | None) -> None:
    found = list(problems({"jobs": lines}, {} if bound is None else {"jobs": bound}))

    assert [text[: len(problem or "")] for text in found] == ([problem] if problem else [])


def test_all_code_that_is_written_by_hand_is_in_a_room() -> None:
    bounds = tomllib.loads((ROOT / BOUNDS).read_text(encoding="utf-8"))
    checked: list[str] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]["files"]

    assert {room.split("/")[0] for room in bounds} == {*checked, "templates"} - {"generated"}
