"""Codat's customers endpoints: list, read, create and update customers, and fetch their attachments."""

from typing import TYPE_CHECKING

from ._client import Codat
from ._rate_limit import RateLimit
from ._version import __version__
from .errors import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    NotFoundError,
    PaymentRequiredError,
    PermissionDeniedError,
    PushOperationError,
    RateLimitError,
    ResponseDecodeError,
    SDKError,
    ServerError,
    UnprocessableEntityError,
)
from .retries import RetryConfig, RetryEvent

if TYPE_CHECKING:
    from ._async_client import AsyncCodat

__all__ = [
    "APIConnectionError",
    "APIStatusError",
    "APITimeoutError",
    "AsyncCodat",
    "AuthenticationError",
    "BadRequestError",
    "Codat",
    "ConflictError",
    "NotFoundError",
    "PaymentRequiredError",
    "PermissionDeniedError",
    "PushOperationError",
    "RateLimit",
    "RateLimitError",
    "ResponseDecodeError",
    "RetryConfig",
    "RetryEvent",
    "SDKError",
    "ServerError",
    "UnprocessableEntityError",
    "__version__",
]


def __getattr__(name: str) -> object:
    # AsyncCodat brings anyio, which a synchronous program need not pay for.
    if name == "AsyncCodat":
        from ._async_client import AsyncCodat

        return AsyncCodat
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
