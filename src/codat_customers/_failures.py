"""From what went wrong underneath to the error that users see, and to what the retry decision must know of it."""

from __future__ import annotations

import datetime
import json
import ssl
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

import httpx
from attrs import frozen
from codat_customers_api.decoding import json_object
from codat_customers_api.errors import DecodeError

from . import errors
from ._body import TruncatedBody
from .retries import Outcome, parse_retry_after

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


class Rejected(Exception):
    """An answer outside 2xx, on its way to becoming an APIStatusError."""

    def __init__(self, response: RawResponse) -> None:
        super().__init__(response.status_code)
        self.response = response


class Undecodable(Exception):
    """A 2xx answer that could not be read, on its way to becoming a ResponseDecodeError; its cause says why."""

    def __init__(self, response: RawResponse) -> None:
        super().__init__(response.status_code)
        self.response = response


class OutOfTime(Exception):
    """The total time of a try was used up while its answer was still arriving."""


@frozen
class Failure:
    """A failed try, for the caller and for the retry decision."""

    error: errors.SDKError
    outcome: Outcome


def failure(exception: Exception, spec: RequestSpec, url: str, attempts: int) -> Failure:
    """Explain a failed try.

    Parameters:
        exception: What a sender raised or met.
        spec: The request.
        url: Its address.
        attempts: The number of the try.
    """
    request = f"{spec.operation} failed on try {attempts}: {spec.method} {url}"
    match exception:
        case Rejected():
            return _rejected(exception, spec, request, url, attempts)
        case Undecodable():
            return _undecodable(exception, spec, request, url, attempts)
        case _:
            return _unanswered(exception, spec, request, url, attempts)


def _rejected(rejected: Rejected, spec: RequestSpec, request: str, url: str, attempts: int) -> Failure:
    response = rejected.response
    status = response.status_code
    error = _error_message(spec, response)
    retry_after = parse_retry_after(response.headers.get("Retry-After"), datetime.datetime.now(datetime.UTC))
    error_type, advice = _STATUS_ERRORS.get(status) or _status_class(status)
    parts = [f"{request} answered {status} {_reason(status)}".rstrip()]
    if error and error.error:
        parts.append(one_line(error.error))
    if error and error.correlation_id:
        parts.append(f"correlation id {one_line(error.correlation_id)}")
    if retry_after:
        parts.append(f"the service asks to wait {retry_after:g} s")
    if advice:
        parts.append(advice)
    return Failure(
        error_type(
            "; ".join(parts),
            method=spec.method,
            url=url,
            attempts=attempts,
            retry_after=retry_after,
            error=error,
            raw_response=response,
        ),
        Outcome(status=status, retry_after=retry_after),
    )


def _undecodable(undecodable: Undecodable, spec: RequestSpec, request: str, url: str, attempts: int) -> Failure:
    status = undecodable.response.status_code
    problem = undecodable.__cause__
    message = (
        f"{request} answered {status}, but {one_line(str(problem))}; "
        "the service may have done what was asked; compare the answer with the specification"
    )
    return Failure(
        errors.ResponseDecodeError(
            message, method=spec.method, url=url, attempts=attempts, raw_response=undecodable.response
        ),
        Outcome(status=status, permanent=True),
    )


def _unanswered(exception: Exception, spec: RequestSpec, request: str, url: str, attempts: int) -> Failure:
    request_sent = not isinstance(exception, _NEVER_SENT)
    timed_out = isinstance(exception, httpx.TimeoutException | OutOfTime)
    what = one_line(str(exception)) or "no further details"
    error_type = errors.APITimeoutError if timed_out else errors.APIConnectionError
    acted = "the service may have received it" if request_sent else "nothing was sent"
    advice = _connection_advice(exception)
    error = error_type(
        f"{request} got no complete answer: {type(exception).__name__} ({what}); {acted}; {advice}",
        method=spec.method,
        url=url,
        attempts=attempts,
    )
    error.request_sent = request_sent
    return Failure(error, Outcome(request_sent=request_sent, permanent=_is_permanent(exception)))


_NEVER_SENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.InvalidURL,
)

_PERMANENT: Final = (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL)


def _is_permanent(exception: Exception) -> bool:
    if not isinstance(exception, httpx.TransportError | OutOfTime | TruncatedBody):
        return True  # nobody knows what it was, so nothing is repeated
    return isinstance(exception, _PERMANENT) or _certificate_failed(exception)


def _certificate_failed(exception: Exception) -> bool:
    return any(isinstance(cause, ssl.SSLCertVerificationError) for cause in _causes(exception))


def _causes(exception: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = exception
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


def _connection_advice(exception: Exception) -> str:
    if _certificate_failed(exception):
        return "check the certificates that the machine trusts, and server_url"
    if isinstance(exception, httpx.PoolTimeout):
        return "too many calls at once share this client; raise its limits or the pool time-out"
    if isinstance(exception, _PERMANENT):
        return "check server_url and the arguments"
    return "check the network, or allow more time with timeout="


def _status_class(status: int) -> tuple[type[errors.APIStatusError], str]:
    if 500 <= status <= 599:
        return errors.ServerError, "the fault is the service's or a gateway's; call again later"
    if 300 <= status <= 399:
        return errors.APIStatusError, "redirects are not followed; check server_url"
    return errors.APIStatusError, ""


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _error_message(spec: RequestSpec, response: RawResponse) -> ErrorMessage | None:
    """Read the service's ErrorMessage, leaving out what is damaged; None if the body is something else."""
    try:
        fields = json_object(json.loads(response.content))
    except (ValueError, RecursionError):
        return None
    if not {"error", "correlationId", "statusCode", "service", "validation"} & fields.keys():
        return None
    return _decode_what_can_be(spec.decode_error, fields)


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
