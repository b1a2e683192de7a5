"""Reading what changed: cursors, dates, errors, and services that do not do as they are told."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from itertools import islice
from typing import Any, Final

import pytest
from attrs import evolve

from codat_customers import UNSET, Codat, ResponseDecodeError, ServerError
from codat_customers.jobs import Changes
from codat_customers.jobs._reading import ORDER, PageRequest, Reading
from codat_customers.models import Customer, CustomerPage, CustomerStatus, Link, PageLinks
from codat_customers.sandbox import Sandbox
from tests.support.clients import AT_ONCE, client_of

COMPANY: Final = "co"
NOON: Final = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(customers=0) as sandbox:
        yield sandbox
        assert not sandbox.violations


def add(sandbox: Sandbox, *dates: str | None, status: str = "Active") -> list[str]:
    return sandbox.add_customers({"status": status} | ({"modifiedDate": date} if date else {}) for date in dates)


def ids_of(changes: Any) -> list[str]:
    return [customer.id for customer in changes]


def test_first_all_and_then_what_changed(flavour: str, sandbox: Sandbox) -> None:
    a, b, c, d = add(sandbox, "2026-03-01T12:00:00Z", None, "2026-03-01T13:00:00", "2026-03-01T10:00:00-05:00")
    with client_of(flavour, sandbox.url) as codat:
        first = codat.customers.changes(sandbox.company_id, page_size=1)
        assert ids_of(first) == [b, a, c, d]
        sandbox.touch_customer(a, modified_date="2026-03-02T00:00:00.1234567Z")
        [e] = add(sandbox, "2026-03-02T00:00:00.1234567Z")
        add(sandbox, None)
        second = codat.customers.changes(sandbox.company_id, since=first.cursor, page_size=1, overlap=0)
        assert ids_of(second) == [d, a, e]
        assert ids_of(codat.customers.changes(sandbox.company_id, since=second.cursor, overlap=0)) == [a, e]


def test_more_customers_of_one_date_than_a_page_holds(flavour: str, sandbox: Sandbox) -> None:
    ids = add(sandbox, *["2026-03-01T12:00:00Z"] * 25, "2026-03-01T12:00:00.0000001Z", "2026-03-01T12:00:01Z")
    with client_of(flavour, sandbox.url) as codat:
        assert sorted(ids_of(codat.customers.changes(sandbox.company_id, page_size=4))) == sorted(ids)


def test_a_reading_that_stops_goes_on_from_its_cursor(flavour: str, sandbox: Sandbox) -> None:
    ids = add(sandbox, *(f"2026-03-01T12:00:{second:02}Z" for second in range(30)))
    taken: list[str] = []
    cursor = None
    with client_of(flavour, sandbox.url) as codat:
        for _ in range(5):
            changes = codat.customers.changes(sandbox.company_id, since=cursor, page_size=10, overlap=0)
            steps = iter(changes)
            for _ in range(7):
                taken += [each.id for each in islice(steps, 1)]
                cursor = changes.cursor
    assert list(dict.fromkeys(taken)) == ids
    assert len(taken) < 1.3 * len(ids)


@pytest.mark.parametrize(
    ("overlap", "seconds"), [(0.0, [30]), (10.0, [20, 30]), (1e12, [0, 10, 20, 30]), (20.000001, [10, 20, 30])]
)
@pytest.mark.parametrize("since", [datetime(2026, 3, 1, 14, 0, 30, tzinfo=timezone(timedelta(hours=2))), "cursor"])
def test_the_overlap_is_read_again(overlap: float, seconds: list[int], since: str | datetime, sandbox: Sandbox) -> None:
    ids = dict(
        zip(range(0, 40, 10), add(sandbox, *(f"2026-03-01T12:00:{s:02}Z" for s in range(0, 40, 10))), strict=True)
    )
    with client_of("sync", sandbox.url) as codat:
        if since == "cursor":
            changes = codat.customers.changes(sandbox.company_id)
            assert len(ids_of(changes)) == 4
            since = changes.cursor
        changes = codat.customers.changes(sandbox.company_id, since=since, overlap=overlap)
        assert ids_of(changes) == [ids[second] for second in seconds]


def test_a_query_is_kept_apart(sandbox: Sandbox) -> None:
    active = add(sandbox, "2026-03-01T12:00:00Z", None, "2026-03-01T13:00:00Z")
    add(sandbox, "2026-03-01T12:30:00Z", None, status="Archived")
    query = "status=Unknown || status=Active"
    with client_of("sync", sandbox.url) as codat:
        changes = codat.customers.changes(sandbox.company_id, query=query, page_size=1)
        assert ids_of(changes) == [active[1], active[0], active[2]]
        with pytest.raises(ValueError, match="another company or query"):
            codat.customers.changes(sandbox.company_id, since=changes.cursor)
        with pytest.raises(ValueError, match="another company or query"):
            codat.customers.changes("another", query=query, since=changes.cursor)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"since": ""}, ValueError, "'' is no cursor"),
        ({"since": "2026-03-01T12:00:00Z"}, ValueError, "is no cursor; pass what `changes"),
        ({"since": "1-7245676fdf0c21da-2026"}, ValueError, "is no cursor"),
        ({"since": "1-" + "0" * 16 + "-20261332T250000.000000Z"}, ValueError, "another company"),
        ({"since": "2-7245676fdf0c21da-20260301T120000.000000Z"}, ValueError, "version 2"),
        ({"since": NOON.replace(tzinfo=None)}, ValueError, "no time zone"),
        ({"since": NOON.timestamp()}, TypeError, "aware datetime or None, not float"),
        ({"page_size": 0}, ValueError, "page_size must be at least 1, not 0"),
        ({"page_size": 5001}, ValueError, "page_size"),
        ({"page_size": True}, TypeError, "page_size must be of type int, not bool"),
        ({"overlap": -1}, ValueError, "overlap must be at least 0, not -1"),
        ({"overlap": float("nan")}, ValueError, "overlap must be finite"),
        ({"query": "x" * 2000}, ValueError, "query may have 19.. characters, not 2000"),
    ],
)
def test_mistakes_are_told_at_once(arguments: dict[str, Any], error: type[Exception], message: str) -> None:
    with Codat("key") as codat, pytest.raises(error, match=message):
        codat.customers.changes(COMPANY, **arguments)


def test_the_longest_query_is_sent(sandbox: Sandbox) -> None:
    longest = 2047 - len("{}") - 2 * len("&&modifiedDate>=2026-03-01T12:00:00.000000Z") + len("=")
    ids = add(sandbox, *["2026-03-01T12:00:00Z"] * 3)
    query = "customerName!=" + "x" * (longest - len("customerName!="))
    reading = Reading(sandbox.company_id, None, query, 1, 0.0)
    with client_of("sync", sandbox.url) as codat:
        assert ids_of(codat.customers.changes(sandbox.company_id, query=query)) == ids
        assert reading.request is not None
        with pytest.raises(ValueError, match=f"query may have {longest} characters"):
            codat.customers.changes(sandbox.company_id, query=query + "x")


@pytest.mark.parametrize(
    "position",
    ["start", "00010101T000000.000000Z", "20260301T120000.000001Z", "99991231T235959.999999Z"],
)
def test_cursors_are_read_as_they_were_written(position: str) -> None:
    cursor = Reading(COMPANY, None, None, 1, 0.0).cursor.removesuffix("start") + position
    assert Reading(COMPANY, cursor, None, 1, 300.0).cursor == cursor
    assert cursor.replace("-", "").replace(".", "").isalnum()
    assert len(cursor) < 50


def test_a_call_that_fails_is_made_again(flavour: str, sandbox: Sandbox) -> None:
    ids = add(sandbox, *(f"2026-03-01T12:00:{second:02}Z" for second in range(9)))
    with client_of(flavour, sandbox.url, retries=AT_ONCE) as codat:
        changes = codat.customers.changes(sandbox.company_id, page_size=3, retries=None)
        steps = iter(changes)
        taken = [next(steps).id for _ in range(3)]
        cursor = changes.cursor
        sandbox.fail_next(status=500)
        with pytest.raises(ServerError):
            next(steps)
        assert changes.cursor == cursor
        assert [*taken, *ids_of(changes)] == ids


def test_nothing_is_imported_before_it_is_used() -> None:
    program = """
