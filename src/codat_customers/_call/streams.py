"""What bodies that are read while they arrive have in common, for threads and tasks."""

from __future__ import annotations

from collections.abc import Mapping

from codat_customers_api.types import RawResponse

from .._http.exchange import AnswerHead
from .answers import content_coding
from .body import CorruptBody, Decompressor, LengthCheck, decompressor
from .call import Call
from .endings import Undecodable


class Interrupted(Exception):
    """A body that broke off or is damaged; ``problem`` says how."""

    def __init__(self, problem: Exception) -> None:
        super().__init__(problem)
        self.problem = problem


class StreamedAnswer:
    """What the sync and the async body have in common."""

    def __init__(self, call: Call, head: AnswerHead) -> None:
        self._call = call
        self._head = head
        self._coding = content_coding(head)
        self._readable = True

    @property
    def status_code(self) -> int:
        """The HTTP status: 200, or 206 for a part."""
        return self._head.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        """The response headers; look-ups ignore case."""
        return self._head.headers

    @property
    def length(self) -> int | None:
        """The length of this body in bytes, or None if the server did not say or compresses it."""
        length = self._head.headers.get("Content-Length", "")
        coded = self._head.headers.get("Content-Encoding", "identity").strip().lower() != "identity"
        return int(length) if length.isascii() and length.isdigit() and not coded else None

    def _interrupted(self, problem: Exception) -> Interrupted:
        if not isinstance(problem, CorruptBody):
            return Interrupted(problem)
        undecodable = Undecodable(RawResponse(self.status_code, self.headers, b""))
        undecodable.__cause__ = problem
        return Interrupted(undecodable)

    def _begin(self) -> Decompressor:
        if not self._readable:
            raise RuntimeError("a streamed body can be read only once, and only inside its with block")
        self._readable = False
        return LengthCheck(self.length) if self.length is not None else decompressor(self._coding)
