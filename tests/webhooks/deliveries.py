"""Webhooks as the service would send them, signed by another implementation than ours."""

from __future__ import annotations

import datetime
import json
import time
from typing import Any

from standardwebhooks import Webhook

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER_SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"
EVENT: dict[str, Any] = {
    "id": "0b5d83f6-1c9e-4a27-b6d4-e2f8705a913c",
    "eventType": "customers.write.successful",
    "generatedDate": "2025-06-17T10:03:09.214Z",
    "payload": {"id": "e61d0f38-92ab-47c5-b8d0-45f7a3c2196b", "status": "Success", "record": {"id": "6b18f2d5"}},
}
BODY = json.dumps(EVENT).encode()


def signature(body: bytes, secret: str = SECRET, webhook_id: str = "msg_1", seconds: int | None = None) -> str:
    """Sign a body; seconds since 1970, by default those of now."""
    moment = datetime.datetime.fromtimestamp(int(time.time()) if seconds is None else seconds, datetime.UTC)
    return Webhook(secret).sign(webhook_id, moment, body.decode())


def headers(
    body: bytes = BODY, secret: str = SECRET, webhook_id: str = "msg_1", seconds: int | None = None
) -> dict[str, str]:
    """Return the headers that a body is sent with."""
    seconds = int(time.time()) if seconds is None else seconds
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": signature(body, secret, webhook_id, seconds),
    }
