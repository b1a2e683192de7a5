"""The base class of the models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Self

from attrs import define, field, fields

from .types import UNSET

# Found once, since it is called for everything that is decoded
new: Final = object.__new__


def _none_if_empty(additional: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    return additional or None


@define(kw_only=True, repr=False, weakref_slot=False)
class BaseModel:
    """A JSON object whose main properties the specification lists; properties it does not list are kept."""

    # None rather than an empty dict, which would cost 64 bytes for each object
    _additional_properties: dict[str, Any] | None = field(
        default=None, alias="additional_properties", eq=_none_if_empty, repr=False
    )

    @property
    def additional_properties(self) -> dict[str, Any]:
        """The properties that the specification does not list, and dates that could not be read, as JSON data."""
        if self._additional_properties is None:
            self._additional_properties = {}
        return self._additional_properties

    @classmethod
    def from_dict(cls, src: object) -> Self:
        """Decode a JSON object; each model does it in its own way."""
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """Encode as a JSON object; each model does it in its own way."""
        raise NotImplementedError

    def __repr__(self) -> str:
        shown = [(item.alias, getattr(self, item.name)) for item in fields(type(self)) if item.repr]
        shown.append(("additional_properties", self._additional_properties or UNSET))
        arguments = ", ".join(f"{name}={value!r}" for name, value in shown if value is not UNSET)
        return f"{type(self).__name__}({arguments})"
