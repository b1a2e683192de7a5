"""Types shared by the generated models and operations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final, Generic, Literal, TypeVar

T_co = TypeVar("T_co", covariant=True)


class Unset(Enum):
    """The type of ``UNSET``, which marks what is absent (``None`` stands for JSON's null)."""

    UNSET = "UNSET"

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset.UNSET


@dataclass(frozen=True, slots=True)
class RawResponse:
    """What the server answered, as it came.

    Attributes:
        status_code: The HTTP status.
        headers: The response headers; look-ups ignore case.
        content: The body in bytes, decompressed.
    """

    status_code: int
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True, slots=True)
class Response(RawResponse, Generic[T_co]):
    """A successful answer: what the server sent, and what it means.

    Attributes:
        parsed: The decoded body.
        attempts: How many times the request was tried, the successful try included.
        idempotency_key: The Idempotency-Key that a POST or PATCH was sent with; None elsewhere.
    """

    parsed: T_co
    attempts: int = 1
    idempotency_key: str | None = None


__all__ = ["UNSET", "RawResponse", "Response", "Unset"]
