"""What plain httpx does, with httpx2 in its place."""

from __future__ import annotations

import httpx2

httpx2.alias_httpx()

from .plain import JOBS  # noqa: E402

__all__ = ["JOBS"]
