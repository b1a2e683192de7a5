"""A server on the loopback interface that answers what it is told to and remembers what it was asked."""

from __future__ import annotations

from attrs import frozen

from tests.support.server import Exchange as UnderWay
from tests.support.server import FaultServer, Received, answer, head


@frozen
class Answer:
    """What the server says next."""

    content: bytes = b"{}"
    status: int = 200
    content_type: str = "application/json"


class Exchange(FaultServer):
    """Its next answer, and the requests so far."""

    def __init__(self) -> None:
        super().__init__([self._behave])
        self.answer = Answer()

    @property
    def asked(self) -> list[Received]:
        return self.requests

    def _behave(self, under_way: UnderWay) -> bool:
        headers = [("Content-Type", self.answer.content_type)]
        if self.answer.status == 204:
            under_way.send(head(204, headers, "No Content", None))
            return True
        return answer(self.answer.status, self.answer.content, headers)(under_way)
