"""Pages that do not fit together: what is there is read, and the reading ends; test_plan.py has the cases in full."""

import logging
from typing import Any

import pytest

from codat_customers import NotFoundError, ResponseDecodeError
from codat_customers._plans.pages import MAX_EMPTY
from tests.paging.page_server import COMPANY, Answer, PageServer, Reader, capped, page, read_ids, wait_until, without
from tests.support.flavours import in_turn

SIZE = 10
HUGE = 10**400  # too large even for a float

# By name: how the server answers, and with how many customers the pages come that are to be yielded
SERVERS: dict[str, tuple[Answer, list[int]]] = {
    "an empty first page of many": (lambda number, size: page(number, size, 50, received=0), [0] * 5),
    "no results at all": (lambda number, size: _without_results(page(number, size, 0)), [0]),
    "no next although more is promised": (lambda number, size: page(number, size, 50, next_=number < 2), [10] * 5),
    "no next at all": (lambda number, size: page(number, size, 45, next_=False), [10, 10, 10, 10, 5]),
    "a next on the last page": (lambda number, size: page(number, size, 30, next_=number < 4), [10, 10, 10, 0]),
    "a next on the only, empty page": (lambda number, size: page(number, size, 0, next_=number < 2), [0, 0]),
    "a next on every page": (lambda number, size: page(number, size, 25, next_=True), [10, 10, 5] + [0] * MAX_EMPTY),
    "a next to the same page": (lambda number, size: page(number, size, 30, next_=f"?page={number}"), [10, 10, 10]),
    "a next to the first page": (lambda number, size: page(number, size, 30, next_="?page=1"), [10, 10, 10]),
    "a next further on": (
        lambda number, size: page(number, size, 80, next_="?page=7" if number < 7 else None),
        [10, 10, 10, 0],
    ),
    "a short page": (
        lambda number, size: page(number, size, 50, received=4 if number == 3 else 10),
        [10, 10, 4] + [10] * 3,
    ),
    "an empty page": (
        lambda number, size: page(number, size, 50, received=0 if number == 3 else None),
        [10, 10, 0, 10, 10, 0],
    ),
    "no end": (
        lambda number, size: page(number, size, HUGE, received=10 if number < 4 else 0, next_=number < 4),
        [10, 10, 10, 0],
    ),
    "a total below zero": (lambda number, size: page(number, size, -1, received=10, next_=number < 4), [10] * 4),
    "a growing total": (lambda number, size: page(number, size, 20 + 10 * min(number, 3)), [10] * 5),
    "a shrinking total": (lambda number, size: page(number, size, 60 - 10 * min(number, 3)), [10] * 3),
    "a page size of zero": (lambda number, size: {**page(number, size, 25), "pageSize": 0}, [10, 10, 5]),
    "smaller pages than asked for": (capped(4, 11), [4, 4, 3]),
    "smaller pages than asked for and said": (capped(4, 11, echo=SIZE), [4, 4, 3]),
    "larger pages than asked for": (lambda number, size: page(number, 40, 100), [40, 40, 20]),
}


def _without_results(answer: dict[str, Any]) -> dict[str, Any]:
    del answer["results"]
    return answer


@pytest.mark.parametrize("concurrency", [1, 4])
@in_turn("name", SERVERS)
def test_the_end_is_found(reader: Reader, server: PageServer, name: str, concurrency: int) -> None:
    server.answer, expected = SERVERS[name]
    pages = reader.pages(COMPANY, page_size=SIZE, concurrency=concurrency)
    assert [len(each.results) for each in pages] == expected
    assert max(server.asked) < max(len(expected), 9) + concurrency
    assert sorted(server.asked) == sorted(set(server.asked))
    if concurrency == 1:
        assert len(server.asked) == len(expected)


@pytest.mark.parametrize("concurrency", [1, 4])
@pytest.mark.parametrize("links", [True, "&pageSize=50"])
def test_the_size_that_the_service_told_is_asked_for(
    reader: Reader, server: PageServer, links: bool | str, concurrency: int
) -> None:
    server.answer = capped(50, 300, links=links)
    read = [customer.id for customer in reader.iterate(COMPANY, page_size=100, concurrency=concurrency)]
    assert read == [str(number) for number in range(1, 301)]
    assert sorted(server.asked) == list(range(1, 7))
    assert server.sizes == [100] + [50] * 5