import sys
from codat_customers import AsyncCodat, Codat

with Codat("key") as codat:
    assert "codat_customers.jobs" not in sys.modules
    codat.customers.changes("co")
    assert "codat_customers.jobs" in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True)


class Service:
    """A list of customers that answers in its own way, without HTTP."""

    def __init__(self, *seconds: float | None) -> None:
        self.customers = [customer(str(number), second) for number, second in enumerate(seconds)]
        self.requests: list[PageRequest] = []
        self.cap = 5000
        self.nulls_first = False

    def __call__(self, request: PageRequest) -> CustomerPage:
        self.requests.append(request)
        chosen = sorted(filter(self.fits(request.query), self.customers), key=self.place)
        size = min(request.page_size, self.cap)
        first = (request.page - 1) * size
        return CustomerPage(
            results=chosen[first : first + size],
            page_number=request.page,
            page_size=size,
            total_results=len(chosen),
            links=PageLinks(self_=Link(href="/s"), current=Link(href="/c")),
        )

    def place(self, customer: Customer) -> tuple[bool, datetime]:
        date = customer.modified_date
        return (not date) is not self.nulls_first, date or NOON

    def fits(self, query: str | None) -> Callable[[Customer], bool]:
        terms = [term for term in (query or "").split("&&") if term]

        def fits(customer: Customer) -> bool:
            date = customer.modified_date
            for term in terms:
                bound = datetime.fromisoformat(term.lstrip(ORDER + "<>="))
                if not date or (date < bound if ">=" in term else date >= bound):
                    return False
            return True

        return fits


