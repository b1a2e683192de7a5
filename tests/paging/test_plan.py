"""Which pages are asked for, and what is read, without any I/O: the answers of a service in, the requests out."""

from collections import deque
from contextlib import suppress
from typing import Any

import pytest
from attrs import define, field
from codat_customers_api.several_calls import Paging
from hypothesis import given
from hypothesis import strategies as st

from codat_customers import ResponseDecodeError
from codat_customers._plans.pages import MAX_BEYOND, MAX_CONCURRENCY, MAX_EMPTY, PagePlan, PageRequest
from codat_customers.models import CustomerPage
from tests.paging.page_server import Answer, capped, page, without

HUGE = 10**400  # too large even for a float
EACH_CONCURRENCY = pytest.mark.parametrize("concurrency", [1, 2, 4, 10])


class Refused(Exception):
    """The service does not know a page, and that matters."""


@define
class Reading:
    """Does what a plan says, one answer after the other, and notes it.

    Attributes:
        requests: what was asked for, in order.
        pages: the pages that were read.
    """

    plan: PagePlan
    answer: Answer
    requests: list[PageRequest] = field(factory=list[PageRequest])
    pages: list[CustomerPage] = field(factory=list[CustomerPage])

    def read(self, at_most: int = 10**9) -> "Reading":
        window: deque[PageRequest] = deque()
        while not self.plan.ended and len(self.pages) < at_most:
            taken = self.plan.take()
            self.requests += taken
            window += taken
            assert 1 <= len(window) <= self.plan.concurrency
            answer = self.answer(*window.popleft())
            if isinstance(answer, int):
                if self.plan.refused():
                    break
                raise Refused
            made = CustomerPage.from_dict(answer)
            if self.plan.repeated(made):
                break
            if not self.plan.arrived(made):
                window.clear()
            self.pages.append(made)
        return self

    @property
    def counts(self) -> list[int]:
        return [len(each.results) for each in self.pages]

    @property
    def ids(self) -> list[int]:
        return [int(customer.id or "") for each in self.pages for customer in each.results]

    @property
    def numbers(self) -> list[int]:
        return [request.number for request in self.requests]

    @property
    def sizes(self) -> list[int]:
        return [request.size for request in self.requests]


def reading(answer: Answer, *, start: int = 1, size: int = 10, concurrency: int = 1) -> Reading:
    return Reading(PagePlan("customers.list", Paging("customers.pages", "id", start, size, concurrency)), answer)


def up_to(last: int) -> list[int]:
    return list(range(1, last + 1))


def linking(*hrefs: str | bool, total: int, size: int = 10) -> Answer:
    """Make full pages with these links, the last of which is that of all further pages."""
    return lambda number, asked: page(
        number, size, total, received=size, next_=hrefs[min(number, len(hrefs)) - 1] if hrefs else False
    )


# Capped pages: name, service of 50 customers, the sizes asked for, one by one. Ten are asked for, four come.
CAPPED: dict[str, tuple[Answer, list[int]]] = {
    "the cap is told": (capped(4, 50), [10] + [4] * 12),
    "the cap is told in links too": (capped(4, 50, links="&pageSize=4"), [10] + [4] * 12),
    "the links tell what was asked": (capped(4, 50, links="&pageSize=10"), [10] * 13),
    "what was asked is told": (capped(4, 50, echo=10), [10] * 13),
    "what was asked is told, without links": (capped(4, 50, echo=10, links=False), [10] * 13),
    "the cap is told in links only": (capped(4, 50, echo=10, links="&pageSize=4"), [10] + [4] * 12),
    "too much is told": (capped(4, 50, echo=5000), [10] * 13),
    "nothing sensible is told": (capped(4, 50, echo=-1), [10] * 13),
    "the cap is told, without links": (capped(4, 50, links=False), [10] + [4] * 12),
}


@EACH_CONCURRENCY
@pytest.mark.parametrize("name", CAPPED)
def test_a_cap_loses_and_doubles_nothing(name: str, concurrency: int) -> None:
    answer, sizes = CAPPED[name]
    done = reading(answer, concurrency=concurrency).read()
    assert done.ids == up_to(50)
    assert done.numbers == up_to(13)  # nothing past the end, ahead or not
    assert done.sizes == sizes


@EACH_CONCURRENCY
def test_five_hundred_in_pages_of_fifty_that_are_said_to_hold_a_hundred(concurrency: int) -> None:
    done = reading(capped(50, 500, echo=100), size=100, concurrency=concurrency).read()
    assert done.ids == up_to(500)
    assert done.numbers == up_to(10)


