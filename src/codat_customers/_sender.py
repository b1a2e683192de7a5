"""The one place where a ``Codat`` does HTTP: a thin loop round a Call."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager, suppress
from copy import copy
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, TypeVar

import httpx
from codat_customers_api.client import RequestOptions, RequestSpec
from codat_customers_api.types import RawResponse, Response

from ._call import Call, ClientState, keep_location
from ._streams import Body, Interrupted, chunks

if TYPE_CHECKING:
    from ._downloads import Receiver

T = TypeVar("T")


class RetryingSender:
    """Sends requests, again if need be; satisfies the generated package's Sender.

    Parameters:
        http_client: What carries the requests.
        client: What all calls share.
        sleep: Waits for so many seconds.
    """

    def __init__(
        self, http_client: httpx.Client, client: ClientState, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.client = client
        self._http_client = http_client
        self.sleep = sleep
        http_client.event_hooks["response"].append(keep_location)

    def send(self, spec: RequestSpec, decode: Callable[[RawResponse], T], options: RequestOptions) -> Response[T]:
        """Send a request and decode its answer."""
        call = Call(self.client, spec, options)
        response = self._run(call, lambda response: call.decoded(_read(call, response), decode))
        call.succeeded()
        return response

    @contextmanager
    def stream(self, spec: RequestSpec, options: RequestOptions) -> Generator[Body]:
        """Send a request and hand out its body while it arrives."""
        call = Call(self.client, spec, options)
        response = self._run(call, partial(_opened, call))
        call.succeeded()
        with closing(Body(call, response)) as body:
            yield body

    def download(self, spec: RequestSpec, options: RequestOptions, receiver: Receiver) -> None:
        """Send a request and write its body away, again or the rest of it if it breaks off."""
        call = Call(self.client, spec, options)
        while True:
            call.range_headers = receiver.range_headers()
            with closing(self._run(call, partial(_opened, call))) as response:
                body = Body(call, response)
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

    def stoppable(self, stopped: Event) -> RetryingSender:
        """Return a sender over the same connections that begins no further try once an event is set."""

        def sleep(seconds: float) -> None:
            if stopped.wait(seconds):
                raise RuntimeError("nobody needs the answer any more")

        sender = copy(self)
        sender.sleep = sleep
        return sender

    def close(self) -> None:
        """Refuse further calls, and leave the httpx client as it was found."""
        if not self.client.closed:
            self.client.closed = True
            with suppress(ValueError):  # its owner may have set other hooks
                self._http_client.event_hooks["response"].remove(keep_location)

    def _run(self, call: Call, finish: Callable[[httpx.Response], T]) -> T:
        if self.client.closed or self._http_client.is_closed:
            raise RuntimeError("this client has been closed; make a new Codat, or keep this one open for longer")
        while True:
            try:
                response = self._http_client.send(call.next_request(), stream=True, auth=None, follow_redirects=False)
                call.head_arrived(response)
                return finish(response)
            except Exception as exception:
                wait = call.failed(exception)
            self.sleep(wait)
            call.wake()


def _read(call: Call, response: httpx.Response) -> RawResponse:
    body = call.body_reader(response)
    problem: Exception | None = None
    try:
        for chunk in chunks(response):
            body.feed(chunk)
            call.check_time()
        body.finish()
    except Exception as exception:
        problem = exception
    finally:
        response.close()
    return call.accept(response, body, problem)


def _opened(call: Call, response: httpx.Response) -> httpx.Response:
    if not call.streams(response):
        _read(call, response)
    return response
