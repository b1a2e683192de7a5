"""Mistakes that the type checkers must find. It is never run.

Each line is silenced by name, and both checkers complain of a silencer that has nothing to silence.
"""
# pyright: reportUnnecessaryTypeIgnoreComment=error

import asyncio
import threading
from datetime import date

from codat_customers import AsyncCodat, Codat, RetryConfig, field, idempotency_key, present, utc, where
from codat_customers.models import Address, Customer, CustomerStatus, PushOperation
from codat_customers.webhooks import unwrap


async def asynchronous_key() -> str:
    return "key"


async def asynchronous_number() -> int:
    return 7


def wrong_arguments(codat: Codat, customer: Customer, push: PushOperation) -> None:
    customers = codat.customers
    customers.get("company")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    customers.get("company", 1042)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    customers.list("company", page="2")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    customers.list("company", 2)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    customers.list("company", pageSize=2)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    customers.create("company", "connection", [("status", "Active")])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    customers.update("company", "connection", "customer", customer, idempotency_key="k")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    customers.get("company", "customer", retries=3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    customers.get("company", "customer", headers={"X": 1})  # type: ignore[dict-item]  # pyright: ignore[reportArgumentType]
    customers.create("company", "connection", customer, idempotency_key=7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    idempotency_key("job", 7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    codat.push_operations.wait(push, notified=asyncio.Event())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    codat.push_operations.wait(push, notified=True)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    codat.push_operations.wait("key")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Codat(api_key=b"key")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Codat(api_key=asynchronous_key)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Codat(asynchronous_key)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Codat(api_key=lambda: None)  # type: ignore[arg-type, return-value]  # pyright: ignore[reportArgumentType]
    Codat(auth_header=lambda: "Basic a2V5")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    AsyncCodat(api_key=asynchronous_number)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Codat(backoff=2)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    RetryConfig(status_codes="5XX")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def wrong_models(customer: Customer) -> None:
    Customer()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Customer(status="Active")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Customer(CustomerStatus.ACTIVE)  # type: ignore[arg-type,call-arg]  # pyright: ignore[reportCallIssue]
    Customer(status=CustomerStatus.ACTIVE, name="x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Customer(status=CustomerStatus.ACTIVE, addresses=[Address(line1="x")])  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    customer.modified_date = "2025-01-01"  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    customer.shoe_size = 42  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    len(customer.customer_name)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def wrong_fields(customer: Customer) -> None:
    len(present(customer.phone, None))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    utc(present(customer.phone))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    utc(customer.modified_date)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    utc(present(customer.source_modified_date, None))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    present()  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    present(customer.phone, None, "")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]


def wrong_queries(codat: Codat, day: date) -> None:
    customers = codat.customers
    customers.list("company", query=field("modified_date"))  # type: ignore[call-overload]  # pyright: ignore[reportUnknownArgumentType, reportCallIssue, reportArgumentType]
    customers.list("company", query=field("customerName") >= "B")  # type: ignore[arg-type, operator]  # pyright: ignore[reportUnknownArgumentType, reportOperatorIssue]
    customers.list("company", query=field("modifiedDate") >= "2025-01-01")  # type: ignore[operator]  # pyright: ignore[reportUnknownArgumentType, reportOperatorIssue]
    customers.list("company", query=field("modifiedDate") == "2025-01-01")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    customers.list("company", query=field("metadata.isDeleted") == 1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    customers.list("company", query=field("statusCode").contains("4"))  # type: ignore[attr-defined]  # pyright: ignore[reportUnknownArgumentType, reportUnknownMemberType, reportAttributeAccessIssue]
    customers.list("company", query=where(customer_name="Ada"))  # type: ignore[call-arg]  # pyright: ignore[reportUnknownArgumentType, reportCallIssue]
    customers.list("company", query=where(modifiedDate="2025-01-01"))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    customers.list("company", query=where(status=None))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    customers.list("company", query=where(status="Active") & field("modifiedDate") >= day)  # type: ignore[operator]  # pyright: ignore[reportUnknownArgumentType, reportOperatorIssue]
    customers.list("company", query=where(status="Active") & "customerName=Ada")  # type: ignore[operator]  # pyright: ignore[reportUnknownArgumentType, reportOperatorIssue]
    customers.list("company", query=field("status"))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def wrong_requests(codat: Codat) -> None:
    codat.request("GET", "/companies", params={"ids": {1}})  # type: ignore[dict-item]  # pyright: ignore[reportArgumentType]
    codat.request("GET", "/companies", {"page": 1})  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


class FutureEvent:
    def wait(self) -> asyncio.Future[bool]:
        return asyncio.Future()


async def event_of_another_kind(codat: AsyncCodat, push: PushOperation) -> None:
    await codat.push_operations.wait(push, notified=FutureEvent())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await codat.push_operations.wait(push, notified=threading.Event())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


async def forgotten_await(codat: AsyncCodat) -> None:
    codat.customers.get("company", "customer")  # type: ignore[unused-coroutine]  # pyright: ignore[reportUnusedCoroutine]
    for _ in codat.customers.iterate("company"):  # type: ignore[attr-defined]  # pyright: ignore[reportGeneralTypeIssues, reportUnknownVariableType]
        pass
    with codat:  # type: ignore[attr-defined]  # pyright: ignore[reportGeneralTypeIssues]
        pass


def wrong_webhooks(body: bytes, headers: dict[str, str]) -> None:
    unwrap("{}", headers, "whsec_c2VjcmV0")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    unwrap(body, [*headers.items()], "whsec_c2VjcmV0")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    unwrap(body, headers, b"whsec_c2VjcmV0")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    unwrap(body, headers, "whsec_c2VjcmV0", 60)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
