from collections.abc import Iterator

import pytest

from tests.paging.page_server import PageServer, Reader, page_threads, wait_until
from tests.support.clients import AT_ONCE, client_of


@pytest.fixture
def server() -> Iterator[PageServer]:
    with PageServer() as server:
        yield server


@pytest.fixture
def reader(flavour: str, server: PageServer) -> Iterator[Reader]:
    with client_of(flavour, server.url, retries=AT_ONCE) as codat:
        yield codat.customers
        server.release()
        wait_until(lambda: not page_threads())  # before the connections are closed under their feet
