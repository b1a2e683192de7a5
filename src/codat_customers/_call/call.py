"""One API call from its first try to its last, without I/O: the part that the sync and the async sender share."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping
from functools import partial
from types import TracebackType
from typing import Self, TypeVar

from codat_customers_api.client import RequestOptions, RequestSpec
from codat_customers_api.errors import DecodeError
from codat_customers_api.types import RawResponse, Response, Unset

from .._http.exchange import AnswerHead, Request
from .._http.problems import HTTPProblem
from .._settings import checked_retries, checked_timeout, header_of_returned_key
from .._telemetry.observer import UNOBSERVED, Observer
from .._telemetry.observing import observer_of
from ..errors import APIConnectionError, SDKError
from ..retries import KEY_LIFETIME, KEYED_METHODS, CallState, GiveUp, RetryEvent, decide, may_have_arrived, too_late
from .answers import body_reader, delivers, snapshot, undecodable
from .body import BodyReader
from .clock import CallClock
from .endings import FAILURES, Closed, OutOfTime, RanOut, Rejected, Undecodable, never_sent
from .failures import FailedTry, explained
from .request import request_content, request_headers, request_target
from .state import ClientState
from .uploads import Sending

T = TypeVar("T")


class Call:
    """The life of one call: builds the request of each try, and decides after each failure.

    It is under way, and ends when its client is closed, within its ``with`` block. What becomes of it there is told to
    ``observer``.

    Parameters:
        client_state: What the calls of the client share.
        spec: The request, as an operation describes it.
        options: The caller's settings of this call.
        limit: The moment, by the client's clock, at which the call ends in any case.

    Raises:
        ValueError: An argument cannot be sent.
        TypeError: An argument is of the wrong type.
    """

    def __init__(
        self, client_state: ClientState, spec: RequestSpec, options: RequestOptions, limit: float = math.inf
    ) -> None:
        settings = client_state.settings
        policy = settings.retries if isinstance(options.retries, Unset) else checked_retries(options.retries)
        self._policy = None if policy is None or policy.strategy == "none" else policy
        self.clock = CallClock(client_state.monotonic, self._policy, limit)
        self._timeouts = settings.timeouts if isinstance(options.timeout, Unset) else checked_timeout(options.timeout)
        self._client_state = client_state
        self.spec = spec
        self._target = request_target(settings.address, spec)
        self._content = request_content(spec)
        self._headers = request_headers(client_state, spec, options, self._content)
        self.sending: Sending | None = None  # of a file
        if spec.upload is not None:
            self.sending = Sending(spec.upload, partial(self.clock.limit_try, self._timeouts))
        self._idempotency_key = self._headers.get("idempotency-key") if spec.method in KEYED_METHODS else None
        self.range_headers: Mapping[str, str] = {}  # what the next try asks for beyond the headers of the call
        self._key_headers: Mapping[str, str] = {}  # the key that was asked for, where the client has no fixed one
        self._key_was_refused = False
        self.request: Request | None = None  # of the last try
        self._attempts = 0
        self._reading: tuple[AnswerHead, BodyReader] | None = None
        self._retry_due = False
        self._may_be_in_progress = False
        self._tokens_taken = 0
        self._last_failure: FailedTry | None = None
        self._has_succeeded = False
        self._broken_off: SDKError | None = None
        self.observer: Observer = UNOBSERVED
        self.cancel: Callable[[], object] = _nothing  # ends the present wait, from outside

    def __enter__(self) -> Self:
        self.observer = observer_of(self._client_state, self.spec, self._target, self._idempotency_key)
        self._client_state.running[self] = os.getpid()
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        del self._client_state.running[self]
        if self._retry_due:  # it never began, so somebody else may have its token
            self._client_state.quota.give_back(1)
        if self._has_succeeded and isinstance(exc, Exception | GeneratorExit):
            exc = self._broken_off  # what else the caller raises over a body is no failure of the call
        self.observer.ended(exc.error if isinstance(exc, RanOut) else exc or self._broken_off)

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

    def next_request(self) -> Request:
        """Begin the next try and return its request."""
        self._attempts += 1
        self._retry_due = False
        self._reading = None
        sending = self.sending
        begin = self.clock.begin_try if sending is None else self.clock.begin_upload
        timeouts = begin(self._timeouts)
        headers: Mapping[str, str] = self._headers
        headers_of_observer = self.observer.try_begins(self._attempts)
        if headers_of_observer or self.range_headers or self._key_headers:
            headers = {**headers_of_observer, **headers, **self.range_headers, **self._key_headers}
        self.request = Request(self.spec.method, self._target, headers, sending or self._content, timeouts)
        return self.request

    def allow(self, timeout: float | None, break_off: Callable[[], object]) -> float | None:
        """Return the seconds that the next step of a sync try may take.

        Parameters:
            timeout: What its time-out allows for it, or None for no limit.
            break_off: Ends the step from another thread.

        Raises:
            OutOfTime: The time for the whole try is used up.
            Closed: The client has been closed.
        """
        self.cancel = break_off
        if self._client_state.closed:
            raise Closed
        left = self.clock.time_left_for_try
        if left <= 0:
            raise OutOfTime
        return left if left < (math.inf if timeout is None else timeout) else timeout

    def head_arrived(self, answer: AnswerHead) -> None:
        """Take note of an answer whose body is still to come."""
        self.observer.answered(answer.status_code)
        if "X-Rate-Limit-Limit" in answer.headers or "X-Rate-Limit-Remaining" in answer.headers:
            self._client_state.rate_limit_headers = answer.headers
        if self.spec.returns_file and answer.is_success:
            self.clock.lift_limit()
            answer.request.timeouts.update(self._timeouts.by_step())

    def streams(self, answer: AnswerHead) -> bool:
        """Return whether an answer is to be read as a stream: it delivers, or cannot go on with what was delivered."""
        return delivers(answer) or (bool(self.range_headers) and answer.status_code == 416)

    def body_reader(self, answer: AnswerHead) -> BodyReader:
        """Return what collects the body of an answer."""
        body = body_reader(self.spec, answer)
        self._reading = (answer, body)
        return body

    def let_go(self) -> None:
        """Give up the connection: whoever closes the client has no more to do with it."""
        self.cancel = _nothing

    def cut_off(self) -> Exception:
        """Return what became of a try whose total time is used up; of an answer outside 2xx, what came is enough."""
        if self._client_state.closed:
            return Closed()
        if self._reading is not None and not self._reading[0].is_success:
            return Rejected(snapshot(*self._reading))
        return OutOfTime()

    def decoded(self, raw: RawResponse, decode: Callable[[RawResponse], T]) -> Response[T]:
        """Decode a complete 2xx answer; raise Undecodable if it is not what the specification says."""
        try:
            parsed = decode(raw)
        except (DecodeError, *FAILURES) as problem:
            raise undecodable(raw) from problem
        self.observer.decoded(parsed)
        return Response(raw.status_code, raw.headers, raw.content, parsed, self._attempts, self._idempotency_key)

    def broken_off(self, problem: Exception) -> SDKError:
        """Explain why a streamed body, part of which is with the caller, ended early."""
        self._broken_off = self._completed(self._explained(self._judged(problem)), "")
        return self._broken_off

    def succeeded(self) -> None:
        """Note that the call has ended well."""
        self._client_state.quota.give_back(self._tokens_taken)
        self._tokens_taken = 0
        self._has_succeeded = True

    def wait_after(self, exception: Exception) -> float:
        """Decide what follows a failed try.

        Returns:
            The seconds to wait before the next try.

        Raises:
            SDKError: There is no next try.
            RanOut: There would be one, if it were not for the limit of the call.
            OSError: It is the caller's file that failed.
        """
        if self.sending is not None and exception is self.sending.problem:
            raise exception
        is_used_up = self.sending is not None and self.sending.is_used_up
        failed = self._last_failure = self._explained(self._judged(exception))
        error, outcome, _ = failed
        if outcome.request_sent:
            self.clock.note_sent()
        call_state = self._call_state
        self._may_be_in_progress = may_have_arrived(call_state, outcome)
        if isinstance(error, APIConnectionError):
            error.request_sent = self._may_be_in_progress
        asks_again = self._client_state.settings.key_source is not None and not self._key_was_refused
        if outcome.status == 401 and asks_again and not is_used_up:
            self._key_was_refused = self.clock.in_full = True
            self._announce(0.0, error)
            return 0.0
        decision = decide(self._policy, call_state, outcome, self._client_state.random())
        if isinstance(decision, GiveUp) and decision.ran_out:
            raise RanOut(error)
        if isinstance(decision, GiveUp):
            raise self._completed(failed, decision.reason)
        if is_used_up:
            raise self._completed(failed, "what was read of the file object cannot be read again, since it cannot seek")
        if not self._client_state.quota.take():
            raise self._completed(failed, "too many calls of this client are failing, and its retry quota is spent")
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
        failed = self._last_failure
        if self._client_state.closed:
            closed = self._explained(Closed(request_sent=self._may_be_in_progress))
            raise self._completed(closed, "") from failed and failed.error
        call_state = self._call_state
        if failed is not None and call_state.time_left <= 0:
            raise RanOut(failed.error)
        reason = too_late(self._policy, call_state, 0) if self._policy and not self.clock.in_full else ""
        if failed is not None and reason:
            raise self._completed(failed, reason)

    @property
    def _call_state(self) -> CallState:
        return CallState(
            method=self.spec.method,
            has_key=self._idempotency_key is not None,
            attempt=self._attempts,
            elapsed=self.clock.elapsed,
            key_age=self.clock.since_first_sent,
            may_be_in_progress=self._may_be_in_progress,
            time_left=self.clock.time_left,
        )

    def _judged(self, exception: Exception) -> Exception:
        """Return what really ended a try: the caller who closed the client, or the limit of the whole."""
        if isinstance(exception, Rejected | Undecodable | Closed):
            return exception
        if self._client_state.closed:
            verdict: Exception = Closed(request_sent=not never_sent(exception))
        elif _waited_too_long(exception) and self.clock.time_left_for_try <= 0:
            verdict = OutOfTime()
        else:
            return exception
        verdict.__cause__ = exception
        return verdict

    def _explained(self, exception: Exception) -> FailedTry:
        url = self._client_state.settings.address.origin + self._target
        return explained(exception, self.spec, url, self._attempts, self._idempotency_key)

    def _completed(self, failed: FailedTry, reason: str) -> SDKError:
        """Return the error that ends the call; to what happened, it adds why there is no further try, and advice."""
        error = failed.error
        parts = [error.message]
        if reason:
            parts.append(f"no further try: {reason}")
        if failed.advice:
            parts.append(failed.advice)
        if self._idempotency_key is not None and self._may_be_in_progress and error.status_code != 500:
            parts.append(
                "the request may have arrived: to repeat it, make the same call "
                f"with idempotency_key={self._idempotency_key!r} within {KEY_LIFETIME / 60:g} minutes of its first try"
            )
        error.args = ("; ".join(parts),)
        return error

    def _announce(self, wait: float, error: SDKError) -> None:
        self.observer.try_failed(error, wait)
        if self._client_state.settings.on_retry is not None:
            event = RetryEvent(self.spec.operation, self._attempts, wait, error, self._idempotency_key)
            self._client_state.settings.on_retry(event)


def _waited_too_long(exception: Exception) -> bool:
    return isinstance(exception, HTTPProblem) and exception.name in ("ReadTimeout", "WriteTimeout")


def _nothing() -> None:
    """There is nothing to break off."""
