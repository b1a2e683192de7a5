"""One API call from its first try to its last, without I/O: the part that the sync and the async sender share."""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Final, NoReturn, Self, TypeVar

import httpx
from codat_customers_api.client import RequestOptions, RequestSpec
from codat_customers_api.errors import DecodeError
from codat_customers_api.types import RawResponse, Response, Unset

from .._http.pools import HEADERS
from .._settings import checked_retries, checked_timeout, header_of_returned_key
from ..errors import APIConnectionError, SDKError
from ..retries import KEY_LIFETIME, KEYED_METHODS, CallState, GiveUp, RetryEvent, decide, may_have_arrived, too_late
from .body import BodyReader, CorruptBody
from .failures import (
    ERROR_BODY_LIMIT,
    FAILURES,
    NEVER_SENT,
    Closed,
    Failure,
    OutOfTime,
    RanOut,
    Rejected,
    Undecodable,
    failure,
)
from .request import request_content, request_headers, request_url
from .state import ClientState

T = TypeVar("T")

# More than five times what a page of 5,000 customers takes, and still a bound for a body that explodes when inflated.
JSON_BODY_LIMIT: Final = 64 * 1024 * 1024

# The least that a try is given, in seconds: httpx takes zero for "do not wait at all".
SHORTEST_TIMEOUT: Final = 0.001

_WITHOUT_BODY: Final = (204, 205)  # RFC 9110, sections 15.3.5 and 15.3.6

_log = logging.getLogger("codat_customers")


