"""Puts more into the text of a document, and changes nothing else of it."""

from __future__ import annotations

import io
import re
from typing import Any, Final

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from ..api.document import is_list, is_node

LINE_LENGTH: Final = 120
_STEP: Final = 2

# YAML ends lines with them, too
_ODD_BREAK: Final = re.compile("[\r\x85\u2028\u2029]")


class Insertion:
    """A text of YAML in block style that grows.

    Parameters:
        text: The text.
    """

    def __init__(self, text: str) -> None:
        self._lines = text.removesuffix("\n").split("\n")

    @property
    def text(self) -> str:
        """The text as it is now."""
        return "\n".join(self._lines) + "\n"

    def add(self, path: list[str], content: object, *, apart: bool = False) -> None:
        """Add to the end of a mapping, or of a sequence, which comes into being if it is not there.

        Parameters:
            path: The keys that lead to it.
            content: What to add: a mapping to a mapping, a list to a sequence.
            apart: Whether a blank line goes before each.
        """
        if not content:
            return
        node, known = self._deepest(path)
        for key in reversed(path[known:]):
            content = {key: content}
        column = node.start_mark.column
        added: list[str] = []
        for part in _parts(content):
            added += [""] if apart else []
            added += [" " * column + line if line else "" for line in _dumped(part)]
        position = self._end_of(node)
        self._lines[position:position] = added

    def _deepest(self, path: list[str]) -> tuple[yaml.CollectionNode, int]:
        """Return the last node on a path that is there, and how many steps lead to it."""
        node: Any = yaml.compose(self.text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        for step, key in enumerate(path):
            inner = next((value for name, value in node.value if name.value == key), None)
            if not isinstance(inner, yaml.CollectionNode) or not inner.value or inner.flow_style:
                return node, step
            node = inner
        return node, len(path)

    def _end_of(self, node: yaml.CollectionNode) -> int:
        """Return the line after the last one of a node, without what is blank or a comment before the next one."""
        line = node.end_mark.line
        while line and (not self._lines[line - 1].strip() or self._lines[line - 1].lstrip().startswith("#")):
            line -= 1
        return line


def _parts(content: object) -> list[object]:
    if is_node(content):
        return [{key: value} for key, value in content.items()]
    return [[each] for each in content] if is_list(content) else []


def _dumped(content: object) -> list[str]:
    dumper: Any = YAML()
    dumper.indent(mapping=_STEP, sequence=2 * _STEP, offset=_STEP)
    dumper.width = LINE_LENGTH
    dumper.allow_unicode = True
    stream = io.StringIO()
    dumper.dump(_styled(content), stream)
    lines = stream.getvalue().removesuffix("\n").split("\n")
    # A sequence by itself is indented as one beneath a key
    return [line.removeprefix(" " * _STEP) for line in lines] if is_list(content) else lines


def _styled(content: object) -> object:
    """Return what is to be written, with long texts in blocks."""
    if is_node(content):
        return {key: _styled(value) for key, value in content.items()}
    if is_list(content):
        return [_styled(item) for item in content]
    if isinstance(content, str) and _ODD_BREAK.search(content):
        return DoubleQuotedScalarString(content)
    if isinstance(content, str) and "\n" in content.strip() and not content.startswith((" ", "\n")):
        return LiteralScalarString(content)
    return content
