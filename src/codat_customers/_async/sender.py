"""The one place where an ``AsyncCodat`` does HTTP: a thin loop round a Call, on asyncio or trio."""

from __future__ import annotations

import math
import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import aclosing, asynccontextmanager, contextmanager
from copy import copy
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

import anyio
from codat_customers_api.client import RequestOptions, RequestSpec
from codat_customers_api.several_calls import AsyncNotification, Paging, Saving, Waiting
from codat_customers_api.types import RawResponse, Response

from .._call.answers import accepted
from .._call.call import Call
from .._call.endings import FAILURES, Closed
from .._call.failures import unsent
from .._call.state import ClientState
from .._call.streams import Interrupted
from .._http.carriers import AsyncCarrier
from .._http.connections import Connections
from .._http.exchange import AsyncAnswer, Request
from .._http.pools import end_exchange
from .._telemetry.observing import traced_wait
from .streams import AsyncBody, close

if TYPE_CHECKING:
    from codat_customers_api.models import PushOperation
    from codat_customers_api.uploads import Upload

    from .._plans.downloads import Receiver
    from .._plans.pages import PageT

T = TypeVar("T")


class AsyncRetryingSender:
    """Sends requests, again if need be; satisfies the generated AsyncResourceSender, whose docstrings tell more.

    Parameters:
        connections: What carries the requests.
        client_state: What all calls share.
        sleep: Waits for so many seconds; unless given, no longer than the client is open.
    """

    unsent = staticmethod(unsent)

    def __init__(
        self,
        connections: Connections[AsyncCarrier],
        client_state: ClientState,
        sleep: Callable[[float], Awaitable[None]] | None = None,
    ) -> None:
        self.client_state = client_state
        self._given_sleep = sleep
        self._connections = connections
        self._limit = math.inf

    async def send(self, spec: RequestSpec, decode: Callable[[RawResponse], T], options: RequestOptions) -> Response[T]:
        """Send a request and decode its answer."""
        if spec.upload is not None:
            await _measure(spec.upload, spec.operation)
        with Call(self.client_state, spec, options, self._limit) as call:

            async def finish(answer: AsyncAnswer) -> Response[T]:
                return call.decoded(await _read(call, answer), decode)

            response = await self._run(call, finish)
            call.succeeded()
        return response

    @asynccontextmanager
    async def stream(self, spec: RequestSpec, options: RequestOptions) -> AsyncGenerator[AsyncBody]:
        """Send a request and hand out its body while it arrives."""
        async with (
            self._streaming(spec, options) as call,
            aclosing(AsyncBody(call, await self._run(call, partial(_opened, call)))) as body,
        ):
            call.succeeded()
            yield body

    def pages(
        self,
        request: Callable[[int, int], RequestSpec],
        decode: Callable[[RawResponse], PageT],
        options: RequestOptions,
        paging: Paging,
    ) -> AsyncGenerator[PageT]:
        """Yield the pages of a list, the next ones fetched ahead; what cannot be is raised at once."""
        try:
            from .._plans.pages import PagePlan, PageRequest, check_plan
            from .pages import read_pages
        except OSError as problem:
            raise unsent(paging.name, problem) from problem

        check_plan(paging.start_page, paging.concurrency)
        first = request(paging.start_page, paging.page_size)
        Call(self.client_state, first, options)  # checks the options before the first page is asked for

        async def fetch(page: PageRequest) -> PageT:
            return (await self.send(request(page.number, page.size), decode, options)).parsed

        return read_pages(fetch, PagePlan(first.operation, paging))

    async def save(
        self,
        spec: RequestSpec,
        options: RequestOptions,
        names: Callable[[], Awaitable[tuple[object, ...]]],
        path_or_file: str | PathLike[str] | BinaryIO,
        saving: Saving,
    ) -> Path | None:
        """Write a binary body to a file, whatever breaks off, and return its path, or None for a file object."""
        try:
            from .._plans.downloads import Receiver, checked_target, file_in_folder, opened
            from .files import entered_in_thread
            from .threads import in_thread
        except OSError as problem:
            raise unsent(saving.name, problem) from problem

        target, replace = await in_thread(checked_target, path_or_file), True
        if isinstance(target, Path) and await in_thread(target.is_dir):
            in_folder = partial(file_in_folder, target, await names(), overwrite=saving.overwrite)
            target, replace = await in_thread(in_folder), saving.overwrite
        async with entered_in_thread(opened(target, replace=replace)) as file:
            await self.download(spec, options, await in_thread(Receiver, file, saving.progress))
        return target if isinstance(target, Path) else None

    async def wait(
        self,
        operation: PushOperation,
        question: Callable[[PushOperation], RequestSpec],
        decode: Callable[[RawResponse], PushOperation],
        options: RequestOptions,
        waiting: Waiting,
        notified: AsyncNotification | None,
    ) -> PushOperation:
        """Wait until a write is no longer pending, and return how it ended."""
        try:
            from .._plans.pushes import Polling, asked, check_async_notification, checked_end
        except OSError as problem:
            raise unsent(waiting.name, problem) from problem

        polling = Polling(self.client_state, waiting, options)
        check_async_notification(notified)
        sender = self.until(polling.limit)
        with traced_wait(waiting.name, operation):
            while (pause := polling.pause(operation)) is not None:
                spec = asked(question, operation)
                if notified is None:
                    await sender.sleep(pause)
                elif await sender._happens(notified, pause):
                    polling.begin_anew()
                    notified = None
                with polling.asking(operation):
                    operation = (await sender.send(spec, decode, options)).parsed
            return checked_end(operation) if waiting.raise_on_failure else operation

    async def download(self, spec: RequestSpec, options: RequestOptions, receiver: Receiver) -> None:
        """Send a request and write its body away, again or the rest of it if it breaks off."""
        from .files import receive

        async with self._streaming(spec, options) as call:
            while True:
                call.range_headers = receiver.range_headers()
                async with aclosing(AsyncBody(call, await self._run(call, partial(_opened, call)))) as body:
                    try:
                        await receive(body, receiver)
                        call.succeeded()
                        return
                    except Interrupted as interrupted:
                        wait = receiver.wait_after(call, interrupted.problem)
                await self.sleep(wait)
                call.wake()

    async def sleep(self, seconds: float) -> None:
        """Wait, but no longer than the client is open."""
        if self._given_sleep is not None:
            await self._given_sleep(seconds)
            return
        with self._open():
            await anyio.sleep(seconds)

    def until(self, moment: float) -> AsyncRetryingSender:
        """Return a sender over the same connections whose calls end by a moment of the client's clock."""
        sender = copy(self)
        sender._limit = moment
        return sender

    async def aclose(self) -> None:
        """Refuse further calls, break off those that are under way, and close the connections that are ours."""
        self.client_state.close()
        carrier = self._connections.close()
        if carrier is not None:
            await carrier.aclose()

    async def _happens(self, notified: AsyncNotification, seconds: float) -> bool:
        """Wait for so many seconds at most, and while the client is open; return whether it has happened."""
        with self._open() as scope:
            scope.deadline = anyio.current_time() + seconds
            await notified.wait()
            return True
        return False

    @contextmanager
    def _open(self) -> Generator[anyio.CancelScope]:
        """Leave the block as soon as the client is closed."""
        with anyio.CancelScope() as scope:
            self.client_state.running[scope] = os.getpid()
            if self.client_state.closed:  # before this could be told
                scope.cancel()
            try:
                yield scope
            finally:
                del self.client_state.running[scope]

    async def _run(self, call: Call, finish: Callable[[AsyncAnswer], Awaitable[T]]) -> T:
        while True:
            carrier = self._connections.here()
            self.client_state.check_open(carrier_closed=carrier.is_closed, name="AsyncCodat")
            if self.client_state.settings.key_source is not None:
                key = self.client_state.settings.key_source()
                call.authorize(await key if isinstance(key, Awaitable) else key)
            try:
                return await _try(carrier, call, finish)
            except FAILURES as exception:
                wait = call.wait_after(exception)
            except RuntimeError:
                if not self.client_state.closed:
                    raise
                wait = call.wait_after(Closed(request_sent=False))  # before httpx could begin
            await self.sleep(wait)
            call.wake()

    @asynccontextmanager
    async def _streaming(self, spec: RequestSpec, options: RequestOptions) -> AsyncGenerator[Call]:
        """Begin a call whose body is read in the block, and give back its connection whatever ends that."""
        with Call(self.client_state, spec, options) as call:
            try:
                yield call
            except BaseException:
                carrier = self._connections.used_here()
                if call.request is not None and carrier is not None:
                    await _give_back(carrier, call.request)
                raise


