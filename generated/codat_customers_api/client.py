"""The seam between the operations, which describe and decode, and the senders, which do the HTTP."""

from __future__ import annotations

from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Callable,
    Generator,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager, contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple, NotRequired, Protocol, TypedDict, TypeVar, runtime_checkable

from .encoding import json_body
from .errors import UnexpectedStatus
from .types import UNSET, RawResponse, Response, Unset

if TYPE_CHECKING:
    from .models.error_message import ErrorMessage
    from .uploads import Upload

T = TypeVar("T")

SERVER_URL: Final = "https://api.codat.io"

JSON: Final = "application/json"

# Not yet encoded; of several values, each is sent with the name
QueryParameters = Mapping[str, str | Sequence[str]]


class RequestSpec(NamedTuple):
    """One HTTP request, as an operation describes it.

    Attributes:
        operation: The name users know the operation by, such as ``customers.list``.
        method: The HTTP method in capitals.
        path: The path below the server's address, percent-encoded.
        params: The query parameters, not yet encoded; a list is sent as one parameter for each of its values.
        headers: Headers that the operation itself asks for.
        json: The body as plain JSON data, or UNSET for none.
        accept: The media type wanted.
        accept_encoding: The content codings wanted.
        has_result: Whether the body of a success means something; if not, it may be missing, and is not read into.
        upload: The file that is the body, or None for none.
        route: The path as the document has it, without anybody's ids; empty where it is not known.
        may_be_empty: Whether a success may come without a body although one would mean something.
        decode_error: Reads the JSON body of an answer outside 2xx; raises DecodeError.
    """

    operation: str
    method: str
    path: str
    decode_error: Callable[[object], ErrorMessage]
    params: QueryParameters = MappingProxyType({})
    headers: Mapping[str, str] = MappingProxyType({})
    json: object = UNSET
    accept: str = JSON
    accept_encoding: str = "gzip"
    has_result: bool = True
    upload: Upload | None = None
    route: str = ""
    may_be_empty: bool = False

    @property
    def returns_file(self) -> bool:
        """Whether a success is a file, which may have any size and take any time, and not JSON."""
        return self.accept != JSON


class RetryPolicy(Protocol):
    """What a sender may read of a caller's wishes about retries; all intervals are in seconds."""

    @property
    def strategy(self) -> str:
        """``backoff``, or ``none`` for a single try."""
        ...

    @property
    def initial_interval(self) -> float:
        """Upper bound of the first wait."""
        ...

    @property
    def max_interval(self) -> float:
        """Upper bound of every wait."""
        ...

    @property
    def exponent(self) -> float:
        """Growth of the bound from one wait to the next."""
        ...

    @property
    def max_elapsed_time(self) -> float:
        """Time after which no further try begins."""
        ...

    @property
    def retry_connection_errors(self) -> bool:
        """Whether a try without a complete answer is retried."""
        ...

    @property
    def status_codes(self) -> tuple[int | str, ...]:
        """The statuses, or classes of them such as ``5XX``, that are retried."""
        ...


class Timeout(Protocol):
    """Time-outs of each step, in seconds, None for no limit: an httpx.Timeout, or one of httpx2."""

    @property
    def connect(self) -> float | None:
        """Of connecting."""
        ...

    @property
    def read(self) -> float | None:
        """Of receiving anything."""
        ...

    @property
    def write(self) -> float | None:
        """Of sending anything."""
        ...

    @property
    def pool(self) -> float | None:
        """Of waiting for a connection."""
        ...


class RequestOptions(NamedTuple):
    """Settings of a single call.

    Attributes:
        retries: How to retry; UNSET for the sender's own policy, None for a single try.
        timeout: Time-out in seconds or as an httpx.Timeout; UNSET for the sender's own, None for no limit.
        headers: Headers to add or to override; UNSET or None for none.
    """

    retries: RetryPolicy | None | Unset = UNSET
    timeout: float | Timeout | None | Unset = UNSET
    headers: Mapping[str, str] | None | Unset = UNSET


class StreamedBody(Protocol):
    """A body that is read while it arrives: iterate over it for chunks of bytes, once."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The response headers; look-ups ignore case."""
        ...

    @property
    def length(self) -> int | None:
        """The length of the whole body in bytes, or None if the server did not say."""
        ...

    def __iter__(self) -> Iterator[bytes]: ...


class AsyncStreamedBody(Protocol):
    """A body that is read while it arrives: iterate over it with ``async for``, once."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The response headers; look-ups ignore case."""
        ...

    @property
    def length(self) -> int | None:
        """The length of the whole body in bytes, or None if the server did not say."""
        ...

    def __aiter__(self) -> AsyncIterator[bytes]: ...


