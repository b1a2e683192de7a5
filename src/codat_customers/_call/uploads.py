"""The file that a call sends: what is special about it among its tries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codat_customers_api.uploads import Upload


class Sending:
    """The body of a call that sends a file, an iterable that begins anew for each try.

    Parameters:
        upload: The file.
        at_end: Called when all of it has been handed on.

    Attributes:
        problem: What the file object has raised, which is neither the service's nor the network's.
    """

    def __init__(self, upload: Upload, at_end: Callable[[], object]) -> None:
        self._upload = upload
        self._at_end = at_end
        self.problem: OSError | None = None

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._upload
        except OSError as problem:
            self.problem = problem
            raise
        self._at_end()

    @property
    def is_used_up(self) -> bool:
        """Whether it cannot be sent again."""
        return self._upload.is_used_up
