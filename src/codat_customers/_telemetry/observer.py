"""Who is told how a call goes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ..errors import SDKError


class Observer:
    """Is told how a call goes from its beginning, which is when it is made. This one takes no notice."""

    def try_begins(self, number: int) -> Mapping[str, str]:
        """Learn that a try begins; return headers for its request, unless it has them already."""
        return _NO_HEADERS

    def answered(self, status: int) -> None:
        """Learn the status of an answer whose body is still to come."""

    def stepped_back(self) -> None:
        """Learn that HTTP is at work no longer: thread or task go on with something else."""

    def try_failed(self, error: SDKError, wait: float) -> None:
        """Learn that a try has failed, and that another one follows in so many seconds."""

    def decoded(self, result: object) -> None:
        """Learn what the call returns."""

    def ended(self, error: BaseException | None) -> None:
        """Learn that the call has ended, and the last try with it; with an error, or well.

        Once more, with an error, for an answer that turned out later to be none that can be read.
        """


UNOBSERVED: Final = Observer()

_NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})
