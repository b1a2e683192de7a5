"""Calls an operation by its name."""

from collections.abc import Generator
from contextlib import contextmanager
from operator import attrgetter
from typing import Any, Protocol

from tests.support.clients import client_of
from tests.support.flavours import FLAVOURS as KINDS
from tests.support.flavours import Flavour as Kind

__all__ = ["KINDS", "Call", "Kind", "calling"]


class Call(Protocol):
    """Calls an operation by its name below the client, such as ``customers.with_raw_response.get``."""

    def __call__(self, operation: str, *arguments: Any, **options: Any) -> Any: ...


@contextmanager
def calling(kind: Kind, server_url: str) -> Generator[Call]:
    """Keep a client open, and call its operations from this thread."""
    with client_of(kind, server_url) as codat:
        yield lambda operation, *arguments, **options: attrgetter(operation)(codat)(*arguments, **options)
