"""What the type checkers make of the results. It is never run: ``assert_type`` speaks when a type changes."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Generator, Mapping
from datetime import date, datetime
from email.message import Message
from pathlib import Path
from typing import Any, assert_type

import anyio
import trio
from codat_customers_api import UNSET, RawResponse, Response, Unset
from codat_customers_api.client import AsyncStreamedBody, StreamedBody

from codat_customers import (
    APITimeoutError,
    AsyncCodat,
    Codat,
    PushOperationError,
    SDKError,
    field,
    idempotency_key,
    present,
    utc,
    where,
)
from codat_customers.models import (
    Address,
    Attachment,
    AttachmentList,
    Customer,
    CustomerPage,
    CustomerStatus,
    ErrorMessage,
    OtherEvent,
    PageLinks,
    PushOperation,
    PushOperationPage,
    PushOperationStatus,
    PushOption,
    PushOptionProperty,
    RateLimitEvent,
    ReadCompletedEvent,
    RecordReference,
    WriteEvent,
)
from codat_customers.queries import BooleanField, DateField, IntegerField, Query, TextField
from codat_customers.webhooks import WebhookEvent, unwrap


def operations(codat: Codat, customer: Customer, push: PushOperation) -> None:
    customers = codat.customers
    assert_type(customers.list("company"), CustomerPage)
    assert_type(customers.get("company", "customer"), Customer)
    assert_type(customers.create("company", "connection", customer), PushOperation)
    assert_type(customers.update("company", "connection", "customer", customer), PushOperation)
    assert_type(customers.get_create_update_model("company", "connection"), PushOption)
    assert_type(customers.list_attachments("company", "connection", "customer"), AttachmentList)
    assert_type(customers.get_attachment("company", "connection", "customer", "attachment"), Attachment)
    assert_type(customers.download_attachment("company", "connection", "customer", "attachment"), bytes)
    assert_type(customers.save_attachment("company", "connection", "customer", "attachment", "a.pdf"), Path | None)
    assert_type(customers.iterate("company"), Generator[Customer])
    assert_type(customers.pages("company"), Generator[CustomerPage])
    assert_type(codat.push_operations.list("company"), PushOperationPage)
    assert_type(codat.push_operations.get("company", "key"), PushOperation)
    assert_type(codat.push_operations.wait(push), PushOperation)
    assert_type(codat.push_operations.wait(push, notified=threading.Event()), PushOperation)
    with customers.stream_attachment("company", "connection", "customer", "attachment") as body:
        assert_type(body, StreamedBody)
        assert_type(next(iter(body)), bytes)
    with Codat() as entered:
        assert_type(entered, Codat)


def raw_responses(codat: Codat, customer: Customer) -> None:
    raw = codat.customers.with_raw_response
    assert_type(raw.list("company"), Response[CustomerPage])
    assert_type(raw.create("company", "connection", customer).parsed, PushOperation)
    assert_type(raw.create("company", "connection", customer).idempotency_key, str | None)
    assert_type(idempotency_key("job", "row"), str)
    assert_type(raw.download_attachment("company", "connection", "customer", "attachment"), Response[bytes])
    assert_type(raw.get("company", "customer").headers, Mapping[str, str])
    assert_type(codat.push_operations.with_raw_response.list("company"), Response[PushOperationPage])
    assert_type(codat.push_operations.with_raw_response.get("company", "key"), Response[PushOperation])


def queries(codat: Codat, moment: datetime, day: date) -> None:
    assert_type(where(status=CustomerStatus.ACTIVE, modifiedDate=day), Query)
    assert_type(field("customerName"), TextField)
    assert_type(field("metadata.isDeleted"), BooleanField)
    assert_type(field("statusCode"), IntegerField)
    assert_type(field("modifiedDate"), DateField)
    assert_type(field("customerName") == "Ada", Query)
    assert_type(field("customerName").contains("Ada"), Query)
    assert_type(field("modifiedDate") != moment, Query)
    assert_type(day <= field("modifiedDate"), Query)
    assert_type(field("statusCode") < 400, Query)
    assert_type(where(status="Active") & (field("modifiedDate") >= moment) | Query("shoeSize=9"), Query)
    assert_type(codat.customers.list("company", query=where(status="Active")), CustomerPage)


def requests(codat: Codat) -> None:
    assert_type(codat.request("GET", "/companies", params={"page": 1, "tag": ["a", "b"]}), Response[object])
    assert_type(codat.request("POST", "/companies", json={"name": "Ada"}).parsed, object)


async def async_operations(codat: AsyncCodat, customer: Customer, push: PushOperation) -> None:
    customers = codat.customers
    assert_type(await customers.list("company"), CustomerPage)
    assert_type(await customers.get("company", "customer"), Customer)
    assert_type(await customers.create("company", "connection", customer), PushOperation)
    assert_type(await customers.update("company", "connection", "customer", customer), PushOperation)
    assert_type(await customers.update("company", "connection", "customer", customer.to_dict()), PushOperation)
    assert_type(await customers.create("company", "connection", {"status": "Active"}), PushOperation)
    assert_type(await customers.get_create_update_model("company", "connection"), PushOption)
    assert_type(await customers.list_attachments("company", "connection", "customer"), AttachmentList)
    assert_type(await customers.get_attachment("company", "connection", "customer", "attachment"), Attachment)
    assert_type(await customers.download_attachment("company", "connection", "customer", "attachment"), bytes)
    assert_type(await customers.save_attachment("company", "connection", "customer", "attachment", "a"), Path | None)
    assert_type(customers.iterate("company"), AsyncGenerator[Customer])
    assert_type(customers.pages("company"), AsyncGenerator[CustomerPage])
    assert_type(await codat.push_operations.list("company"), PushOperationPage)
    assert_type(await codat.push_operations.get("company", "key"), PushOperation)
    assert_type(await codat.push_operations.wait(push), PushOperation)
    assert_type(await codat.push_operations.wait(push, notified=asyncio.Event()), PushOperation)
    assert_type(await codat.push_operations.wait(push, notified=anyio.Event()), PushOperation)
    assert_type(await codat.push_operations.wait(push, notified=trio.Event()), PushOperation)
    assert_type(await customers.with_raw_response.get("company", "customer"), Response[Customer])
    assert_type(await codat.request("GET", "/companies", retries=None), Response[object])
    async with customers.stream_attachment("company", "connection", "customer", "attachment") as body:
        assert_type(body, AsyncStreamedBody)
    async with AsyncCodat() as entered:
        assert_type(entered, AsyncCodat)


def models(
    customer: Customer, page: CustomerPage, option: PushOption, push: PushOperation, pushes: PushOperationPage
) -> None:
    assert_type(customer.status, CustomerStatus)
    assert_type(customer.customer_name, str | None | Unset)
    assert_type(customer.addresses, list[Address] | None | Unset)
    assert_type(customer.modified_date, datetime | Unset)
    assert_type(page.results, list[Customer])
    assert_type(page.total_results, int)
    assert_type(page.links, PageLinks)
    assert_type(pushes.results, list[PushOperation])
    assert_type(option.properties, dict[str, PushOptionProperty] | None | Unset)
    assert_type(push.status, PushOperationStatus)
    assert_type(push.record_id, str | None)
    assert_type(CustomerStatus("NoSuchStatus"), CustomerStatus)
    assert_type(customer.status.is_known, bool)
    for address in customer.addresses or []:
        assert_type(address, Address)
    if customer.modified_date:
        assert_type(customer.modified_date, datetime)


def fields(customer: Customer, option: PushOption) -> None:
    assert_type(present(customer.id), str)
    assert_type(present(customer.phone), str)
    assert_type(present(customer.phone, None), str | None)
    assert_type(present(customer.phone, ""), str)
    assert_type(present(customer.phone, default=""), str)
    assert_type(present(customer.phone, 0), str | int)
    assert_type(present(customer.id, UNSET), str | Unset)
    assert_type(present(customer.status), CustomerStatus)
    assert_type(present(customer.addresses, []), list[Address])
    assert_type(present(option.properties, {}), dict[str, PushOptionProperty])
    assert_type(present(present(customer.metadata).is_deleted, False), bool)
    assert_type(utc(present(customer.modified_date)), datetime)
    assert_type(max(utc(present(each.modified_date)) for each in [customer]), datetime)


def errors(error: SDKError, late: APITimeoutError, refused: PushOperationError) -> None:
    assert_type(error.status_code, int | None)
    assert_type(error.headers, Mapping[str, str] | None)
    assert_type(error.body, str | None)
    assert_type(error.error, ErrorMessage | None)
    assert_type(error.retry_after, float | None)
    assert_type(error.attempts, int | None)
    assert_type(error.raw_response, RawResponse | None)
    assert_type(late.request_sent, bool)
    assert_type(late.operation, PushOperation | None)
    assert_type(refused.operation, PushOperation | None)


def webhooks(body: bytes, headers: Mapping[str, str], message: Message) -> None:
    event = unwrap(body, headers, "whsec_new")
    assert_type(event, WebhookEvent)
    assert_type(unwrap(body, message, ["whsec_old", "whsec_new"], tolerance=60), WebhookEvent)
    assert_type(event.event_type, str)
    assert_type(event.generated_date, datetime | Unset)
    match event:  # pyright: ignore[reportMatchNotExhaustive]  # openapi.yaml may have further events
        case WriteEvent():
            assert_type(event.payload.record, RecordReference | None | Unset)
        case RateLimitEvent(payload=payload):
            assert_type(payload.quota_remaining, int | Unset)
        case ReadCompletedEvent():
            assert_type(event.payload.connection_id, str | Unset)
        case OtherEvent():
            assert_type(event.payload, Any)
    if isinstance(event, WriteEvent):
        assert_type(event, WriteEvent)
