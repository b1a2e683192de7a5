"""The test vector that Standard Webhooks publishes."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from codat_customers import WebhookDecodeError, WebhookVerificationError, webhooks
from codat_customers.webhooks import unwrap

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
SECONDS = 1614265330
BODY = b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.fixture(autouse=True)
def then(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be the moment of signing."""
    monkeypatch.setattr(webhooks, "time", SimpleNamespace(time=lambda: float(SECONDS)))


def receive(
    secret: str = SECRET,
    webhook_id: str = ID,
    seconds: int = SECONDS,
    body: bytes = BODY,
    signature: str = SIGNATURE,
) -> None:
    headers = {"webhook-id": webhook_id, "webhook-timestamp": str(seconds), "webhook-signature": signature}
    unwrap(body, headers, secret)


def test_its_signature_fits_though_its_body_is_no_event() -> None:
    with pytest.raises(WebhookDecodeError) as caught:
        receive()
    assert str(caught.value) == (
        f"webhook {ID} comes from Codat, but id: expected a string, got nothing; "
        "keep its body, and compare it with the specification"
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx"},
        {"webhook_id": ID.lower()},
        {"seconds": SECONDS + 1},
        {"body": b'{"test":2432232314}'},
        {"signature": SIGNATURE.replace("g0h", "g1h")},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_nothing_of_it_can_be_another(changed: dict[str, str]) -> None:
    with pytest.raises(WebhookVerificationError, match="no signature fits"):
        receive(**changed)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
