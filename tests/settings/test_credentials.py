"""Where the API key comes from, how it is sent, and that nothing shows it."""

from __future__ import annotations

import base64
import pickle
from typing import Any

import pytest

from codat_customers import AsyncCodat, Codat
from tests.settings.test_settings import request_of

KEY = "raw-k3y-0123456789"
HEADER = "Basic " + base64.b64encode(KEY.encode()).decode()
VARIABLES = ("CODAT_API_KEY", "CODAT_AUTH_HEADER")

each_client = pytest.mark.parametrize("client", [Codat, AsyncCodat])


@pytest.fixture(autouse=True)
def _no_credentials_around(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*VARIABLES, "CODAT_SERVER_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("environment", "arguments", "header"),
    [
        ({}, {"api_key": KEY}, HEADER),
        ({}, {"auth_header": HEADER}, HEADER),
        ({}, {"api_key": HEADER}, HEADER),  # the portal hands out the ready-made header too
        ({}, {"api_key": "basic abc"}, "basic abc"),
        ({}, {"api_key": "Basically"}, "Basic QmFzaWNhbGx5"),
        ({}, {"api_key": "with:colon"}, "Basic d2l0aDpjb2xvbg=="),
        ({}, {"api_key": "ключ"}, "Basic " + base64.b64encode("ключ".encode()).decode()),
        ({"CODAT_API_KEY": KEY}, {}, HEADER),
        ({"CODAT_API_KEY": HEADER}, {}, HEADER),
        ({"CODAT_AUTH_HEADER": HEADER}, {}, HEADER),
        # An argument beats the environment, whatever is set there.
        ({"CODAT_API_KEY": "other"}, {"api_key": KEY}, HEADER),
        ({"CODAT_API_KEY": "other"}, {"auth_header": HEADER}, HEADER),
        ({"CODAT_AUTH_HEADER": "Basic other"}, {"api_key": KEY}, HEADER),
        ({"CODAT_AUTH_HEADER": "broken", "CODAT_API_KEY": ""}, {"api_key": KEY}, HEADER),
    ],
)
def test_what_is_sent(
    environment: dict[str, str], arguments: dict[str, Any], header: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert request_of(**{"api_key": None, **arguments}).headers.get_list("Authorization") == [header]


@each_client
@pytest.mark.parametrize(
    ("environment", "arguments", "message"),
    [
        ({}, {}, "no API key: pass api_key=.* or set CODAT_API_KEY or CODAT_AUTH_HEADER"),
        ({}, {"api_key": KEY, "auth_header": HEADER}, "api_key and auth_header are both set"),
        ({"CODAT_API_KEY": KEY, "CODAT_AUTH_HEADER": HEADER}, {}, "CODAT_API_KEY and CODAT_AUTH_HEADER are both set"),
        ({}, {"api_key": ""}, "api_key is empty"),
        ({}, {"api_key": " \t"}, "api_key is empty"),
        ({"CODAT_API_KEY": ""}, {}, "CODAT_API_KEY is empty"),
        ({"CODAT_AUTH_HEADER": ""}, {}, "CODAT_AUTH_HEADER is empty"),
        ({}, {"api_key": KEY + "\n"}, "api_key has a line break"),
        ({}, {"api_key": " " + KEY}, "api_key has a line break, a space at an end"),
        ({}, {"api_key": KEY[:5] + "\r\nX-Evil: 1" + KEY[5:]}, "api_key has a line break"),
        ({}, {"api_key": KEY[:5] + "\0" + KEY[5:]}, "unprintable"),
        ({"CODAT_API_KEY": KEY + "\n"}, {}, "CODAT_API_KEY has a line break"),
        ({}, {"auth_header": KEY}, "auth_header must be the ready-made header.*raw key goes in api_key"),
        ({}, {"auth_header": "Bearer " + KEY}, "auth_header must be the ready-made header"),
        ({}, {"auth_header": "Basic"}, "auth_header must be the ready-made header"),
        ({}, {"auth_header": "Basic ключ"}, "auth_header must be the ready-made header"),
        ({"CODAT_AUTH_HEADER": KEY}, {}, "CODAT_AUTH_HEADER must be the ready-made header"),
    ],
)
def test_what_is_refused(
    client: type[Codat | AsyncCodat],
    environment: dict[str, str],
    arguments: dict[str, Any],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ValueError, match=message) as caught:
        client(**arguments)
    assert KEY not in str(caught.value)
    assert HEADER[6:] not in str(caught.value)


@each_client
@pytest.mark.parametrize("name", ["api_key", "auth_header"])
@pytest.mark.parametrize("value", [5, b"key", ["key"], True])
def test_what_is_no_text(client: type[Codat | AsyncCodat], name: str, value: object) -> None:
    arguments: dict[str, Any] = {name: value}
    with pytest.raises(TypeError, match=f"{name} must be a string, not {type(value).__name__}"):
        client(**arguments)


@each_client
def test_nothing_shows_the_key(client: type[Codat | AsyncCodat]) -> None:
    codat = client(KEY)
    shown = [repr(codat), str(codat), repr(codat.customers), repr(vars(codat)), repr(vars(codat.customers))]
    assert "for https://api.codat.io" in shown[0]
    for text in shown:
        assert KEY not in text
        assert HEADER[6:] not in text


@each_client
def test_a_pickled_client_keeps_its_key(client: type[Codat | AsyncCodat]) -> None:
    assert HEADER.encode() in pickle.dumps(client(KEY))
