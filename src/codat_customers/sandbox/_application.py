"""The sandbox as an ASGI application: who is let in, what is carried out, and what goes wrong on purpose."""

import asyncio
import base64
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from threading import Lock

from starlette.datastructures import Headers, QueryParams
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from codat_customers.sandbox._actions import ActionScript
from codat_customers.sandbox._contract import Contract, Violation
from codat_customers.sandbox._faults import NO_FAULT, Fault, FaultScript
from codat_customers.sandbox._idempotency import IdempotencyKeys
from codat_customers.sandbox._messages import Answer, RecordedRequest, ServiceError
from codat_customers.sandbox._operations import Endpoint
from codat_customers.sandbox._rate_limit import RateLimit
from codat_customers.sandbox._wire import Connection, drop, send_answer

KEPT_REQUESTS = 10_000


class Application:
    """Everything between the wire and the operations.

    Attributes:
        lock: held while anybody looks at the data or changes it.
        requests: the latest requests received.
        violations: what broke the contract.
    """

    def __init__(
        self,
        *,
        endpoints: Sequence[Endpoint],
        api_key: str,
        latency: float,
        rate_limit: RateLimit,
        idempotency_keys: IdempotencyKeys,
        faults: FaultScript,
        actions: ActionScript,
        contract: Contract | None,
        find_connection: Callable[[Scope], Connection],
        lock: Lock,
        violations: list[Violation],
    ) -> None:
        self.lock = lock
        self.requests: deque[RecordedRequest] = deque(maxlen=KEPT_REQUESTS)
        self.violations = violations
        self._endpoints = endpoints
        self._authorization = b"Basic " + base64.b64encode(api_key.encode())
        self._latency = latency
        self._rate_limit = rate_limit
        self._idempotency_keys = idempotency_keys
        self._faults = faults
        self._actions = actions
        self._contract = contract
        self._find_connection = find_connection

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            connection = self._find_connection(scope)
            body = await Request(scope, receive).body()
            # The raw path: in the decoded one, an encoded slash looks like one between two segments.
            path = scope["raw_path"].decode("latin-1")
            endpoints = {each.method: each for each in self._endpoints if each.match(path) is not None}
            endpoint = endpoints.get(scope["method"])
            request = _record(scope, path, body, endpoint)
            self.requests.append(request)
            fault, answer = await self._answer(request, endpoint, endpoints)
            if answer is None:
                await drop(connection, receive)
            else:
                with self.lock:
                    headers = self._rate_limit.headers(answer.status)
                await send_answer(answer, fault, headers, send, receive, connection)
        except (ClientDisconnect, asyncio.CancelledError):
            return  # the client has gone, or the sandbox is being stopped: nobody is left to answer

    async def _answer(
        self, request: RecordedRequest, endpoint: Endpoint | None, methods: Iterable[str]
    ) -> tuple[Fault, Answer | None]:
        """Decide on the answer, and on what is to go wrong with it: no answer if the connection is to be dropped."""
        fault = NO_FAULT
        try:
            self._authorize(request)
            if endpoint is None:
                raise _no_operation(request, methods)
            with self.lock:
                self._rate_limit.count()
            fault = self._faults.take(endpoint.id)
            answer = fault.replace(await self._answer_once(request, endpoint, fault))
        except ServiceError as error:
            return fault, fault.replace(error.answer)
        if answer is not None and answer.status < 300 and fault.truncate_after is None:
            self._actions.answered(endpoint.id)  # before it is sent, so that no later request can overtake it
        return fault, answer

    def _authorize(self, request: RecordedRequest) -> None:
        authorization = request.headers.get("Authorization", "").encode()
        if not secrets.compare_digest(authorization, self._authorization):
            raise ServiceError(401, "The Authorization header is missing, or the API key in it is not the sandbox's.")

    async def _answer_once(self, request: RecordedRequest, endpoint: Endpoint, fault: Fault) -> Answer | None:
        """Carry the request out, unless its idempotency key has an answer already or a fault prevents it."""
        kept = self._idempotency_keys.begin(request)
        if kept is not None:
            return kept
        answer: Answer | None = None
        try:
            if self._latency or fault.delay:
                await asyncio.sleep(self._latency + fault.delay)
            answer = fault.replace(None) if fault.prevents_acting else self._carry_out(request, endpoint)
        finally:
            self._idempotency_keys.finish(request, answer)
        return answer

    def _carry_out(self, request: RecordedRequest, endpoint: Endpoint) -> Answer:
        try:
            if self._contract:
                self._check_request(self._contract, request, endpoint)
            with self.lock:
                answer = endpoint.handle(request)
        except ServiceError as error:
            answer = error.answer
        if self._contract and answer.checked:
            return self._check_answer(self._contract, request, endpoint, answer)
        return answer

    def _check_request(self, contract: Contract, request: RecordedRequest, endpoint: Endpoint) -> None:
        problems = contract.request_problems(endpoint, request)
        if problems:
            self.violations.append(Violation(operation=endpoint.id, sent_by="client", problems=problems))
            raise ServiceError(400, f"The request breaks the contract. {'; '.join(problems)}")

    def _check_answer(self, contract: Contract, request: RecordedRequest, endpoint: Endpoint, answer: Answer) -> Answer:
        problems = contract.answer_problems(endpoint, request, answer)
        if not problems:
            return answer
        self.violations.append(Violation(operation=endpoint.id, sent_by="sandbox", problems=problems))
        return ServiceError(500, f"The sandbox's answer breaks the contract. {'; '.join(problems)}").answer


def _record(scope: Scope, path: str, body: bytes, endpoint: Endpoint | None) -> RecordedRequest:
    return RecordedRequest(
        operation=endpoint.id if endpoint else None,
        method=scope["method"],
        path=path,
        path_values=(endpoint and endpoint.match(path)) or {},
        params=QueryParams(scope["query_string"]),
        headers=Headers(scope=scope),
        body=body,
        received_at=time.monotonic(),
    )


def _no_operation(request: RecordedRequest, methods: Iterable[str]) -> ServiceError:
    allowed = ", ".join(methods)
    if allowed:
        return ServiceError(405, f"{request.method} is not possible here, only {allowed}.", {"Allow": allowed})
    return ServiceError(404, f"The API has no path {request.path}.")
