"""Bodies that are read while they arrive, with errors and content codings taken care of."""

from __future__ import annotations

from collections.abc import Iterator

from .._call.call import Call
from .._call.endings import FAILURES
from .._call.streams import Interrupted, StreamedAnswer
from .._http.exchange import Answer
from .._http.pools import end_exchange


class Body(StreamedAnswer):
    """A body to iterate over, once: it yields chunks of bytes.

    Raises:
        SDKError: While iterating: the body broke off or is damaged.
    """

    def __init__(self, call: Call, answer: Answer) -> None:
        super().__init__(call, answer)
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self.pieces()
        except Interrupted as interrupted:
            raise self._call.broken_off(interrupted.problem)  # noqa: B904  # it has its cause

    def pieces(self) -> Iterator[bytes]:
        """Yield the body; raise Interrupted if it breaks off or is damaged."""
        body = self._begin()
        try:
            for chunk in self._answer.chunks:
                yield from body.pieces(chunk)
            body.finish()
            end_exchange(self._answer)
        except FAILURES as problem:
            raise self._interrupted(problem) from problem

    def close(self) -> None:
        """Close the connection, unless the body has been read to its end."""
        self._readable = False
        self._call.let_go()
        self._answer.close()