async def _try(carrier: AsyncCarrier, call: Call, finish: Callable[[AsyncAnswer], Awaitable[T]]) -> T:
    request = call.next_request()
    with anyio.CancelScope(deadline=anyio.current_time() + call.clock.time_left_for_try) as scope:
        call.cancel = scope.cancel
        try:
            if call.sending is not None:
                from .files import ChunksFromThread

                chunks = ChunksFromThread(iter(call.sending), partial(_limit, scope, call))
                request = request._replace(content=chunks)
            answer = await carrier.send(request)
            call.head_arrived(answer)
            if call.clock.time_left_for_try == math.inf:
                scope.deadline = math.inf
            return await finish(answer)
        except FAILURES:
            raise
        except BaseException:  # a cancellation, at any step of httpx
            await _give_back(carrier, request)
            raise
        finally:
            call.observer.stepped_back()
    raise call.cut_off()


def _limit(scope: anyio.CancelScope, call: Call) -> None:
    scope.deadline = anyio.current_time() + call.clock.time_left_for_try


async def _measure(upload: Upload, operation: str) -> None:
    try:
        from .files import measure
    except OSError as problem:
        raise unsent(operation, problem) from problem

    await measure(upload)


async def _give_back(carrier: AsyncCarrier, request: Request) -> None:
    with anyio.CancelScope(shield=True):
        await carrier.give_back(request)


async def _read(call: Call, answer: AsyncAnswer) -> RawResponse:
    body = call.body_reader(answer)
    problem: Exception | None = None
    try:
        async for chunk in answer.chunks:
            body.feed(chunk)
        body.finish()
        end_exchange(answer)
    except FAILURES as exception:
        problem = exception
    finally:
        call.let_go()
        await close(answer)
    return accepted(call.spec, answer, body, problem)


async def _opened(call: Call, answer: AsyncAnswer) -> AsyncAnswer:
    if not call.streams(answer):
        await _read(call, answer)
    return answer
