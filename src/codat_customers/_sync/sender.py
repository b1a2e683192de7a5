"""The one place where a ``Codat`` does HTTP: a thin loop round a Call."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from copy import copy
from functools import partial
from os import PathLike
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, BinaryIO, Final, TypeVar

from codat_customers_api.client import RequestOptions, RequestSpec
from codat_customers_api.several_calls import Notification, Paging, Saving, Waiting
from codat_customers_api.types import RawResponse, Response

from .._call.answers import accepted
from .._call.call import Call
from .._call.endings import FAILURES, Closed, Undecodable
from .._call.failures import unsent
from .._call.state import ClientState
from .._call.streams import Interrupted
from .._http.carriers import Carrier
from .._http.connections import Connections
from .._http.exchange import Answer
from .._http.network import current
from .._http.pools import end_exchange
from .._telemetry.observing import traced_wait
from .streams import Body

if TYPE_CHECKING:
    from codat_customers_api.models import PushOperation

    from .._plans.downloads import Receiver
    from .._plans.pages import PageT

T = TypeVar("T")

# Seconds of a sleep after which it is looked whether the client has been closed.
NAP: Final = 0.25


class RetryingSender:
    """Sends requests, again if need be; satisfies the generated package's ResourceSender, whose docstrings tell more.

    Parameters:
        connections: What carries the requests.
        client_state: What all calls share.
        sleep: Waits for so many seconds; unless given, no longer than the client is open.
    """

    unsent = staticmethod(unsent)

    def __init__(
        self,
        connections: Connections[Carrier],
        client_state: ClientState,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        self.client_state = client_state
        self._given_sleep = sleep
        self._connections = connections
        self._limit = math.inf

    def send(self, spec: RequestSpec, decode: Callable[[RawResponse], T], options: RequestOptions) -> Response[T]:
        """Send a request and decode its answer."""
        with Call(self.client_state, spec, options, self._limit) as call:
            response = self._run(call, lambda answer: call.decoded(_read(call, answer), decode))
            call.succeeded()
        return response

    def fetch(self, spec: RequestSpec, options: RequestOptions) -> Callable[[Callable[[RawResponse], T]], T]:
        """Send a request, and return what decodes its answer, in whichever thread."""
        with Call(self.client_state, spec, options, self._limit) as call:
            raw = self._run(call, partial(_read, call))
            call.succeeded()

        def decoded(decode: Callable[[RawResponse], T]) -> T:
            try:
                return call.decoded(raw, decode).parsed
            except Undecodable as problem:
                error = call.broken_off(problem)
                call.observer.ended(error)
                raise error from problem.__cause__

        return decoded

    @contextmanager
    def stream(self, spec: RequestSpec, options: RequestOptions) -> Generator[Body]:
        """Send a request and hand out its body while it arrives."""
        with (
            self._streaming(spec, options) as call,
            closing(Body(call, self._run(call, partial(_opened, call)))) as body,
        ):
            call.succeeded()
            yield body

    def pages(
        self,
        request: Callable[[int, int], RequestSpec],
        decode: Callable[[RawResponse], PageT],
        options: RequestOptions,
        paging: Paging,
    ) -> Generator[PageT]:
        """Yield the pages of a list, the next ones fetched ahead; what cannot be is raised at once."""
        try:
            from .._plans.pages import PagePlan, PageRequest, check_plan
            from .pages import read_pages
        except OSError as problem:
            raise unsent(paging.name, problem) from problem

        check_plan(paging.start_page, paging.concurrency)
        first = request(paging.start_page, paging.page_size)
        Call(self.client_state, first, options)  # checks the options before the first page is asked for
        plan = PagePlan(first.operation, paging)
        stopped = Event()
        sender = self.stoppable(stopped)

        def fetch(page: PageRequest) -> Callable[[], PageT]:
            return partial(sender.fetch(request(page.number, page.size), options), decode)

        return read_pages(fetch, plan, stopped)

    def save(
        self,
        spec: RequestSpec,
        options: RequestOptions,
        names: Callable[[], tuple[object, ...]],
        path_or_file: str | PathLike[str] | BinaryIO,
        saving: Saving,
    ) -> Path | None:
        """Write a binary body to a file, whatever breaks off, and return its path, or None for a file object."""
        try:
            from .._plans.downloads import Receiver, checked_target, file_in_folder, opened
        except OSError as problem:
            raise unsent(saving.name, problem) from problem

        target, replace = checked_target(path_or_file), True
        if isinstance(target, Path) and target.is_dir():
            target, replace = file_in_folder(target, names(), overwrite=saving.overwrite), saving.overwrite
        with opened(target, replace=replace) as file:
            self.download(spec, options, Receiver(file, saving.progress))
        return target if isinstance(target, Path) else None

    def wait(
        self,
        operation: PushOperation,
        question: Callable[[PushOperation], RequestSpec],
        decode: Callable[[RawResponse], PushOperation],
        options: RequestOptions,
        waiting: Waiting,
        notified: Notification | None,
    ) -> PushOperation:
        """Wait until a write is no longer pending, and return how it ended."""
        try:
            from .._plans.pushes import Polling, asked, check_notification, checked_end
        except OSError as problem:
            raise unsent(waiting.name, problem) from problem

        polling = Polling(self.client_state, waiting, options)
        check_notification(notified)
        sender = self.until(polling.limit)
        with traced_wait(waiting.name, operation):
            while (pause := polling.pause(operation)) is not None:
                spec = asked(question, operation)
                if notified is None:
                    sender.sleep(pause)
                elif any(notified.wait(nap) for nap in sender._naps(pause)):
                    polling.begin_anew()
                    notified = None
                with polling.asking(operation):
                    operation = sender.send(spec, decode, options).parsed
            return checked_end(operation) if waiting.raise_on_failure else operation

    def download(self, spec: RequestSpec, options: RequestOptions, receiver: Receiver) -> None:
        """Send a request and write its body away, again or the rest of it if it breaks off."""
        with self._streaming(spec, options) as call:
            while True:
                call.range_headers = receiver.range_headers()
                with closing(Body(call, self._run(call, partial(_opened, call)))) as body:
                    try:
                        receiver.begin(body)
                        receiver.report()
                        for piece in body.pieces():
                            receiver.write(piece)
                            receiver.report()
                        receiver.finish()
                        call.succeeded()
                        return
                    except Interrupted as interrupted:
                        wait = receiver.wait_after(call, interrupted.problem)
                self.sleep(wait)
                call.wake()

    def sleep(self, seconds: float) -> None:
        """Wait, but no longer than the client is open."""
        if self._given_sleep is not None:
            self._given_sleep(seconds)
            return
        for nap in self._naps(seconds):
            time.sleep(nap)

    def stoppable(self, stopped: Event) -> RetryingSender:
        """Return a sender over the same connections that begins no further try once an event is set."""

        def sleep(seconds: float) -> None:
            for nap in self._naps(seconds):
                if stopped.wait(nap):
                    break
            if stopped.is_set():
                raise RuntimeError("nobody needs the answer any more")

        sender = copy(self)
        sender._given_sleep = sleep
        return sender

    def until(self, moment: float) -> RetryingSender:
        """Return a sender over the same connections whose calls end by a moment of the client's clock."""
        sender = copy(self)
        sender._limit = moment
        return sender

    def close(self) -> None:
        """Refuse further calls, break off those that are under way, and close the connections that are ours."""
        self.client_state.close()
        carrier = self._connections.close()
        if carrier is not None:
            carrier.close()

    def _run(self, call: Call, finish: Callable[[Answer], T]) -> T:
        while True:
            carrier = self._connections.here()
            self.client_state.check_open(carrier_closed=carrier.is_closed, name="Codat")
            if self.client_state.settings.key_source is not None:
                call.authorize(self.client_state.settings.key_source())
            try:
                return _try(carrier, call, finish)
            except FAILURES as exception:
                wait = call.wait_after(exception)
            except RuntimeError:
                if not self.client_state.closed:
                    raise
                wait = call.wait_after(Closed(request_sent=False))  # before httpx could begin
            self.sleep(wait)
            call.wake()

    def _naps(self, seconds: float) -> Iterator[float]:
        """Yield the parts of a sleep, which ends when the client is closed."""
        end = time.monotonic() + seconds
        while not self.client_state.closed and (left := end - time.monotonic()) > 0:
            yield min(left, NAP)

    @contextmanager
    def _streaming(self, spec: RequestSpec, options: RequestOptions) -> Generator[Call]:
        """Begin a call whose body is read in the block, and give back its connection whatever ends that."""
        with Call(self.client_state, spec, options) as call:
            try:
                yield call
            except BaseException:
                carrier = self._connections.used_here()
                if call.request is not None and carrier is not None:
                    carrier.give_back(call.request)
                raise


def _try(carrier: Carrier, call: Call, finish: Callable[[Answer], T]) -> T:
    request = call.next_request()
    outer, current.step = current.step, call
    try:
        answer = carrier.send(request)
        call.head_arrived(answer)
        return finish(answer)
    except FAILURES:
        raise
    except BaseException:  # of a signal handler, say, at any line of httpx
        carrier.give_back(request)
        raise
    finally:
        current.step = outer
        call.observer.stepped_back()


def _read(call: Call, answer: Answer) -> RawResponse:
    body = call.body_reader(answer)
    problem: Exception | None = None
    try:
        for chunk in answer.chunks:
            body.feed(chunk)
            call.clock.check()
        body.finish()
        end_exchange(answer)
    except FAILURES as exception:
        problem = exception
    finally:
        call.let_go()
        answer.close()
    return accepted(call.spec, answer, body, problem)


def _opened(call: Call, answer: Answer) -> Answer:
    if not call.streams(answer):
        _read(call, answer)
    return answer
