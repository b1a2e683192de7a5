"""Waits for pushes of a sandbox, with a clock that only moves when somebody sleeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import httpx
from attrs import define, field
from codat_customers_api.client import RetryPolicy

from codat_customers import RetryConfig
from codat_customers._call.state import ClientState
from codat_customers._settings import resolve_settings
from codat_customers.models import Customer, CustomerStatus, PushOperation
from codat_customers.sandbox import Sandbox
from tests.support.clients import resources_of

NEW: Final = Customer(status=CustomerStatus.ACTIVE, customer_name="Heron & Daughters")


@define
class Waiter:
    """A client whose sleeping moves its own clock and the sandbox's.

    Attributes:
        flavour: On what it runs.
        sandbox: The service.
        retries: The client's policy.
        timeout: The client's time-outs.
        took: Seconds that each question takes on the clock.
        oversleep: How much longer each sleep takes than asked.
        sleeps: The seconds slept.
        timeouts: The time-outs of each question.
    """

    flavour: str
    sandbox: Sandbox
    retries: RetryPolicy | None = field(factory=lambda: RetryConfig(initial_interval=0, max_interval=0))
    timeout: float | httpx.Timeout | None = 30.0
    took: float = 0.0
    oversleep: float = 0.0
    now: float = 1000.0
    sleeps: list[float] = field(factory=list[float])
    timeouts: list[Mapping[str, float | None]] = field(factory=list[Mapping[str, float | None]])

    def create(self, customer: Customer = NEW, **options: Any) -> PushOperation:
        return self._run(lambda resources: resources.customers.create(*self._ids, customer, **options))

    def update(self, customer_id: str, customer: Customer = NEW) -> PushOperation:
        return self._run(lambda resources: resources.customers.update(*self._ids, customer_id, customer))

    def wait(self, operation: PushOperation, **options: Any) -> PushOperation:
        return self._run(lambda resources: resources.push_operations.wait(operation, **options))

    @property
    def questions(self) -> int:
        return sum(request.operation == "get-push-operation" for request in self.sandbox.requests)

    @property
    def _ids(self) -> tuple[str, str]:
        return self.sandbox.company_id, self.sandbox.connection_id

    def _run(self, call: Callable[[Any], PushOperation]) -> PushOperation:
        settings = resolve_settings("test", None, self.sandbox.url, self.timeout, self.retries, None, None)
        state = ClientState(settings, "tests", monotonic=lambda: self.now, random=lambda: 0.5)
        with resources_of(self.flavour, state, self._sleep, self._sent) as resources:
            return call(resources)

    def _sent(self, request: httpx.Request) -> None:
        self.timeouts.append(dict(request.extensions["timeout"]))
        self.now += self.took

    def _sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.now += seconds + self.oversleep
        self.sandbox.advance_clock(seconds + self.oversleep)
