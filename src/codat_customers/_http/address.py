"""Where a service is, and how it is written in a request."""

from __future__ import annotations

from typing import NamedTuple

import httpx


class Address(NamedTuple):
    """The address of a service.

    Attributes:
        url: All of it, without a slash at its end.
        origin: Scheme, host and port.
        path: The path that those of all requests begin with; empty for none.
        scheme: ``http`` or ``https``, as bytes.
        host: The host as it is looked up, as bytes.
        port: The port, or None for the usual one.
        netloc: Host and port, as the Host header has them.
    """

    url: str
    origin: str
    path: str
    scheme: bytes
    host: bytes
    port: int | None
    netloc: str


def parsed_address(text: str) -> Address | None:
    """Take an address apart; return None unless it is http or https, a host, perhaps a port and a path."""
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        return None
    has_host = bool(url.host) and "%" not in url.host  # httpx writes what no host may hold as %5B and the like
    if url.scheme not in ("http", "https") or not has_host or url.query or url.fragment or url.userinfo:
        return None
    whole = str(url).rstrip("/")
    path = url.raw_path.decode().rstrip("/")
    return Address(whole, whole.removesuffix(path), path, url.raw_scheme, url.raw_host, url.port, url.netloc.decode())
