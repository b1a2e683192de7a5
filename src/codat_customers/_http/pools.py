"""What has to be done about the pools of httpcore and httpcore2 from outside; nothing else touches their insides.

They know nothing of total times, reuse connections that hold more than the answer that was asked for, and lose a place
when an exception strikes them from outside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from ssl import SSLError, SSLObject, SSLWantReadError
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeGuard

from .network import WatchedBackend, WatchedConnection

if TYPE_CHECKING:
    from httpcore import ConnectionInterface, Origin

    from .exchange import AnswerHead, Request

_ASSIGN: Final = "_assign_requests_to_connections"


class Pool(Protocol):
    """A pool of connections, of threads or of tasks."""

    @property
    def connections(self) -> list[Any]:
        """Those that are open, or being opened."""
        ...


def is_pool(thing: object) -> TypeGuard[Pool]:
    """Return whether something is a pool whose insides are known."""
    return hasattr(thing, _ASSIGN)


def watch(pool: Pool) -> None:
    """Let the steps of sync calls be limited, and the pool's lock survive exceptions that strike from outside."""
    if not hasattr(pool, "handle_request"):
        return  # it is of tasks, which are cancelled instead
    insides = vars(pool)
    # The same lock, without the wrapper in Python between whose lines an exception would leave it taken.
    lock = insides["_optional_thread_lock"]
    insides["_optional_thread_lock"] = getattr(lock, "_lock", lock)
    backend = insides["_network_backend"]
    if not isinstance(backend, WatchedBackend):
        insides["_network_backend"] = WatchedBackend(backend)
        insides["create_connection"] = partial(_create_connection, getattr(pool, "create_connection"))  # noqa: B009


def released(pool: Pool, request: Request) -> Iterator[Any]:
    """Free the places that a broken-off request still holds in a pool; yield the connections that are to be closed.

    Whatever was broken off may have left a connection in no state to be used again, even if the pool thinks otherwise.
    """
    insides = vars(pool)
    with insides["_optional_thread_lock"]:
        requests, connections = insides["_requests"], insides["_connections"]
        ended = [each for each in requests if each.request.extensions.get("timeout") is request.timeouts]
        for each in ended:
            requests.remove(each)
        in_use = [each.connection for each in requests]
        broken = [each.connection for each in ended]
        lost = [
            each
            for each in connections
            if each not in in_use and (each in broken or not (each.is_idle() or each.is_closed()))
        ]
        for each in lost:
            connections.remove(each)
        closing = getattr(pool, _ASSIGN)()
    yield from (*lost, *closing)


def end_exchange(answer: AnswerHead) -> None:
    """See to it that a connection is not used again if there is more on it than the answer that was just read."""
    reader: Any = answer.source
    for name in ("_stream", "_connection", "_h11_state"):
        reader = getattr(reader, name, None)
    if reader is not None and (reader.trailing_data[0] or _holds_more(answer)):
        reader.send_failed()  # so the pool closes it


def _holds_more(answer: AnswerHead) -> bool:
    """Return whether there is more between the socket, which the pool looks at itself, and what reads the answers."""
    stream = getattr(answer.network_stream, "_stream", None)
    # anyio takes more from asyncio than httpcore takes from anyio
    for layer in (stream, getattr(stream, "transport_stream", None)):
        if getattr(getattr(layer, "_protocol", None), "read_queue", None):
            return True
    tls = getattr(stream, "_ssl_object", None)
    if not isinstance(tls, SSLObject):
        return False
    try:
        tls.read(1)
    except SSLWantReadError:
        return False
    except SSLError:
        pass  # it is damaged, or at its end
    return True


def _create_connection(create: Callable[[Origin], ConnectionInterface], origin: Origin) -> WatchedConnection:
    return WatchedConnection(create(origin))
