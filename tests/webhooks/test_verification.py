"""What a webhook must have to be taken for one of Codat's, and what is said of others."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Sequence
from email.message import Message
from types import MappingProxyType, SimpleNamespace
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers as StarletteHeaders
from werkzeug.datastructures import Headers as WerkzeugHeaders

from codat_customers import WebhookDecodeError, WebhookVerificationError, webhooks
from codat_customers.models import OtherEvent, WriteEvent
from codat_customers.webhooks import Headers, unwrap
from tests.webhooks.deliveries import BODY, EVENT, OTHER_SECRET, SECRET, headers, signature

NOW = 1_750_154_589
CLOCK = "check the clock of this machine"
AGAIN = f"{CLOCK}; if that is right, somebody may have sent it again"
FOREIGN = "the request does not come from Codat, or was changed on its way"


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let time stand still."""
    monkeypatch.setattr(webhooks, "time", SimpleNamespace(time=lambda: float(NOW)))


def refusal(
    body: bytes, given_headers: Headers, secret: str | Sequence[str] = SECRET, *, tolerance: float = 300.0
) -> str:
    with pytest.raises(WebhookVerificationError) as caught:
        unwrap(body, given_headers, secret, tolerance=tolerance)
    assert caught.value.__cause__ is None
    return str(caught.value)


def test_what_another_implementation_signs() -> None:
    event = unwrap(BODY, headers(), SECRET)
    assert isinstance(event, WriteEvent)
    assert event.to_dict() == EVENT


# Headers


def message(given_headers: dict[str, str]) -> Message:
    parsed = Message()
    for name, value in given_headers.items():
        parsed[name] = value
    return parsed


def capitals(given_headers: dict[str, str]) -> dict[str, str]:
    return {name.upper(): value for name, value in given_headers.items()}


def with_others(given_headers: dict[str, str]) -> dict[str, Any]:
    return {"content-type": "application/json", **given_headers, "webhook-ids": "5", "number": 5}


@pytest.mark.parametrize(
    "wrap",
    [
        dict[str, str],
        MappingProxyType[str, str],
        httpx.Headers,
        StarletteHeaders,
        WerkzeugHeaders,
        message,
        capitals,
        with_others,
    ],
    ids=["dict", "proxy", "httpx", "starlette", "werkzeug", "http.server", "capitals", "others"],
)
def test_headers_of_any_kind(wrap: Any) -> None:
    assert unwrap(BODY, wrap(headers()), SECRET).id == EVENT["id"]


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_header_that_is_missing_or_empty_or_comes_twice(name: str) -> None:
    whole = headers()
    others = {key: value for key, value in whole.items() if key != name}
    failed = "a webhook failed its check: "
    assert refusal(BODY, others) == (
        f"{failed}there is no header {name}; pass on the headers as they came; if it is not there, {FOREIGN}"
    )
    assert refusal(BODY, {**whole, name: ""}) == f"{failed}the header {name} is empty; {FOREIGN}"
    twice = f"{failed}the header {name} comes 2 times; {FOREIGN}"
    assert refusal(BODY, {**whole, name.title(): whole[name]}) == twice
    pairs = [(key.encode(), value.encode()) for key, value in [*whole.items(), (name, whole[name])]]
    assert refusal(BODY, StarletteHeaders(raw=pairs)) == twice
    repeated = message(whole)
    repeated[name] = whole[name]
    assert refusal(BODY, repeated) == twice


# Timestamps


@pytest.mark.usefixtures("now")
@pytest.mark.parametrize(
    ("seconds", "tolerance"),
    [(NOW, 1), (NOW - 300, 300.0), (NOW + 300, 300), (NOW - 5, 5.5), (NOW - 86_400, 1e6), (NOW, 0.001)],
)
def test_a_timestamp_within_the_tolerance(seconds: int, tolerance: float) -> None:
    assert unwrap(BODY, headers(seconds=seconds), SECRET, tolerance=tolerance)


