"""httpx and httpx2: two families of the same classes. What the core needs of either, it takes from here."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import suppress
from types import ModuleType
from typing import Any, Final

import httpx

from .address import Address
from .exchange import Answer, AsyncAnswer, CommonHeaders, Headers, Request
from .problems import HTTPProblem

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

    def request(self, request: Request, url: str | object) -> Any:  # noqa: ANN401  # of one family or the other
        """Return a request in the family's terms; raise HTTPProblem if it has none for the address."""
        try:
            return self.module.Request(
                request.method,
                url,
                headers=self._headers(request.headers),
                # Given as a stream, it keeps httpx from working out the headers again.
                stream=self._stream(request.content) if request.content else self._empty,
                extensions={"timeout": request.timeouts, OURS: None},
            )
        except self.module.InvalidURL as problem:
            raise HTTPProblem(problem) from problem

    def urls(self, address: Address) -> Callable[[str], Any]:
        """Return what makes the address of a request from its target, at a service.

        The family takes each address apart anew, for longer than all else that is done about a request here. What is
        known of the service's address need not be found again; if it cannot be put to use, the long way is taken.
        """
        parsed = self.module.URL(address.url)
        make: Callable[..., Any] = type(parsed).__new__
        reference: Any = parsed._uri_reference
        origin = tuple(reference[:4])  # scheme, user, host and port

        def with_target(target: str) -> Any:  # noqa: ANN401
            path, _, query = target.partition("?")
            url = make(type(parsed))
            url._uri_reference = type(reference)(*origin, path, query or None, None)
            return url

        example = address.path + "/example?with=a%20query"
        with suppress(Exception):
            if with_target(example) == self.module.URL(address.origin + example):
                return with_target
        return address.origin.__add__

    def answer(self, request: Request, response: Any) -> Answer:  # noqa: ANN401
        """Return the answer to a thread in the core's terms."""
        answer = Answer(request, response.status_code, _headers(response), *_below(response))
        answer.close = response.stream.close
        # What a mock transport has given as a whole is decoded. Else, nothing closes the answer at its end, so that its
        # connection can be looked at first.
        answer.is_whole = response.is_stream_consumed or not isinstance(response.stream, self.module.SyncByteStream)
        answer.chunks = self._chunks(response, response.iter_bytes() if answer.is_whole else response.stream)
        return answer

    def async_answer(self, request: Request, response: Any) -> AsyncAnswer:  # noqa: ANN401
        """Return the answer to a task in the core's terms."""
        answer = AsyncAnswer(request, response.status_code, _headers(response), *_below(response))
        answer.aclose = response.stream.aclose
        answer.is_whole = response.is_stream_consumed or not isinstance(response.stream, self.module.AsyncByteStream)
        answer.chunks = self._async_chunks(response, response.aiter_bytes() if answer.is_whole else response.stream)
        return answer

    def problem(self, exception: Exception, request: Any) -> HTTPProblem:  # noqa: ANN401
        """Return what a failure is to the core. It holds the request, in which neither key nor file must be found."""
        request.headers.pop("Authorization", None)
        request.stream = self._empty
        return HTTPProblem(exception)

    def _stream(self, content: object) -> object:
        return self.module.ByteStream(content) if isinstance(content, bytes) else self._chunked(content)

    def _headers(self, headers: Mapping[str, str]) -> Any:  # noqa: ANN401
        if not isinstance(headers, CommonHeaders):
            return headers
        if headers.prepared is None:
            headers.prepared = self.module.Headers(headers)
        return headers.prepared

    def _chunks(self, response: Any, stream: Any) -> Iterator[bytes]:  # noqa: ANN401
        try:
            yield from stream
        except self.problems as problem:
            raise self.problem(problem, response.request) from problem

    async def _async_chunks(self, response: Any, stream: Any) -> AsyncIterator[bytes]:  # noqa: ANN401
        try:
            async for chunk in stream:
                yield chunk
        except self.problems as problem:
            raise self.problem(problem, response.request) from problem


class _Empty:
    """A body without a chunk: httpcore would hand on an empty one as it does any other."""

    def __iter__(self) -> Iterator[bytes]:
        return iter(())

    async def __aiter__(self) -> AsyncIterator[bytes]:
        chunks: tuple[bytes, ...] = ()
        for chunk in chunks:
            yield chunk


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
