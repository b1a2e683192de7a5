"""Arguments that cannot be right are refused by name, and a secret is never shown."""

from __future__ import annotations

import pickle
import traceback
from typing import Any

import pytest

from codat_customers import SDKError
from codat_customers.webhooks import unwrap
from tests.webhooks.deliveries import BODY, OTHER_SECRET, SECRET, headers

BASE64 = "secret is not base64; copy it from the Codat portal as a whole, without spaces and ends of lines"
EMPTY = "secret is empty; set it to the secret of the endpoint in the Codat portal"
WRONG: list[tuple[dict[str, Any], type[Exception], str]] = [
    (
        {"body": BODY.decode()},
        TypeError,
        "body must be bytes, not str: what is signed is the body byte for byte as it came, before anything has decoded",
    ),
    ({"body": {}}, TypeError, "body must be bytes, not dict: "),
    ({"body": bytearray(BODY)}, TypeError, "body must be bytes, not bytearray: "),
    ({"headers": None}, TypeError, "headers must be a mapping of names to values, not NoneType"),
    ({"headers": [*headers().items()]}, TypeError, "headers must be a mapping of names to values, not list"),
    ({"headers": {b"webhook-id": b"1"}}, TypeError, "headers: a name must be a str, not bytes"),
    ({"headers": {"webhook-id": b"1"}}, TypeError, "headers: the value of webhook-id must be a str, not bytes"),
    ({"headers": {"Webhook-Id": ["1"]}}, TypeError, "headers: the value of webhook-id must be a str, not list"),
    ({"secret": None}, TypeError, "secret must be a str, or a sequence of several, not NoneType"),
    ({"secret": b"whsec_c2VjcmV0"}, TypeError, "secret must be a str, or a sequence of several, not bytes"),
    ({"secret": {"whsec_c2VjcmV0"}}, TypeError, "secret must be a str, or a sequence of several, not set"),
    ({"secret": [SECRET, None]}, TypeError, "each secret must be a str, not NoneType"),
    ({"secret": [b"whsec_c2VjcmV0"]}, TypeError, "each secret must be a str, not bytes"),
    ({"secret": []}, ValueError, "secret is an empty sequence; nothing can be verified without a secret"),
    ({"secret": ""}, ValueError, EMPTY),
    ({"secret": "whsec_"}, ValueError, EMPTY),
    ({"secret": [SECRET, ""]}, ValueError, EMPTY),
    ({"secret": "whsec_c2VjcmV0\n"}, ValueError, BASE64),
    ({"secret": " whsec_c2VjcmV0"}, ValueError, BASE64),
    ({"secret": "whsec_c2Vj*mV0"}, ValueError, BASE64),
    ({"secret": "whsec_c2Vj-mV_"}, ValueError, BASE64),
    ({"secret": "whsec_c2VjcmV0c2Vjc"}, ValueError, BASE64),
    ({"secret": "whsec_c2VjcmVé"}, ValueError, BASE64),
    ({"secret": "whsec_c2VjcmV\ud800"}, ValueError, BASE64),
    ({"secret": "whsec_===="}, ValueError, BASE64),
    ({"secret": "whsec_c2Vj=cmV0"}, ValueError, BASE64),
    ({"secret": "WHSEC_c2VjcmV0"}, ValueError, BASE64),
    ({"tolerance": 0}, ValueError, "tolerance must be greater than 0, not 0"),
    ({"tolerance": -1.5}, ValueError, "tolerance must be greater than 0, not -1.5"),
    ({"tolerance": float("inf")}, ValueError, "tolerance must be finite, not inf"),
    ({"tolerance": float("nan")}, ValueError, "tolerance must be finite, not nan"),
    ({"tolerance": True}, TypeError, "tolerance must be of type float, not bool"),
    ({"tolerance": "300"}, TypeError, "tolerance must be of type float, not str"),
    ({"tolerance": None}, TypeError, "tolerance must be of type float, not NoneType"),
]


@pytest.mark.parametrize(("change", "kind", "message"), WRONG, ids=[message[:40] for _, _, message in WRONG])
def test_a_wrong_argument_is_named(change: dict[str, Any], kind: type[Exception], message: str) -> None:
    arguments: dict[str, Any] = {"body": BODY, "headers": headers(), "secret": SECRET, **change}
    with pytest.raises(kind) as caught:
        unwrap(**arguments)
    assert str(caught.value).startswith(message)
    assert not isinstance(caught.value, SDKError)
    # Not even what it hides is on board
    assert caught.value.__cause__ is caught.value.__context__ is None
    assert "c2Vj" not in shown(caught.value)


def shown(error: BaseException) -> str:
    """All that can be seen of an error, and of those behind it."""
    chain: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in chain:
        chain.append(following)
        following = following.__cause__ or following.__context__
    printed = [f"{each!r} {each} {each.args} {vars(each)}" for each in chain]
    return "\n".join([*printed, *traceback.format_exception_only(error)])


@pytest.mark.parametrize("body", [BODY, b"not signed", b""], ids=["another secret", "another body", "no body"])
def test_no_error_shows_the_secret(body: bytes) -> None:
    with pytest.raises(SDKError) as caught:
        unwrap(body, headers(BODY, OTHER_SECRET), [SECRET])
    assert_hidden(caught.value, SECRET, OTHER_SECRET, headers(BODY, SECRET)["webhook-signature"])


def test_an_error_of_a_signed_body_shows_no_secret_either() -> None:
    with pytest.raises(SDKError) as caught:
        unwrap(b"{", headers(b"{"), SECRET)
    assert_hidden(caught.value, SECRET, headers(b"{")["webhook-signature"])


def assert_hidden(error: SDKError, *hidden: str) -> None:
    texts = [shown(error), pickle.dumps(error).decode("latin-1")]
    for secret in hidden:
        text = secret.removeprefix("whsec_").removeprefix("v1,")
        assert not [each for each in texts if text in each]
    assert str(error).isprintable()
