"""The events that the service sends."""

from __future__ import annotations

from typing import Final, TypeAlias

from . import decoding
from .models import OtherEvent, RateLimitEvent, ReadCompletedEvent, WriteEvent

WebhookEvent: TypeAlias = WriteEvent | ReadCompletedEvent | RateLimitEvent | OtherEvent


def decode(body: bytes) -> WebhookEvent:
    """Decode the body of a webhook as what its eventType says it is. Nothing is verified.

    Parameters:
        body: The body as it came.

    Returns:
        The event; OtherEvent where its eventType is not in the specification.

    Raises:
        DecodeError: It is not JSON, or not such an event; the error names the place.
    """
    return decoding.json_body(_event, body)


def _event(value: object) -> WebhookEvent:
    event_type = decoding.json_object(value).get("eventType")
    # The model says what is wrong with one that is no string
    model = _MODELS.get(event_type, OtherEvent) if isinstance(event_type, str) else OtherEvent
    return model.from_dict(value)


_MODELS: Final[dict[str, type[WebhookEvent]]] = {
    "customers.write.successful": WriteEvent,
    "customers.write.unsuccessful": WriteEvent,
    "read.completed": ReadCompletedEvent,
    "client.rateLimit.reached": RateLimitEvent,
    "client.rateLimit.reset": RateLimitEvent,
}

__all__ = ["WebhookEvent", "decode"]
