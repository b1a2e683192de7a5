"""Sends webhooks, in a thread of its own."""

import asyncio
import logging
import ssl
import time
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager, suppress
from functools import cached_property
from threading import Condition, Lock, Thread
from typing import Any

import httpx

from codat_customers.sandbox._messages import JsonObject
from codat_customers.sandbox._outbox import Copy, Outbox
from codat_customers.sandbox._webhooks import Webhook, WebhookAttempt, WebhookSettings, webhook_headers

_LOOKS_EVERY = 0.02
_logger = logging.getLogger("codat_customers.sandbox")


class Delivery:
    """Looks at what has happened, and sends one webhook after the other; without a url it does nothing.

    Parameters:
        settings: where they go, and how.
        outbox: what there is to send.
        lock: what the outbox is used under.
        settle: lets what is due by the sandbox's clock happen; called with the lock held.
    """

    def __init__(self, settings: WebhookSettings, outbox: Outbox, lock: Lock, settle: Callable[[], None]) -> None:
        self._settings = settings
        self._outbox = outbox
        self._settle = settle
        self._changed = Condition(lock)
        self._thread: _Thread | None = None

    @property
    def running(self) -> bool:
        return self._thread is not None

    @property
    def webhooks(self) -> list[Webhook]:
        with self._changed:
            return list(self._outbox.webhooks.values())

    def start(self) -> None:
        """Begin to send; what an earlier run left is sent first."""
        if self._settings.url is not None:
            self._thread = _Thread(self._work(self._settings.url))

    def stop(self) -> None:
        """Break off what is going on; it counts as not sent. A second call does nothing."""
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.stop()
        with self._changed:
            self._changed.notify_all()

    def send(self, event_type: str, payload: JsonObject) -> str:
        """Queue an event, and return the id of its webhook.

        Raises:
            RuntimeError: there is no url.
            TypeError: JSON has no form for the payload.
            ValueError: JSON has no form for a number in it.
        """
        if self._settings.url is None:
            raise RuntimeError("The sandbox sends no webhooks: make it with a webhook_url.")
        with self._changed:
            return self._outbox.send(event_type, payload)

    def wait(self, timeout: float) -> None:
        """Wait until what there is to send now was delivered or given up.

        Raises:
            RuntimeError: the sandbox is not running, or stops meanwhile.
            TimeoutError: so many seconds have passed.
        """
        with self._changed:
            self._settle()
            waiting = set(self._outbox.copies)
            self._changed.wait_for(lambda: not (self.running and waiting & self._outbox.copies), timeout)
            left = {copy.webhook.id for copy in waiting & self._outbox.copies}
            webhooks = [webhook for webhook in self._outbox.webhooks.values() if webhook.id in left]
        if left and not self.running:
            raise RuntimeError("Webhooks are sent only while the sandbox runs: use `with`, or call start().")
        if left:
            described = "; ".join(_describe(each, each.attempts[-1] if each.attempts else None) for each in webhooks)
            raise TimeoutError(f"Of the webhooks, {len(left)} were not delivered within {timeout} s. {described}")

    @contextmanager
    def held(self) -> Generator[None]:
        """Send nothing of what is queued meanwhile before the end of the block."""
        with self._changed:
            self._outbox.held += 1
        try:
            yield
        finally:
            with self._changed:
                self._outbox.held -= 1

    @cached_property
    def _trusted(self) -> ssl.SSLContext:
        return httpx.create_ssl_context()

    async def _work(self, url: str) -> None:
        while True:
            with self._changed:
                self._settle()
                due = self._outbox.due(time.monotonic())
            for copy in due:
                await self._try(copy, url)
            await asyncio.sleep(_LOOKS_EVERY)

    async def _try(self, copy: Copy, url: str) -> None:
        headers = webhook_headers(copy.webhook, self._settings.key, int(time.time()))
        request = httpx.Request("POST", url, headers=headers, content=copy.webhook.body)
        try:
            async with asyncio.timeout(self._settings.timeout):
                status = await _answer(request, self._trusted if request.url.scheme == "https" else False)
            attempt = WebhookAttempt(headers=headers, status=status)
        except TimeoutError:
            attempt = WebhookAttempt(headers=headers, problem=f"no answer within {self._settings.timeout} s")
        except Exception as error:  # whatever it is, the turn of the next one comes
            attempt = WebhookAttempt(headers=headers, problem=f"{type(error).__name__}: {error}")
        with self._changed:
            seconds = self._outbox.tried(copy, attempt, time.monotonic())
            self._changed.notify_all()
        if not attempt.delivered:
            outlook = "it is given up" if seconds is None else f"the next try is in {seconds} s"
            _logger.warning("A webhook was not delivered: %s; %s", _describe(copy.webhook, attempt), outlook)


class _Thread:
    """A thread with an event loop, which ends when what it does is cancelled."""

    def __init__(self, work: Coroutine[Any, Any, None]) -> None:
        self._loop = asyncio.new_event_loop()
        self._task = self._loop.create_task(work)
        self._thread = Thread(target=self._run, name="codat-sandbox-webhooks", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join()
        self._loop.close()

    def _run(self) -> None:
        with suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self._task)
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())


def _describe(webhook: Webhook, attempt: WebhookAttempt | None) -> str:
    return f"{webhook.event_type} ({webhook.id}): {attempt or 'it was not tried yet'}"


async def _answer(request: httpx.Request, trusted: ssl.SSLContext | bool) -> int:
    """Send a request past the environment's proxies, and return the status of its answer, be it a redirect."""
    async with httpx.AsyncHTTPTransport(verify=trusted, trust_env=False) as transport:
        response = await transport.handle_async_request(request)
        async for _ in response.aiter_raw():
            pass
        return response.status_code
