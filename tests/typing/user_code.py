"""What programs that use the SDK look like. It is never run: both type checkers must find nothing wrong with it.

The next release is checked against this file as it was, so lines may be added here, but not changed to fit the SDK.
"""

import csv
import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import aclosing
from datetime import datetime
from pathlib import Path
from typing import TextIO
from uuid import uuid4

import httpx

from codat_customers import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AsyncCodat,
    Codat,
    NotFoundError,
    PushOperationError,
    RateLimitError,
    ResponseDecodeError,
    RetryConfig,
    RetryEvent,
    SDKError,
    WebhookVerificationError,
    tables,
)
from codat_customers.models import (
    Address,
    AddressType,
    Contact,
    Customer,
    CustomerStatus,
    PhoneNumber,
    PhoneNumberType,
    PushOperation,
    PushOperationStatus,
    RateLimitEvent,
    WriteEvent,
)
from codat_customers.webhooks import WebhookEvent, unwrap

log = logging.getLogger(__name__)


def write_csv(codat: Codat, company_id: str, file: TextIO) -> int:
    writer = csv.writer(file)
    count = 0
    for customer in codat.customers.iterate(company_id, query="status=Active", order_by="modifiedDate"):
        changed = customer.modified_date.isoformat() if customer.modified_date else ""
        writer.writerow([customer.id, customer.customer_name or "", customer.status.value, changed])
        count += 1
    return count


def write_all_columns(codat: Codat, company_id: str, file: TextIO) -> None:
    writer = csv.DictWriter(file, tables.COLUMNS)
    writer.writeheader()
    writer.writerows(tables.rows(codat.customers.iterate(company_id)))


def billing_cities(customer: Customer) -> list[str]:
    return [
        address.city for address in customer.addresses or [] if address.type_ == AddressType.BILLING and address.city
    ]


def phone_numbers(customer: Customer) -> Iterator[str]:
    for contact in customer.contacts or []:
        for phone in contact.phone or []:
            if phone.number and phone.type_ is not PhoneNumberType.FAX:
                yield phone.number


def create(codat: Codat, company_id: str, connection_id: str, name: str) -> str | None:
    customer = Customer(
        customer_name=name,
        status=CustomerStatus.ACTIVE,
        default_currency=None,
        addresses=[Address(type_=AddressType.BILLING, line1="14 Harbour Lane", additional_properties={"code": "GB"})],
        contacts=[
            Contact(
                name="Odile Marchetti",
                phone=[PhoneNumber(type_=PhoneNumberType.MOBILE, number="+44 7700 900461")],
                status=CustomerStatus.ACTIVE,
            )
        ],
    )
    push = codat.customers.create(company_id, connection_id, customer, timeout_in_minutes=5, idempotency_key="key")
    try:
        push = codat.push_operations.wait(push, timeout=300)
    except PushOperationError as error:
        failed = error.operation
        if failed and failed.validation:
            log.error("refused: %s", [item.message for item in failed.validation.errors or []])
        return None
    except APITimeoutError as error:
        log.warning("still %s", error.operation.status if error.operation else "unknown")
        return None
    log.info("created %s", push.record_id)
    return new_id(push)


def create_again(codat: Codat, company_id: str, connection_id: str, customer: Customer) -> PushOperation:
    key = uuid4()
    try:
        return codat.customers.create(company_id, connection_id, customer, idempotency_key=key)
    except SDKError as error:
        return codat.customers.create(company_id, connection_id, customer, idempotency_key=error.idempotency_key)


def new_id(push: PushOperation) -> str | None:
    for change in push.changes or []:
        if change.record_ref and change.record_ref.id:
            return change.record_ref.id
    return None


def archive(codat: Codat, company_id: str, connection_id: str, customer_id: str) -> bool:
    customer = codat.customers.get(company_id, customer_id)
    customer.status = CustomerStatus.ARCHIVED
    customer.phone = None
    push = codat.customers.update(company_id, connection_id, customer_id, customer, force_update=True, timeout=10)
    push = codat.push_operations.wait(push, raise_on_failure=False)
    return push.status == PushOperationStatus.SUCCESS


def required_fields(codat: Codat, company_id: str, connection_id: str) -> list[str]:
    model = codat.customers.get_create_update_model(company_id, connection_id)
    return [name for name, field in (model.properties or {}).items() if field.required]


