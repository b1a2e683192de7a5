"""The sandbox as its users see it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from copy import deepcopy
from functools import partial
from threading import Lock
from types import TracebackType
from typing import Self

from starlette.types import Receive, Scope, Send

from codat_customers.sandbox._additions import GivenCustomer, read_customers
from codat_customers.sandbox._attachments import Attachment
from codat_customers.sandbox._clock import write_instant
from codat_customers.sandbox._contract import Contract, Violation
from codat_customers.sandbox._faults import Fault
from codat_customers.sandbox._messages import JsonObject, RecordedRequest
from codat_customers.sandbox._seed import Seed
from codat_customers.sandbox._server import HOST, ServerThread
from codat_customers.sandbox._service import make_service
from codat_customers.sandbox._webhooks import WEBHOOK_RETRIES, Webhook, WebhookSettings, sandbox_secret


class Sandbox:
    """A stand-in for Codat's service: its operations over HTTP on the loopback interface, in memory.

    It runs in a thread of its own, so programs of any kind can use it: plain, asyncio, trio. Several may run at once.
    The data it starts with is the same every time.

        with Sandbox() as sandbox, Codat(api_key=sandbox.api_key, server_url=sandbox.url) as codat:
            codat.customers.list(sandbox.company_id)

    Operations that openapi.yaml has and the sandbox was not written for are answered with the document's example, or
    with what their schema asks for at least, whatever ids are asked for; key, company, connection and request are
    checked as ever. Such a list is one page or so long, and what is written there is read nowhere.

    Webhooks are sent as the service may send them: what is due together comes with the newest first, each twice, and
    again until the receiver answers 2xx. They are sent one after the other; redirects and proxies are left alone.

    Parameters:
        customers: how many customers each company starts with. The first dozen have unusual ids.
        companies: how many companies there are, with one connection each.
        push_seconds: how long a create or update stays Pending; 0 answers with the final status at once, None keeps
            it Pending until ``finish_pushes``.
        latency: seconds that every request takes at least.
        rate_limit: requests a day, counted anew at 00:00 UTC; afterwards 429 with Retry-After. None for no limit.
        retry_after: the whole seconds that a 429 asks for, one of ``fail_next`` included. The quota is then counted
            anew so many seconds after the first request that was refused. None leaves it at 00:00 UTC.
        attachment_bytes: the size of every attachment in bytes, or sizes to take in turn; varied small ones by
            default. The content is computed while it is sent, so any size will do.
        ranges: whether downloads offer ranges and an ETag.
        api_key: the key that requests must bear.
        validate: whether to compare requests and answers with openapi.yaml. A request that breaks it is answered with
            400, an answer that breaks it with 500; both are noted in ``violations``. Switch it off for load tests.
        off_contract: whether the companies also have customers such as the service sends against its own document:
            an unknown status, an unreadable date, null where it is not allowed, and whether ``add_customers`` takes
            such ones. Answers with them are not checked.
        rfc3339_dates: whether the data it starts with has only dates that RFC 3339 allows. The service is not so
            strict; this is for tools that take the contract's ``date-time`` at its word.
        webhook_url: the http or https address that webhooks are posted to; None sends none.
        webhook_secret: what they are signed with, ``whsec_`` and base64. None for the sandbox's own, the same in every
            run.
        webhook_copies: how often each webhook is sent, with the same webhook-id.
        webhook_retries: the seconds before each further try of one that the receiver did not take; then it is given
            up. The service's schedule by default, a thousand times as fast. They pass on the clock of the machine.
        webhook_timeout: the seconds that the receiver may take for its answer.
        port: the port to listen on; 0 takes a free one.

    Attributes:
        api_key: see above.
        webhook_secret: what webhooks are signed with.
        requests: the latest 10,000 requests received, the newest last.
        violations: what broke the contract.

    Raises:
        ValueError: fewer than no customers, no company, a retry_after in the past, or what no webhook can be sent with.
    """

    def __init__(
        self,
        *,
        customers: int = 250,
        companies: int = 1,
        push_seconds: float | None = 0.5,
        latency: float = 0.0,
        rate_limit: int | None = None,
        retry_after: int | None = None,
        attachment_bytes: int | Sequence[int] | None = None,
        ranges: bool = True,
        api_key: str = "test",
        validate: bool = True,
        off_contract: bool = False,
        rfc3339_dates: bool = False,
        webhook_url: str | None = None,
        webhook_secret: str | None = None,
        webhook_copies: int = 2,
        webhook_retries: Sequence[float] = WEBHOOK_RETRIES,
        webhook_timeout: float = 5.0,
        port: int = 0,
    ) -> None:
        if customers < 0 or companies < 1:
            raise ValueError(f"customers must be 0 or more and companies 1 or more, not {customers} and {companies}")
        if retry_after is not None and retry_after < 0:
            raise ValueError(f"retry_after must be 0 or more seconds, not {retry_after}")
        self.api_key = api_key
        self.webhook_secret = sandbox_secret() if webhook_secret is None else webhook_secret
        self._port = port
        self._server = ServerThread()
        self._deliveries = Lock()  # held while one starts or stops: a reset must not start one after a stop
        self._contract = Contract() if validate else None
        self._off_contract = off_contract
        self._make_service = partial(
            make_service,
            seeds=[
                Seed(company=number, customers=customers, off_contract=off_contract, rfc3339_dates=rfc3339_dates)
                for number in range(companies)
            ],
            attachment_bytes=attachment_bytes,
            push_seconds=push_seconds,
            ranges=ranges,
            api_key=api_key,
            latency=latency,
            rate_limit=rate_limit,
            retry_after=retry_after,
            contract=self._contract,
            webhooks=WebhookSettings(
                url=webhook_url,
                secret=self.webhook_secret,
                copies=webhook_copies,
                retries=webhook_retries,
                timeout=webhook_timeout,
            ),
            find_connection=self._server.find_connection,
        )
        self._service = self._make_service()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start to listen; ``with`` does it too. The data of an earlier run is still there.

        Raises:
            OSError: the port is not to be had.
            RuntimeError: it is running already.
        """
        self._port = self._server.start(self._serve, self._port)
        with self._deliveries:
            self._service.delivery.start()

    def stop(self) -> None:
        """Break off what is going on and close the port. A second call does nothing."""
        with self._deliveries:
            self._service.delivery.stop()
        self._server.stop()

    def reset(self) -> None:
        """Forget everything since the start: data, pushes, faults, actions, requests, violations, keys, quota, clock,
        and webhooks, those under way included.

        Port, key and connections stay. A request that is under way is answered from what was there before, and leaves
        no trace in what is there now.
        """
        with self._deliveries:
            delivery, self._service = self._service.delivery, self._make_service()
            if delivery.running:
                delivery.stop()
                self._service.delivery.start()

    @property
    def url(self) -> str:
        """The address to give to a client as ``server_url``.

        Raises:
            RuntimeError: the sandbox was never started, and so has no port yet.
        """
        if not self._port:
            raise RuntimeError("The sandbox has no address before it is started: use `with`, or call start().")
        return f"http://{HOST}:{self._port}"

    @property
    def company_ids(self) -> list[str]:
        """The ids of the companies."""
        return list(self._service.companies)

    @property
    def company_id(self) -> str:
        """The id of the first company."""
        return self.company_ids[0]

    @property
    def connection_id(self) -> str:
        """The id of the first company's connection."""
        return self.connection_ids[self.company_id]

    @property
    def connection_ids(self) -> Mapping[str, str]:
        """The id of each company's connection, by the id of the company."""
        return {company.id: company.connection_id for company in self._service.companies.values()}

    @property
    def requests(self) -> list[RecordedRequest]:
        return list(self._service.application.requests)

    @property
    def violations(self) -> list[Violation]:
        return list(self._service.application.violations)

    @property
    def webhooks(self) -> list[Webhook]:
        """The webhooks there are to send, with what has become of each so far, the newest last."""
        return self._service.delivery.webhooks

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

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._service.application(scope, receive, send)

    def _attachments(self, customer_id: str, company_id: str | None) -> list[Attachment]:
        service = self._service
        with service.application.lock:
            company = service.company(company_id)
            return company.attachments(company.records[customer_id])

    def _attachment(self, customer_id: str, attachment_id: str, company_id: str | None) -> Attachment:
        attachments = self._attachments(customer_id, company_id)
        by_id = {attachment.description["id"]: attachment for attachment in attachments}
        return by_id[attachment_id]
