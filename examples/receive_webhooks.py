r"""Create customers in a web application that is told of their end by webhooks, on Starlette.

    CODAT_API_KEY=... CODAT_COMPANY_ID=... CODAT_CONNECTION_ID=... CODAT_WEBHOOK_SECRET=whsec_... \
        uvicorn examples.receive_webhooks:app

``POST /webhooks`` is the address to give to Codat. ``POST /customers`` with a name as its body creates a customer, and
answers with its id once the accounting software has it. While a secret is rotated, CODAT_WEBHOOK_SECRET holds the old
and the new one, with a space between.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncGenerator, MutableMapping
from contextlib import asynccontextmanager
from typing import Final, TypedDict

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from codat_customers import AsyncCodat, SDKError, WebhookDecodeError, WebhookVerificationError
from codat_customers.models import Customer, CustomerStatus, RateLimitEvent, WriteEvent
from codat_customers.webhooks import WebhookEvent, unwrap

# Seconds until a write is asked for although no event has come
POLL_INTERVAL: Final = 30.0

_log = logging.getLogger(__name__)


class Inbox:
    """What has been received: which messages, and which writes have ended. It is one process's, and in memory.

    Parameters:
        capacity: How many of each are remembered. A write that is forgotten is asked for, a message repeated.
    """

    def __init__(self, capacity: int = 10_000) -> None:
        self._capacity = capacity
        self._messages: dict[str, None] = {}
        self._writes: dict[str, asyncio.Event] = {}

    def has(self, message_id: str) -> bool:
        """Return whether a message has been dealt with."""
        return message_id in self._messages

    def put(self, message_id: str, event: WebhookEvent) -> None:
        """Deal with a message."""
        match event:
            case WriteEvent(payload=write):
                self.ended(write.id).set()
            case RateLimitEvent(payload=quota):
                _log.warning("%s: %s of %s requests left", event.event_type, quota.quota_remaining, quota.daily_quota)
            case _:
                _log.info("%s is of no use here", event.event_type)
        self._messages[message_id] = None
        self._forget(self._messages)

    def ended(self, push_operation_key: str) -> asyncio.Event:
        """Return what tells of the end of a write; the webhook may come before anybody waits for it."""
        event = self._writes.setdefault(push_operation_key, asyncio.Event())
        self._forget(self._writes)
        return event

    def _forget(self, remembered: MutableMapping[str, None] | MutableMapping[str, asyncio.Event]) -> None:
        while len(remembered) > self._capacity:
            del remembered[next(iter(remembered))]


class State(TypedDict):
    """What the requests share."""

    codat: AsyncCodat
    inbox: Inbox


async def receive(request: Request[State]) -> Response:
    """Take a webhook; Codat sends again what is not answered with 2xx."""
    inbox, body = request.state["inbox"], await request.body()
    try:
        event = unwrap(body, request.headers, os.environ["CODAT_WEBHOOK_SECRET"].split())
    except WebhookVerificationError as error:
        _log.warning("%s", error)
        return Response(status_code=400)
    except WebhookDecodeError as error:
        _log.error("%s: %r", error, body)
        return Response(status_code=500)
    message_id = request.headers["webhook-id"]
    if not inbox.has(message_id):
        inbox.put(message_id, event)
    return Response(status_code=204)


async def create(request: Request[State]) -> Response:
    """Create a customer, and answer once it is there."""
    codat, inbox = request.state["codat"], request.state["inbox"]
    customer = Customer(customer_name=(await request.body()).decode(), status=CustomerStatus.ACTIVE)
    company_id, connection_id = os.environ["CODAT_COMPANY_ID"], os.environ["CODAT_CONNECTION_ID"]
    try:
        push = await codat.customers.create(company_id, connection_id, customer)
        ended = inbox.ended(push.push_operation_key)
        push = await codat.push_operations.wait(push, timeout=300, poll_interval=POLL_INTERVAL, notified=ended)
    except SDKError as error:
        _log.error("%s", error)
        return JSONResponse({"problem": error.message}, status_code=502)
    return JSONResponse({"id": push.record_id})


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncGenerator[State]:
    """Open one client for all requests."""
    async with AsyncCodat() as codat:
        yield {"codat": codat, "inbox": Inbox()}


app = Starlette(
    routes=[Route("/webhooks", receive, methods=["POST"]), Route("/customers", create, methods=["POST"])],
    lifespan=lifespan,
)