class Call:
    """The life of one call: builds the request of each try, and decides after each failure.

    It is under way, and ends when its client is closed, within its ``with`` block.

    Parameters:
        client: What the calls of the client share.
        spec: The request, as an operation describes it.
        options: The caller's settings of this call.
        limit: The moment, by the client's clock, at which the call ends in any case.

    Raises:
        ValueError: An argument cannot be sent.
        TypeError: An argument is of the wrong type.
    """

    def __init__(
        self, client: ClientState, spec: RequestSpec, options: RequestOptions, limit: float = math.inf
    ) -> None:
        settings = client.settings
        policy = settings.retries if isinstance(options.retries, Unset) else checked_retries(options.retries)
        self._policy = None if policy is None or policy.strategy == "none" else policy
        self._timeout = settings.timeout if isinstance(options.timeout, Unset) else checked_timeout(options.timeout)
        self._client = client
        self._spec = spec
        self._url = request_url(settings, spec)
        self._content = request_content(spec)
        self._headers = request_headers(settings, client.headers, spec, options, self._content)
        self._idempotency_key = self._headers.get("idempotency-key") if spec.method in KEYED_METHODS else None
        self.range_headers: Mapping[str, str] = {}  # what the next try asks for beyond the headers of the call
        self._key_headers: Mapping[str, str] = {}  # the key that was asked for, where the client has no fixed one
        self._key_was_refused = False
        self._parsed_url: httpx.URL | None = None
        self.request: httpx.Request | None = None  # of the last try
        self._attempts = 0
        self._reading: tuple[httpx.Response, BodyReader] | None = None
        self._started = self._try_started = client.monotonic()
        self._limit = limit
        self._deadline = self._started + self._policy.max_elapsed_time if self._policy else -math.inf
        self._try_limit = limit
        self._in_full = True  # whether the next try has its full time-outs, however long the call has taken
        self._retry_due = False
        self._first_sent: float | None = None
        self._may_be_in_progress = False
        self._tokens_taken = 0
        self._last_error: SDKError | None = None
        self.cancel: Callable[[], object] = _nothing  # ends the present wait, from outside

    def __enter__(self) -> Self:
        self._client.running[self] = os.getpid()
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        del self._client.running[self]
        if self._retry_due:  # it never began, so somebody else may have its token
            self._client.quota.give_back(1)

    # Before a try

    def authorize(self, key: object) -> None:
        """Take the key for the next try, which the client's key source has returned.

        Raises:
            ValueError: It is no API key.
            TypeError: It is not even text.
            SDKError: Meanwhile it is too late for a further try, or the client was closed.
            RanOut: Meanwhile the limit of the call is reached.
        """
        self._key_headers = {"authorization": header_of_returned_key(key)}
        self.wake()

    def next_request(self) -> httpx.Request:
        """Begin the next try and return its request."""
        self._attempts += 1
        self._retry_due = False
        self._reading = None
        now = self._try_started = self._client.monotonic()
        timeout = self._timeout.as_dict()
        in_full, self._in_full = self._in_full, False
        if in_full:
            in_all = sum(math.inf if seconds is None else seconds for seconds in timeout.values())
            self._try_limit = min(max(self._deadline, now + in_all), self._limit)
        else:
            self._try_limit = min(self._deadline, self._limit)
        if not in_full or self._limit < math.inf:
            left = max(self._try_limit - now, SHORTEST_TIMEOUT)
            timeout = {name: left if seconds is None else min(seconds, left) for name, seconds in timeout.items()}
        headers: Mapping[str, str] = self._headers
        if self.range_headers or self._key_headers:
            headers = {**headers, **self.range_headers, **self._key_headers}
        self._parsed_url = self._parsed_url or httpx.URL(self._url)
        self.request = httpx.Request(
            self._spec.method,
            self._parsed_url,
            headers=headers,
            # Given as a stream, it keeps httpx from working out the headers again.
            stream=httpx.ByteStream(self._content),
            extensions={"timeout": timeout, HEADERS: None},
        )
        return self.request

    @property
    def time_left(self) -> float:
        """Seconds that the present try may still take in all; infinite where a time-out is None."""
        return self._try_limit - self._client.monotonic()

    def allow(self, timeout: float | None, break_off: Callable[[], object]) -> float | None:
        """Return the seconds that the next step of a sync try may take.

        Parameters:
            timeout: What httpx allows for it, or None for no limit.
            break_off: Ends the step from another thread.

        Raises:
            OutOfTime: The time for the whole try is used up.
            Closed: The client has been closed.
        """
        self.cancel = break_off
        if self._client.closed:
            raise Closed
        left = self.time_left
        if left <= 0:
            raise OutOfTime
        return left if left < (math.inf if timeout is None else timeout) else timeout

    # While a try goes on

    def head_arrived(self, response: httpx.Response) -> None:
        """Take note of an answer whose body is still to come."""
        if "X-Rate-Limit-Limit" in response.headers or "X-Rate-Limit-Remaining" in response.headers:
            self._client.rate_limit_headers = response.headers
        if self._spec.accept != "application/json" and response.is_success:
            # A file may arrive for as long as it keeps arriving: only the read time-out bounds it.
            self._try_limit = self._limit
            response.request.extensions["timeout"].update(self._timeout.as_dict())

    def streams(self, response: httpx.Response) -> bool:
        """Return whether an answer is to be read as a stream: it delivers, or cannot go on with what was delivered."""
        return delivers(response) or (bool(self.range_headers) and response.status_code == 416)

    def check_time(self) -> None:
        """Raise OutOfTime if the present try has used up its total time."""
        if self._client.monotonic() > self._try_limit:
            raise OutOfTime

    def body_reader(self, response: httpx.Response) -> BodyReader:
        """Return what collects the body of an answer, with the limit that fits its kind."""
        if not response.is_success:
            limit = ERROR_BODY_LIMIT
        elif self._spec.accept == "application/json":
            limit = JSON_BODY_LIMIT
        else:
            limit = 2**63  # a caller who asks for a whole attachment gets it whole
        body = BodyReader(content_coding(response), limit)
        self._reading = (response, body)
        return body

    def let_go(self) -> None:
        """Give up the connection: whoever closes the client has no more to do with it."""
        self.cancel = _nothing

    def cut_off(self) -> Exception:
        """Return what became of a try whose total time is used up; of an answer outside 2xx, what came is enough."""
        if self._client.closed:
            return Closed()
        if self._reading is not None and not self._reading[0].is_success:
            return Rejected(_snapshot(*self._reading))
        return OutOfTime()

    def accept(self, response: httpx.Response, body: BodyReader, problem: Exception | None) -> RawResponse:
        """Judge an answer whose body has been read, or was until a problem came up; return a whole 2xx.

        Raises:
            Rejected: It is outside 2xx; what came of the body is enough then.
            Undecodable: It is a 2xx that no further try would make readable.
            Exception: The problem, if it is another, and if the body of a success means anything.
        """
        raw = _snapshot(response, body)
        if not response.is_success:
            raise Rejected(raw)
        if not self._spec.has_result and not isinstance(problem, Closed | OutOfTime | httpx.TimeoutException):
            return raw
        if not delivers(response):
            problem = CorruptBody("there is no body")
        if isinstance(problem, CorruptBody):
            raise _undecodable(raw) from problem
        if problem is not None:
            raise problem
        return raw

    def decoded(self, raw: RawResponse, decode: Callable[[RawResponse], T]) -> Response[T]:
        """Decode a complete 2xx answer; raise Undecodable if it is not what the specification says."""
        try:
            parsed = decode(raw)
        except (DecodeError, *FAILURES) as problem:
            raise _undecodable(raw) from problem
        return Response(raw.status_code, raw.headers, raw.content, parsed, self._attempts, self._idempotency_key)

    def broken_off(self, problem: Exception) -> SDKError:
        """Explain why a streamed body, part of which is with the caller, ended early."""
        error = self._explained(self._judged(problem)).error
        _log.debug("%s%s", error, self._with_key)
        return error

    # After a try

    def succeeded(self) -> None:
        """Note that the call has ended well."""
        self._client.quota.give_back(self._tokens_taken)
        self._tokens_taken = 0
        _log.debug("%s: try %d succeeded%s", self._spec.operation, self._attempts, self._with_key)

    def failed(self, exception: Exception) -> float:
        """Decide what follows a failed try.

        Returns:
            The seconds to wait before the next try.

        Raises:
            SDKError: There is no next try.
            RanOut: There would be one, if it were not for the limit of the call.
        """
        failed = self._explained(self._judged(exception))
        error, outcome = failed.error, failed.outcome
        if outcome.request_sent and self._first_sent is None:
            self._first_sent = self._try_started
        state = self._state
        self._may_be_in_progress = may_have_arrived(state, outcome)
        if isinstance(error, APIConnectionError):
            error.request_sent = self._may_be_in_progress
        self._last_error = error
        if outcome.status == 401 and self._client.settings.key_source is not None and not self._key_was_refused:
            self._key_was_refused = self._in_full = True
            self._announce(0.0, error)
            return 0.0
        decision = decide(self._policy, state, outcome, self._client.random())
        if isinstance(decision, GiveUp) and decision.ran_out:
            raise RanOut(error)
        if isinstance(decision, GiveUp):
            self._give_up(error, decision.reason)
        if not self._client.quota.take():
            self._give_up(error, "too many calls of this client are failing, and its retry quota is spent")
        self._tokens_taken += 1
        self._retry_due = True
        self._announce(decision.seconds, error)
        return decision.seconds

    def wake(self) -> None:
        """Raise the last error if a wait took so much longer than asked that it is too late for another try.

        Raises:
            SDKError: That, or the client was closed meanwhile.
            RanOut: It is the limit of the call for which it is too late.
        """
        if self._client.closed:
            error = self._explained(Closed(request_sent=self._may_be_in_progress)).error
            error.__cause__ = self._last_error
            self._give_up(error, "")
        state = self._state
        if self._last_error is not None and state.time_left <= 0:
            raise RanOut(self._last_error)
        reason = too_late(self._policy, state, 0) if self._policy and not self._in_full else ""
        if self._last_error is not None and reason:
            self._give_up(self._last_error, reason)

    @property
    def _state(self) -> CallState:
        now = self._client.monotonic()
        return CallState(
            method=self._spec.method,
            has_key=self._idempotency_key is not None,
            attempt=self._attempts,
            elapsed=now - self._started,
            key_age=None if self._first_sent is None else now - self._first_sent,
            may_be_in_progress=self._may_be_in_progress,
            time_left=self._limit - now,
        )

    @property
    def _with_key(self) -> str:
        """What a line of the log says of the key."""
        return "" if self._idempotency_key is None else f"; idempotency_key={self._idempotency_key!r}"

    def _judged(self, exception: Exception) -> Exception:
        """Return what really ended a try: the caller who closed the client, or the limit of the whole."""
        if isinstance(exception, Rejected | Undecodable | Closed):
            return exception
        if self._client.closed:
            verdict: Exception = Closed(request_sent=not isinstance(exception, NEVER_SENT))
        elif isinstance(exception, httpx.ReadTimeout | httpx.WriteTimeout) and self.time_left <= 0:
            verdict = OutOfTime()
        else:
            return exception
        verdict.__cause__ = exception
        return verdict

    def _explained(self, exception: Exception) -> Failure:
        failed = failure(exception, self._spec, self._url, self._attempts)
        failed.error.idempotency_key = self._idempotency_key
        failed.error.__cause__ = exception.__cause__ if isinstance(exception, Rejected | Undecodable) else exception
        if self.request is not None:  # httpx's exceptions hold it, and the key must not be found there
            self.request.headers.pop("Authorization", None)
        return failed

    def _give_up(self, error: SDKError, reason: str) -> NoReturn:
        parts = [error.message]
        if reason:
            parts.append(f"no further try: {reason}")
        if self._idempotency_key is not None and self._may_be_in_progress:
            parts.append(
                "the request may have arrived: to repeat it, make the same call "
                f"with idempotency_key={self._idempotency_key!r} within {KEY_LIFETIME / 60:g} minutes of its first try"
            )
        error.args = ("; ".join(parts),)
        _log.debug("%s%s", error, self._with_key)
        raise error

    def _announce(self, wait: float, error: SDKError) -> None:
        _log.debug("%s; next try in %.3f s%s", error, wait, self._with_key)
        if self._client.settings.on_retry is not None:
            event = RetryEvent(self._spec.operation, self._attempts, wait, error, self._idempotency_key)
            self._client.settings.on_retry(event)


def delivers(response: httpx.Response) -> bool:
    """Return whether an answer, by its status, brings what was asked for."""
    return response.is_success and response.status_code not in _WITHOUT_BODY


def content_coding(response: httpx.Response) -> str:
    """Return the coding that is to be undone; what a mock transport has given as a whole, httpx has decoded already."""
    coding: str = response.headers.get("Content-Encoding", "")
    return "" if response.is_stream_consumed else coding


def _nothing() -> None:
    """There is nothing to break off."""


def _snapshot(response: httpx.Response, body: BodyReader) -> RawResponse:
    # httpx's response would lead to its request, and so to the key.
    return RawResponse(response.status_code, response.extensions.get(HEADERS, response.headers), body.content)


def _undecodable(raw: RawResponse) -> Undecodable:
    return Undecodable(RawResponse(raw.status_code, raw.headers, raw.content[:ERROR_BODY_LIMIT]))
