"""The one place where an ``AsyncCodat`` does HTTP: a thin loop round a Call, on asyncio or trio."""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

import anyio
import httpx
from codat_customers_api.client import RequestOptions, RequestSpec
from codat_customers_api.types import RawResponse, Response

from ._call import Call, ClientState, keep_location
from ._streams import AsyncBody, Interrupted, async_chunks, close

if TYPE_CHECKING:
    from ._downloads import Receiver

T = TypeVar("T")

BLOCK: Final = 512 * 1024  # bytes that are written at a time


class AsyncRetryingSender:
    """Sends requests, again if need be; satisfies the generated package's AsyncSender.

    Parameters:
        http_client: What carries the requests.
        client: What all calls share.
        sleep: Waits for so many seconds.
    """

    def __init__(
        self,
        http_client: httpx.AsyncClient,
        client: ClientState,
        sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
    ) -> None:
        self.client = client
        self._http_client = http_client
        self.sleep = sleep
        http_client.event_hooks["response"].append(_keep_location)

    async def send(self, spec: RequestSpec, decode: Callable[[RawResponse], T], options: RequestOptions) -> Response[T]:
        """Send a request and decode its answer."""
        call = Call(self.client, spec, options)

        async def finish(response: httpx.Response) -> Response[T]:
            return call.decoded(await _read(call, response), decode)

        response = await self._run(call, finish)
        call.succeeded()
        return response

    @asynccontextmanager
    async def stream(self, spec: RequestSpec, options: RequestOptions) -> AsyncGenerator[AsyncBody]:
        """Send a request and hand out its body while it arrives."""
        call = Call(self.client, spec, options)
        async with aclosing(AsyncBody(call, await self._run(call, partial(_opened, call)))) as body:
            call.succeeded()
            yield body

    async def download(self, spec: RequestSpec, options: RequestOptions, receiver: Receiver) -> None:
        """Send a request and write its body away, again or the rest of it if it breaks off."""
        call = Call(self.client, spec, options)
        while True:
            call.range_headers = receiver.range_headers()
            async with aclosing(AsyncBody(call, await self._run(call, partial(_opened, call)))) as body:
                try:
                    await _receive(body, receiver)
                    call.succeeded()
                    return
                except Interrupted as interrupted:
                    wait = receiver.wait_after(call, interrupted.problem)
            await self.sleep(wait)
            call.wake()

    def close(self) -> None:
        """Refuse further calls, and leave the httpx client as it was found."""
        if not self.client.closed:
            self.client.closed = True
            with suppress(ValueError):  # its owner may have set other hooks
                self._http_client.event_hooks["response"].remove(_keep_location)

    async def _run(self, call: Call, finish: Callable[[httpx.Response], Awaitable[T]]) -> T:
        if self.client.closed or self._http_client.is_closed:
            raise RuntimeError("this client has been closed; make a new AsyncCodat, or keep this one open for longer")
        while True:
            try:
                return await self._try(call, finish)
            except Exception as exception:
                wait = call.failed(exception)
            await self.sleep(wait)
            call.wake()

    async def _try(self, call: Call, finish: Callable[[httpx.Response], Awaitable[T]]) -> T:
        request = call.next_request()
        with anyio.CancelScope(deadline=anyio.current_time() + call.time_left) as scope:
            response = await self._http_client.send(request, stream=True, auth=None, follow_redirects=False)
            call.head_arrived(response)
            if call.time_left == math.inf:
                scope.deadline = math.inf
            return await finish(response)
        raise call.cut_off()


async def _keep_location(response: httpx.Response) -> None:
    keep_location(response)


async def _read(call: Call, response: httpx.Response) -> RawResponse:
    body = call.body_reader(response)
    chunks = async_chunks(response)
    problem: Exception | None = None
    try:
        async for chunk in chunks:
            body.feed(chunk)
        body.finish()
    except Exception as exception:
        problem = exception
    finally:
        await close(response, chunks)
    return call.accept(response, body, problem)


async def _receive(body: AsyncBody, receiver: Receiver) -> None:
    # Files may be slow, so a thread writes them, in blocks: a hop for each piece would cost more than the writing.
    from ._threads import in_thread

    await in_thread(receiver.begin, body)
    receiver.report()
    block = bytearray()
    try:
        async for piece in body.pieces():
            block += piece
            if len(block) >= BLOCK:
                await _write(receiver, block)
    except Interrupted:
        await _write(receiver, block)  # what need not be fetched again
        raise
    await _write(receiver, block)
    receiver.finish()


async def _write(receiver: Receiver, block: bytearray) -> None:
    from ._threads import in_thread

    if block:
        await in_thread(receiver.write, bytes(block))
        block.clear()
        receiver.report()


async def _opened(call: Call, response: httpx.Response) -> httpx.Response:
    if not call.streams(response):
        await _read(call, response)
    return response
