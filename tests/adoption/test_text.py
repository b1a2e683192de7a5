"""The text of the document: it grows, and what was there stays as it was."""

from __future__ import annotations

import difflib
import json
from pathlib import Path

import pytest

from tests.adoption.foreign import adopted, answering, foreign, ours, result
from tests.generator.workshop import ROOT, Node
from tools.adoption.__main__ import main
from tools.adoption.insertion import Insertion

BOX: Node = {"type": "object", "properties": {"id": {"type": "string"}}}
GET_BOX = foreign(answering({"$ref": "#/components/schemas/Box"}), Box=BOX)

TEXT: str = """\
# The head
tags:
  - name: A  # the first
    description: >-
      In two
      lines.

# Of the paths
paths:
  /a:
    get: {x: 1}

  # Of b
  /b:
    get:
      y: [1, 2]
other: 1
"""

# Where something is added, what, whether apart, and the lines that are new, after the line before them
ADDITIONS: list[tuple[list[str], object, bool, str, list[str]]] = [
    (["tags"], [{"name": "B"}], False, "      lines.", ["  - name: B"]),
    (["paths"], {"/c": {"get": 1}}, True, "      y: [1, 2]", ["", "  /c:", "    get: 1"]),
    (["paths", "/a"], {"put": {"z": True}}, False, "    get: {x: 1}", ["    put:", "      z: true"]),
    (["paths", "/b", "get"], {"z": "yes"}, False, "      y: [1, 2]", ["      z: yes"]),
    (["new", "inner"], {"a": "1"}, False, "other: 1", ["new:", "  inner:", "    a: '1'"]),
    (
        ["paths"],
        {"/d": {"text": "one\ntwo\n"}},
        False,
        "      y: [1, 2]",
        ["  /d:", "    text: |", "      one", "      two"],
    ),
]


@pytest.mark.parametrize(("path", "content", "apart", "before", "new"), ADDITIONS)
def test_it_is_added_where_it_belongs(
    path: list[str], content: object, apart: bool, before: str, new: list[str]
) -> None:
    insertion = Insertion(TEXT)
    insertion.add(path, content, apart=apart)
    lines: list[str] = TEXT.splitlines()
    position = lines.index(before) + 1
    assert insertion.text.splitlines() == [*lines[:position], *new, *lines[position:]]


def test_our_specification_keeps_every_line_and_its_order() -> None:
    text = (ROOT / "openapi.yaml").read_text("utf-8")
    after = adopted(GET_BOX, text=text).text
    changes = [line for line in difflib.ndiff(text.splitlines(), after.splitlines()) if line[0] in "-?"]
    assert changes == []
    assert after != text


@pytest.mark.parametrize(
    "value",
    [
        *(
            "yes",
            "null",
            "1e3",
            "0o17",
            "2025-01-02",
            "12:30",
            "on",
            "~",
            "",
            " x ",
            "a: b",
            "# x",
            "'",
            '"',
            "\t",
            "- x",
        ),
        *("a\nb", "a\n\n b\n", " a\nb", "a \nb", "ü\u2028x", "x" * 300, "a\tb\nc", "\n", "{a}", "%", "@a", "a\\\nb"),
        *("a\u2028\nb", "a\x85b", "\ufeffa", "a\r\nb", "a\n" + "b " * 200, "- a\n- b", "'a\nb'", "😀\nx", "\x07"),
    ],
)
def test_a_text_comes_back_as_it_was(value: str) -> None:
    document = foreign(answering({"$ref": "#/components/schemas/Box"}, {"id": value}), Box=BOX)
    media = result(adopted(document))["paths"]["/boxes/{boxId}"]["get"]["responses"]["200"]["content"]
    assert media["application/json"]["examples"]["Case 0"]["value"] == {"id": value}


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document, upstream = tmp_path / "openapi.yaml", tmp_path / "theirs.json"
    document.write_text(ours(), "utf-8")
    upstream.write_text(json.dumps(GET_BOX), "utf-8")
    assert main([str(upstream), "get-box", f"--document={document}"]) == 0
    assert "  /boxes/{boxId}:" in document.read_text("utf-8").splitlines()
    output = capsys.readouterr().out
    assert output.startswith("1 operations and 1 schemas are new\n")
    assert "what should be a UUID not always is one:\n    #/components/parameters/boxId/schema: format uuid" in output


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ("get-bix", "theirs.json has no operation get-bix; it has get-box"),
        ("get-box,nothing*", "has no operation nothing*"),
    ],
)
def test_an_operation_that_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], wanted: str, message: str
) -> None:
    document, upstream = tmp_path / "openapi.yaml", tmp_path / "theirs.json"
    document.write_text(ours(), "utf-8")
    upstream.write_text(json.dumps(GET_BOX), "utf-8")
    assert main([str(upstream), wanted, f"--document={document}"]) == 2
    assert message in capsys.readouterr().err
    assert document.read_text("utf-8") == ours()
