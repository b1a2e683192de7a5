"""Webhooks: what the service sends by itself, verified and read. Their signatures are those of Standard Webhooks."""

from __future__ import annotations

import base64
import hmac
import re
import time
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, Protocol

from codat_customers_api.errors import DecodeError
from codat_customers_api.models import WriteEvent
from codat_customers_api.parameters import number
from codat_customers_api.webhooks import WebhookEvent, decode

from ._call.failures import one_line
from ._telemetry.observing import received
from .errors import WebhookDecodeError, WebhookVerificationError

__all__ = ["Headers", "WebhookEvent", "unwrap"]


class Headers(Protocol):
    """The headers of a request: a mapping of their names to their values, or what a framework has in place of one."""

    def items(self) -> Iterable[tuple[str, str]]:
        """Return each name with its value; one that came several times may be there as often."""
        ...


def unwrap(body: bytes, headers: Headers, secret: str | Sequence[str], *, tolerance: float = 300.0) -> WebhookEvent:
    """Verify that a webhook comes from Codat, and read its event.

    Parameters:
        body: The body of the request, byte for byte as it came.
        headers: The headers of the request, their names in any case.
        secret: The secret of the endpoint in the Codat portal, ``whsec_…``; several while it is rotated.
        tolerance: By how many seconds the moment of signing may be before or after the time on this machine.

    Returns:
        The event, in the class for its ``event_type``: OtherEvent where that is not known.

    Raises:
        WebhookVerificationError: A header is missing or wrong, no signature fits, or it was signed too long ago.
        WebhookDecodeError: It comes from Codat, but it is not JSON, or not an event.
        TypeError: An argument has the wrong type, such as a body that is text.
        ValueError: A secret or the tolerance cannot be right. No message shows a secret.
    """
    content = _checked_body(body)
    keys = _keys(secret)
    number("tolerance", tolerance, exclusive_minimum=0)
    signed = _signed(headers)
    _check_signature(signed, content, keys)
    _check_age(signed, tolerance)
    try:
        event = decode(content)
    except DecodeError as error:
        raise WebhookDecodeError(
            f"{_name(signed)} comes from Codat, but {one_line(str(error))}; "
            "keep its body, and compare it with the specification"
        ) from error
    received(event.event_type, event.payload.id if isinstance(event, WriteEvent) else None)
    return event


class _Signed(NamedTuple):
    """The headers that bear a signature.

    Attributes:
        id: The id of the webhook.
        timestamp: When it was signed, in seconds since 1970.
        signatures: The signatures with their versions.
    """

    id: str
    timestamp: str
    signatures: str


_NAMES: Final = _Signed("webhook-id", "webhook-timestamp", "webhook-signature")
_VERSION: Final = "v1"
_SECRET_PREFIX: Final = "whsec_"  # noqa: S105  (what every secret begins with)
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_SECONDS: Final = re.compile(r"[0-9]{1,12}")
_FOREIGN: Final = "the request does not come from Codat, or was changed on its way"


def _checked_body(body: bytes) -> bytes:
    if not isinstance(body, bytes):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(
            f"body must be bytes, not {type(body).__name__}: what is signed is the body byte for byte as it came, "
            "before anything has decoded or parsed it"
        )
    return body


def _keys(secret: str | Sequence[str]) -> list[bytes]:
    if isinstance(secret, str):
        return [_key(secret)]
    if not isinstance(secret, Sequence) or isinstance(secret, bytes | bytearray | memoryview):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"secret must be a str, or a sequence of several, not {type(secret).__name__}")
    if not secret:
        raise ValueError("secret is an empty sequence; nothing can be verified without a secret")
    return [_key(each) for each in secret]


def _key(secret: str) -> bytes:
    # No message shows the secret, and nothing is raised that has it on board, as the errors of codecs have
    if not isinstance(secret, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"each secret must be a str, not {type(secret).__name__}")
    text = secret.removeprefix(_SECRET_PREFIX)
    if not text:
        raise ValueError("secret is empty; set it to the secret of the endpoint in the Codat portal")
    digits = text.rstrip("=")
    if not _BASE64.fullmatch(text) or len(digits) % 4 == 1:
        raise ValueError(
            "secret is not base64; copy it from the Codat portal as a whole, without spaces and ends of lines"
        )
    return base64.b64decode(digits + "=" * (-len(digits) % 4))


def _signed(headers: Headers) -> _Signed:
    if not hasattr(headers, "items"):
        raise TypeError(f"headers must be a mapping of names to values, not {type(headers).__name__}")
    found: dict[str, list[str]] = {name: [] for name in _NAMES}
    for name, value in headers.items():
        if not isinstance(name, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"headers: a name must be a str, not {type(name).__name__}")
        if (key := name.lower()) in found:
            if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance]
                raise TypeError(f"headers: the value of {key} must be a str, not {type(value).__name__}")
            found[key].append(value)
    for name, values in found.items():
        if not values:
            raise _failed(
                f"there is no header {name}; pass on the headers as they came; if it is not there, {_FOREIGN}"
            )
        if len(values) > 1:
            raise _failed(f"the header {name} comes {len(values)} times; {_FOREIGN}")
        if not values[0]:
            raise _failed(f"the header {name} is empty; {_FOREIGN}")
    signed = _Signed(*(values[0] for values in found.values()))
    if not _SECONDS.fullmatch(signed.timestamp):
        raise _failed(f"the header {_NAMES.timestamp} is not a number of seconds; {_FOREIGN}")
    return signed


def _check_signature(signed: _Signed, body: bytes, keys: list[bytes]) -> None:
    versions = [each.partition(",") for each in signed.signatures.split()]
    given = [_as_bytes(signature) for version, comma, signature in versions if comma and version == _VERSION]
    if not given:
        raise _failed(f"the header {_NAMES.signatures} has no signature of the version {_VERSION}; {_FOREIGN}")
    content = b"%s.%s.%s" % (_as_bytes(signed.id), _as_bytes(signed.timestamp), body)
    expected = [base64.b64encode(hmac.digest(key, content, "sha256")) for key in keys]
    # All pairs, so that the time tells nothing of which of them fits
    if not any([hmac.compare_digest(ours, theirs) for ours in expected for theirs in given]):  # noqa: C419
        raise _failed(
            "no signature fits; check that the secret is that of this endpoint in the Codat portal, and that body is "
            f"what came, byte for byte; if both are right, {_FOREIGN}"
        )


def _check_age(signed: _Signed, tolerance: float) -> None:
    age = time.time() - int(signed.timestamp)
    limit = f"and {tolerance:g} s are allowed; check the clock of this machine"
    if age > tolerance:
        raise _failed(
            f"{_name(signed)} was signed {age:.1f} s ago, {limit}; if that is right, somebody may have sent it again"
        )
    if -age > tolerance:
        raise _failed(f"{_name(signed)} was signed {-age:.1f} s in the future, {limit}")


def _failed(problem: str) -> WebhookVerificationError:
    return WebhookVerificationError(f"a webhook failed its check: {problem}")


def _name(signed: _Signed) -> str:
    return f"webhook {one_line(signed.id)}"


def _as_bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")  # which no text fails
