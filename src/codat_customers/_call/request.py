"""What the requests of a call say, the same for all its tries."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import httpx
from codat_customers_api.client import RequestOptions, RequestSpec
from codat_customers_api.encoding import json_body
from codat_customers_api.types import UNSET

from .._settings import USER_AGENT, Settings, checked_headers
from ..retries import KEYED_METHODS


def request_url(settings: Settings, spec: RequestSpec) -> str:
    """Return the whole address, encoded."""
    query = "?" + urlencode(spec.params, quote_via=quote) if spec.params else ""
    return settings.server_url + spec.path + query


def request_content(spec: RequestSpec) -> bytes:
    """Return the body, empty if there is none; raise ValueError if it is no JSON."""
    if spec.json is UNSET:
        return b""
    try:
        return json_body(spec.json)
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"{spec.operation}: the body cannot be written as JSON: {error}") from error


def request_headers(
    settings: Settings,
    prepared: dict[tuple[str, str], httpx.Headers],
    spec: RequestSpec,
    options: RequestOptions,
    content: bytes,
) -> httpx.Headers:
    """Return the headers; a POST gets a key of its own unless the caller gave one.

    Parameters:
        settings: The client's settings.
        prepared: The headers that calls of a kind have in common, kept from call to call.
        spec: The request.
        options: The caller's settings of this call.
        content: The body.

    Raises:
        ValueError: A header of the caller's cannot be sent.
        TypeError: A header of the caller's is not text.
    """
    kind = (spec.accept, spec.accept_encoding)
    headers = prepared.get(kind)
    if headers is None:
        headers = prepared[kind] = _common_headers(settings, *kind)
    if not (content or options.headers or spec.headers or spec.method in KEYED_METHODS):
        return headers
    headers = headers.copy()
    if content:
        headers.setdefault("content-type", "application/json")
        headers["content-length"] = str(len(content))
    headers.update(checked_headers(options.headers or {}))
    headers.update(spec.headers)
    if spec.method in KEYED_METHODS and not headers.setdefault("idempotency-key", _new_key()):
        raise ValueError("idempotency_key must not be empty; leave it out, and the call gets a key of its own")
    return headers


def _common_headers(settings: Settings, accept: str, accept_encoding: str) -> httpx.Headers:
    return httpx.Headers(
        {
            "host": httpx.URL(settings.server_url).netloc.decode(),
            "accept": accept,
            "accept-encoding": accept_encoding,
            "user-agent": USER_AGENT,
            **settings.headers,
            "authorization": settings.authorization,
        }
    )


def _new_key() -> str:
    from uuid import uuid4

    return str(uuid4())
