"""JSON as msgspec reads it: several times faster, and never differently.

It keeps all digits of integers, and has floats read by a function of ours. What it refuses, the standard library reads
again and judges: it takes lone surrogates, for one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from msgspec import MsgspecError
from msgspec.json import Decoder


class FastReader:
    """Reads bodies of JSON.

    Parameters:
        read_float: Returns a number from its text.
    """

    error: Final = MsgspecError  # its DecodeError is no ValueError before msgspec 0.21

    def __init__(self, read_float: Callable[[str], object]) -> None:
        self._value: Decoder[Any] = Decoder(float_hook=read_float)

    def value(self, content: bytes) -> object:
        """Read a body; raise ``error``, ValueError or RecursionError if it is no JSON, or in doubt."""
        return self._value.decode(content)
