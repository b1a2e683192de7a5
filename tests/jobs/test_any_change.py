"""Whatever changes between any two requests of a reading, and wherever it stops and goes on, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, ClassVar, Final

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from codat_customers import Codat
from codat_customers.jobs import _reading
from codat_customers.jobs._reading import MAX_SIZE
from codat_customers.models import Customer
from codat_customers.sandbox import Sandbox

START: Final = datetime(2026, 3, 1, 12, tzinfo=UTC)

# The forms in which the service writes one and the same instant; the last says more digits than a datetime has.
FORMS: Final[tuple[Callable[[datetime], str], ...]] = (
    lambda date: date.strftime("%Y-%m-%dT%H:%M:%SZ"),
    lambda date: date.strftime("%Y-%m-%dT%H:%M:%S"),
    lambda date: date.astimezone(timezone(timedelta(hours=5, minutes=30))).isoformat(),
    lambda date: date.strftime("%Y-%m-%dT%H:%M:%S.0000003Z"),
)


def date_of(customer: Customer) -> datetime | None:
    date = customer.modified_date
    return (date if date.tzinfo else date.replace(tzinfo=UTC)) if date else None


def read_by_keyset(codat: Codat, company_id: str, since: str | None, query: str | None, page_size: int) -> Any:
    return codat.customers.changes(company_id, since=since, query=query, page_size=page_size, overlap=0)


class PageAfterPage(Iterator[Customer]):
    """What a user would write first."""

    def __init__(self, codat: Codat, company_id: str, since: str | None, query: str | None, page_size: int) -> None:
        since = since or "0001-01-01T00:00:00"
        self.cursor = since
        narrowed = f"modifiedDate>={since}" + (f"&&{{{query}}}" if query else "")
        self._records = codat.customers.iterate(
            company_id, query=narrowed, order_by="modifiedDate", page_size=page_size, concurrency=1
        )

    def __next__(self) -> Customer:
        customer = next(self._records)
        date = date_of(customer)
        self.cursor = date.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if date else self.cursor
        return customer


class Readings(RuleBasedStateMachine):
    """Readings one after the other, each from the cursor of the one before, of customers that change meanwhile."""

    read: ClassVar[Any] = staticmethod(read_by_keyset)
    reads_undated: ClassVar[bool] = True
    sandbox: ClassVar[Sandbox]
    codat: ClassVar[Codat]

    @initialize(
        page_size=st.integers(1, 6),
        customers=st.lists(st.sampled_from([None, 0, 1, 2, 3]), min_size=2, max_size=12),
        query=st.sampled_from([None, "status=Active || status=Archived"]),
    )
    def begin(self, page_size: int, customers: list[int | None], query: str | None) -> None:
        self.sandbox.reset()
        self.page_size = min(page_size, _reading.MAX_SIZE)
        self.query = query
        self.now = START
        self.ids: list[str] = []
        # Of each customer, since which change it has had which date
        self.dates: dict[str, list[tuple[int, datetime | None]]] = {}
        self.changes = 0
        self.copy: dict[str, datetime | None] = {}
        self.cursor: str | None = None
        self.reading: Any = None
        for seconds in customers:
            if seconds is None:
                self.create(None)
            else:
                self.now += timedelta(seconds=seconds)
                self.create(0)
        self.start_anew()

    def start_anew(self) -> None:
        is_full = self.cursor is None or self.cursor.endswith("start")
        self.reading = self.read(self.codat, self.sandbox.company_id, self.cursor, self.query, self.page_size)
        self.started = self.changes
        self.must_come = [each for each in self.ids if self.dates[each][-1][1] or (is_full and self.reads_undated)]
        self.seen: set[tuple[str | None, datetime | None]] = set()

    @rule(seconds=st.integers(1, 3))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(form=st.none() | st.integers(0, len(FORMS) - 1))
    def create(self, form: int | None) -> None:
        customer: dict[str, Any] = {"customerName": "A", "status": "Active"}
        if form is not None:
            customer["modifiedDate"] = FORMS[form](self.now)
        [customer_id] = self.sandbox.add_customers([customer])
        self.ids.append(customer_id)
        self.has_changed(customer_id, None if form is None else self.now)

    @rule(number=st.integers(0, 30), form=st.integers(0, len(FORMS) - 1))
    def change(self, number: int, form: int) -> None:
        if self.ids:
            customer_id = self.ids[number % len(self.ids)]
            self.sandbox.touch_customer(customer_id, modified_date=FORMS[form](self.now))
            self.has_changed(customer_id, self.now)

    def has_changed(self, customer_id: str, date: datetime | None) -> None:
        self.changes += 1
        self.dates.setdefault(customer_id, []).append((self.changes, date))

    @rule(count=st.integers(1, 6), then=st.sampled_from(["go on", "store the cursor", "begin anew from it"]))
    def take(self, count: int, then: str) -> None:
        for _ in range(count):
            self.step()
        if then != "go on":
            self.cursor = self.reading.cursor
        if then == "begin anew from it":
            self.start_anew()

    @rule(
        after=st.integers(1, 3),
        numbers=st.lists(st.integers(0, 30), min_size=1, max_size=3),
        form=st.integers(0, len(FORMS) - 1),
    )
    def change_between_requests(self, after: int, numbers: list[int], form: int) -> None:
        def change() -> None:
            self.now += timedelta(seconds=1)
            for number in numbers:
                self.change(number, form)

        self.sandbox.after_answers(after, change, operation="list-customers")

    @rule()
    def crash(self) -> None:
        self.start_anew()

    @rule()
    def finish(self) -> None:
        while self.step():
            pass

    def step(self) -> bool:
        customer = next(self.reading, None)
        if customer is None:
            self.check()
            self.cursor = self.reading.cursor
            self.start_anew()
            return False
        assert customer.id
        version = (customer.id, date_of(customer))
        assert version not in self.seen, "no version comes twice in a reading"
        self.seen.add(version)
        self.copy[customer.id] = date_of(customer)
        return True

    def check(self) -> None:
        for customer_id in self.must_come:
            assert customer_id in self.copy, "a customer was lost"
            since = [date for change, date in self.dates[customer_id] if change > self.started]
            before = [date for change, date in self.dates[customer_id] if change <= self.started]
            assert self.copy[customer_id] in (before[-1], *since), "a change was lost"


@pytest.fixture(autouse=True)
def served() -> Iterator[None]:
    with ExitStack() as stack:
        sandbox = stack.enter_context(Sandbox(customers=0, validate=False))
        Readings.sandbox = sandbox
        Readings.codat = stack.enter_context(Codat(sandbox.api_key, server_url=sandbox.url))
        yield


# To shrink what it finds takes minutes, and it is short enough.
MANY: Final = settings(
    max_examples=100, stateful_step_count=30, deadline=None, derandomize=True, phases=[Phase.generate]
)


# With the second one, even the largest page does not hold all customers of one date.
@pytest.mark.parametrize("max_size", [MAX_SIZE, 2])
@pytest.mark.timeout(300)
def test_nothing_is_lost(max_size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_reading, "MAX_SIZE", max_size)
    run_state_machine_as_test(Readings, settings=MANY)


@pytest.mark.timeout(300)
def test_to_read_page_after_page_would_lose_some() -> None:
    class Naive(Readings):
        read = PageAfterPage
        reads_undated = False

    with pytest.raises(AssertionError, match="lost"):
        run_state_machine_as_test(Naive, settings=settings(MANY, report_multiple_bugs=False))
