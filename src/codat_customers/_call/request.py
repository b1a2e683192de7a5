"""What the requests of a call say, the same for all its tries."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from codat_customers_api.client import RequestOptions, RequestSpec
from codat_customers_api.encoding import json_body
from codat_customers_api.types import UNSET

from .._http.address import Address
from .._settings import USER_AGENT, checked_headers
from ..retries import KEYED_METHODS
from .state import ClientState


def request_target(address: Address, spec: RequestSpec) -> str:
    """Return the path with the query, encoded."""
    query = "?" + urlencode(spec.params, doseq=True, quote_via=quote) if spec.params else ""
    return address.path + spec.path + query


def request_content(spec: RequestSpec) -> bytes:
    """Return the body, empty if there is none; raise ValueError if it is no JSON."""
    if spec.json is UNSET:
        return b""
    try:
        return json_body(spec.json)
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"{spec.operation}: the body cannot be written as JSON: {error}") from error


def request_headers(
    client_state: ClientState, spec: RequestSpec, options: RequestOptions, content: bytes
) -> dict[str, str]:
    """Return the headers, with their names in lower case; a POST gets a key of its own unless the caller gave one.

    Parameters:
        client_state: What all calls of the client share, among it the headers that calls of a kind have in common.
        spec: The request.
        options: The caller's settings of this call.
        content: The body.

    Raises:
        ValueError: A header of the caller's cannot be sent.
        TypeError: A header of the caller's is not text.
    """
    kind = (spec.accept, spec.accept_encoding)
    common = client_state.headers.get(kind)
    if common is None:
        common = client_state.headers[kind] = _common_headers(client_state, *kind)
    if not (content or options.headers or spec.headers or spec.method in KEYED_METHODS or spec.upload):
        return common
    headers = common.copy()
    if content:
        headers.setdefault("content-type", "application/json")
        headers["content-length"] = str(len(content))
    headers.update(checked_headers(options.headers or {}))
    headers.update((name.lower(), value) for name, value in spec.headers.items())
    if spec.method in KEYED_METHODS and not headers.setdefault("idempotency-key", _new_key()):
        raise ValueError("idempotency_key must not be empty; leave it out, and the call gets a key of its own")
    if spec.upload is not None:
        headers.update(spec.upload.headers)  # last: without the boundary, nobody could read it
    return headers


def _common_headers(client_state: ClientState, accept: str, accept_encoding: str) -> dict[str, str]:
    return {
        "host": client_state.settings.address.netloc,
        "accept": accept,
        "accept-encoding": accept_encoding,
        "user-agent": f"{USER_AGENT} {client_state.agent}",
        **client_state.settings.headers,
        "authorization": client_state.settings.authorization,
    }


def _new_key() -> str:
    from uuid import uuid4

    return str(uuid4())
