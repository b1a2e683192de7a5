"""httpx and httpx2: two families of the same classes. What the core needs of either, it takes from here."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Iterator
from types import FunctionType, ModuleType
from typing import Any, Final, NoReturn

import httpx

from .address import Address
from .exchange import Answer, AsyncAnswer, Headers, Request
from .problems import TRANSPORT_PROBLEMS, HTTPProblem

# Extensions: of requests, that they are ours; and of the answers to them that redirect, all their headers.
OURS: Final = "codat_customers.ours"
REDIRECT_HEADERS: Final = "codat_customers.redirect_headers"


class Family:
    """A family.

    Parameters:
        module: ``httpx`` or ``httpx2``.

    Attributes:
        agent: What the User-Agent says of it.
        problems: The exceptions that an HTTPProblem is made of.
    """

    def __init__(self, module: ModuleType) -> None:
        self.module: Any = module
        self.agent = f"{module.__name__}/{module.__version__}"
        self.problems: tuple[type[Exception], ...] = (module.HTTPError, module.InvalidURL, module.StreamError)
        self._empty: object = type("EmptyStream", (_Empty, module.SyncByteStream, module.AsyncByteStream), {})()
        self._chunked = type("ChunkedStream", (_Chunked, module.SyncByteStream, module.AsyncByteStream), {})

    def request(self, request: Request, address: Address) -> Any:  # noqa: ANN401  # of one family or the other
        """Return a request in the family's terms; raise HTTPProblem if it has none for the address."""
        try:
            return self.module.Request(
                request.method,
                address.origin + request.target,
                headers=request.headers,
                # Given as a stream, it keeps httpx from working out the headers again.
                stream=self._stream(request.content) if request.content else self._empty,
                extensions={"timeout": request.timeouts, OURS: None},
            )
        except self.module.InvalidURL as problem:
            raise HTTPProblem(problem) from problem

    def answer(self, request: Request, response: Any, sent: Any) -> Answer:  # noqa: ANN401
        """Return the answer to a thread in the core's terms."""
        answer = Answer(request, response.status_code, _headers(response), *_below(response))
        answer.close = response.stream.close
        # What a mock transport has given as a whole is decoded. Else, nothing closes the answer at its end, so that its
        # connection can be looked at first.
        answer.is_whole = response.is_stream_consumed or not isinstance(response.stream, self.module.SyncByteStream)
        answer.chunks = _chunks(self, sent, response.iter_bytes() if answer.is_whole else response.stream)
        return answer

    def async_answer(self, request: Request, response: Any, sent: Any) -> AsyncAnswer:  # noqa: ANN401
        """Return the answer to a task in the core's terms."""
        answer = AsyncAnswer(request, response.status_code, _headers(response), *_below(response))
        answer.aclose = response.stream.aclose
        answer.is_whole = response.is_stream_consumed or not isinstance(response.stream, self.module.AsyncByteStream)
        answer.chunks = _async_chunks(self, sent, response.aiter_bytes() if answer.is_whole else response.stream)
        return answer

    def fail(self, exception: Exception, sent: Any) -> NoReturn:  # noqa: ANN401
        """Raise what a failure is to the core. It holds the request, in which neither key nor file must be found."""
        sent.headers.pop("Authorization", None)
        sent.stream = self._empty
        raise HTTPProblem(exception) from exception

    def _stream(self, content: object) -> object:
        return self.module.ByteStream(content) if isinstance(content, bytes) else self._chunked(content)