@pytest.mark.parametrize("concurrency", [1, 4])
def test_the_pages_show_that_customers_are_missing(
    reader: Reader, server: PageServer, concurrency: int, caplog: pytest.LogCaptureFixture
) -> None:
    server.answer = without({"15", "30"}, capped(10, 30))
    caplog.set_level(logging.WARNING, "codat_customers")
    pages = list(reader.pages(COMPANY, page_size=SIZE, concurrency=concurrency))
    assert sum(len(each.results) for each in pages) == 28
    assert pages[-1].total_results == 30
    assert caplog.messages == [
        "customers.list: only 28 of 30 records came; the list may have changed while it was read"
    ]


@pytest.mark.parametrize("concurrency", [1, 4])
def test_empty_pages_for_ever(reader: Reader, server: PageServer, concurrency: int) -> None:
    server.answer = lambda number, size: page(number, size, 50, received=10 if number == 1 else 0, next_=True)
    read: list[str] = []
    with pytest.raises(
        ResponseDecodeError, match="10 of 50 records have come and the last 20 pages were empty"
    ) as caught:
        read_ids(reader, read, page_size=SIZE, concurrency=concurrency)
    assert caught.value.reason == "the pages have no end"
    assert len(read) == 10
    assert max(server.asked) < 1 + MAX_EMPTY + concurrency


@pytest.mark.parametrize("concurrency", [1, 4])
def test_the_same_answer_for_ever(reader: Reader, server: PageServer, concurrency: int) -> None:
    server.answer = lambda number, size: page(1, size, 1000)
    read: list[str] = []
    with pytest.raises(ResponseDecodeError, match="asked for page 2, the service gave page 1 once more") as caught:
        read_ids(reader, read, page_size=SIZE, concurrency=concurrency)
    assert caught.value.reason == "the service repeats a page"
    assert len(read) == 10


@pytest.mark.parametrize("concurrency", [1, 4])
@pytest.mark.parametrize("status", [400, 404])
def test_a_page_past_the_end_may_be_refused(reader: Reader, server: PageServer, status: int, concurrency: int) -> None:
    there = without({"15"}, capped(10, 50))
    server.answer = lambda number, size: there(number, size) if number <= 5 else status
    assert len(list(reader.iterate(COMPANY, page_size=SIZE, concurrency=concurrency))) == 49


@pytest.mark.parametrize("concurrency", [1, 4])
def test_a_page_that_more_is_promised_of_may_not(reader: Reader, server: PageServer, concurrency: int) -> None:
    server.answer = lambda number, size: page(number, size, 50, next_=False) if number <= 3 else 404
    read: list[str] = []
    with pytest.raises(NotFoundError):
        read_ids(reader, read, page_size=SIZE, concurrency=concurrency)
    assert len(read) == 30


@pytest.mark.parametrize("status", [403, 404, 500])
def test_an_error_of_a_page_that_is_not_wanted_any_more(reader: Reader, server: PageServer, status: int) -> None:
    server.answer = lambda number, size: page(number, size, 60 if number < 3 else 30) if number < 4 else status
    server.hold(3)
    pages = reader.pages(COMPANY, page_size=SIZE, concurrency=4)
    assert [next(pages).page_number, next(pages).page_number] == [1, 2]
    server.release()
    assert [each.page_number for each in pages] == [3]


def test_what_was_fetched_ahead_of_a_jump_is_dropped(flavour: str, reader: Reader, server: PageServer) -> None:
    server.answer = lambda number, size: page(number, size, 1000, next_="?page=90" if number == 2 else None)
    server.hold(3, 4, 5)  # nobody waits for them
    pages = reader.pages(COMPANY, page_size=SIZE, concurrency=4)
    assert [next(pages).page_number for _ in range(4)] == [1, 2, 90, 91]
    assert {1, 2, 90, 91} <= set(server.asked) <= {1, 2, 3, 4, 5, 90, 91}
    assert server.most_in_flight <= 4
    if flavour != "sync":  # what a thread waits for cannot be given up
        wait_until(lambda: server.in_flight == 0)
    pages.close()
