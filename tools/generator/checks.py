"""What every check of the document is made of."""

from __future__ import annotations

from . import keywords
from .document import Document, Located
from .errors import GenerationError
from .keywords import Kind
from .yaml_file import Node


class Checks:
    """Collects what a document says that is not supported.

    Parameters:
        document: The document.

    Attributes:
        problems: One line for each, the place first.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self.problems: list[str] = []

    def refuse(self, place: str, problem: str) -> None:
        """Note a problem, once.

        Parameters:
            place: The JSON pointer to it.
            problem: What is wrong there, and what to write instead.
        """
        line = f"{place}: {problem}"
        if line not in self.problems:
            self.problems.append(line)

    def keywords(self, node: Node, place: str, kind: Kind) -> None:
        """Refuse every keyword that a kind of node does not support. Extensions (x-…) pass."""
        for keyword in node:
            if keyword not in kind.supported and not keyword.startswith("x-"):
                reason = kind.reasons.get(keyword, kind.otherwise)
                self.refuse(f"{place}/{keyword}", f"not supported in a {kind.name}" + (f": {reason}" if reason else ""))

    def resolved(self, node: Node, place: str) -> Located | None:
        """Follow a ``$ref``, or return None and note the problem if it leads nowhere."""
        if "$ref" in node:
            self.keywords(node, place, keywords.REFERENCE)
        try:
            return self._document.resolve(Located(node, place))
        except GenerationError as error:
            self.problems.append(str(error))
            return None
