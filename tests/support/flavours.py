"""What a call can run on."""

from collections.abc import Iterable
from typing import Final

import pytest

BACKENDS: Final = ("asyncio", "trio")
FLAVOURS: Final = ("sync", *BACKENDS)


def in_turn(name: str, values: Iterable[str], shift: int = 0) -> pytest.MarkDecorator:
    """Let each value of a table meet one flavour, and the next value the next: for what is the same on all of them.

    Parameters:
        name: The argument that takes the value.
        values: The table.
        shift: What makes the values of two tests meet different flavours.
    """
    cases = [(FLAVOURS[(row + shift) % len(FLAVOURS)], value) for row, value in enumerate(values)]
    return pytest.mark.parametrize(("flavour", name), cases, indirect=["flavour"])
