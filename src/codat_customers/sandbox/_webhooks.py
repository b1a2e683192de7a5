"""What a webhook is: where it goes, how it is signed, and what became of it."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from math import isfinite

import httpx
from attrs import field, frozen

from codat_customers.sandbox._messages import JsonObject

# Called with an eventType and a payload when something has happened
Announce = Callable[[str, JsonObject], None]

# The service's schedule (0 s, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h), a thousand times as fast
WEBHOOK_RETRIES = (0.0, 0.005, 0.3, 1.8, 7.2, 18.0, 36.0, 36.0)

_SECRET_PREFIX = "whsec_"  # noqa: S105  (the same for all)


@frozen(kw_only=True)
class WebhookAttempt:
    """One try to deliver a webhook.

    Attributes:
        headers: what was sent with the body, the time and the signature of this try included.
        status: what the receiver answered; None without an answer.
        problem: why there was no answer, in words; None if there was one.
    """

    headers: Mapping[str, str]
    status: int | None = None
    problem: str | None = None

    @property
    def delivered(self) -> bool:
        """Whether the receiver has taken it."""
        return self.status is not None and 200 <= self.status < 300

    def __str__(self) -> str:
        return self.problem or f"the answer was {self.status}"


@frozen(kw_only=True)
class Webhook:
    """An event that the sandbox sends, and what has become of it so far.

    Attributes:
        id: the header webhook-id, the same for each copy and each try. The id in the body is another one.
        event_type: what has happened, such as "customers.write.successful".
        body: what is sent and signed.
        attempts: the tries of all copies, in order.
        given_up: how many copies were given up, after the last of their tries.
    """

    id: str
    event_type: str
    body: bytes
    attempts: tuple[WebhookAttempt, ...] = ()
    given_up: int = 0


@frozen(kw_only=True)
class WebhookSettings:
    """Where webhooks go, and how; the attributes are those parameters of ``Sandbox``. Without a url, nowhere.

    Raises:
        ValueError: one of them is impossible. The message does not show the secret.
    """

    url: str | None
    secret: str = field(repr=False)
    copies: int
    retries: Sequence[float]
    timeout: float

    def __attrs_post_init__(self) -> None:
        _signing_key(self.secret)
        if self.url is not None and not _can_be_posted_to(self.url):
            raise ValueError(f"webhook_url must be an address that begins with http:// or https://, not {self.url!r}")
        if self.copies < 1:
            raise ValueError(f"webhook_copies must be 1 or more, not {self.copies}")
        if not all(isfinite(seconds) and seconds >= 0 for seconds in self.retries):
            raise ValueError(f"webhook_retries must be seconds, 0 or more each, not {self.retries!r}")
        if not (isfinite(self.timeout) and self.timeout > 0):
            raise ValueError(f"webhook_timeout must be more than 0 seconds, not {self.timeout}")

    @property
    def key(self) -> bytes:
        """What is signed with."""
        return _signing_key(self.secret)


def sandbox_secret() -> str:
    """Make the secret of every sandbox that is given none. It is no secret, and so is not written down like one."""
    return _SECRET_PREFIX + b64encode(sha256(b"webhooks of the sandbox").digest()).decode()


def webhook_headers(webhook: Webhook, key: bytes, timestamp: int) -> dict[str, str]:
    """Make the headers of a try: those of Standard Webhooks, with the signature.

    Parameters:
        webhook: what is sent.
        key: what it is signed with.
        timestamp: the POSIX seconds of the try.
    """
    signed = b".".join((webhook.id.encode(), str(timestamp).encode(), webhook.body))
    signature = b64encode(hmac.digest(key, signed, sha256)).decode()
    return {
        "content-type": "application/json",
        "webhook-id": webhook.id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{signature}",
    }


def _signing_key(secret: str) -> bytes:
    text = secret.removeprefix(_SECRET_PREFIX)
    try:
        key = b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        key = b""
    if not (key and secret.startswith(_SECRET_PREFIX)):
        raise ValueError(f"webhook_secret must be {_SECRET_PREFIX} with base64 after it; this one, not shown, is not")
    return key


def _can_be_posted_to(url: str) -> bool:
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL:
        return False
    return address.scheme in {"http", "https"} and bool(address.host) and (address.port or 0) < 2**16
