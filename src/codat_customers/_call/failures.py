"""From what went wrong underneath to the error that users see, and to what the retry decision must know of it."""

from __future__ import annotations

import datetime
import errno
import json
import socket
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

_STATUS_ERRORS: Final[dict[int, type[errors.APIStatusError]]] = {
    400: errors.BadRequestError,
    401: errors.AuthenticationError,
    402: errors.PaymentRequiredError,
    403: errors.PermissionDeniedError,
    404: errors.NotFoundError,
    409: errors.ConflictError,
    422: errors.UnprocessableEntityError,
    429: errors.RateLimitError,
}

_ADDRESS: Final = "server_url or CODAT_SERVER_URL"
_PROXY: Final = "the proxy, if HTTPS_PROXY or the http_client names one"

# What to do about a status, or else about its class
_STATUS_ADVICE: Final[dict[int, str]] = {
    3: f"redirects are not followed; check {_ADDRESS}",
    4: "correct the request",
    401: "check the API key",
    402: "the account has reached a limit of its plan; repeating the call will not help",
    403: "check what the API key may access",
    404: "check the ids, and that the company's data has been synced",
    407: "check the user name and the password in the address of the proxy",
    408: "call again later",
    409: "sync the company's data first",
    429: "call again later",
    5: "the fault is the service's or a gateway's; call again later",
}

# The same where an idempotency key is sent: how to repeat with it what may have arrived is said in any case.
_KEYED_STATUS_ADVICE: Final[dict[int, str]] = {
    **_STATUS_ADVICE,
    408: "",
    409: "the first request with this idempotency key is still in progress; wait for it",
    422: "use a new idempotency key for a changed body",
    500: (
        "the service may have acted, and repeats this answer for the same idempotency key; "
        "look for the outcome before calling again with another"
    ),
    5: "the fault is the service's or a gateway's",
}

_TOO_MANY_FILES: Final = (
    "too many files and connections are open in this process: close some, or raise its limit (ulimit -n)"
)

_PROBLEM_ADVICE: Final[dict[str, str]] = {
    "ConnectTimeout": (
        f"nobody answers there: check {_ADDRESS}, the network and its firewall, or allow more time with timeout="
    ),
    "PoolTimeout": "too many calls at once share this client; raise its limits or the pool time-out",
    "ProxyError": "check the proxy that HTTPS_PROXY or the http_client names, with its user name and password",
    "ReadTimeout": "allow more time with timeout=",
    "WriteTimeout": "check the network, or allow more time with timeout=",
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
    """A failed try, for the caller and for the retry decision.

    Attributes:
        error: What happened.
        outcome: How it ended, as far as the decision is concerned.
        advice: What the caller may do if there is no further try; empty where nothing is known to help.
    """

    error: errors.SDKError
    outcome: Outcome
    advice: str


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
            failed = _undecodable(exception, request, spec.method)
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
        f"{_TOO_MANY_FILES if _no_file_left(problem) else 'check the installation of this package'}",
        attempts=0,
        reason=f"the call could not begin ({type(problem).__name__})",
    )
    error.__cause__ = problem
    return error


def _rejected(response: RawResponse, request: str, spec: RequestSpec) -> FailedTry:
    status = response.status_code
    error = _error_message(response, spec.decode_error)
    retry_after = parse_retry_after(response.headers.get("Retry-After"), datetime.datetime.now(datetime.UTC))
    error_type = _STATUS_ERRORS.get(status) or (errors.ServerError if 500 <= status <= 599 else errors.APIStatusError)
    reason = f"{status} {_phrase(status)}".rstrip()
    parts = [f"{request} answered {reason}"]
    if error and error.error:
        parts.append(one_line(error.error))
    if error and error.correlation_id:
        parts.append(f"correlation id {one_line(error.correlation_id)}")
    if retry_after:
        parts.append(f"the service asks to wait {retry_after:g} s")
    return FailedTry(
        error_type("; ".join(parts), retry_after=retry_after, error=error, raw_response=response, reason=reason),
        Outcome(status=status, retry_after=retry_after),
        _status_advice(status, spec.method, error),
    )


def _undecodable(undecodable: Undecodable, request: str, method: str) -> FailedTry:
    status = undecodable.response.status_code
    error = errors.ResponseDecodeError(
        f"{request} answered {status}, but {one_line(str(undecodable.__cause__))}",
        raw_response=undecodable.response,
        reason="the answer was not as specified",
    )
    advice = f"compare the answer with the specification, and check {_ADDRESS}"
    if method != "GET":
        advice = f"the service may have done what was asked; {advice}"
    return FailedTry(error, Outcome(status=status, permanent=True), advice)


def _unanswered(exception: Exception, request: str) -> FailedTry:
    sent = exception.request_sent if isinstance(exception, Closed) else not never_sent(exception)
    what = one_line(str(_error_below(exception) or exception)) or "no further details"
    name, timed_out = type(exception).__name__, isinstance(exception, OutOfTime)
    if isinstance(exception, HTTPProblem):
        name, timed_out = exception.name, exception.timed_out
    error_type = errors.APITimeoutError if timed_out else errors.APIConnectionError
    error = error_type(
        f"{request} got no complete answer: {name} ({what}); "
        f"{'the service may have received it' if sent else 'nothing was sent'}",
        reason=f"no complete answer ({name})",
    )
    error.request_sent = sent
    outcome = Outcome(request_sent=sent, permanent=_is_permanent(exception))
    return FailedTry(error, outcome, _connection_advice(exception))


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
    # anyio and trio say of all addresses of a host that they failed, and only below that of each in which way.
    while cause is not None and cause.__cause__ is not None:
        cause = getattr(cause.__cause__, "exceptions", (cause.__cause__,))[0]
    return cause if isinstance(cause, OSError) else None


def _status_advice(status: int, method: str, error: ErrorMessage | None) -> str:
    if status == 404 and error is None:
        return f"this answer is not in the service's form; check {_ADDRESS}, and the path"
    advice = _KEYED_STATUS_ADVICE if method in KEYED_METHODS else _STATUS_ADVICE
    return advice.get(status, advice.get(status // 100, ""))


def _connection_advice(exception: Exception) -> str:
    below = _error_below(exception) or exception
    match below:
        case Closed():
            return "keep the client open until its calls have ended"
        case OutOfTime():
            return _PROBLEM_ADVICE["ReadTimeout"]
        case _ if _no_file_left(below):
            return _TOO_MANY_FILES
        case ConnectionRefusedError():
            return f"nothing listens there: check {_ADDRESS}, and {_PROXY}"
        case socket.gaierror():
            return f"the name of the host is not known: check {_ADDRESS}, the name server, and {_PROXY}"
        case ssl.SSLCertVerificationError():
            return f"check the certificates that the machine trusts, and {_ADDRESS}"
        case ssl.SSLError() if below is not exception:
            return f"TLS is not spoken there as it should be: check {_ADDRESS}, with its port, and {_PROXY}"
        case HTTPProblem(is_unsendable=True):
            return f"check {_ADDRESS}, and the arguments"
        case HTTPProblem(is_known=False):
            return "look at __cause__: this is no failure of the network"
        case _:
            name = exception.name if isinstance(exception, HTTPProblem) else ""
            return _PROBLEM_ADVICE.get(name, "check the network, and what stands between, such as a proxy")


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
