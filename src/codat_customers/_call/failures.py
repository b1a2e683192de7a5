"""From what went wrong underneath to the error that users see, and to what the retry decision must know of it."""

from __future__ import annotations

import datetime
import errno
import json
import ssl
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, NamedTuple

from codat_customers_api.decoding import json_object
from codat_customers_api.errors import DecodeError

from .. import errors
from .._http.problems import HTTPProblem
from ..retries import KEYED_METHODS, Outcome, parse_retry_after
from .body import CorruptBody, TruncatedBody

if TYPE_CHECKING:
    from codat_customers_api.client import RequestSpec
    from codat_customers_api.models import ErrorMessage
    from codat_customers_api.types import RawResponse

ERROR_BODY_LIMIT: Final = 64 * 1024  # bytes of an answer that an error keeps

_TEXT_LIMIT: Final = 300  # characters of the service's own words in a message

_STATUS_ERRORS: Final[dict[int, tuple[type[errors.APIStatusError], str]]] = {
    400: (errors.BadRequestError, "correct the request"),
    401: (errors.AuthenticationError, "check the API key"),
    402: (errors.PaymentRequiredError, "the account has reached a limit of its plan; repeating the call will not help"),
    403: (errors.PermissionDeniedError, "check what the API key may access"),
    404: (errors.NotFoundError, "check the ids, and that the company's data has been synced"),
    409: (errors.ConflictError, "sync the company's data first, or wait for the request with the same idempotency key"),
    422: (errors.UnprocessableEntityError, "use a new idempotency key for a changed body"),
    429: (errors.RateLimitError, "call again later"),
}


class _Unsatisfying(Exception):
    def __init__(self, response: RawResponse) -> None:
        super().__init__(response.status_code)
        self.response = response


class Rejected(_Unsatisfying):
    """An answer outside 2xx, on its way to becoming an APIStatusError."""


class Undecodable(_Unsatisfying):
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


class FailedTry(NamedTuple):
    """A failed try, for the caller and for the retry decision."""

    error: errors.SDKError
    outcome: Outcome


def explained(exception: Exception, spec: RequestSpec, url: str, attempts: int, key: str | None) -> FailedTry:
    """Explain a failed try.

    Parameters:
        exception: What a sender raised or met.
        spec: The request.
        url: Its address.
        attempts: The number of the try.
        key: The idempotency key that it was sent with, if it needs one.
    """
    request = f"{spec.operation} failed on try {attempts}: {spec.method} {one_line(url)}"
    match exception:
        case Rejected():
            failed = _rejected(exception.response, request, spec)
        case Undecodable():
            failed = _undecodable(exception, request)
        case _:
            failed = _unanswered(exception, request)
    error = failed.error
    error.method, error.url, error.attempts, error.idempotency_key = spec.method, url, attempts, key
    error.__cause__ = exception.__cause__ if isinstance(exception, _Unsatisfying | HTTPProblem) else exception
    return failed


def unsent(operation: str, problem: OSError) -> errors.APIConnectionError:
    """Explain why a call could not begin: what it needs could not be loaded.

    Parameters:
        operation: The name of the operation.
        problem: What happened.
    """
    error = errors.APIConnectionError(
        f"{operation} could not begin: {type(problem).__name__} ({one_line(str(problem))}); nothing was sent; "
        f"{_connection_advice(problem)}",
        attempts=0,
        reason=f"the call could not begin ({type(problem).__name__})",
    )
    error.__cause__ = problem
    return error


def _rejected(response: RawResponse, request: str, spec: RequestSpec) -> FailedTry:
    status = response.status_code
    error = _error_message(response, spec.decode_error)
    retry_after = parse_retry_after(response.headers.get("Retry-After"), datetime.datetime.now(datetime.UTC))
    error_type, advice = _STATUS_ERRORS.get(status) or _error_of_class(status, spec.method)
    reason = f"{status} {_phrase(status)}".rstrip()
    parts = [f"{request} answered {reason}"]
    if error and error.error:
        parts.append(one_line(error.error))
    if error and error.correlation_id:
        parts.append(f"correlation id {one_line(error.correlation_id)}")
    if retry_after:
        parts.append(f"the service asks to wait {retry_after:g} s")
    if advice:
        parts.append(advice)
    return FailedTry(
        error_type("; ".join(parts), retry_after=retry_after, error=error, raw_response=response, reason=reason),
        Outcome(status=status, retry_after=retry_after),
    )


def _undecodable(undecodable: Undecodable, request: str) -> FailedTry:
    status = undecodable.response.status_code
    message = (
        f"{request} answered {status}, but {one_line(str(undecodable.__cause__))}; "
        "the service may have done what was asked; compare the answer with the specification"
    )
    error = errors.ResponseDecodeError(
        message, raw_response=undecodable.response, reason="the answer was not as specified"
    )
    return FailedTry(error, Outcome(status=status, permanent=True))


