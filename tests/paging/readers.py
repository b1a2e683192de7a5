"""What reads pages in these tests."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final, Protocol

from codat_customers.models import Customer, CustomerPage
from tests.support.clients import AT_ONCE, client_of
from tests.support.flavours import Flavour

COMPANY: Final = "8a210b68-6988-11ed-a1eb-0242ac120002"


class Reader(Protocol):
    @property
    def iterate(self) -> Callable[..., Generator[Customer]]: ...

    @property
    def pages(self) -> Callable[..., Generator[CustomerPage]]: ...


@contextmanager
def reading(kind: Flavour, server_url: str) -> Generator[Reader]:
    with client_of(kind, server_url, retries=AT_ONCE) as codat:
        yield codat.customers