@pytest.mark.usefixtures("now")
@pytest.mark.parametrize(
    ("seconds", "tolerance", "message"),
    [
        (NOW - 301, 300, f"was signed 301.0 s ago, and 300 s are allowed; {AGAIN}"),
        (NOW - 6, 5.5, f"was signed 6.0 s ago, and 5.5 s are allowed; {AGAIN}"),
        (NOW + 301, 300, f"was signed 301.0 s in the future, and 300 s are allowed; {CLOCK}"),
    ],
)
def test_a_timestamp_outside_it(seconds: int, tolerance: float, message: str) -> None:
    assert refusal(BODY, headers(seconds=seconds), tolerance=tolerance) == (
        f"a webhook failed its check: webhook msg_1 {message}"
    )


@pytest.mark.usefixtures("now")
def test_five_minutes_are_tolerated_by_default() -> None:
    assert unwrap(BODY, headers(seconds=NOW - 300), SECRET)
    with pytest.raises(WebhookVerificationError, match="and 300 s are allowed"):
        unwrap(BODY, headers(seconds=NOW - 301), SECRET)


@pytest.mark.parametrize(
    "timestamp",
    ["-1", "+1750154589", "1750154589.0", "1e9", " 1750154589", "1_750_154_589", "\u0661\u0667\u0665", "now", "9" * 13],
)
def test_a_timestamp_is_digits_alone(timestamp: str) -> None:
    assert refusal(BODY, {**headers(), "webhook-timestamp": timestamp}) == (
        f"a webhook failed its check: the header webhook-timestamp is not a number of seconds; {FOREIGN}"
    )


# Signatures and secrets


@pytest.mark.parametrize(
    "others",
    ["{}", "v1,AAAA {}", "{} v1,AAAA", "v1a,AAAA {}", "{} v2", "{} v1", "v1, {}", "  {}  {}", "{} v1,é"],
)
def test_one_signature_of_several_is_enough(others: str) -> None:
    assert unwrap(BODY, {**headers(), "webhook-signature": others.format(signature(BODY), "")}, SECRET)


@pytest.mark.parametrize("given_signatures", ["v2,{}", "v1a,{}", "V1,{}", "{}", "v1", ",{}", "v1 ,{}", " "])
def test_signatures_of_other_versions_alone(given_signatures: str) -> None:
    bare = signature(BODY).removeprefix("v1,")
    assert refusal(BODY, {**headers(), "webhook-signature": given_signatures.format(bare)}) == (
        f"a webhook failed its check: the header webhook-signature has no signature of the version v1; {FOREIGN}"
    )


NO_SIGNATURE_FITS = (
    "a webhook failed its check: no signature fits; check that the secret is that of this endpoint in the Codat "
    f"portal, and that body is what came, byte for byte; if both are right, {FOREIGN}"
)


@pytest.mark.parametrize("secret", [OTHER_SECRET, [OTHER_SECRET], (OTHER_SECRET, OTHER_SECRET[:-4])])
def test_another_secret(secret: str | Sequence[str]) -> None:
    assert refusal(BODY, headers(), secret) == NO_SIGNATURE_FITS


@pytest.mark.parametrize("given_signature", ["v1,", "v1,=", "v1,\ud800", "v1,{}=", "v1,{},v1"])
def test_a_signature_that_is_none(given_signature: str) -> None:
    bare = signature(BODY).removeprefix("v1,")
    assert refusal(BODY, {**headers(), "webhook-signature": given_signature.format(bare)}) == NO_SIGNATURE_FITS


@pytest.mark.parametrize("signed_with", [SECRET, OTHER_SECRET])
@pytest.mark.parametrize("secrets", [[SECRET, OTHER_SECRET], (OTHER_SECRET, SECRET)])
def test_old_and_new_secret_side_by_side(signed_with: str, secrets: Sequence[str]) -> None:
    assert unwrap(BODY, headers(secret=signed_with), secrets)


def test_a_webhook_that_is_signed_with_both() -> None:
    both = f"{signature(BODY, OTHER_SECRET)} {signature(BODY)}"
    for secret in (SECRET, OTHER_SECRET):
        assert unwrap(BODY, {**headers(), "webhook-signature": both}, secret)