def _unanswered(exception: Exception, request: str) -> FailedTry:
    sent = exception.request_sent if isinstance(exception, Closed) else not never_sent(exception)
    what = one_line(str(exception) or str(_error_below(exception) or "")) or "no further details"
    name, timed_out = type(exception).__name__, isinstance(exception, OutOfTime)
    if isinstance(exception, HTTPProblem):
        name, timed_out = exception.name, exception.timed_out
    error_type = errors.APITimeoutError if timed_out else errors.APIConnectionError
    error = error_type(
        f"{request} got no complete answer: {name} ({what}); "
        f"{'the service may have received it' if sent else 'nothing was sent'}; {_connection_advice(exception)}",
        reason=f"no complete answer ({name})",
    )
    error.request_sent = sent
    return FailedTry(error, Outcome(request_sent=sent, permanent=_is_permanent(exception)))


def never_sent(exception: Exception) -> bool:
    """Return whether the service cannot have received the request of a try that ended in this way."""
    return (isinstance(exception, HTTPProblem) and exception.never_sent) or _no_file_left(exception)


def _no_file_left(exception: Exception) -> bool:
    """Return whether the process could open no further file: neither a socket nor a module on its first use."""
    return isinstance(exception, OSError) and exception.errno in (errno.EMFILE, errno.ENFILE)


def _is_permanent(exception: Exception) -> bool:
    if _no_file_left(exception):
        return False
    if isinstance(exception, HTTPProblem):
        return not exception.is_known or exception.is_unsendable or _certificate_failed(exception)
    # A TLS connection that was damaged on its way comes up as it is in asyncio. What nobody knows is not repeated.
    return not isinstance(exception, ssl.SSLError | OutOfTime | TruncatedBody)


def _certificate_failed(exception: Exception) -> bool:
    return isinstance(_error_below(exception), ssl.SSLCertVerificationError)


def _error_below(exception: Exception) -> OSError | None:
    """Return the error of the operating system or of TLS because of which there is no connection."""
    is_connect_error = isinstance(exception, HTTPProblem) and exception.name == "ConnectError"
    cause: BaseException | None = exception if is_connect_error else None
    while cause is not None and not isinstance(cause, OSError):  # further down is what the caller was handling
        cause = cause.__cause__ or cause.__context__
    return cause


def _connection_advice(exception: Exception) -> str:
    if isinstance(exception, Closed):
        return "keep the client open until its calls have ended"
    if _no_file_left(exception) or _no_file_left(_error_below(exception) or exception):
        return "too many files and connections are open in this process: close some, or raise its limit (ulimit -n)"
    if _certificate_failed(exception):
        return "check the certificates that the machine trusts, and server_url"
    if isinstance(exception, HTTPProblem) and exception.name == "PoolTimeout":
        return "too many calls at once share this client; raise its limits or the pool time-out"
    if isinstance(exception, HTTPProblem) and exception.is_unsendable:
        return "check server_url and the arguments"
    return "check the network, or allow more time with timeout="


def _error_of_class(status: int, method: str) -> tuple[type[errors.APIStatusError], str]:
    if 500 <= status <= 599 and method in KEYED_METHODS:
        return errors.ServerError, "the service may have acted; look for the outcome before calling again"
    if 500 <= status <= 599:
        return errors.ServerError, "the fault is the service's or a gateway's; call again later"
    if 300 <= status <= 399:
        return errors.APIStatusError, "redirects are not followed; check server_url"
    return errors.APIStatusError, ""


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _error_message(response: RawResponse, decode: Callable[[object], ErrorMessage]) -> ErrorMessage | None:
    """Read the service's ErrorMessage, leaving out what is damaged; None if the body is something else."""
    try:
        fields = json_object(json.loads(response.content.decode("utf-8-sig", "replace")))
    except (ValueError, RecursionError):
        return None
    if not {"error", "correlationId", "statusCode", "service", "validation"} & fields.keys():
        return None
    return _decode_what_can_be(decode, fields)


def _decode_what_can_be(decode: Callable[[object], ErrorMessage], body: dict[str, object]) -> ErrorMessage | None:
    damaged: dict[str, object] = {}
    while True:
        try:
            error = decode(body)
        except DecodeError as problem:
            name = problem.place[0] if problem.place else None
            if not isinstance(name, str) or name not in body:
                return None
            damaged[name] = body.pop(name)
        else:
            error.additional_properties.update(damaged)
            return error


def one_line(text: str) -> str:
    """Make foreign text fit for a message: printable, on one line, not too long."""
    clean = " ".join("".join(character if character.isprintable() else " " for character in text[:2000]).split())
    return clean if len(clean) <= _TEXT_LIMIT else clean[:_TEXT_LIMIT] + "…"
