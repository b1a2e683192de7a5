"""The settings that every call takes, for the methods that are written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

import httpx
from codat_customers_api.client import RetryPolicy
from codat_customers_api.types import Unset


class CallOptions(TypedDict, total=False):
    """Settings of a single call, each by its own keyword.

    Attributes:
        retries: How to retry each request, None for a single try; by default as the client does.
        timeout: Time-out of each try in seconds, None for no limit; by default the client's.
        headers: Headers to add or to override.
    """

    retries: RetryPolicy | Unset | None
    timeout: float | httpx.Timeout | Unset | None
    headers: Mapping[str, str] | Unset | None