class Sender(Protocol):
    """What the synchronous resource classes need."""

    def send(self, spec: RequestSpec, decode: Callable[[RawResponse], T], options: RequestOptions) -> Response[T]:
        """Send a request and decode its answer."""
        ...

    def stream(self, spec: RequestSpec, options: RequestOptions) -> AbstractContextManager[StreamedBody]:
        """Send a request and hand out its body while it arrives."""
        ...


class AsyncSender(Protocol):
    """What the asynchronous resource classes need."""

    async def send(self, spec: RequestSpec, decode: Callable[[RawResponse], T], options: RequestOptions) -> Response[T]:
        """Send a request and decode its answer."""
        ...

    def stream(self, spec: RequestSpec, options: RequestOptions) -> AbstractAsyncContextManager[AsyncStreamedBody]:
        """Send a request and hand out its body while it arrives."""
        ...


@runtime_checkable
class ExplainsUnsent(Protocol):
    """What a sender may do besides: say what a call raises that could not begin."""

    def unsent(self, operation: str, problem: OSError) -> Exception:
        """Return what to raise for a call whose operation could not be loaded: no more files could be opened, say."""
        ...


def unsent(sender: object, operation: str, problem: OSError) -> Exception:
    """Return what to raise for a call whose operation could not be loaded: the problem, unless its sender explains it."""
    return sender.unsent(operation, problem) if isinstance(sender, ExplainsUnsent) else problem


class HttpRequest(Protocol):
    """What is needed of a request of httpx, or of httpx2."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers."""
        ...


class HttpResponse(Protocol):
    """What is needed of a response of httpx, or of httpx2."""

    @property
    def request(self) -> HttpRequest:
        """What it answers."""
        ...

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        ...

    @property
    def is_success(self) -> bool:
        """Whether that is a 2xx."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers."""
        ...

    @property
    def content(self) -> bytes:
        """The body, once it has been read."""
        ...

    def read(self) -> bytes:
        """Read the body."""
        ...

    async def aread(self) -> bytes:
        """Read the body."""
        ...

    def iter_bytes(self) -> Iterator[bytes]:
        """Yield the body while it arrives."""
        ...

    def aiter_bytes(self) -> AsyncIterator[bytes]:
        """Yield the body while it arrives."""
        ...


# To connect, to read, to write, and to wait for a connection
HttpTimeout = tuple[float | None, float | None, float | None, float | None]

# A body as a whole, or in chunks that are read while they are sent
HttpContent = bytes | Iterable[bytes] | AsyncIterable[bytes]


class HttpOptions(TypedDict):
    """What a request says beyond method and address, in the words of httpx."""

    params: QueryParameters | None
    headers: Mapping[str, str]
    content: HttpContent | None
    timeout: NotRequired[float | HttpTimeout | None]


class HttpClient(Protocol):
    """An httpx.Client, or one of httpx2."""

    @property
    def is_closed(self) -> bool:
        """Whether it has been closed."""
        ...

    def request(
        self,
        method: str,
        url: str,
        *,
        params: QueryParameters | None,
        headers: Mapping[str, str],
        content: HttpContent | None,
        timeout: float | HttpTimeout | None = ...,
    ) -> HttpResponse:
        """Send a request and read the response."""
        ...

    def stream(
        self,
        method: str,
        url: str,
        *,
        params: QueryParameters | None,
        headers: Mapping[str, str],
        content: HttpContent | None,
        timeout: float | HttpTimeout | None = ...,
    ) -> AbstractContextManager[HttpResponse]:
        """Send a request and lend the response."""
        ...


class AsyncHttpClient(Protocol):
    """An httpx.AsyncClient, or one of httpx2."""

    @property
    def is_closed(self) -> bool:
        """Whether it has been closed."""
        ...

    async def request(
        self,
        method: str,
        url: str,
        *,
        params: QueryParameters | None,
        headers: Mapping[str, str],
        content: HttpContent | None,
        timeout: float | HttpTimeout | None = ...,
    ) -> HttpResponse:
        """Send a request and read the response."""
        ...

    def stream(
        self,
        method: str,
        url: str,
        *,
        params: QueryParameters | None,
        headers: Mapping[str, str],
        content: HttpContent | None,
        timeout: float | HttpTimeout | None = ...,
    ) -> AbstractAsyncContextManager[HttpResponse]:
        """Send a request and lend the response."""
        ...


