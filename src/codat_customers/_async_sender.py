"""The one place where an ``AsyncCodat`` does HTTP: a thin loop round a Call, on asyncio or trio."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import anyio
import httpx
from codat_customers_api.client import RequestOptions, RequestSpec
from codat_customers_api.types import RawResponse, Response

from ._call import Call, ClientState, keep_location
from ._failures import OutOfTime
from ._streams import AsyncBody

T = TypeVar("T")


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
        self._sleep = sleep
        self._closed = False
        http_client.event_hooks["response"].append(_keep_location)

    async def send(self, spec: RequestSpec, decode: Callable[[RawResponse], T], options: RequestOptions) -> Response[T]:
        """Send a request and decode its answer."""
        call = Call(self.client, spec, options)

        async def finish(response: httpx.Response) -> Response[T]:
            return call.decoded(await _read(call, response), decode)

        return await self._run(call, finish)

    @asynccontextmanager
    async def stream(self, spec: RequestSpec, options: RequestOptions) -> AsyncGenerator[AsyncBody]:
        """Send a request and hand out its body while it arrives."""
        call = Call(self.client, spec, options)

        async def finish(response: httpx.Response) -> httpx.Response:
            return await _opened(call, response)

        response = await self._run(call, finish)
        try:
            yield AsyncBody(call, response)
        finally:
            await response.aclose()

    def close(self) -> None:
        """Refuse further calls, and leave the httpx client as it was found."""
        if not self._closed:
            self._closed = True
            self._http_client.event_hooks["response"].remove(_keep_location)

    async def _run(self, call: Call, finish: Callable[[httpx.Response], Awaitable[T]]) -> T:
        if self._closed or self._http_client.is_closed:
            raise RuntimeError("this client has been closed; make a new AsyncCodat, or keep this one open for longer")
        while True:
            try:
                result = await self._try(call, finish)
            except Exception as exception:
                wait = call.failed(exception)
            else:
                call.succeeded()
                return result
            await self._sleep(wait)
            call.wake()

    async def _try(self, call: Call, finish: Callable[[httpx.Response], Awaitable[T]]) -> T:
        request = call.next_request()
        with anyio.CancelScope(deadline=anyio.current_time() + call.time_left) as scope:
            response = await self._http_client.send(request, stream=True, auth=None, follow_redirects=False)
            call.head_arrived(response)
            scope.deadline = anyio.current_time() + call.time_left
            return await finish(response)
        raise OutOfTime("the total time for this try is used up")


async def _keep_location(response: httpx.Response) -> None:
    keep_location(response)


async def _read(call: Call, response: httpx.Response) -> RawResponse:
    body = call.body_reader(response)
    try:
        async for chunk in response.aiter_raw():
            body.feed(chunk)
            if body.full:
                break
        else:
            body.finish()
    except Exception as problem:
        call.interrupted(response, problem)
    finally:
        await response.aclose()
    return call.accept(response, body)


async def _opened(call: Call, response: httpx.Response) -> httpx.Response:
    if not response.is_success:
        await _read(call, response)
    return response
