"""What the requests of a call say, the same for all its tries."""

from __future__ import annotations

import json
import uuid
from urllib.parse import quote, urlencode

from codat_customers_api.client import RequestOptions, RequestSpec
from codat_customers_api.types import UNSET

from ._settings import USER_AGENT, Settings, checked_headers
from .retries import KEYED_METHODS


def request_url(settings: Settings, spec: RequestSpec) -> str:
    """Return the whole address, encoded."""
    query = "?" + urlencode(spec.params, quote_via=quote) if spec.params else ""
    return settings.server_url + spec.path + query


def request_content(spec: RequestSpec) -> bytes | None:
    """Return the body, or None if there is none; raise ValueError if it is no JSON."""
    if spec.json is UNSET:
        return None
    try:
        return json.dumps(spec.json, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"{spec.operation}: the body cannot be written as JSON: {error}") from error


def request_headers(settings: Settings, spec: RequestSpec, options: RequestOptions) -> dict[str, str]:
    """Return the headers, their names in lower case; a POST gets a key of its own unless the caller gave one.

    Raises:
        ValueError: A header of the caller's cannot be sent.
        TypeError: A header of the caller's is not text.
    """
    headers = {
        "accept": spec.accept,
        "accept-encoding": spec.accept_encoding,
        "user-agent": USER_AGENT,
        "connection": "keep-alive",
    }
    if spec.json is not UNSET:
        headers["content-type"] = "application/json"
    headers.update(settings.headers)
    headers.update(checked_headers(options.headers or {}))
    headers["authorization"] = settings.authorization
    headers.update({name.lower(): value for name, value in spec.headers.items()})
    if spec.method in KEYED_METHODS and not headers.setdefault("idempotency-key", str(uuid.uuid4())):
        raise ValueError("idempotency_key must not be empty; leave it out, and the call gets a key of its own")
    return headers