class Client:
    """A plain sender over an httpx.Client, or one of httpx2, without retries or error mapping.

    Parameters:
        http_client: Its base_url, headers, authentication and time-outs apply; RequestOptions.retries does not.

    Errors: UnexpectedStatus for an answer outside 2xx, DecodeError for a body that is not as specified, and httpx's own.
    """

    def __init__(self, http_client: HttpClient) -> None:
        self._http_client = http_client

    def send(self, spec: RequestSpec, decode: Callable[[RawResponse], T], options: RequestOptions) -> Response[T]:
        """Send a request and decode its answer."""
        request = _in_words_of_httpx(spec, options)
        return _decoded(self._http_client.request(spec.method, spec.path, **request), decode)

    @contextmanager
    def stream(self, spec: RequestSpec, options: RequestOptions) -> Generator[StreamedBody]:
        """Send a request and hand out its body while it arrives."""
        request = _in_words_of_httpx(spec, options)
        with self._http_client.stream(spec.method, spec.path, **request) as response:
            if not response.is_success:
                response.read()
                raise UnexpectedStatus(_raw(response))
            yield _HttpxBody(response)


class AsyncClient:
    """A plain sender over an httpx.AsyncClient, or one of httpx2, without retries or error mapping.

    Parameters:
        http_client: Its base_url, headers, authentication and time-outs apply; RequestOptions.retries does not.

    Errors: UnexpectedStatus for an answer outside 2xx, DecodeError for a body that is not as specified, and httpx's own.
    """

    def __init__(self, http_client: AsyncHttpClient) -> None:
        self._http_client = http_client

    async def send(self, spec: RequestSpec, decode: Callable[[RawResponse], T], options: RequestOptions) -> Response[T]:
        """Send a request and decode its answer."""
        request = _in_words_of_async_httpx(spec, options)
        return _decoded(await self._http_client.request(spec.method, spec.path, **request), decode)

    @asynccontextmanager
    async def stream(self, spec: RequestSpec, options: RequestOptions) -> AsyncGenerator[AsyncStreamedBody]:
        """Send a request and hand out its body while it arrives."""
        request = _in_words_of_async_httpx(spec, options)
        async with self._http_client.stream(spec.method, spec.path, **request) as response:
            if not response.is_success:
                await response.aread()
                raise UnexpectedStatus(_raw(response))
            yield _HttpxBody(response)


def _in_words_of_httpx(spec: RequestSpec, options: RequestOptions) -> HttpOptions:
    request = HttpOptions(
        params=dict(spec.params) or None,
        headers={
            "Accept": spec.accept,
            "Accept-Encoding": spec.accept_encoding,
            **({} if spec.json is UNSET else {"Content-Type": JSON}),
            **spec.headers,
            **(options.headers or {}),
            **(spec.upload.headers if spec.upload else {}),
        },
        content=spec.upload if spec.json is UNSET else json_body(spec.json),
    )
    timeout = options.timeout
    if timeout is None or isinstance(timeout, int | float):
        request["timeout"] = timeout
    elif not isinstance(timeout, Unset):
        request["timeout"] = (timeout.connect, timeout.read, timeout.write, timeout.pool)
    return request


def _in_words_of_async_httpx(spec: RequestSpec, options: RequestOptions) -> HttpOptions:
    request = _in_words_of_httpx(spec, options)
    if spec.upload:
        request["content"] = _read_in_threads(spec.upload)
    return request


async def _read_in_threads(chunks: Iterable[bytes]) -> AsyncGenerator[bytes]:
    from anyio.to_thread import run_sync  # not above: httpx brings it, but it takes long to import

    iterator = iter(chunks)
    while chunk := await run_sync(next, iterator, b""):
        yield chunk


def _raw(response: HttpResponse) -> RawResponse:
    return RawResponse(response.status_code, response.headers, response.content)


def _decoded(response: HttpResponse, decode: Callable[[RawResponse], T]) -> Response[T]:
    raw = _raw(response)
    if not response.is_success:
        raise UnexpectedStatus(raw)
    key = response.request.headers.get("Idempotency-Key")
    return Response(raw.status_code, raw.headers, raw.content, decode(raw), idempotency_key=key)


class _HttpxBody:
    """Satisfies StreamedBody and AsyncStreamedBody with httpx's own iterators."""

    def __init__(self, response: HttpResponse) -> None:
        self._response = response

    @property
    def headers(self) -> Mapping[str, str]:
        return self._response.headers

    @property
    def length(self) -> int | None:
        length = self._response.headers.get("Content-Length", "")
        return int(length) if length.isascii() and length.isdigit() else None

    def __iter__(self) -> Iterator[bytes]:
        return self._response.iter_bytes()

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._response.aiter_bytes()


__all__ = [
    "SERVER_URL",
    "AsyncClient",
    "AsyncHttpClient",
    "AsyncSender",
    "AsyncStreamedBody",
    "Client",
    "ExplainsUnsent",
    "HttpClient",
    "RequestOptions",
    "RequestSpec",
    "RetryPolicy",
    "Sender",
    "StreamedBody",
    "Timeout",
    "unsent",
]
