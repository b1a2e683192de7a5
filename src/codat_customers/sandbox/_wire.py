"""Sends an answer over its connection, or breaks the connection off on purpose."""

from collections.abc import Callable, Mapping
from typing import Protocol

from starlette.types import Receive, Send

from codat_customers.sandbox._messages import Answer


class Connection(Protocol):
    """The connection on which a request came."""

    def abort(self) -> None: ...

    def close(self) -> None: ...

    def is_closing(self) -> bool: ...


async def send_answer(answer: Answer, headers: Mapping[str, str], send: Send, connection: Connection) -> None:
    """Send all of it; stop when the client has hung up, instead of computing the rest for nobody."""
    await _send_head(answer, headers, send)
    for chunk in answer.chunks:
        if connection.is_closing():
            return
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body"})


async def send_truncated(
    answer: Answer, size: int, headers: Mapping[str, str], send: Send, connection: Connection, receive: Receive
) -> None:
    """Send the head and the first ``size`` bytes of the body, then close the connection."""
    await _send_head(answer, headers, send)
    left = size
    for chunk in answer.chunks:
        if left <= 0 or connection.is_closing():
            break
        await send({"type": "http.response.body", "body": chunk[:left], "more_body": True})
        left -= len(chunk)
    await _hang_up(connection.close, receive)


async def drop(connection: Connection, receive: Receive) -> None:
    """Close the connection without a word."""
    await _hang_up(connection.abort, receive)


async def _send_head(answer: Answer, headers: Mapping[str, str], send: Send) -> None:
    head = {
        "content-type": answer.content_type,
        "content-length": str(answer.length),
        **headers,
        **{name.lower(): value for name, value in answer.headers.items()},
    }
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in head.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})


async def _hang_up(close: Callable[[], None], receive: Receive) -> None:
    close()
    # The server takes an application that ends before the connection does for a broken one, and complains.
    while (await receive())["type"] != "http.disconnect":
        pass
