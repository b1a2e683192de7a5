"""A million customers need no more memory than a thousand."""

import gc
from typing import Any

import pytest
from codat_customers_api.types import RawResponse

from codat_customers.models import CustomerPage
from tests.paging.page_server import COMPANY, PageServer, Reader, page, wait_until


@pytest.fixture(autouse=True)
def without_older_objects() -> None:
    """Let the garbage collector know only of what a test makes: counting is fast then."""
    gc.collect()
    gc.freeze()


def pages_in_memory() -> int:
    # Threads leave it to their reader to decode. Not isinstance: it would ask objects for a __class__ that weak proxies
    # no longer have
    return sum(type(each) in (CustomerPage, RawResponse) for each in gc.get_objects())


@pytest.mark.parametrize("concurrency", [1, 4])
def test_no_more_pages_are_held_than_may_be_fetched_at_a_time(
    reader: Reader, server: PageServer, concurrency: int
) -> None:
    held_while_fetching: list[int] = []

    def answer(number: int, size: int) -> dict[str, Any]:
        held_while_fetching.append(pages_in_memory())
        return page(number, size, 20)

    server.answer = answer
    due = [1, *(min(concurrency, 10 - number) for number in range(1, 10))]  # the first page tells of the others
    for number, _ in enumerate(reader.iterate(COMPANY, page_size=2, concurrency=concurrency)):
        if number % 2:  # the last of its page: all that is fetched ahead shall arrive now
            held = due[number // 2]
            wait_until(lambda: pages_in_memory() == held)  # noqa: B023  (called at once)
    assert max(held_while_fetching) == concurrency - 1
    assert pages_in_memory() == 0


def objects_in_memory() -> int:
    """Count what is ours: models, calls, bodies, and what fetches ahead."""
    return sum(type(each).__module__.startswith("codat_customers") for each in gc.get_objects())


def test_memory_does_not_grow_with_the_number_of_pages(reader: Reader, server: PageServer) -> None:
    server.answer = lambda number, size: page(number, size, 600)
    before = objects_in_memory()
    one_page = CustomerPage.from_dict(page(1, 10, 600))
    objects_of_a_page = objects_in_memory() - before
    del one_page
    counts: list[int] = []
    for number, _ in enumerate(reader.iterate(COMPANY, page_size=10, concurrency=8), 1):
        if number % 200 == 0:
            counts.append(objects_in_memory())
    assert len(counts) == 3
    # Eight pages at a time, each with a call; that of 60 pages would be far more.
    assert max(counts) - before < 8 * 2 * objects_of_a_page
