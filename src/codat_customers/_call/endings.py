"""How a try ends other than well, and what that says by itself, before anybody explains it."""

from __future__ import annotations

import errno
import ssl
from typing import TYPE_CHECKING, Final

from .._http.problems import HTTPProblem
from .body import CorruptBody, TruncatedBody

if TYPE_CHECKING:
    from codat_customers_api.types import RawResponse

    from .. import errors


class Unsatisfying(Exception):
    """An answer that is not what was asked for."""

    def __init__(self, response: RawResponse) -> None:
        super().__init__(response.status_code)
        self.response = response


class Rejected(Unsatisfying):
    """An answer outside 2xx, on its way to becoming an APIStatusError."""


class Undecodable(Unsatisfying):
    """A 2xx answer that could not be read, on its way to becoming a ResponseDecodeError; its cause says why."""


class OutOfTime(Exception):
    """The total time of a try was used up while its answer was still arriving."""

    def __init__(self) -> None:
        super().__init__("the time for the whole answer is used up")


class RanOut(Exception):
    """The moment at which a call ends in any case comes before its next try.

    Parameters:
        error: What became of its last try.
    """

    def __init__(self, error: errors.SDKError) -> None:
        super().__init__("no time is left for another try")
        self.error = error


class Closed(Exception):
    """The client was closed while a call was under way.

    Parameters:
        request_sent: Whether the service may have received the request.
    """

    def __init__(self, *, request_sent: bool = True) -> None:
        super().__init__("the client was closed while the call was under way")
        self.request_sent = request_sent


# What may end a try: whatever else is raised meanwhile, by a signal handler for one, is not ours to explain.
FAILURES: Final = (
    HTTPProblem,
    OSError,
    CorruptBody,
    TruncatedBody,
    Rejected,
    Undecodable,
    OutOfTime,
    Closed,
)


def never_sent(exception: Exception) -> bool:
    """Return whether the service cannot have received the request of a try that ended in this way."""
    return (isinstance(exception, HTTPProblem) and exception.never_sent) or no_file_left(exception)


def no_file_left(exception: Exception) -> bool:
    """Return whether the process could open no further file: neither a socket nor a module on its first use."""
    return isinstance(exception, OSError) and exception.errno in (errno.EMFILE, errno.ENFILE)


def is_permanent(exception: Exception) -> bool:
    """Return whether another try would end in the same way."""
    if no_file_left(exception):
        return False
    if isinstance(exception, HTTPProblem):
        return not exception.is_known or exception.is_unsendable or _certificate_failed(exception)
    # A TLS connection that was damaged on its way comes up as it is in asyncio. What nobody knows is not repeated.
    return not isinstance(exception, ssl.SSLError | OutOfTime | TruncatedBody)


def _certificate_failed(exception: Exception) -> bool:
    return isinstance(error_below(exception), ssl.SSLCertVerificationError)


def error_below(exception: Exception) -> OSError | None:
    """Return the error of the operating system or of TLS because of which there is no connection."""
    is_connect_error = isinstance(exception, HTTPProblem) and exception.name == "ConnectError"
    cause: BaseException | None = exception if is_connect_error else None
    while cause is not None and not isinstance(cause, OSError):  # further down is what the caller was handling
        cause = cause.__cause__ or cause.__context__
    # anyio and trio say of all addresses of a host that they failed, and only below that of each in which way.
    while cause is not None and cause.__cause__ is not None:
        cause = getattr(cause.__cause__, "exceptions", (cause.__cause__,))[0]
    return cause if isinstance(cause, OSError) else None
