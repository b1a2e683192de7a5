"""This SDK with its extra ``speed``, which is there for it to find."""

from __future__ import annotations

from .sdk import JOBS

__all__ = ["JOBS"]