class HttpCore:
    """What is below a transport of a family: httpcore, or httpcore2.

    The family takes each address apart anew, and copies the headers of each request and answer, which takes longer than
    all else that is done about a request here.

    Parameters:
        family: The family.
        transport: The transport, which the former made.

    Attributes:
        pool: What it has its connections in.
        problems: The exceptions that an HTTPProblem is made of.
    """

    def __init__(self, family: Family, transport: Any) -> None:  # noqa: ANN401
        self.transport: Any = transport
        self.pool: Any = transport._pool
        self._family = family
        self._module: Any = sys.modules[type(self.pool).__module__]
        problems_below = (getattr(self._module, name) for name in TRANSPORT_PROBLEMS)
        # Mocks of the pool raise the family's.
        self.problems: tuple[type[Exception], ...] = (*problems_below, *family.problems)
        # The globals of functions that are the family's own; none, if its transports have moved
        self._globals = getattr(sys.modules.get(f"{family.module.__name__}._transports.default"), "__dict__", None)

    def way(self, name: str) -> tuple[Family | HttpCore, Callable[..., Any]]:
        """Return what is to carry a request, and in whose terms: the pool, or a transport that is not as it was made.

        Mocks, and what traces requests, take the place of its method, at any time.

        Parameters:
            name: What the method is called, of either.
        """
        method = getattr(self.transport.__class__, name)
        if type(method) is FunctionType and method.__globals__ is self._globals:
            return self, getattr(self.pool, name)
        return self._family, getattr(self.transport, name)

    def request(self, request: Request, address: Address) -> Any:  # noqa: ANN401
        """Return a request as a pool takes it."""
        url = self._module.URL(scheme=address.scheme, host=address.host, port=address.port, target=request.target)
        return self._module.Request(
            request.method,
            url,
            headers=request.headers,
            content=request.content or _EMPTY,
            extensions={"timeout": request.timeouts},
        )

    def answer(self, request: Request, response: Any, sent: Any) -> Answer:  # noqa: ANN401
        """Return the answer to a thread in the core's terms."""
        network_stream = response.extensions.get("network_stream")
        answer = Answer(request, response.status, Headers(response.headers), response.stream, network_stream)
        answer.close = response.stream.close
        answer.chunks = _chunks(self, sent, response.stream)
        return answer

    def async_answer(self, request: Request, response: Any, sent: Any) -> AsyncAnswer:  # noqa: ANN401
        """Return the answer to a task in the core's terms."""
        network_stream = response.extensions.get("network_stream")
        answer = AsyncAnswer(request, response.status, Headers(response.headers), response.stream, network_stream)
        answer.aclose = response.stream.aclose
        answer.chunks = _async_chunks(self, sent, response.stream)
        return answer

    def fail(self, exception: Exception, sent: Any) -> NoReturn:  # noqa: ANN401
        """Raise what a failure is to the core, because of the family's exception that has the same name."""
        cause = exception
        if not isinstance(exception, self._family.problems):
            module = self._family.module
            cause = getattr(module, type(exception).__name__, module.TransportError)(str(exception))
            cause.__cause__ = exception
        raise HTTPProblem(cause) from cause


class _Empty:
    """A body without a chunk: httpcore would hand on an empty one as it does any other."""

    def __iter__(self) -> Iterator[bytes]:
        return iter(())

    async def __aiter__(self) -> AsyncIterator[bytes]:
        chunks: tuple[bytes, ...] = ()
        for chunk in chunks:
            yield chunk


_EMPTY: Final = _Empty()


class _Chunked:
    """A body in chunks, for threads or for tasks."""

    def __init__(self, chunks: Any) -> None:  # noqa: ANN401
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._chunks)

    def __aiter__(self) -> AsyncIterator[bytes]:
        return aiter(self._chunks)


# What a client goes by that was given none
DEFAULT_FAMILY: Final = Family(httpx)


def family_of(http_client: object, kind: str) -> Family | None:
    """Return the family of an httpx client, or None if it is none of that kind.

    Parameters:
        http_client: The client.
        kind: The name of its class, ``Client`` or ``AsyncClient``.
    """
    for module in map(sys.modules.get, ("httpx", "httpx2")):
        if module is not None and isinstance(http_client, getattr(module, kind)):
            return DEFAULT_FAMILY if module is DEFAULT_FAMILY.module else Family(module)
    return None


def _headers(response: Any) -> Headers:  # noqa: ANN401
    return Headers(response.extensions.get(REDIRECT_HEADERS, response.headers).raw)


def _below(response: Any) -> tuple[object, object]:  # noqa: ANN401
    """Return what httpcore has made of the body, and its network stream."""
    source = response.stream
    for name in ("_stream", "_httpcore_stream"):
        source = getattr(source, name, source)
    return source, response.extensions.get("network_stream")


def _chunks(terms: Family | HttpCore, sent: Any, stream: Any) -> Iterator[bytes]:  # noqa: ANN401
    try:
        yield from stream
    except terms.problems as problem:
        terms.fail(problem, sent)


async def _async_chunks(terms: Family | HttpCore, sent: Any, stream: Any) -> AsyncIterator[bytes]:  # noqa: ANN401
    try:
        async for chunk in stream:
            yield chunk
    except terms.problems as problem:
        terms.fail(problem, sent)