def save_attachments(codat: Codat, company_id: str, connection_id: str, customer_id: str, folder: Path) -> list[Path]:
    paths: list[Path] = []
    for attachment in codat.customers.list_attachments(company_id, connection_id, customer_id).attachments or []:
        if attachment.id:
            path = codat.customers.save_attachment(
                company_id,
                connection_id,
                customer_id,
                attachment.id,
                folder,
                progress=lambda received, total: log.info("%d of %s bytes", received, total),
                overwrite=True,
            )
            if path:
                paths.append(path)
    return paths


def hash_attachment(codat: Codat, company_id: str, connection_id: str, customer_id: str, attachment_id: str) -> int:
    with codat.customers.stream_attachment(company_id, connection_id, customer_id, attachment_id) as body:
        log.info("%s bytes of %s", body.length, body.headers["Content-Type"])
        return sum(hash(chunk) for chunk in body)


def explain(error: SDKError) -> str:
    match error:
        case RateLimitError():
            return f"wait {error.retry_after or 0:.0f} s"
        case NotFoundError() | APIStatusError(status_code=410):
            return "gone"
        case APIStatusError():
            return f"{error.status_code} {error.correlation_id}: {error.error.error if error.error else error.body}"
        case APIConnectionError():
            return "perhaps done" if error.request_sent else "not done"
        case ResponseDecodeError():
            return f"{error.raw_response.content[:100]!r}" if error.raw_response else ""
        case _:
            return error.message


def on_retry(event: RetryEvent) -> None:
    log.warning("%s: try %d failed (%s), again in %.1f s", event.operation, event.attempt, event.cause, event.wait)


def configured() -> Codat:
    return Codat(
        "key",
        server_url="https://codat.example",
        timeout=httpx.Timeout(30, connect=5),
        retries=RetryConfig(max_elapsed_time=120, status_codes=(429, "5XX")),
        http_client=httpx.Client(proxy="http://proxy.example:3128"),
        headers={"X-Trace": "nightly"},
        on_retry=on_retry,
    )


def configured_async() -> AsyncCodat:
    return AsyncCodat("key", timeout=httpx.Timeout(30), http_client=httpx.AsyncClient(trust_env=False))


class Vault:
    def read(self) -> str:
        return "key"

    async def read_async(self) -> str:
        return "key"


def with_changing_keys(vault: Vault) -> tuple[Codat, Codat, AsyncCodat, AsyncCodat]:
    return Codat(vault.read), Codat(api_key=lambda: "key"), AsyncCodat(vault.read), AsyncCodat(vault.read_async)


def requests_left(codat: Codat, company_id: str) -> tuple[int | None, datetime | None]:
    response = codat.customers.with_raw_response.list(company_id, page=1, page_size=1, retries=None)
    log.info("%d, %d tries, %s", response.status_code, response.attempts, response.parsed.total_results)
    limit = codat.rate_limit
    return (limit.remaining, limit.reset) if limit else (None, None)


async def names(codat: AsyncCodat, company_id: str) -> AsyncIterator[str]:
    async with aclosing(codat.customers.iterate(company_id, page_size=500, concurrency=8)) as customers:
        async for customer in customers:
            if customer.customer_name:
                yield customer.customer_name


async def everything_async(company_id: str, connection_id: str) -> bytes:
    async with AsyncCodat(auth_header="Basic a2V5", retries=None) as codat:
        page = await codat.customers.list(company_id)
        if not page.links.next_:
            log.info("one page of %d", len(page.results or []))
        push = await codat.customers.create(company_id, connection_id, Customer(status=CustomerStatus.ACTIVE))
        push = await codat.push_operations.wait(push, timeout=60, poll_interval=0.5)
        push = await codat.push_operations.get(company_id, push.push_operation_key)
        await codat.customers.save_attachment(company_id, connection_id, "customer", "attachment", "file.pdf")
        async with codat.customers.stream_attachment(company_id, connection_id, "customer", "attachment") as body:
            chunks = [chunk async for chunk in body]
        raw = await codat.customers.with_raw_response.get(company_id, "customer")
        return b"".join(chunks) + raw.content


def receive(body: bytes, headers: Mapping[str, str], secrets: list[str]) -> WebhookEvent | None:
    try:
        event = unwrap(body, headers, secrets, tolerance=600)
    except WebhookVerificationError as error:
        log.warning("%s", error)
        return None
    if isinstance(event, WriteEvent):
        log.info("%s is %s, record %s", event.payload.id, event.payload.status, event.payload.record)
    elif isinstance(event, RateLimitEvent):
        log.info("%s requests are left", event.payload.quota_remaining)
    else:
        log.info("%s: %s", event.event_type, event.payload)
    return event