def test_pages_that_are_said_to_be_too_large_are_still_fetched_ahead() -> None:
    started = reading(capped(4, 400, echo=5000), size=5000, concurrency=8).read(at_most=2)
    started.read(at_most=3)
    assert started.numbers == up_to(10)


@EACH_CONCURRENCY
@pytest.mark.parametrize("size", [3, 10, 400])
def test_a_size_below_the_cap_is_asked_for_as_given(size: int, concurrency: int) -> None:
    done = reading(capped(1000, 25), size=size, concurrency=concurrency).read()
    assert done.ids == up_to(25)
    assert set(done.sizes) == {size}
    assert done.numbers == up_to(-(-25 // size))


@EACH_CONCURRENCY
def test_a_size_that_is_told_wrongly_is_not_taken_over(concurrency: int) -> None:
    done = reading(
        lambda number, size: {**page(number, size, 35), "pageSize": 4}, size=10, concurrency=concurrency
    ).read()
    assert done.ids == up_to(35)
    assert set(done.sizes) == {10}


@EACH_CONCURRENCY
def test_larger_pages_than_asked_for(concurrency: int) -> None:
    done = reading(lambda number, size: page(number, 40, 100), concurrency=concurrency).read()
    assert done.ids == up_to(100)
    assert done.numbers == [1, 2, 3]


# Customers left out of their pages: of 50, which are missing, and the pages asked for one by one.
HIDDEN: dict[str, tuple[set[int], list[int]]] = {
    "one of the second page": ({11}, [1, 2, 3, 4, 5, 6]),
    "all of a page": (set(range(21, 31)), [1, 2, 3, 4, 5, 6]),
    "nearly all of the first page": (set(range(2, 11)), [1, 2, 3, 4, 5, 6]),
    "the last one": ({50}, [1, 2, 3, 4, 5, 6]),
    "all of the last page": (set(range(41, 51)), [1, 2, 3, 4, 5]),
    "all": (set(range(1, 51)), [1, 2, 3, 4, 5]),
}


@EACH_CONCURRENCY
@pytest.mark.parametrize("name", HIDDEN)
def test_customers_that_are_left_out_end_nothing(name: str, concurrency: int, caplog: pytest.LogCaptureFixture) -> None:
    hidden, numbers = HIDDEN[name]
    done = reading(without({str(one) for one in hidden}, capped(10, 50)), concurrency=concurrency).read()
    assert done.ids == [one for one in up_to(50) if one not in hidden]
    assert done.numbers[: len(numbers)] == numbers
    assert len(done.numbers) <= 6
    assert sum(done.counts) < done.pages[-1].total_results
    [warning] = caplog.messages
    assert f"only {50 - len(hidden)} of 50 records came" in warning


@EACH_CONCURRENCY
@pytest.mark.parametrize("name", ["one of the second page", "the last one"])
@pytest.mark.parametrize("status", [400, 404])
def test_asking_whether_there_is_more_may_be_refused(name: str, concurrency: int, status: int) -> None:
    """By the page numbers all has come, by the count it has not: only then is one page more asked for."""
    hidden, _ = HIDDEN[name]
    answer = without({str(one) for one in hidden}, capped(10, 50))
    done = reading(lambda number, size: answer(number, size) if number <= 5 else status, concurrency=concurrency).read()
    assert len(done.ids) == 49


@EACH_CONCURRENCY
def test_a_page_within_what_was_promised_must_not_be_refused(concurrency: int) -> None:
    answer = capped(10, 50, links=False)
    with pytest.raises(Refused):
        reading(lambda number, size: answer(number, size) if number <= 3 else 404, concurrency=concurrency).read()


@EACH_CONCURRENCY
def test_a_linked_page_must_not_be_refused_while_more_is_promised(concurrency: int) -> None:
    answer = without({"4"}, capped(10, 50))
    with pytest.raises(Refused):
        reading(lambda number, size: answer(number, size) if number < 5 else 404, concurrency=concurrency).read()


@EACH_CONCURRENCY
def test_a_linked_page_may_be_refused_once_all_have_come(concurrency: int) -> None:
    done = reading(
        lambda number, size: page(number, size, 30, next_=True) if number <= 3 else 404, concurrency=concurrency
    ).read()
    assert done.ids == up_to(30)


# Where links lead: the links of the pages in turn, how many customers are promised, the pages asked for one by one.
LINKS: dict[str, tuple[tuple[str | bool, ...], int, list[PageRequest]]] = {
    "relative": (("?page=2", False), 20, [PageRequest(1, 10), PageRequest(2, 10)]),
    "absolute": (("https://other.example/x?a=b&page=2&c#d", False), 20, [PageRequest(1, 10), PageRequest(2, 10)]),
    "with a size": (("/c?pageSize=7&page=2", False), 20, [PageRequest(1, 10), PageRequest(2, 7)]),
    "with a size only": (("/c?pageSize=7", False), 20, [PageRequest(1, 10), PageRequest(2, 7)]),
    "with a size too large": (("/c?page=2&pageSize=5001", False), 20, [PageRequest(1, 10), PageRequest(2, 10)]),
    "with a size of zero": (("/c?page=2&pageSize=0", False), 20, [PageRequest(1, 10), PageRequest(2, 10)]),
    "encoded": (("/c?query=a%26page%3D9&page=%32", False), 20, [PageRequest(1, 10), PageRequest(2, 10)]),
    "further on": (("/c?page=5", False, False, False, False), 20, [PageRequest(1, 10), PageRequest(5, 10)]),
    "in steps of two": (
        ("?page=3", "?page=4", "?page=5", "?page=6", False),
        30,
        [PageRequest(1, 10), PageRequest(3, 10), PageRequest(5, 10)],
    ),
    "to the same page": (("?page=1",), 10, [PageRequest(1, 10)]),
    "to the same page, with more promised": (("?page=1", "?page=2"), 20, [PageRequest(1, 10), PageRequest(2, 10)]),
    "to an earlier page": (("?page=2", "?page=1"), 20, [PageRequest(1, 10), PageRequest(2, 10)]),
    "to an earlier page, with more promised": (
        ("?page=2", "?page=1", "?page=1"),
        30,
        [PageRequest(1, 10), PageRequest(2, 10), PageRequest(3, 10)],
    ),
    "back with another size": (("?page=1&pageSize=5",), 20, [PageRequest(1, 10), PageRequest(2, 10)]),
    **{
        garbage: ((garbage, False), 20, [PageRequest(1, 10), PageRequest(2, 10)])
        for garbage in (
            *("x", "?", "?page", "?page=", "?page=x", "?page=0", "?page=-2", "?page=2.0", "?page=%ff", "?page=²"),
            *("?page=" + "9" * 5000, "?page=2147483648", "http://[", "\ud800?page=\ud800", "?page=3;page=4", "\x00"),
        )
    },
}


@EACH_CONCURRENCY
@pytest.mark.parametrize("name", LINKS, ids=lambda name: ascii(name)[:40])
def test_links_are_followed_forward(name: str, concurrency: int) -> None:
    hrefs, total, requests = LINKS[name]
    done = reading(linking(*hrefs, total=total), concurrency=concurrency).read()
    assert [request for request in done.requests if request in requests] == requests
    assert len(done.pages) == len(requests)
    if concurrency == 1:
        assert done.requests == requests


@pytest.mark.parametrize("link", [None, {}, {"href": None}, {"href": ""}])
def test_a_link_without_an_address_is_none(link: dict[str, Any] | None) -> None:
    canned = page(1, 10, 10)
    canned["_links"]["next"] = link
    assert reading(lambda number, size: canned).read().numbers == [1]


def test_what_was_fetched_ahead_of_a_jump_is_dropped() -> None:
    def answer(number: int, size: int) -> dict[str, Any]:
        return page(number, size, 1000, next_="?page=7" if number == 2 else number < 9)

    done = reading(answer, concurrency=4).read(at_most=5)
    assert [each.page_number for each in done.pages] == [1, 2, 7, 8, 9]
    assert done.numbers[:6] == [1, 2, 3, 4, 5, 7]
    assert done.numbers[6:] == [8, 9]  # one by one from now on


def test_what_was_fetched_ahead_with_another_size_is_dropped() -> None:
    def answer(number: int, size: int) -> dict[str, Any]:
        return page(number, size, 1000, next_=f"?page={number + 1}&pageSize={10 if number < 3 else 20}")

    done = reading(answer, concurrency=3).read(at_most=6)
    assert done.requests == [
        *(PageRequest(1, 10), PageRequest(2, 10), PageRequest(3, 10), PageRequest(4, 10), PageRequest(5, 10)),
        *(PageRequest(4, 20), PageRequest(5, 20), PageRequest(6, 20)),
    ]


# Wrong totals: how many are said to be there, of 35 that are.
@EACH_CONCURRENCY
@pytest.mark.parametrize("total", [-1, 0, 1, 10, 30, 34])
def test_links_lead_past_a_total_that_is_too_small(total: int, concurrency: int) -> None:
    answer = capped(10, 35)
    done = reading(
        lambda number, size: {**as_page(answer(number, size)), "totalResults": total}, concurrency=concurrency
    ).read()
    assert done.ids == up_to(35)
    assert done.numbers == [1, 2, 3, 4]


@EACH_CONCURRENCY
@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize("total", [36, 45, 1000, HUGE])
def test_an_empty_page_ends_a_total_that_is_too_large(total: int, links: bool, concurrency: int) -> None:
    answer = capped(10, 35, links=links)
    done = reading(
        lambda number, size: {**as_page(answer(number, size)), "totalResults": total}, concurrency=concurrency
    ).read()
    assert done.ids == up_to(35)
    assert done.counts[-1] == 0
    assert max(done.numbers) < 5 + concurrency
    assert sum(done.counts) < done.pages[-1].total_results


def as_page(answer: dict[str, Any] | int) -> dict[str, Any]:
    assert not isinstance(answer, int)
    return answer


# What could go on for ever.


@EACH_CONCURRENCY
def test_empty_pages_with_links_while_more_is_promised(concurrency: int) -> None:
    unending = reading(lambda number, size: page(number, size, 50, received=0, next_=True), concurrency=concurrency)
    with pytest.raises(ResponseDecodeError, match=f"0 of 50 .* last {MAX_EMPTY} pages were empty.*start_page=21 and"):
        unending.read()
    assert unending.counts == [0] * MAX_EMPTY
    assert max(unending.numbers) < MAX_EMPTY + concurrency


@EACH_CONCURRENCY
def test_empty_pages_with_links_once_all_have_come(concurrency: int) -> None:
    done = reading(lambda number, size: page(number, size, 25, next_=True), concurrency=concurrency).read()
    assert done.counts == [10, 10, 5] + [0] * MAX_EMPTY


@EACH_CONCURRENCY
@pytest.mark.parametrize("run", [1, MAX_EMPTY - 1])
@pytest.mark.parametrize("total", [0, 20])
def test_a_run_of_empty_pages_with_links(run: int, total: int, concurrency: int) -> None:
    last = run + 2
    done = reading(
        lambda number, size: page(number, size, total, received=10 if number in (1, last) else 0, next_=number < last),
        concurrency=concurrency,
    ).read()
    assert done.counts == [10] + [0] * run + [10]


@EACH_CONCURRENCY
def test_full_pages_with_links_long_after_all_have_come(concurrency: int) -> None:
    unending = reading(linking(True, total=30), concurrency=concurrency)
    with pytest.raises(ResponseDecodeError, match=r"1000 pages more have come than that.*start_page=1004 and"):
        unending.read()
    assert len(unending.pages) == 3 + MAX_BEYOND
    assert unending.ids == up_to(10 * (3 + MAX_BEYOND))


@pytest.mark.parametrize("next_", [False, True, "?page=1", "?page=2", "?page=9"])
@EACH_CONCURRENCY
def test_the_same_answer_to_every_request(next_: bool | str, concurrency: int) -> None:
    canned = page(1, 10, 30, next_=next_)
    stuck = reading(lambda number, size: canned, concurrency=concurrency)
    with pytest.raises(ResponseDecodeError, match=r"asked for page [29], the service gave page 1 once more, and 10 of"):
        stuck.read()
    assert stuck.counts == [10]


@pytest.mark.parametrize("total", [10, 3, 0])
@EACH_CONCURRENCY
def test_the_same_answer_to_every_request_once_all_have_come(total: int, concurrency: int) -> None:
    canned = page(1, 10, total, received=10, next_=True)
    done = reading(lambda number, size: canned, concurrency=concurrency).read()
    assert done.counts == [10]


@EACH_CONCURRENCY
@pytest.mark.parametrize("echoed", [0, 1, -1, HUGE])
def test_a_page_number_that_is_told_wrongly(echoed: int, concurrency: int) -> None:
    done = reading(
        lambda number, size: {**page(number, size, 35), "pageNumber": echoed}, concurrency=concurrency
    ).read()
    assert done.ids == up_to(35)
    assert done.numbers == [1, 2, 3, 4]


# A list that changes while it is read.


@EACH_CONCURRENCY
def test_a_list_that_grows_at_its_end(concurrency: int) -> None:
    done = reading(lambda number, size: page(number, size, 15 + 10 * min(number, 4)), concurrency=concurrency).read()
    assert done.ids == up_to(55)


@EACH_CONCURRENCY
def test_a_list_that_shrinks_at_its_end(concurrency: int, caplog: pytest.LogCaptureFixture) -> None:
    done = reading(lambda number, size: page(number, size, 65 - 10 * min(number, 3)), concurrency=concurrency).read()
    assert done.ids == up_to(35)
    assert len(done.numbers) == max(4, min(concurrency + 1, 6))
    assert not caplog.messages


@EACH_CONCURRENCY
@pytest.mark.parametrize("start", [1, 2, 3, 4, 5, 99])
def test_starting_further_on(start: int, concurrency: int, caplog: pytest.LogCaptureFixture) -> None:
    done = reading(capped(4, 15), start=start, size=4, concurrency=concurrency).read()
    assert done.ids == up_to(15)[(start - 1) * 4 :]
    assert done.numbers == list(range(start, max(4, start) + 1))
    assert not caplog.messages


@EACH_CONCURRENCY
def test_starting_further_on_under_a_cap(concurrency: int) -> None:
    done = reading(capped(4, 50), start=3, size=10, concurrency=concurrency).read()
    assert done.ids == up_to(50)[8:]
    assert done.numbers == list(range(3, 14))


# Whatever the answers.

CONCURRENCY = st.integers(1, MAX_CONCURRENCY)


def chunked(chunks: list[int], totals: list[int], *, links: bool) -> Answer:
    """Make pages that hold so many customers, and say that there are so many in all."""

    def answer(number: int, size: int) -> dict[str, Any]:
        count = chunks[number - 1] if number <= len(chunks) else 0
        before = sum(chunks[: number - 1])
        made = page(number, size, totals[number % len(totals)], next_=links and number < len(chunks))
        made["results"] = [{"id": str(before + index + 1), "status": "Active"} for index in range(count)]
        return made

    return answer


@given(
    chunks=st.lists(st.integers(0, 15), min_size=1, max_size=MAX_EMPTY),
    totals=st.lists(st.integers(-10, 400) | st.just(HUGE), min_size=1),
    concurrency=CONCURRENCY,
)
def test_all_that_is_linked_is_read(chunks: list[int], totals: list[int], concurrency: int) -> None:
    done = reading(chunked(chunks, totals, links=True), concurrency=concurrency).read()
    assert done.ids == up_to(sum(chunks))
    assert done.numbers == up_to(len(done.numbers))


@given(chunks=st.lists(st.integers(1, 20), min_size=1, max_size=40), concurrency=CONCURRENCY)
def test_all_that_is_promised_is_read(chunks: list[int], concurrency: int) -> None:
    done = reading(chunked(chunks, [sum(chunks)], links=False), concurrency=concurrency).read()
    assert done.ids == up_to(sum(chunks))
    assert done.numbers == up_to(len(chunks))


ANSWERS = st.builds(
    page,
    number=st.integers(-1, 5),
    size=st.integers(-5, 20) | st.just(HUGE),
    total=st.integers(-10, 400) | st.just(HUGE),
    received=st.integers(0, 25),
    next_=st.booleans()
    | st.text()
    | st.builds("/c?page={}&pageSize={}".format, st.integers(-1, 99), st.integers(-1, 9999)),
)


@given(
    answers=st.lists(ANSWERS, min_size=1, max_size=60),
    concurrency=CONCURRENCY,
    start=st.integers(1, 10**9),
    size=st.integers(1, 5000),
)
def test_pages_are_asked_for_in_rising_order_and_each_is_read_once(
    answers: list[dict[str, Any]], concurrency: int, start: int, size: int
) -> None:
    script = iter(answers)
    read: list[int] = []

    def answer(number: int, size: int) -> dict[str, Any]:
        assert 1 <= size <= 5000
        read.append(number)
        return next(script)

    everything = reading(answer, start=start, size=size, concurrency=concurrency)
    with suppress(StopIteration, ResponseDecodeError):
        everything.read()
    assert read == sorted(set(read))
    assert read[0] == start
