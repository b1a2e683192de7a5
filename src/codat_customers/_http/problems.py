"""What goes wrong on the way to the service and back, whichever library it comes from.

httpx, httpx2 and what is below either have exceptions of their own, which share their names: by these, they are told
apart.
"""

from __future__ import annotations

from typing import Final

_UNSENDABLE: Final = frozenset({"InvalidURL", "LocalProtocolError", "UnsupportedProtocol"})
_NEVER_SENT: Final = _UNSENDABLE | {"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError"}
TRANSPORT_PROBLEMS: Final = frozenset(
    {"ConnectionNotAvailable", "NetworkError", "ProtocolError", "ProxyError", "TimeoutException", "UnsupportedProtocol"}
)


class HTTPProblem(Exception):
    """A request that was not answered, or whose answer broke off.

    Parameters:
        cause: The exception of the library.

    Attributes:
        name: The name of that, such as ``ReadTimeout``.
        timed_out: Whether a step took longer than it may.
        never_sent: Whether the service cannot have received the request.
        is_unsendable: Whether there is something wrong with the request itself.
        is_known: Whether it is a failure of the network or of the service's HTTP, and not something nobody knows.
    """

    def __init__(self, cause: Exception) -> None:
        super().__init__(str(cause))
        names = _names(cause)
        self.name = type(cause).__name__
        self.timed_out = "TimeoutException" in names
        self.never_sent = bool(names & _NEVER_SENT)
        self.is_unsendable = bool(names & _UNSENDABLE)
        self.is_known = bool(names & TRANSPORT_PROBLEMS)


def is_of_transport(exception: BaseException) -> bool:
    """Return whether an exception is one of httpcore's own, and not one that has struck it from outside."""
    return bool(_names(exception) & TRANSPORT_PROBLEMS)


def _names(exception: BaseException) -> frozenset[str]:
    return frozenset(each.__name__ for each in type(exception).__mro__)
