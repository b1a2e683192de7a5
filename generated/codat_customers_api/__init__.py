"""Models and operations of the Codat customers API, generated from its specification.

``make generate`` writes this package: change the specification or the templates, not these files.
"""

from .client import AsyncClient, Client, RequestOptions
from .errors import DecodeError, UnexpectedStatus
from .types import UNSET, RawResponse, Response, Unset

__all__ = [
    "UNSET",
    "AsyncClient",
    "Client",
    "DecodeError",
    "RawResponse",
    "RequestOptions",
    "Response",
    "UnexpectedStatus",
    "Unset",
]