@pytest.mark.parametrize("key", [b"k", b"ke", b"key", b"keys", b"\xff\xfe\xfb" * 9])
def test_a_secret_with_and_without_prefix_and_padding(key: bytes) -> None:
    text = base64.b64encode(key).decode()
    for secret in (text, f"whsec_{text}", text.rstrip("="), f"whsec_{text.rstrip('=')}"):
        assert unwrap(BODY, headers(secret=f"whsec_{text}"), secret)


def test_the_signature_is_checked_before_anything_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "decode", lambda body: pytest.fail("it was parsed"))  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    refusal(BODY, headers(secret=OTHER_SECRET))


def test_every_comparison_takes_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs: list[tuple[bytes, bytes]] = []

    def compare(ours: bytes, theirs: bytes) -> bool:
        pairs.append((ours, theirs))
        return hmac.compare_digest(ours, theirs)

    monkeypatch.setattr(webhooks, "hmac", SimpleNamespace(compare_digest=compare, digest=hmac.digest))
    unwrap(BODY, {**headers(), "webhook-signature": f"{signature(BODY)} v1,AAAA"}, [SECRET, OTHER_SECRET])
    assert len(set(pairs)) == 4


# Bodies


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "the body: expected JSON, got nothing"),
        (b"Hello", "the body: expected JSON in UTF-8"),
        (b"[]", "the body: expected an object, got an array"),
        (b'{"id": 5}', "id: expected a string, got a number"),
        (json.dumps({**EVENT, "payload": {}}).encode(), "payload.id: expected a string, got nothing"),
        (json.dumps({**EVENT, "eventType": None}).encode(), "eventType: expected a string, got null"),
        (b'{"a\\nb": 1e99999999999999999999}', "a b: expected a number, got one out of all bounds"),
        (b"[" * 100_000, "the body: nested too deeply"),
    ],
    ids=["nothing", "no JSON", "no object", "id", "payload", "type", "number", "deep"],
)
def test_a_signed_body_that_is_no_event(body: bytes, problem: str) -> None:
    with pytest.raises(WebhookDecodeError) as caught:
        unwrap(body, headers(body, webhook_id="msg\n7"), SECRET)
    assert str(caught.value) == (
        f"webhook msg 7 comes from Codat, but {problem}; keep its body, and compare it with the specification"
    )


# Any


@given(st.data())
def test_any_change_of_a_character_is_refused(data: st.DataObject) -> None:
    whole = {**headers(seconds=NOW), "body": BODY.decode()}
    part = data.draw(st.sampled_from(sorted(whole)))
    text = whole[part]
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(exclude_characters=text[place], codec="utf-8"))
    whole[part] = text[:place] + other + text[place + 1 :]
    refusal(whole.pop("body").encode(), whole, tolerance=1e12)


@given(st.fixed_dictionaries(dict.fromkeys(("webhook-id", "webhook-timestamp", "webhook-signature"), st.text())))
def test_any_other_headers_are_refused(any_headers: dict[str, str]) -> None:
    refusal(BODY, any_headers)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.text(min_size=1).filter(str.strip), st.dictionaries(st.text(), JSON, max_size=4))
def test_any_event_survives(event_type: str, payload: dict[str, Any]) -> None:
    event = {**EVENT, "eventType": event_type, "payload": payload}
    body = json.dumps(event, ensure_ascii=False).encode(errors="surrogatepass")
    received = unwrap(body, headers(body), SECRET)
    assert isinstance(received, OtherEvent)
    assert received.to_dict() == event


@given(st.binary())
def test_any_signed_body_is_an_event_or_a_decode_error(body: bytes) -> None:
    seconds = int(time.time())
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    digest = hmac.new(key, b"msg_1.%d.%s" % (seconds, body), hashlib.sha256).digest()
    signed = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(seconds),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
    with pytest.raises(WebhookDecodeError):
        unwrap(body, signed, SECRET)
