"""Enums that keep values they do not list."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Self

from .decoding import wrong_type


class OpenEnum(StrEnum):
    """A set of strings which may grow: a value that is not listed is kept as it is.

    ``is_known`` tells the two apart. Values that are not listed are equal and hash alike, but are not identical.
    """

    @property
    def is_known(self) -> bool:
        """Whether the specification lists this value."""
        return self._value_ in type(self)._value2member_map_

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Decode a JSON string.

        Raises:
            DecodeError: It is no string.
        """
        if not isinstance(value, str):
            raise wrong_type("a string", value)
        return cls(value)

    @classmethod
    def by_value(cls) -> Mapping[str, Self]:
        """Return the listed members by what they stand for; a look-up is much faster than a call of the class."""
        return {member.value: member for member in cls}

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = value
        member._value_ = value
        return member

    def __repr__(self) -> str:
        return f"<{type(self).__name__}.{self._name_}>" if self.is_known else f"{type(self).__name__}({self._value_!r})"
