"""Codat's customers endpoints: list, read, create and update customers, and fetch their attachments."""

from typing import TYPE_CHECKING

from codat_customers_api.types import UNSET, RawResponse, Response, Unset

from . import errors
from ._call.rate_limit import RateLimit
from ._sync.client import Codat
from ._values import present, utc
from ._version import __version__
from .errors import *  # noqa: F403  # its __all__ is the tree of errors
from .retries import RetryConfig, RetryEvent, idempotency_key

if TYPE_CHECKING:
    from ._async.client import AsyncCodat
    from .queries import field, where

__all__ = [
    "UNSET",
    "AsyncCodat",
    "Codat",
    "RateLimit",
    "RawResponse",
    "Response",
    "RetryConfig",
    "RetryEvent",
    "Unset",
    "__version__",
    "field",
    "idempotency_key",
    "present",
    "utc",
    "where",
]
__all__ += errors.__all__


def __getattr__(name: str) -> object:
    # AsyncCodat brings anyio, which a synchronous program need not pay for; nor need one without queries for theirs.
    if name == "AsyncCodat":
        from ._async.client import AsyncCodat

        return AsyncCodat
    if name in ("field", "where"):
        from . import queries

        return getattr(queries, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
