"""Waits for pushes of a sandbox, with a clock that only moves when somebody sleeps."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import anyio
import httpx
from attrs import define, field
from codat_customers_api.client import RetryPolicy
from codat_customers_api.resources import AsyncResources, Resources

from codat_customers import RetryConfig
from codat_customers._async.sender import AsyncRetryingSender
from codat_customers._call.state import ClientState
from codat_customers._http.pools import Connections
from codat_customers._settings import resolve_settings
from codat_customers._sync.sender import RetryingSender
from codat_customers.models import Customer, CustomerStatus, PushOperation
from codat_customers.sandbox import Sandbox
from tests.support.flavours import Flavour

NEW: Final = Customer(status=CustomerStatus.ACTIVE, customer_name="Heron & Daughters")


@define
class Waiter:
    """A client whose sleeping moves its own clock and the sandbox's.

    Attributes:
        kind: On what it runs.
        sandbox: The service.
        retries: The client's policy.
        timeout: The client's time-outs.
        took: Seconds that each question takes on the clock.
        oversleep: How much longer each sleep takes than asked.
        sleeps: The seconds slept.
        timeouts: The time-outs of each question.
    """

    kind: Flavour
    sandbox: Sandbox
    retries: RetryPolicy | None = field(factory=lambda: RetryConfig(initial_interval=0, max_interval=0))
    timeout: float | httpx.Timeout | None = 30.0
    took: float = 0.0
    oversleep: float = 0.0
    now: float = 1000.0
    sleeps: list[float] = field(factory=list[float])
    timeouts: list[Mapping[str, float | None]] = field(factory=list[Mapping[str, float | None]])

    def create(self, customer: Customer = NEW, **options: Any) -> PushOperation:
        ids = (self.sandbox.company_id, self.sandbox.connection_id)
        return self._run("create", *ids, customer, **options)

    def update(self, customer_id: str, customer: Customer = NEW) -> PushOperation:
        ids = (self.sandbox.company_id, self.sandbox.connection_id, customer_id)
        return self._run("update", *ids, customer)

    def wait(self, operation: PushOperation, **options: Any) -> PushOperation:
        return self._run("wait", operation, **options)

    @property
    def questions(self) -> int:
        return sum(request.operation == "get-push-operation" for request in self.sandbox.requests)

    def _run(self, method: str, *arguments: Any, **options: Any) -> PushOperation:
        settings = resolve_settings("test", None, self.sandbox.url, self.timeout, self.retries, None, None)
        state = ClientState(settings, monotonic=lambda: self.now, random=lambda: 0.5)
        if self.kind == "sync":
            with httpx.Client(verify=False, event_hooks={"request": [self._sent]}) as http_client:
                sender = RetryingSender(Connections(http_client, httpx.Client), state, self._sleep)
                resources = Resources(sender)
                resource = resources.push_operations if method == "wait" else resources.customers
                operation: PushOperation = getattr(resource, method)(*arguments, **options)
                return operation
        return anyio.run(partial(self._run_async, state, method, *arguments, **options), backend=self.kind)

    async def _run_async(self, state: ClientState, method: str, *arguments: Any, **options: Any) -> PushOperation:
        async with httpx.AsyncClient(verify=False, event_hooks={"request": [self._sent_async]}) as http_client:
            sender = AsyncRetryingSender(Connections(http_client, httpx.AsyncClient), state, self._sleep_async)
            resources = AsyncResources(sender)
            resource = resources.push_operations if method == "wait" else resources.customers
            operation: PushOperation = await getattr(resource, method)(*arguments, **options)
            return operation

    def _sent(self, request: httpx.Request) -> None:
        self.timeouts.append(dict(request.extensions["timeout"]))
        self.now += self.took

    async def _sent_async(self, request: httpx.Request) -> None:
        self._sent(request)

    def _sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.now += seconds + self.oversleep
        self.sandbox.advance_clock(seconds + self.oversleep)

    async def _sleep_async(self, seconds: float) -> None:
        self._sleep(seconds)
