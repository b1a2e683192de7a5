from collections.abc import Iterator

import pytest

from tests.paging.page_server import PageServer
from tests.paging.readers import Reader, reading
from tests.paging.waiting import page_threads, wait_until
from tests.support.flavours import FLAVOURS, Flavour


@pytest.fixture
def server() -> Iterator[PageServer]:
    with PageServer() as server:
        yield server


@pytest.fixture(params=FLAVOURS)
def kind(request: pytest.FixtureRequest) -> Flavour:
    kind: Flavour = request.param
    return kind


@pytest.fixture
def reader(kind: Flavour, server: PageServer) -> Iterator[Reader]:
    with reading(kind, server.url) as reader:
        yield reader
        server.release()
        wait_until(lambda: not page_threads())  # before the connections are closed under their feet
