"""What goes wrong, as exceptions. Catch ``SDKError`` and nothing leaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codat_customers_api.models import ErrorMessage, PushOperation
    from codat_customers_api.types import RawResponse

__all__ = [
    "APIConnectionError",
    "APIStatusError",
    "APITimeoutError",
    "AuthenticationError",
    "BadRequestError",
    "ConflictError",
    "NotFoundError",
    "PaymentRequiredError",
    "PermissionDeniedError",
    "PushOperationError",
    "RateLimitError",
    "ResponseDecodeError",
    "SDKError",
    "ServerError",
    "UnprocessableEntityError",
    "WebhookDecodeError",
    "WebhookVerificationError",
]


class SDKError(Exception):
    """Anything that can go wrong with a call, or with a webhook, once its arguments are in order.

    Attributes:
        method: The HTTP method, or None if no request was made.
        url: The address with its query.
        attempts: How many times the request was tried.
        idempotency_key: The key that a POST or PATCH was sent with, to repeat the same call with; None elsewhere.
        retry_after: The seconds that the service asked to wait, or None.
        error: The service's own ErrorMessage, or None; of a damaged one, what could be read.
        raw_response: Status, headers and content of the answer (errors keep the first 64 KiB), or None.
        reason: What went wrong in a few words that are the same each time, such as ``404 Not Found``, to group errors
            by. No id, no address and none of the service's own words is among them.
    """

    def __init__(
        self,
        message: str,
        *,
        method: str | None = None,
        url: str | None = None,
        attempts: int | None = None,
        idempotency_key: str | None = None,
        retry_after: float | None = None,
        error: ErrorMessage | None = None,
        raw_response: RawResponse | None = None,
        reason: str | None = None,
    ) -> None:
        super().__init__(message)
        self.method = method
        self.url = url
        self.attempts = attempts
        self.idempotency_key = idempotency_key
        self.retry_after = retry_after
        self.error = error
        self.raw_response = raw_response
        self.reason = reason or type(self).__name__

    @property
    def message(self) -> str:
        """What happened and what to do, in one line."""
        return str(self.args[0])

    @property
    def status_code(self) -> int | None:
        """The HTTP status, or None if there was no answer."""
        return None if self.raw_response is None else self.raw_response.status_code

    @property
    def headers(self) -> Mapping[str, str] | None:
        """The response headers, or None; look-ups ignore case."""
        return None if self.raw_response is None else self.raw_response.headers

    @property
    def body(self) -> str | None:
        """The body as text, undecodable bytes replaced, or None if there was no answer."""
        return None if self.raw_response is None else self.raw_response.content.decode("utf-8", "replace")

    @property
    def correlation_id(self) -> str | None:
        """The id that Codat's support asks for, or None."""
        return None if self.error is None else self.error.correlation_id or None


class APIConnectionError(SDKError):
    """No complete answer came.

    Attributes:
        request_sent: Whether the service may have received the request, on one of its tries, and acted on it.
    """

    request_sent: bool = False


class APITimeoutError(APIConnectionError):
    """No complete answer came in time.

    Attributes:
        operation: After ``push_operations.wait``, the push operation as it was last seen; otherwise None.
    """

    operation: PushOperation | None = None


class APIStatusError(SDKError):
    """An answer outside 2xx."""


class BadRequestError(APIStatusError):
    """400: the service cannot work with the request as it stands."""


class AuthenticationError(APIStatusError):
    """401: the API key is missing or wrong."""


class PaymentRequiredError(APIStatusError):
    """402: the account has reached a limit of its plan."""


class PermissionDeniedError(APIStatusError):
    """403: the API key does not give access to this."""


class NotFoundError(APIStatusError):
    """404: there is no such company, connection or record."""


class ConflictError(APIStatusError):
    """409: the data has not been synced yet, or a request with the same idempotency key is still in progress."""


class UnprocessableEntityError(APIStatusError):
    """422: the idempotency key was used before with another body."""


class RateLimitError(APIStatusError):
    """429: the quota is spent; ``retry_after`` says for how long."""


class ServerError(APIStatusError):
    """5xx: the service or a gateway before it failed."""


class ResponseDecodeError(SDKError):
    """A 2xx answer whose body is not what the specification says, or pages that lead nowhere; never retried.

    Attributes:
        operation: After ``push_operations.wait``, a push operation whose ids nobody can ask for; otherwise None.
    """

    operation: PushOperation | None = None


class PushOperationError(SDKError):
    """A write that the accounting software did not take.

    Attributes:
        operation: The push operation with its validation messages.
    """

    operation: PushOperation | None = None


class WebhookVerificationError(SDKError):
    """A webhook that is not shown to come from Codat, or was signed too long ago; answer it with 400."""


class WebhookDecodeError(SDKError):
    """A webhook that comes from Codat, but is not what the specification says."""
