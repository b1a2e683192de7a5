"""What users do with a sandbox while it runs: with its data, against its clients, with its time and its webhooks."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from copy import deepcopy

from codat_customers.sandbox._additions import GivenCustomer, read_customers
from codat_customers.sandbox._attachments import Attachment
from codat_customers.sandbox._clock import write_instant
from codat_customers.sandbox._contract import Contract
from codat_customers.sandbox._faults import Fault
from codat_customers.sandbox._messages import JsonObject
from codat_customers.sandbox._service import Service


class Controls:
    """What a Sandbox can be told, and asked, while it runs."""

    _service: Service  # another one after each reset
    _contract: Contract | None
    _off_contract: bool

    def customers(self, company_id: str | None = None) -> dict[str, JsonObject]:
        """Copy what reads of a company (the first, unless told) show now: customers as plain JSON, by id, in order."""
        service = self._service
        with service.application.lock:
            company = service.company(company_id)
            company.settle(service.clock.now().timestamp())
            return {customer_id: deepcopy(record.customer) for customer_id, record in company.records.items()}

    def add_customers(self, customers: Iterable[GivenCustomer], company_id: str | None = None) -> list[str]:
        """Give a company (the first, unless told) more customers. Reads show them at once, after those there are.

        They are shown as they were given. One without an ``id`` gets a UUID, the same in every run.

        Parameters:
            customers: plain JSON as the service would send it, or models.
            company_id: the company.

        Returns:
            The ids, in order.

        Raises:
            KeyError: there is no such company.
            TypeError: one of them is neither a dict nor a Customer, or holds what JSON has no form for.
            ValueError: one of them has an id that is taken or no text, or breaks the contract. None was added.
        """
        service = self._service
        company = service.company(company_id)
        records = read_customers(customers, company.new_id, self._contract, off_contract=self._off_contract)
        with service.application.lock:
            company.settle(service.clock.now().timestamp())
            company.add(records)
        return [record.customer["id"] for record in records]

    def touch_customer(
        self, customer_id: str, company_id: str | None = None, *, modified_date: str | None = None
    ) -> None:
        """Set a customer's modifiedDate to now, which moves it to the end of a list that is ordered by it.

        The service does so with many records at a time, when its own model grows.

        Parameters:
            customer_id: the customer.
            company_id: its company; the first, unless told.
            modified_date: another date than now, in the form to be shown.

        Raises:
            KeyError: there is no such company or customer.
        """
        service = self._service
        with service.application.lock:
            modified = write_instant(service.clock.now()) if modified_date is None else modified_date
            service.company(company_id).touch(customer_id, modified)

    def attachment_ids(self, customer_id: str, company_id: str | None = None) -> list[str]:
        """List the ids of a customer's attachments.

        Raises:
            KeyError: there is no such company or customer.
        """
        return [attachment.description["id"] for attachment in self._attachments(customer_id, company_id)]

    def attachment_chunks(self, customer_id: str, attachment_id: str, company_id: str | None = None) -> Iterator[bytes]:
        """Compute the content of an attachment, to compare a download with.

        Raises:
            KeyError: there is no such company, customer or attachment.
        """
        return self._attachment(customer_id, attachment_id, company_id).chunks()

    def change_attachment(self, customer_id: str, attachment_id: str, company_id: str | None = None) -> None:
        """Give an attachment other content of the same size, and so another ETag.

        Raises:
            KeyError: there is no such company, customer or attachment.
        """
        self._attachment(customer_id, attachment_id, company_id).revision += 1

    def fail_next(
        self,
        times: int = 1,
        *,
        status: int = 503,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        content_type: str = "application/json",
        after_acting: bool = False,
        operation: str | None = None,
    ) -> None:
        """Answer the next requests with an error.

        A status of 408, 429, 502, 503 or 504 stands for a gateway in front of the service; any other is the service's
        own, and is kept for the idempotency key of the request.

        Parameters:
            times: how many requests.
            status: the status to send.
            headers: further headers, such as {"Retry-After": "2"}.
            body: the body to send; an ErrorMessage by default.
            content_type: the type of the body.
            after_acting: whether the request is carried out all the same, and only its answer replaced.
            operation: the operationId of the requests to wait for, such as "create-customer"; any by default.
        """
        fault = Fault(
            operation=operation,
            status=status,
            headers=headers or {},
            body=body,
            content_type=content_type,
            after_acting=after_acting,
        )
        self._service.faults.add(fault, times)

    def drop_next(self, times: int = 1, *, after_acting: bool = False, operation: str | None = None) -> None:
        """Close the connection of the next requests without an answer. The parameters are those of ``fail_next``."""
        self._service.faults.add(Fault(operation=operation, drop=True, after_acting=after_acting), times)

    def delay_next(self, times: int = 1, *, seconds: float, operation: str | None = None) -> None:
        """Let the next requests take so many seconds longer. The other parameters are those of ``fail_next``."""
        self._service.faults.add(Fault(operation=operation, delay=seconds), times)

    def truncate_next(self, times: int = 1, *, after_bytes: int, operation: str | None = None) -> None:
        """Close the connection after so many bytes of the body. The other parameters are those of ``fail_next``."""
        self._service.faults.add(Fault(operation=operation, truncate_after=after_bytes), times)

    def clear_faults(self) -> None:
        """Forget the faults that have not happened yet, those of pushes included."""
        self._service.faults.clear()
        self._service.operations.push_failures.clear()

    def after_answers(self, times: int, action: Callable[[], object], *, operation: str | None = None) -> None:
        """Do something once so many requests have been answered, such as to change the data between two pages.

            sandbox.after_answers(2, lambda: sandbox.touch_customer("1042"), operation="list-customers")

        It is done before the last of these answers is sent, which does not show it; every later one does. Answers
        count if they are successes that arrive whole, from now on. What the action raises is logged, and the client
        gets a 500 for it.

        Parameters:
            times: how many answers to wait for.
            action: called without arguments, in the thread of the sandbox; it may call any method but ``stop``.
            operation: the operationId of the requests to count, such as "list-customers"; any by default.

        Raises:
            ValueError: fewer than one answer.
        """
        if times < 1:
            raise ValueError(f"times must be 1 or more answers, not {times}")
        self._service.actions.add(times, action, operation)

    def fail_next_push(self, *messages: str) -> None:
        """Let the next create or update end as Failed, with these validation messages."""
        self._service.operations.push_failures.append(messages or ("The sandbox was told to refuse it.",))

    def finish_pushes(self) -> None:
        """Let every push that is still going on end now, so that nobody need wait for it."""
        service = self._service
        with service.application.lock:
            for company in service.companies.values():
                company.finish_pushes(service.clock.now().timestamp())

    def sync(self) -> None:
        """Read everything again from the platforms: shows what was written with allowSyncOnPushComplete=false."""
        service = self._service
        with service.application.lock:
            for company in service.companies.values():
                company.sync()

    def advance_clock(self, seconds: float) -> None:
        """Move the sandbox's clock ahead: pushes end or time out, idempotency keys expire, the rate limit resets."""
        self._service.clock.advance(seconds)

    def send_webhook(self, event_type: str, payload: JsonObject) -> str:
        """Send any event as a webhook, whether or not the contract has it.

        Parameters:
            event_type: its eventType, such as "customers.write.successful".
            payload: its payload, as plain JSON.

        Returns:
            The id of the webhook.

        Raises:
            RuntimeError: the sandbox has no webhook_url.
            TypeError: JSON has no form for the payload.
            ValueError: JSON has no form for a number in it.
        """
        return self._service.delivery.send(event_type, payload)

    def deliver_webhooks(self, timeout: float = 10.0) -> None:
        """Wait until every webhook that is due by now was delivered or given up, so that no test need sleep.

        Parameters:
            timeout: how many seconds to wait at most.

        Raises:
            RuntimeError: there are some, and the sandbox is not running.
            TimeoutError: it takes longer.
        """
        self._service.delivery.wait(timeout)

    def webhooks_held(self) -> AbstractContextManager[None]:
        """Hold back what would be sent in a ``with`` block; at its end that is due, the newest first."""
        return self._service.delivery.held()

    def _attachments(self, customer_id: str, company_id: str | None) -> list[Attachment]:
        service = self._service
        with service.application.lock:
            company = service.company(company_id)
            return company.attachments(company.records[customer_id])

    def _attachment(self, customer_id: str, attachment_id: str, company_id: str | None) -> Attachment:
        attachments = self._attachments(customer_id, company_id)
        by_id = {attachment.description["id"]: attachment for attachment in attachments}
        return by_id[attachment_id]
