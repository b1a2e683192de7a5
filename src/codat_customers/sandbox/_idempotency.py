"""Idempotency keys, as the service keeps them: the first answer to a key is given again to the same request."""

from datetime import datetime, timedelta
from hashlib import sha256

from attrs import define

from codat_customers.sandbox._clock import Clock
from codat_customers.sandbox._messages import Answer, RecordedRequest, ServiceError

KEPT_FOR = timedelta(minutes=90)
# Answers that release the key: too many requests, and what a gateway says in front of the service.
_RELEASING = {408, 429, 502, 503, 504}


@define
class _Entry:
    fingerprint: bytes
    begun: datetime
    answer: Answer | None = None


class IdempotencyKeys:
    """The keys of the last 90 minutes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: dict[str, _Entry] = {}

    def begin(self, request: RecordedRequest) -> Answer | None:
        """Return the answer kept for the request's key, or None if the request is to be carried out.

        Raises:
            ServiceError: 409 while the first request with the key is in progress, 422 if it had another body.
        """
        key = _key_of(request)
        if key is None:
            return None
        now, fingerprint = self._clock.now(), sha256(request.path.encode() + b"\0" + request.body).digest()
        entry = self._entries.get(key)
        if entry is None or now - entry.begun >= KEPT_FOR:
            self._entries[key] = _Entry(fingerprint, now)
            return None
        if entry.fingerprint != fingerprint:
            raise ServiceError(422, f"The idempotency key {key!r} was used with another body.")
        if entry.answer is None:
            raise ServiceError(409, f"The first request with the idempotency key {key!r} is still in progress.")
        return entry.answer

    def finish(self, request: RecordedRequest, answer: Answer | None) -> None:
        """Keep the answer for the request's key, or release the key if there is none, or none to keep."""
        key = _key_of(request)
        if key is None:
            return
        if answer is None or answer.status in _RELEASING:
            self._entries.pop(key, None)
        elif key in self._entries:
            self._entries[key].answer = answer


def _key_of(request: RecordedRequest) -> str | None:
    return request.headers.get("Idempotency-Key") if request.method == "POST" else None
