"""What ``Codat.request`` sends, and what it makes of the answer: checked like any operation, but known to none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

from codat_customers_api import decoding, parameters
from codat_customers_api.client import RequestSpec
from codat_customers_api.models import ErrorMessage
from codat_customers_api.types import UNSET, RawResponse

from .retries import KEYED_METHODS

if TYPE_CHECKING:
    from uuid import UUID

Scalar: TypeAlias = str | int | float
Params: TypeAlias = Mapping[str, Scalar | Sequence[Scalar] | None]


def described(
    method: str, path: str, params: Params | None, json: object, idempotency_key: str | UUID | None
) -> RequestSpec:
    """Describe a request, with the parameters of ``Codat.request``.

    Raises:
        ValueError: An argument is not allowed.
        TypeError: An argument has the wrong type.
    """
    method = _method(method)
    headers: dict[str, str] = {}
    if idempotency_key is not None:
        if method not in KEYED_METHODS:
            raise ValueError(f"idempotency_key goes with POST and PATCH, not with {method}, which repeats without one")
        key = parameters.uuid("idempotency_key", idempotency_key)
        headers["Idempotency-Key"] = parameters.header_value("idempotency_key", key)
    return RequestSpec(
        operation="request",
        method=method,
        path=_path(path),
        decode_error=ErrorMessage.from_dict,
        params=_params(params or {}),
        headers=headers,
        json=UNSET if json is None else json,
        may_be_empty=True,
    )


def decode(response: RawResponse) -> object:
    """Return the JSON data of a success, the bytes of one that says it is something else, or None without a body.

    Raises:
        DecodeError: It is no JSON, and says nothing else.
    """
    if not response.content:
        return None
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type and media_type != "text/json" and not _JSON_TYPE.fullmatch(media_type):
        return response.content
    data: object = decoding.json_body(decoding.anything, response.content)
    return data


def _method(method: object) -> str:
    name = parameters.string("method", method).upper()
    if name not in _METHODS:
        raise ValueError(f"method must be one of {', '.join(_METHODS)}, not {method!r}")
    return name


def _path(path: object) -> str:
    text = parameters.string("path", path)
    if not text.startswith("/") or text.startswith("//"):
        raise ValueError(
            f"path must begin with one slash, as in '/companies', and not be {text!r}: the address before it is the "
            "client's server_url, the only one that gets the key"
        )
    if not _PATH.fullmatch(text):
        raise ValueError(
            f"path must be percent-encoded, without query and fragment, and not be {text!r}: write what varies as "
            "urllib.parse.quote(id, safe=''), and give a query as params"
        )
    if any(_DOTS.fullmatch(segment) for segment in text.split("/")):
        raise ValueError(f"path must have no segments of dots, which lead elsewhere, and not be {text!r}")
    return text


def _params(params: Params) -> dict[str, str | list[str]]:
    if not isinstance(params, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"params must be a mapping of names to values, not {type(params).__name__}")
    found: dict[str, str | list[str]] = {}
    for name, value in params.items():
        key = parameters.string("a name in params", name, min_length=1)
        place = f"params[{key!r}]"
        if isinstance(value, list | tuple):
            found[key] = parameters.not_empty(place, [_param(f"{place}[{at}]", item) for at, item in enumerate(value)])
        elif value is not None:
            found[key] = _param(place, value)
    return found


def _param(place: str, value: object) -> str:
    if isinstance(value, bool):
        return parameters.boolean(place, value)
    if isinstance(value, int | float):
        return parameters.number(place, value)
    if isinstance(value, str):
        return parameters.string(place, value)
    raise TypeError(f"{place} must be of type str, int, float or bool, or a list of them, not {type(value).__name__}")


_METHODS: Final = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
_JSON_TYPE: Final = re.compile(r"application/(?:[^/]+\+)?json")
# RFC 3986, section 3.3
_PATH: Final = re.compile(r"(?:[A-Za-z0-9/._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})+")
_DOTS: Final = re.compile(r"(?:\.|%2[Ee]){1,2}")
