"""A server that notes each request, and answers with what it is told."""

import json

from tests.support.server import Exchange, FaultServer, answer


class Witness(FaultServer):
    """Answers with nothing until it is told what."""

    def __init__(self) -> None:
        super().__init__([self._answer])
        self._told = answer(200)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def answer_with(self, value: object) -> None:
        """Answer from now on with these bytes, or with this value as JSON."""
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        kind = "application/octet-stream" if isinstance(value, bytes) else "application/json"
        self._told = answer(200, body, [("Content-Type", kind)])

    def _answer(self, exchange: Exchange) -> bool:
        return self._told(exchange)
