"""All that changes while a sandbox runs, made anew by ``reset``."""

from collections.abc import Callable, Iterable, Sequence
from threading import Lock

from attrs import frozen
from starlette.types import Scope

from codat_customers.sandbox._actions import ActionScript
from codat_customers.sandbox._application import Application
from codat_customers.sandbox._clock import Clock
from codat_customers.sandbox._companies import Company
from codat_customers.sandbox._contract import Contract, Violation
from codat_customers.sandbox._delivery import Delivery
from codat_customers.sandbox._faults import FaultScript
from codat_customers.sandbox._idempotency import IdempotencyKeys
from codat_customers.sandbox._operations import Operations
from codat_customers.sandbox._outbox import Outbox
from codat_customers.sandbox._rate_limit import RateLimit
from codat_customers.sandbox._seed import Seed
from codat_customers.sandbox._webhooks import WebhookSettings
from codat_customers.sandbox._wire import Connection


@frozen(kw_only=True)
class Service:
    """The parts of a sandbox that tests look at and change; ``application`` answers the requests with them."""

    companies: dict[str, Company]
    clock: Clock
    faults: FaultScript
    actions: ActionScript
    operations: Operations
    application: Application
    delivery: Delivery

    def company(self, company_id: str | None) -> Company:
        """Find a company, the first where no id is given.

        Raises:
            KeyError: there is no such company.
        """
        if company_id is None:
            return next(iter(self.companies.values()))
        return self.companies[company_id]


def make_service(
    *,
    seeds: Iterable[Seed],
    attachment_bytes: int | Sequence[int] | None,
    push_seconds: float | None,
    ranges: bool,
    api_key: str,
    latency: float,
    rate_limit: int | None,
    retry_after: int | None,
    contract: Contract | None,
    webhooks: WebhookSettings,
    find_connection: Callable[[Scope], Connection],
) -> Service:
    """Make a service as it is at its start; the parameters are those of ``Sandbox``."""
    clock, faults, actions, lock = Clock(), FaultScript(), ActionScript(), Lock()
    violations: list[Violation] = []
    outbox = Outbox(webhooks, clock, contract, violations.append)
    all_companies = [Company(seed, attachment_bytes, outbox.announce) for seed in seeds]
    companies = {company.id: company for company in all_companies}
    limit = RateLimit(clock, rate_limit, retry_after, outbox.announce)
    operations = Operations(companies, clock, push_seconds, ranges)

    def settle() -> None:
        limit.start_over_when_due()
        for company in all_companies:
            company.settle(clock.now().timestamp())

    return Service(
        companies=companies,
        clock=clock,
        faults=faults,
        actions=actions,
        operations=operations,
        application=Application(
            endpoints=operations.all(),
            api_key=api_key,
            latency=latency,
            rate_limit=limit,
            idempotency_keys=IdempotencyKeys(clock),
            faults=faults,
            actions=actions,
            contract=contract,
            find_connection=find_connection,
            lock=lock,
            violations=violations,
        ),
        delivery=Delivery(webhooks, outbox, lock, settle),
    )
