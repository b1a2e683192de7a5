"""From what went wrong underneath to the error that users see, and to what the retry decision must know of it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, NamedTuple

from codat_customers_api.decoding import json_object
from codat_customers_api.errors import DecodeError

from .. import errors
from .._http.problems import HTTPProblem
from ..retries import Outcome, parse_retry_after
from .advice import ADDRESS, TOO_MANY_FILES, connection_advice, status_advice
from .endings import (
    Closed,
    OutOfTime,
    Rejected,
    Undecodable,
    Unsatisfying,
    error_below,
    is_permanent,
    never_sent,
    no_file_left,
)

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
    error.__cause__ = exception.__cause__ if isinstance(exception, Unsatisfying | HTTPProblem) else exception
    return failed


def unsent(operation: str, problem: OSError) -> errors.APIConnectionError:
    """Explain why a call could not begin: what it needs could not be loaded.

    Parameters:
        operation: The name of the operation.
        problem: What happened.
    """
    error = errors.APIConnectionError(
        f"{operation} could not begin: {type(problem).__name__} ({one_line(str(problem))}); nothing was sent; "
        f"{TOO_MANY_FILES if no_file_left(problem) else 'check the installation of this package'}",
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
        status_advice(status, spec.method, is_the_services=error is not None),
    )


def _undecodable(undecodable: Undecodable, request: str, method: str) -> FailedTry:
    status = undecodable.response.status_code
    error = errors.ResponseDecodeError(
        f"{request} answered {status}, but {one_line(str(undecodable.__cause__))}",
        raw_response=undecodable.response,
        reason="the answer was not as specified",
    )
    advice = f"compare the answer with the specification, and check {ADDRESS}"
    if method != "GET":
        advice = f"the service may have done what was asked; {advice}"
    return FailedTry(error, Outcome(status=status, permanent=True), advice)


def _unanswered(exception: Exception, request: str) -> FailedTry:
    sent = exception.request_sent if isinstance(exception, Closed) else not never_sent(exception)
    what = one_line(str(error_below(exception) or exception)) or "no further details"
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
    outcome = Outcome(request_sent=sent, permanent=is_permanent(exception))
    return FailedTry(error, outcome, connection_advice(exception))


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
