"""What the operations do. Each takes a request and returns the answer, or raises ServiceError."""

import re
from collections import deque
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import Literal
from urllib.parse import unquote
from uuid import uuid4

from attrs import evolve, frozen

from codat_customers.sandbox._attachments import Attachment, download
from codat_customers.sandbox._clock import Clock
from codat_customers.sandbox._companies import Company, Record
from codat_customers.sandbox._examples import Described, described
from codat_customers.sandbox._messages import Answer, JsonObject, RecordedRequest, ServiceError, encode, json_answer
from codat_customers.sandbox._parameters import INT32, Page, boolean, integer, selected
from codat_customers.sandbox._push_options import CUSTOMER_OPTIONS
from codat_customers.sandbox._pushes import Push, finding


@frozen
class Endpoint:
    """One line of the contract: its operationId, method and path, and what carries it out."""

    id: str
    method: str
    path: str
    handle: Callable[[RecordedRequest], Answer]

    def match(self, path: str) -> dict[str, str] | None:
        """Read the decoded ids in a path as it was sent; None if the path is another endpoint's."""
        match = self._pattern.fullmatch(path)
        if match is None:
            return None
        return dict(zip(re.findall("{(.+?)}", self.path), map(unquote, match.groups()), strict=True))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"\\{.+?\\}", "([^/]+)", re.escape(self.path)))


