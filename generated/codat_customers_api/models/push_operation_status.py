from __future__ import annotations

from ..open_enum import OpenEnum


class PushOperationStatus(OpenEnum):
    """How far a write has come. Every status but Pending is final."""

    PENDING = "Pending"
    FAILED = "Failed"
    SUCCESS = "Success"
    TIMED_OUT = "TimedOut"
