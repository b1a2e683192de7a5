"""Sends an answer over its connection, or breaks the connection off on purpose."""

from collections.abc import Callable, Mapping
from typing import Protocol

from starlette.types import Receive, Send

from codat_customers.sandbox._faults import Fault
from codat_customers.sandbox._messages import Answer

_WITHOUT_BODY = {204, 304}  # RFC 9110, section 6.4.1


class Connection(Protocol):
    """The connection on which a request came."""

    def abort(self) -> None: ...

    def close(self) -> None: ...

    def is_closing(self) -> bool: ...


async def send_answer(
    answer: Answer, fault: Fault, headers: Mapping[str, str], send: Send, receive: Receive, connection: Connection
) -> None:
    """Send the answer as far as the fault lets it get, and hang up there."""
    length = 0 if answer.status in _WITHOUT_BODY else answer.length
    head = {name.lower(): value for name, value in (*headers.items(), *answer.headers.items())}
    if answer.status not in _WITHOUT_BODY:
        kind = {"content-type": answer.content_type} if answer.content_type else {}
        head = {**kind, "content-length": str(length), **head}
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in head.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})
    left = length if fault.truncate_after is None else fault.truncate_after
    for chunk in (answer.body,) if isinstance(answer.body, bytes) else answer.body:
        if left <= 0 or connection.is_closing():  # a client that has hung up needs no more of a large file
            break
        await send({"type": "http.response.body", "body": chunk[:left], "more_body": True})
        left -= len(chunk)
    if fault.truncate_after is None:
        await send({"type": "http.response.body"})
    else:
        await _hang_up(connection.close, receive)


async def drop(connection: Connection, receive: Receive) -> None:
    """Close the connection without a word."""
    await _hang_up(connection.abort, receive)


async def _hang_up(close: Callable[[], None], receive: Receive) -> None:
    close()
    # The server takes an application that ends before the connection does for a broken one, and complains.
    while (await receive())["type"] != "http.disconnect":
        pass
