"""What keeps those who watch calls from doing harm to them."""

from __future__ import annotations

from contextlib import suppress
from types import TracebackType
from typing import Final

from .log import logger


class _Harmless:
    """A block from which nothing but an interruption comes out: those who watch a call must not end it.

    Of each kind of exception, the first one is in the log.
    """

    def __init__(self) -> None:
        self._known: set[type[BaseException]] = set()

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        if not isinstance(exc, Exception):
            return False
        if type(exc) not in self._known:
            self._known.add(type(exc))
            with suppress(Exception):
                logger.warning("a call is not traced or logged as it should be", exc_info=exc)
        return True


HARMLESS: Final = _Harmless()
