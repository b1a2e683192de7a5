"""What is made of an answer: whether it is what was asked for, how much of it is read, and what is kept. No I/O."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from codat_customers_api.types import RawResponse

from .._http.exchange import AnswerHead
from .._http.problems import HTTPProblem
from .body import BodyReader, CorruptBody
from .endings import Closed, OutOfTime, Rejected, Undecodable
from .failures import ERROR_BODY_LIMIT

if TYPE_CHECKING:
    from codat_customers_api.client import RequestSpec

# More than five times what a page of 5,000 customers takes, and still a bound for a body that explodes when inflated.
JSON_BODY_LIMIT: Final = 64 * 1024 * 1024

_WITHOUT_BODY: Final = (204, 205)  # RFC 9110, sections 15.3.5 and 15.3.6


def delivers(answer: AnswerHead) -> bool:
    """Return whether an answer, by its status, brings what was asked for."""
    return answer.is_success and answer.status_code not in _WITHOUT_BODY


def content_coding(answer: AnswerHead) -> str:
    """Return the coding that is to be undone; what a mock transport has given as a whole, httpx has decoded already."""
    return "" if answer.is_whole else answer.headers.get("Content-Encoding", "")


def body_reader(spec: RequestSpec, answer: AnswerHead) -> BodyReader:
    """Return what collects the body of an answer, with the limit that fits its kind."""
    if not answer.is_success:
        limit = ERROR_BODY_LIMIT
    elif spec.returns_file:
        limit = 2**63  # a caller who asks for a whole attachment gets it whole
    else:
        limit = JSON_BODY_LIMIT
    return BodyReader(content_coding(answer), limit)


def snapshot(answer: AnswerHead, body: BodyReader) -> RawResponse:
    """Return what is kept of an answer: no more leads from it to the request, and so to the key."""
    return RawResponse(answer.status_code, answer.headers, body.content)


def undecodable(raw: RawResponse) -> Undecodable:
    """Return what is raised for a 2xx answer that cannot be read."""
    return Undecodable(RawResponse(raw.status_code, raw.headers, raw.content[:ERROR_BODY_LIMIT]))


def accepted(spec: RequestSpec, answer: AnswerHead, body: BodyReader, problem: Exception | None) -> RawResponse:
    """Judge an answer whose body has been read, or was until a problem came up; return a whole 2xx.

    Raises:
        Rejected: It is outside 2xx; what came of the body is enough then.
        Undecodable: It is a 2xx that no further try would make readable.
        Exception: The problem, if it is another, and if the body of a success means anything.
    """
    raw = snapshot(answer, body)
    if not answer.is_success:
        raise Rejected(raw)
    if not spec.has_result and not _took_too_long(problem):
        return raw
    if not delivers(answer) and not spec.may_be_empty:
        problem = CorruptBody("there is no body")
    if isinstance(problem, CorruptBody):
        raise undecodable(raw) from problem
    if problem is not None:
        raise problem
    return raw


def _took_too_long(problem: Exception | None) -> bool:
    return isinstance(problem, Closed | OutOfTime) or (isinstance(problem, HTTPProblem) and problem.timed_out)