class Operations:
    """The service behind the HTTP: companies, a clock, and how long pushes take."""

    def __init__(
        self, companies: Mapping[str, Company], clock: Clock, push_seconds: float | None, ranges: bool
    ) -> None:
        self._companies = companies
        self._clock = clock
        self._push_seconds = push_seconds
        self._ranges = ranges
        self.push_failures: deque[tuple[str, ...]] = deque()

    def all(self) -> list[Endpoint]:
        """List what the document describes. What nothing here carries out is answered with its example."""
        handlers = {
            "list-customers": self.list_customers,
            "get-customer": self.get_customer,
            "create-customer": self.create_customer,
            "update-customer": self.update_customer,
            "get-create-update-customers-model": self.get_create_update_customers_model,
            "list-customer-attachments": self.list_customer_attachments,
            "get-customer-attachment": self.get_customer_attachment,
            "download-customer-attachment": self.download_customer_attachment,
            "get-company-push-history": self.get_company_push_history,
            "get-push-operation": self.get_push_operation,
        }
        return [
            Endpoint(each.id, each.method, each.path, handlers.get(each.id) or partial(self.show_example, each))
            for each in described()
        ]

    def list_customers(self, request: RecordedRequest) -> Answer:
        company = self._company(request)
        page = Page.asked_for(request)
        found = selected(request, company.select)
        records = page.of(found)
        on_contract = all(record.on_contract for record in records)
        return page.answer((record.encoded for record in records), len(found), checked=on_contract)

    def get_customer(self, request: RecordedRequest) -> Answer:
        record = self._record(self._company(request), request)
        return Answer(body=record.encoded, length=len(record.encoded), checked=record.on_contract)

    def create_customer(self, request: RecordedRequest) -> Answer:
        company = self._connection(request)
        customer = _customer_in(request)
        customer_id = str(customer.get("id") or uuid4())
        findings = _name_findings(customer.get("customerName"))
        if company.is_known(customer_id):
            findings.append(finding("id", f"There is a customer with the id {customer_id!r} already.", "UniqueId"))
        return self._push(request, company, "Created", customer_id, customer, findings)

    def update_customer(self, request: RecordedRequest) -> Answer:
        company = self._connection(request)
        customer_id = request.path_values["customerId"]
        if not company.is_known(customer_id):
            raise ServiceError(404, f"There is no customer with the id {customer_id!r} to update.")
        boolean(request, "forceUpdate")
        customer = _customer_in(request)
        findings = _name_findings(customer["customerName"]) if "customerName" in customer else []
        return self._push(request, company, "Modified", customer_id, customer, findings)

    def get_create_update_customers_model(self, request: RecordedRequest) -> Answer:
        self._connection(request)
        return json_answer(CUSTOMER_OPTIONS)

    def list_customer_attachments(self, request: RecordedRequest) -> Answer:
        company = self._connection(request)
        attachments = company.attachments(self._record(company, request))
        return json_answer({"attachments": [attachment.description for attachment in attachments]})

    def get_customer_attachment(self, request: RecordedRequest) -> Answer:
        return json_answer(self._attachment(request).description)

    def download_customer_attachment(self, request: RecordedRequest) -> Answer:
        headers = request.headers
        return download(self._attachment(request), headers.get("Range"), headers.get("If-Range"), self._ranges)

    def get_company_push_history(self, request: RecordedRequest) -> Answer:
        company, now = self._company(request), self._clock.now().timestamp()
        page = Page.asked_for(request)
        pushes = selected(request, lambda query, order_by: company.select_pushes(query, order_by, now))
        return page.answer(map(encode, page.of(pushes)), len(pushes))

    def get_push_operation(self, request: RecordedRequest) -> Answer:
        key = request.path_values["pushOperationKey"]
        push = self._company(request).find_push(key)
        if push is None:
            raise ServiceError(404, f"There is no push operation with the key {key!r}.")
        return json_answer(push.describe(self._clock.now().timestamp()))

    def show_example(self, operation: Described, request: RecordedRequest) -> Answer:
        """Answer as the document's example does, whatever is asked for, if there are its company and connection."""
        if "connectionId" in request.path_values:
            self._connection(request)
        elif "companyId" in request.path_values:
            self._company(request)
        if operation.in_pages:
            page, records = Page.asked_for(request), operation.page["results"]
            answer = page.answer(map(encode, page.of(records)), len(records), more=operation.page)
            return evolve(answer, status=operation.status)
        return Answer(
            status=operation.status,
            body=operation.body,
            length=len(operation.body),
            content_type=operation.content_type,
        )

    def _push(
        self,
        request: RecordedRequest,
        company: Company,
        change: Literal["Created", "Modified"],
        customer_id: str,
        customer: JsonObject,
        findings: list[JsonObject],
    ) -> Answer:
        now = self._clock.now().timestamp()
        timeout = None
        if "timeoutInMinutes" in request.params:
            timeout = integer(request, "timeoutInMinutes", 0, low=-INT32, high=INT32 - 1)
        if self.push_failures:
            findings = [finding("customer", message, "Scripted") for message in self.push_failures.popleft()]
        push = Push(
            key=str(uuid4()),
            company_id=company.id,
            connection_id=company.connection_id,
            customer_id=customer_id,
            change=change,
            body=customer,
            requested_at=now,
            ends_at=None if self._push_seconds is None else now + self._push_seconds,
            timeout_minutes=timeout,
            allow_sync=boolean(request, "allowSyncOnPushComplete") is not False,
            findings=findings,
        )
        company.add_push(push)
        company.settle(now)
        return json_answer({**push.describe(now), "data": None})

    def _company(self, request: RecordedRequest) -> Company:
        company_id = request.path_values["companyId"]
        company = self._companies.get(company_id)
        if company is None:
            raise ServiceError(404, f"There is no company with the id {company_id!r}.")
        company.settle(self._clock.now().timestamp())
        return company

    def _connection(self, request: RecordedRequest) -> Company:
        company = self._company(request)
        connection_id = request.path_values["connectionId"]
        if connection_id != company.connection_id:
            raise ServiceError(404, f"The company has no connection with the id {connection_id!r}.")
        return company

    def _record(self, company: Company, request: RecordedRequest) -> Record:
        customer_id = request.path_values["customerId"]
        record = company.records.get(customer_id)
        if record is None:
            raise ServiceError(404, f"There is no customer with the id {customer_id!r}.")
        return record

    def _attachment(self, request: RecordedRequest) -> Attachment:
        company = self._connection(request)
        attachment_id = request.path_values["attachmentId"]
        for attachment in company.attachments(self._record(company, request)):
            if attachment.description["id"] == attachment_id:
                return attachment
        raise ServiceError(404, f"The customer has no attachment with the id {attachment_id!r}.")


def _customer_in(request: RecordedRequest) -> JsonObject:
    try:
        customer = request.json()
        encode(customer)  # Python's JSON reads NaN and Infinity, which could not be sent back
    except (ValueError, RecursionError) as error:
        raise ServiceError(400, f"The body is no customer: {error}") from error
    return customer


def _name_findings(name: object) -> list[JsonObject]:
    if isinstance(name, str) and name.strip():
        return []
    return [finding("customerName", "A customer needs a name.", "Required")]
