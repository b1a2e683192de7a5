"""The sandbox as its users see it: how it is made, runs and ends, and what it has received."""

from collections.abc import Mapping, Sequence
from functools import partial
from threading import Lock
from types import TracebackType
from typing import Self

from starlette.types import Receive, Scope, Send

from codat_customers.sandbox._contract import Contract, Violation
from codat_customers.sandbox._controls import Controls
from codat_customers.sandbox._messages import RecordedRequest
from codat_customers.sandbox._seed import Seed
from codat_customers.sandbox._server import HOST, ServerThread
from codat_customers.sandbox._service import make_service
from codat_customers.sandbox._webhooks import WEBHOOK_RETRIES, Webhook, WebhookSettings, sandbox_secret


class Sandbox(Controls):
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

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._service.application(scope, receive, send)
