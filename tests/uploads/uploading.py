"""Calls that send a file, as a package that is generated from another specification makes them."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any, Final

from codat_customers_api.client import RequestOptions, RequestSpec
from codat_customers_api.decoding import json_body
from codat_customers_api.models import ErrorMessage, PushOperation
from codat_customers_api.types import RawResponse
from codat_customers_api.uploads import Upload

from tests.support.server import PUSH, Exchange, answer

SUCCESS: Final = answer(200, PUSH)
LARGE: Final = 64 * 1024 * 1024  # bytes that no connection holds while nobody reads them


def never_read(exchange: Exchange) -> bool:
    """Keep a connection open until the server is stopped."""
    return exchange.stopped.wait()


class Uploading:
    """Sends a file with a Codat; with an AsyncCodat, it returns what is to be awaited.

    Parameters:
        file: The file, or what is called for it first.
        headers: Those of the call.
        method: That of the request.
        arguments: What else is said of the file.
    """

    def __init__(
        self, file: Any, headers: Mapping[str, str] | None = None, *, method: str = "POST", **arguments: Any
    ) -> None:
        self._file = file
        self._method = method
        self._options = RequestOptions(headers=headers)
        self._arguments = {"file_name": None, "content_type": None, **arguments}

    def __call__(self, codat: Any) -> Any:  # or one of its resources
        file: Any = self._file() if callable(self._file) else self._file
        upload = Upload("bills.upload_attachment: file", "file", file, **self._arguments)
        spec = RequestSpec(
            "bills.upload_attachment", self._method, "/bills/b1/attachment", ErrorMessage.from_dict, upload=upload
        )
        sender: Any = getattr(codat, "customers", codat)._sender
        return sender.send(spec, _decode, self._options)


class Telling(io.BytesIO):
    """A file object that tells of each chunk that is read of it.

    Parameters:
        size: How many zeros it has.
        tell: Called before each chunk, with how many came before it.
    """

    def __init__(self, size: int, tell_of: Callable[[int], object]) -> None:
        super().__init__(bytes(size))
        self._tell_of = tell_of
        self.chunks = 0

    def read(self, size: int | None = -1, /) -> bytes:
        if size:
            self._tell_of(self.chunks)
            self.chunks += 1
        return super().read(size)


def uploaded(codat: Any, file: Any) -> Any:
    """Send a file with a client of ``client_of``, or with a resource of ``resources_of``."""
    portal = getattr(codat, "_portal", None)
    return Uploading(file)(codat) if portal is None else portal.call(Uploading(file), codat._inner)


def _decode(response: RawResponse) -> PushOperation:
    return json_body(PushOperation.from_dict, response.content)
