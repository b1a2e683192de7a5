"""Bodies that are read while they arrive, with errors and content codings taken care of."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping

import httpx

from ._body import decompressor
from ._call import Call


class _StreamedAnswer:
    """What the sync and the async body have in common."""

    def __init__(self, call: Call, response: httpx.Response) -> None:
        self._call = call
        self._response = response
        self._coding = response.headers.get("Content-Encoding", "")

    @property
    def status_code(self) -> int:
        """The HTTP status: 200, or 206 for a part."""
        return self._response.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        """The response headers; look-ups ignore case."""
        return self._response.headers

    @property
    def length(self) -> int | None:
        """The length of this body in bytes, or None if the server did not say or compresses it."""
        length = self._response.headers.get("Content-Length", "")
        coded = self._coding.strip().lower() not in ("", "identity")
        return int(length) if length.isascii() and length.isdigit() and not coded else None

    def _begin(self) -> None:
        if self._response.is_stream_consumed or self._response.is_closed:
            raise RuntimeError("a streamed body can be read only once, and only inside its with block")


class Body(_StreamedAnswer):
    """A body to iterate over, once: it yields chunks of bytes.

    Raises:
        SDKError: While iterating: the body broke off or is damaged.
    """

    def __iter__(self) -> Iterator[bytes]:
        self._begin()
        body = decompressor(self._coding)
        try:
            for chunk in self._response.iter_raw():
                yield from body.pieces(chunk)
            body.finish()
        except Exception as problem:
            raise self._call.broken_off(problem) from problem


class AsyncBody(_StreamedAnswer):
    """A body to iterate over with ``async for``, once: it yields chunks of bytes.

    Raises:
        SDKError: While iterating: the body broke off or is damaged.
    """

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self._begin()
        body = decompressor(self._coding)
        try:
            async for chunk in self._response.aiter_raw():
                for piece in body.pieces(chunk):
                    yield piece
            body.finish()
        except Exception as problem:
            raise self._call.broken_off(problem) from problem
