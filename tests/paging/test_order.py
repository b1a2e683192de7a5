"""Every customer, in order, once, and never too many requests at a time."""

import inspect
import threading
from typing import Any

import httpx
import pytest

from codat_customers import AsyncCodat, Codat, NotFoundError, SDKError
from codat_customers.sandbox import Sandbox
from tests.paging.page_server import COMPANY, PageServer, Reader, page, page_threads, read_ids, wait_until
from tests.support.clients import client_of


def ids(reader: Reader, **options: Any) -> list[str]:
    return [str(customer.id) for customer in reader.iterate(COMPANY, **options)]


def numbers(first: int, last: int) -> list[str]:
    return [str(number) for number in range(first, last + 1)]


@pytest.mark.parametrize(("total", "concurrency"), [(0, 4), (1, 1), (10, 2), (11, 10), (99, 3), (100, 1), (234, 10)])
def test_all_come_in_order_and_once(reader: Reader, server: PageServer, total: int, concurrency: int) -> None:
    server.answer = lambda number, size: page(number, size, total)
    assert ids(reader, page_size=10, concurrency=concurrency) == numbers(1, total)
    assert sorted(server.asked) == list(range(1, max(1, -(-total // 10)) + 1))
    assert server.most_in_flight <= concurrency


def test_the_order_does_not_depend_on_which_answer_comes_first(reader: Reader, server: PageServer) -> None:
    server.answer = lambda number, size: page(number, size, 5)
    server.hold(2)
    customers = reader.iterate(COMPANY, page_size=1, concurrency=4)
    assert next(customers).id == "1"
    threading.Timer(0.05, server.release).start()
    assert [customer.id for customer in customers] == numbers(2, 5)


def test_so_many_requests_are_under_way_and_no_more(reader: Reader, server: PageServer) -> None:
    server.answer = lambda number, size: page(number, size, 100)
    server.hold(*range(2, 101))
    customers = reader.iterate(COMPANY, page_size=1, concurrency=5)
    assert next(customers).id == "1"
    assert server.asked == [1]  # the first page tells how many there are
    threading.Timer(0.1, server.release).start()
    assert [customer.id for customer in customers] == numbers(2, 100)
    assert server.most_in_flight == 5


def test_one_at_a_time_means_without_threads_and_only_when_needed(reader: Reader, server: PageServer) -> None:
    server.answer = lambda number, size: page(number, size, 5)
    for number, _ in enumerate(reader.iterate(COMPANY, page_size=1, concurrency=1), 1):
        assert server.asked == list(range(1, number + 1))
        assert not page_threads()
    assert server.most_in_flight == 1


def test_nothing_is_asked_before_the_first_step(reader: Reader, server: PageServer) -> None:
    reader.iterate(COMPANY)
    reader.pages(COMPANY)
    assert server.asked == []


def test_pages_are_those_of_list(reader: Reader, server: PageServer) -> None:
    server.answer = lambda number, size: page(number, size, 25)
    pages = list(reader.pages(COMPANY, page_size=10))
    assert [each.page_number for each in pages] == [1, 2, 3]
    assert [len(each.results) for each in pages] == [10, 10, 5]
    with Codat("test", server_url=server.url) as codat:
        assert pages[1] == codat.customers.list(COMPANY, page=2, page_size=10)


@pytest.mark.parametrize(("start_page", "expected"), [(2, numbers(11, 25)), (3, numbers(21, 25)), (4, []), (99, [])])
def test_starting_further_on(reader: Reader, server: PageServer, start_page: int, expected: list[str]) -> None:
    server.answer = lambda number, size: page(number, size, 25)
    assert ids(reader, page_size=10, start_page=start_page) == expected
    assert min(server.asked) == start_page
    assert max(server.asked) <= max(3, start_page)


def test_query_and_order_go_with_every_page(flavour: str) -> None:
    narrowed = {"query": "status=Active", "order_by": "-modifiedDate"}
    with Sandbox(customers=57) as sandbox, client_of(flavour, sandbox.url) as codat:
        whole = codat.customers.list(sandbox.company_id, **narrowed)
        read = list(codat.customers.iterate(sandbox.company_id, **narrowed, page_size=5, concurrency=3))
        assert read == whole.results
        assert 5 < len(read) < 57
        assert not sandbox.violations


@pytest.mark.parametrize("concurrency", [1, 4])
@pytest.mark.parametrize("bad", [1, 3, 5])
def test_a_page_that_fails_does_so_in_its_place(reader: Reader, server: PageServer, bad: int, concurrency: int) -> None:
    server.answer = lambda number, size: 404 if number == bad else page(number, size, 50)
    seen: list[str] = []
    with pytest.raises(NotFoundError) as caught:
        read_ids(reader, seen, page_size=10, concurrency=concurrency)
    assert type(caught.value) is NotFoundError
    assert f"page={bad}&" in str(caught.value.url)
    assert seen == numbers(1, (bad - 1) * 10)
    assert max(server.asked) < bad + concurrency


def test_a_page_is_retried_like_any_call(reader: Reader, server: PageServer) -> None:
    server.answer = lambda number, size: 503 if number == 2 and server.asked.count(2) < 3 else page(number, size, 30)
    assert ids(reader, page_size=10) == numbers(1, 30)
    assert sorted(server.asked) == [1, 2, 2, 2, 3]


def test_the_options_of_a_call_are_for_every_page(reader: Reader, server: PageServer) -> None:
    server.answer = lambda number, size: 503 if number == 2 else page(number, size, 30)
    with pytest.raises(SDKError) as caught:
        ids(reader, page_size=10, retries=None, concurrency=1)
    assert caught.value.attempts == 1
    assert server.asked == [1, 2]


BAD_ARGUMENTS: dict[str, tuple[dict[str, Any], type[Exception]]] = {
    "page_size=0": ({"page_size": 0}, ValueError),
    "page_size=5001": ({"page_size": 5001}, ValueError),
    "page_size='10'": ({"page_size": "10"}, TypeError),
    "start_page=0": ({"start_page": 0}, ValueError),
    "start_page=-1": ({"start_page": -1}, ValueError),
    "start_page=1.0": ({"start_page": 1.0}, TypeError),
    "concurrency=0": ({"concurrency": 0}, ValueError),
    "concurrency=11": ({"concurrency": 11}, ValueError),
    "concurrency=True": ({"concurrency": True}, TypeError),
    "concurrency=2.0": ({"concurrency": 2.0}, TypeError),
    "query too long": ({"query": "x" * 2048}, ValueError),
    "timeout=0": ({"timeout": 0}, ValueError),
    "retries=3": ({"retries": 3}, TypeError),
    "headers": ({"headers": {"Authorization": "Basic eA=="}}, ValueError),
    "no such option": ({"page": 2}, TypeError),
}


@pytest.fixture(scope="module", params=[Codat, AsyncCodat])
def client(request: pytest.FixtureRequest) -> Codat | AsyncCodat:
    client: Codat | AsyncCodat = request.param("test", server_url="http://127.0.0.1:9")
    return client


@pytest.mark.parametrize("method", ["iterate", "pages"])
@pytest.mark.parametrize("name", BAD_ARGUMENTS)
def test_bad_arguments_are_refused_at_once(client: Codat | AsyncCodat, name: str, method: str) -> None:
    options, error = BAD_ARGUMENTS[name]
    [parameter] = options
    with pytest.raises(error, match=parameter if parameter != "headers" else "Authorization"):
        getattr(client.customers, method)(COMPANY, **options)


def test_an_empty_company_id_is_refused_at_once(client: Codat | AsyncCodat) -> None:
    with pytest.raises(ValueError, match="company_id"):
        client.customers.iterate("")


def test_the_async_ones_are_async_generators() -> None:
    customers = AsyncCodat("test").customers
    assert inspect.isasyncgen(customers.iterate(COMPANY))
    assert inspect.isasyncgen(customers.pages(COMPANY))


def test_a_closed_client_says_so(server: PageServer) -> None:
    server.answer = lambda number, size: page(number, size, 30)
    with httpx.Client() as http_client:
        with Codat("test", server_url=server.url, http_client=http_client) as codat:
            customers = codat.customers.pages(COMPANY, page_size=10, concurrency=1)
            next(customers)
        with pytest.raises(RuntimeError, match="has been closed"):
            next(customers)


def test_no_more_connections_than_requests_at_a_time(flavour: str, server: PageServer) -> None:
    server.answer = lambda number, size: page(number, size, 300)
    before = server.open_connections
    with client_of(flavour, server.url) as codat:
        ids(codat.customers, page_size=10, concurrency=8)
        assert server.open_connections - before <= 8
    wait_until(lambda: server.open_connections == before)
