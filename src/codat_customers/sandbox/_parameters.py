"""What a request asks for in its query: numbers, truth values, records, and the page of a list."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Self, TypeVar
from urllib.parse import quote, urlencode

from attrs import frozen

from codat_customers.sandbox._messages import Answer, RecordedRequest, ServiceError, encode
from codat_customers.sandbox._query import QueryError

MAX_PAGE_SIZE = 5000
MAX_QUERY_LENGTH = 2047
INT32 = 2**31

T = TypeVar("T")


@frozen
class Page:
    """The page of a list that a request asks for."""

    request: RecordedRequest
    number: int
    size: int

    @classmethod
    def asked_for(cls, request: RecordedRequest) -> Self:
        """Read the parameters.

        Raises:
            ServiceError: 400, one of them is out of bounds.
        """
        number = integer(request, "page", 1, low=1, high=INT32 - 1)
        return cls(request, number, integer(request, "pageSize", 100, low=1, high=MAX_PAGE_SIZE))

    def of(self, selected: Sequence[T]) -> Sequence[T]:
        """Take what is on the page."""
        start = (self.number - 1) * self.size
        return selected[start : start + self.size]

    def answer(
        self, results: Iterable[bytes], total: int, more: Mapping[str, object] | None = None, *, checked: bool = True
    ) -> Answer:
        """Answer with results, and with what else a page of this list has."""
        links = {"self": {"href": self.request.path}, "current": self._link(self.number)}
        if self.number * self.size < total:
            links["next"] = self._link(self.number + 1)
        if self.number > 1:
            links["previous"] = self._link(self.number - 1)
        rest = {
            **(more or {}),
            "pageNumber": self.number,
            "pageSize": self.size,
            "totalResults": total,
            "_links": links,
        }
        rest.pop("results", None)
        body = b'{"results":[%b],%b' % (b",".join(results), encode(rest)[1:])
        return Answer(body=body, length=len(body), checked=checked)

    def _link(self, number: int) -> dict[str, str]:
        given = self.request.params
        kept = {name: given[name] for name in ("query", "orderBy") if name in given}
        params = {"page": number, "pageSize": self.size, **kept}
        return {"href": f"{self.request.path}?{urlencode(params, quote_via=quote)}"}


def selected(request: RecordedRequest, select: Callable[[str | None, str | None], list[T]]) -> list[T]:
    """Return what the query and the order of a request select.

    Raises:
        ServiceError: 400, one of them cannot be read.
    """
    query = request.params.get("query")
    if query is not None and len(query) > MAX_QUERY_LENGTH:
        raise ServiceError(400, f"query: {len(query)} characters, {MAX_QUERY_LENGTH} are allowed.")
    try:
        return select(query, request.params.get("orderBy"))
    except QueryError as error:
        raise ServiceError(400, str(error)) from error


def integer(request: RecordedRequest, name: str, default: int, low: int, high: int) -> int:
    """Read an integer of the query; raise ServiceError, 400, if it is none or out of bounds."""
    text = request.params.get(name)
    if text is None:
        return default
    if not re.fullmatch("-?[0-9]{1,100}", text):  # int() takes "1_000" and other scripts' digits as well
        raise ServiceError(400, f"{name}: {text!r} is no integer.")
    value = int(text)
    if not low <= value <= high:
        raise ServiceError(400, f"{name}: {value} is not between {low} and {high}.")
    return value


def boolean(request: RecordedRequest, name: str) -> bool | None:
    """Read a truth value of the query; raise ServiceError, 400, if it is none."""
    text = request.params.get(name)
    if text not in {None, "true", "false"}:
        raise ServiceError(400, f"{name}: {text!r} is neither true nor false.")
    return None if text is None else text == "true"
