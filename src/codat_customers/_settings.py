"""What a client is configured with, checked once, at construction."""

from __future__ import annotations

import base64
import os
import sys
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Final

from codat_customers_api.client import SERVER_URL, RetryPolicy, Timeout
from codat_customers_api.parameters import header_value, string

from ._http.address import Address, parsed_address
from ._http.exchange import Timeouts
from ._version import __version__
from .retries import RetryEvent

DEFAULT_TIMEOUT: Final = Timeouts(connect=5.0, read=30.0, write=30.0, pool=30.0)

_PYTHON: Final = ".".join(map(str, sys.version_info[:3]))

USER_AGENT: Final = f"codat-customers/{__version__} python/{_PYTHON}"

# Headers that the SDK must decide on itself, and where their values belong instead.
_RESERVED_HEADERS: Final = {
    "authorization": "pass api_key or auth_header to the client",
    "idempotency-key": "pass idempotency_key to the call",
    "content-length": "it follows from the body",
    "transfer-encoding": "it follows from the body",
}


# What returns the API key, for each try anew; only an AsyncCodat waits for one that has to be awaited.
KeySource = Callable[[], str | Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a client. They pickle; the key is in no repr.

    Attributes:
        authorization: The header of a fixed key, or an empty string.
        key_source: What returns the key where it is not fixed, or None.
    """

    authorization: str = field(repr=False)
    key_source: KeySource | None = field(repr=False)
    address: Address
    timeouts: Timeouts
    retries: RetryPolicy | None
    headers: Mapping[str, str]
    on_retry: Callable[[RetryEvent], None] | None


def resolve_settings(
    api_key: str | KeySource | None,
    auth_header: str | None,
    server_url: str | None,
    timeout: float | Timeout | None,
    retries: RetryPolicy | None,
    headers: Mapping[str, str] | None,
    on_retry: Callable[[RetryEvent], None] | None,
) -> Settings:
    """Check the arguments of a client, and fill in from the environment what they leave out."""
    if on_retry is not None and not callable(on_retry):
        raise TypeError(f"on_retry must be a function that takes a RetryEvent, not {type(on_retry).__name__}")
    credential = _credential(api_key, auth_header)
    return Settings(
        authorization=credential if isinstance(credential, str) else "",
        key_source=None if isinstance(credential, str) else credential,
        address=_address(server_url),
        timeouts=checked_timeout(timeout),
        retries=checked_retries(retries),
        headers=checked_headers(headers or {}),
        on_retry=on_retry,
    )


def checked_timeout(timeout: float | Timeout | None) -> Timeouts:
    """Return the time-outs of each step; raise ValueError or TypeError unless they are positive and finite, or None."""
    if timeout is None or (isinstance(timeout, int | float) and not isinstance(timeout, bool)):
        result = Timeouts(timeout, timeout, timeout, timeout)
    elif not isinstance(timeout, bool) and all(hasattr(timeout, name) for name in Timeouts._fields):
        result = Timeouts(timeout.connect, timeout.read, timeout.write, timeout.pool)
    else:
        raise TypeError(f"timeout must be seconds, an httpx.Timeout or None, not {type(timeout).__name__}")
    for seconds in result:
        # Sockets refuse what does not fit into a C timeval; nobody waits for years on purpose.
        if seconds is not None and not 0 < seconds < 1e9:
            raise ValueError(f"timeout must be above zero and finite, or None for no limit, not {seconds!r}")
    return result


def checked_retries(retries: RetryPolicy | None) -> RetryPolicy | None:
    """Return a retry policy as it is; raise TypeError if it is something else."""
    if retries is not None and not hasattr(retries, "max_elapsed_time"):
        raise TypeError(f"retries must be a RetryConfig, or None for a single try, not {type(retries).__name__}")
    return retries


def checked_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return extra headers with their names in lower case.

    Raises:
        ValueError: A header is not for the caller to set, or cannot be sent.
        TypeError: A name or a value is not a string.
    """
    if not isinstance(headers, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"headers must be a mapping of names to values, not {type(headers).__name__}")
    checked: dict[str, str] = {}
    for name, value in headers.items():
        if not isinstance(name, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"headers: the name {name!r} must be a string")
        key = name.lower()
        if key in _RESERVED_HEADERS:
            raise ValueError(f"headers: {name} cannot be set here; {_RESERVED_HEADERS[key]}")
        if not name.isascii() or not name.replace("-", "").replace("_", "").isalnum():
            raise ValueError(f"headers: {name!r} is not the name of a header")
        place = f"headers[{name!r}]"
        checked[key] = header_value(place, string(place, value))
    return checked


def header_of_returned_key(key: object) -> str:
    """Return the header for what a key source returned; raise ValueError or TypeError if it is no API key."""
    if isinstance(key, Coroutine):
        key.close()  # or Python would complain later that nobody awaited it
    if isinstance(key, Awaitable):
        raise TypeError("what api_key returned has to be awaited: give an AsyncCodat that function, or one that waits")
    return _header_of_key("what api_key returned", key)


def _credential(api_key: str | KeySource | None, auth_header: str | None) -> str | KeySource:
    """Return the Authorization header, or what returns the key."""
    if api_key is None and auth_header is None:
        names = ("CODAT_API_KEY", "CODAT_AUTH_HEADER")
        api_key, auth_header = (os.environ.get(name) for name in names)
    else:
        names = ("api_key", "auth_header")
    if api_key is not None and auth_header is not None:
        raise ValueError(f"{names[0]} and {names[1]} are both set; set only one of them")
    if callable(api_key):
        return api_key
    if api_key is not None:
        return _header_of_key(names[0], api_key)
    if auth_header is not None:
        return _ready_header(names[1], auth_header)
    raise ValueError(
        "no API key: pass api_key=... (or auth_header='Basic ...'), or set CODAT_API_KEY or CODAT_AUTH_HEADER"
    )


def _header_of_key(name: str, value: object) -> str:
    key = _checked_credential(name, value)
    if key.lower().startswith("basic "):  # the portal hands out the ready-made header too
        return _ready_header(name, key)
    return "Basic " + base64.b64encode(key.encode()).decode()


def _ready_header(name: str, value: object) -> str:
    header = _checked_credential(name, value)
    scheme, _, credentials = header.partition(" ")
    if scheme.lower() != "basic" or not credentials.strip() or not header.isascii():
        raise ValueError(
            f"{name} must be the ready-made header, 'Basic' and the encoded key; a raw key goes in api_key"
        )
    return header


def _checked_credential(name: str, value: object) -> str:
    # The messages never show the value.
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string, not {type(value).__name__}")
    if not value.strip():
        raise ValueError(f"{name} is empty; set it to the API key from the Codat portal")
    if not value.isprintable() or value != value.strip():
        raise ValueError(f"{name} has a line break, a space at an end or another unprintable character; remove it")
    return value


def _address(server_url: str | None) -> Address:
    name = "server_url"
    if server_url is None and "CODAT_SERVER_URL" in os.environ:
        name, server_url = "CODAT_SERVER_URL", os.environ["CODAT_SERVER_URL"]
    if server_url is None:
        server_url = SERVER_URL
    if not isinstance(server_url, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"{name} must be a string, not {type(server_url).__name__}")
    address = parsed_address(server_url)
    if address is None:
        # A wrong value may be a pasted secret, so it is not shown.
        raise ValueError(f"{name} must look like {SERVER_URL}: http or https, a host, no user, query or fragment")
    return address
