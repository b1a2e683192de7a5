"""What a call can run on."""

from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

import pytest

Flavour: TypeAlias = Literal["sync", "asyncio", "trio"]
Backend: TypeAlias = Literal["asyncio", "trio"]

FLAVOURS: Final[tuple[Flavour, ...]] = ("sync", "asyncio", "trio")
BACKENDS: Final[tuple[Backend, ...]] = ("asyncio", "trio")


def in_turn(flavour: str, name: str, values: Iterable[str], shift: int = 0) -> pytest.MarkDecorator:
    """Let each value of a table meet one flavour, and the next value the next: for what is the same on all of them.

    Parameters:
        flavour: The fixture or argument that takes the flavour.
        name: The argument that takes the value.
        values: The table.
        shift: What makes the values of two tests meet different flavours.
    """
    cases = [(FLAVOURS[(row + shift) % len(FLAVOURS)], value) for row, value in enumerate(values)]
    return pytest.mark.parametrize((flavour, name), cases, indirect=[flavour])
