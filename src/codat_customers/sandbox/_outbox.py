"""The events that have happened: which are still to be sent, and what became of the others."""

from collections.abc import Callable
from uuid import uuid4

from attrs import define, evolve

from codat_customers.sandbox._clock import Clock, write_instant
from codat_customers.sandbox._contract import Contract, Violation
from codat_customers.sandbox._messages import JsonObject, encode
from codat_customers.sandbox._webhooks import Webhook, WebhookAttempt, WebhookSettings


@define(eq=False)
class Copy:
    """A copy of a webhook that the receiver has not taken yet.

    Attributes:
        webhook: as it was before the first try.
        order: sent before others that are due: the first copies before the second ones, and what is newer first.
        tries: how often it was sent.
        due_at: when it is to be sent, in seconds on the monotonic clock.
    """

    webhook: Webhook
    order: tuple[int, int]
    tries: int = 0
    due_at: float = 0.0


class Outbox:
    """Webhooks in the order in which they came about. To be used under the lock of the application.

    Attributes:
        webhooks: all of them, by their ids.
        copies: what is still to be sent.
        held: how often it was asked to send nothing for now.
    """

    def __init__(
        self,
        settings: WebhookSettings,
        clock: Clock,
        contract: Contract | None,
        note: Callable[[Violation], None],
    ) -> None:
        self.webhooks: dict[str, Webhook] = {}
        self.copies: set[Copy] = set()
        self.held = 0
        self._settings = settings
        self._clock = clock
        self._contract = contract
        self._note = note

    def announce(self, event_type: str, payload: JsonObject) -> None:
        """Tell of something that has happened, if somebody is to be told. It is noted if that breaks the contract."""
        if self._settings.url is None:
            return
        event = self._event(event_type, payload)
        problems = self._contract.event_problems(event) if self._contract else ()
        if problems:
            self._note(Violation(operation=event_type, sent_by="sandbox", problems=problems))
        self._put(event)

    def send(self, event_type: str, payload: JsonObject) -> str:
        """Put in any event, and return the id of the webhook.

        Raises:
            TypeError: JSON has no form for the payload.
            ValueError: JSON has no form for a number in it.
        """
        return self._put(self._event(event_type, payload))

    def due(self, now: float) -> list[Copy]:
        """Find what is to be sent at this time of the monotonic clock, in that order."""
        if self.held:
            return []
        return sorted((copy for copy in self.copies if copy.due_at <= now), key=lambda copy: copy.order)

    def tried(self, copy: Copy, attempt: WebhookAttempt, now: float) -> float | None:
        """Note a try, and return the seconds until the next; None if there is none."""
        webhook = self.webhooks[copy.webhook.id]
        webhook = evolve(webhook, attempts=(*webhook.attempts, attempt))
        seconds: float | None = None
        if attempt.delivered:
            self.copies.remove(copy)
        elif copy.tries == len(self._settings.retries):
            self.copies.remove(copy)
            webhook = evolve(webhook, given_up=webhook.given_up + 1)
        else:
            seconds = self._settings.retries[copy.tries]
            copy.due_at = now + seconds
            copy.tries += 1
        self.webhooks[webhook.id] = webhook
        return seconds

    def _event(self, event_type: str, payload: JsonObject) -> JsonObject:
        generated = write_instant(self._clock.now())
        return {"id": str(uuid4()), "eventType": event_type, "generatedDate": generated, "payload": payload}

    def _put(self, event: JsonObject) -> str:
        webhook = Webhook(id=f"msg_{uuid4().hex}", event_type=event["eventType"], body=encode(event))
        age = -len(self.webhooks)
        self.webhooks[webhook.id] = webhook
        self.copies.update(Copy(webhook, (number, age)) for number in range(self._settings.copies))
        return webhook.id
