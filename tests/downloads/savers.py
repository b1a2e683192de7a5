"""What saves files in these tests."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Protocol, TypeAlias

from tests.support.clients import AT_ONCE, client_of
from tests.support.flavours import Flavour

IDS: Final = ("company", "connection", "customer", "attachment")

Progress: TypeAlias = Callable[[int, int | None], object]


class Save(Protocol):
    """save_attachment of one of the clients, called from this thread."""

    def __call__(self, *arguments: Any, progress: Progress | None = None, **options: Any) -> Path | None: ...


@contextmanager
def saving(kind: Flavour, server_url: str) -> Generator[Save]:
    """Keep a client open, and save with it."""
    with client_of(kind, server_url, retries=AT_ONCE) as codat:
        yield codat.customers.save_attachment
