"""Pages that do not fit together: the reading ends, and asks for nothing past the end."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_customers._pages import PagePlan
from codat_customers.models import CustomerPage
from tests.paging.page_server import Answer, PageServer, page
from tests.paging.readers import COMPANY, Reader

SIZE = 10
HUGE = 10**400  # too large even for a float

# By name: how the server answers, and with how many customers the pages come that are to be yielded
SERVERS: dict[str, tuple[Answer, list[int]]] = {
    "an empty first page of many": (lambda number, size: page(number, size, 50, received=0), [0]),
    "no results at all": (lambda number, size: _without_results(page(number, size, 0)), [0]),
    "no next although more is promised": (lambda number, size: page(number, size, 50, next_=number < 2), [10, 10]),
    "a next on the last page": (lambda number, size: page(number, size, 30, next_=True), [10, 10, 10]),
    "a next on an unfilled last page": (lambda number, size: page(number, size, 25, next_=True), [10, 10, 5]),
    "a next on the only, empty page": (lambda number, size: page(number, size, 0, next_=True), [0]),
    "a short page": (lambda number, size: page(number, size, 50, received=4 if number == 3 else 10), [10, 10, 4]),
    "an empty page": (lambda number, size: page(number, size, 50, received=0 if number == 3 else 10), [10, 10, 0]),
    "no end": (lambda number, size: page(number, size, HUGE, received=10 if number < 4 else 0), [10, 10, 10, 0]),
    "no end, then short": (
        lambda number, size: page(number, size, HUGE, received=10 if number < 4 else 9),
        [10, 10, 10, 9],
    ),
    "a total below zero": (lambda number, size: page(number, size, -1, received=10, next_=True), [10]),
    "a growing total": (lambda number, size: page(number, size, 20 + 10 * min(number, 3)), [10] * 5),
    "a shrinking total": (lambda number, size: page(number, size, 60 - 10 * min(number, 3)), [10] * 3),
    "a page size of zero": (lambda number, size: {**page(number, size, 25), "pageSize": 0}, [10, 10, 5]),
    "smaller pages than asked for": (lambda number, size: page(number, 4, 11), [4, 4, 3]),
    "larger pages than asked for": (lambda number, size: page(number, 40, 100), [40, 40, 20]),
}


def _without_results(answer: dict[str, Any]) -> dict[str, Any]:
    del answer["results"]
    return answer


@pytest.mark.parametrize("concurrency", [1, 4])
@pytest.mark.parametrize("name", SERVERS)
def test_the_end_is_found(reader: Reader, server: PageServer, name: str, concurrency: int) -> None:
    server.answer, expected = SERVERS[name]
    pages = reader.pages(COMPANY, page_size=SIZE, concurrency=concurrency)
    assert [len(each.results or ()) for each in pages] == expected
    # What is fetched ahead is known to exist only by what the pages before it promised.
    assert max(server.asked) < len(expected) + concurrency
    assert sorted(server.asked) == sorted(set(server.asked))


@pytest.mark.parametrize("name", ["a next on the last page", "no next although more is promised", "a growing total"])
def test_nothing_is_asked_past_the_end_one_by_one(reader: Reader, server: PageServer, name: str) -> None:
    server.answer, expected = SERVERS[name]
    list(reader.pages(COMPANY, page_size=SIZE, concurrency=1))
    assert server.asked == list(range(1, len(expected) + 1))


def test_a_promised_end_is_not_passed_even_ahead(reader: Reader, server: PageServer) -> None:
    server.answer = lambda number, size: page(number, size, 30, next_=True)
    list(reader.pages(COMPANY, page_size=SIZE, concurrency=10))
    assert sorted(server.asked) == [1, 2, 3]


PAGES = st.builds(
    page,
    number=st.just(1),
    size=st.integers(-5, 20),
    total=st.integers(-10, 400) | st.just(HUGE),
    received=st.integers(0, 25),
    next_=st.booleans(),
).map(CustomerPage.from_dict)


@given(
    answers=st.lists(PAGES, min_size=1, max_size=60),
    concurrency=st.integers(1, 10),
    start=st.integers(1, 10**9),
    size=st.integers(1, 5000),
)
def test_whatever_the_answers_each_page_is_asked_for_once_and_in_bounds(
    answers: list[CustomerPage], concurrency: int, start: int, size: int
) -> None:
    plan = PagePlan(start, size, concurrency)
    asked: list[int] = []
    for number, answer in enumerate(answers, start):
        if plan.ended:
            return
        asked += plan.take()
        assert asked == list(range(start, start + len(asked)))
        assert number <= asked[-1] < number + concurrency
        plan.arrived(answer)
        if not answer.results or not answer.links.next_:
            assert plan.ended