def customer(customer_id: str, second: float | None) -> Customer:
    date = UNSET if second is None else NOON + timedelta(seconds=second)
    return Customer(id=customer_id, status=CustomerStatus.ACTIVE, modified_date=date)


def read(service: Service, page_size: int) -> list[str]:
    return ids_of(Changes(Reading(COMPANY, None, None, page_size, 0.0), service))


def test_more_of_one_date_than_the_largest_page_holds() -> None:
    service = Service(*[0.0] * 12_000, 1.0)
    assert sorted(map(int, read(service, 5000))) == list(range(12_001))
    assert len(service.requests) < 20


def test_pages_that_are_smaller_than_asked_for() -> None:
    service = Service(*[0.0] * 25, *range(1, 25), *[None] * 25)
    service.cap = 10
    assert sorted(map(int, read(service, 500))) == list(range(74))


@pytest.mark.parametrize("nulls_first", [False, True])
@pytest.mark.parametrize("count", [0, 1, 3, 30])
def test_those_without_a_date_come_wherever_they_are_sorted(nulls_first: bool, count: int) -> None:
    service = Service(*range(20), *[None] * count)
    service.nulls_first = nulls_first
    came = read(service, 4)
    assert came[:count] == [str(20 + number) for number in range(count)] or count > 4
    assert sorted(map(int, came)) == list(range(20 + count))


def test_a_page_is_asked_for_when_it_is_needed() -> None:
    service = Service(*range(100))
    changes = Changes(Reading(COMPANY, NOON, None, 10, 0.0), service)
    assert not service.requests
    for taken in range(1, 31):
        next(changes)
        assert len(service.requests) <= taken // 9 + 1


class Unsorted(Service):
    def place(self, customer: Customer) -> tuple[bool, datetime]:
        return False, NOON - ((customer.modified_date or NOON) - NOON)


class NotNarrowed(Service):
    def fits(self, query: str | None) -> Callable[[Customer], bool]:
        return lambda _: True


class Restless(Service):
    def __call__(self, request: PageRequest) -> CustomerPage:
        self.customers.append(customer(f"new {len(self.requests)}", None))
        return super().__call__(request)


class Empty(Service):
    def __call__(self, request: PageRequest) -> CustomerPage:
        return evolve(super().__call__(request), results=[])


class Flapping(Service):
    """Its first customer is not there when the second page is asked for, twice."""

    def __call__(self, request: PageRequest) -> CustomerPage:
        whole = self.customers
        if len(self.requests) < 6 and request.page > 1:
            self.customers = whole[1:]
        try:
            return super().__call__(request)
        finally:
            self.customers = whole


def test_what_the_same_shift_hides_twice_is_found() -> None:
    assert sorted(map(int, read(Flapping(*[None] * 6), 2))) == list(range(6))


@pytest.mark.parametrize(
    ("service", "message"),
    [
        (Unsorted(*range(9)), "came after"),
        (NotNarrowed(*range(9)), "came after"),
        (Restless(*range(9), *[None] * 9), "has changed during each of 20"),
        (Empty(*range(9)), "a page of 0 customers"),
    ],
    ids=["unsorted", "not narrowed", "never still", "empty"],
)
def test_a_service_that_would_lose_some_is_an_error(service: Service, message: str) -> None:
    changes = Changes(Reading(COMPANY, None, None, 4, 0.0), service)
    with pytest.raises(ResponseDecodeError, match=message) as caught:
        ids_of(changes)
    assert changes.cursor in str(caught.value)
    assert caught.value.reason == "the changes cannot be followed"
    with pytest.raises(ResponseDecodeError, match=message):
        next(changes)
