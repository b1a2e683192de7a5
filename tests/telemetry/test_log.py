"""The lines of the log: what they say by default, what with ids, and where they go."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final, NamedTuple

import httpx
import pytest

from codat_customers import Codat, ResponseDecodeError, SDKError
from tests.retries.simulation import NEW, SUCCESS, Outcome, Simulation
from tests.support.calls import KEY, assert_no_key, run
from tests.support.flavours import in_turn
from tests.support.server import PAGE, FaultServer, answer

LOGGER: Final = "codat_customers"
CUSTOMERS: Final = "/companies/{companyId}/data/customers"
PUSH: Final = "/companies/{companyId}/connections/{connectionId}/push/customers"
FILE: Final = (
    "/companies/{companyId}/connections/{connectionId}/data/customers/{customerId}/attachments/{attachmentId}/download"
)
WORDS: Final = json.dumps({"error": "No company co.", "correlationId": "abc-1"}).encode()
BUSY: Final = Outcome(503, took=1.5)
MISSING: Final = Outcome(404, took=0.25, body=WORDS)


class Logged(NamedTuple):
    """A call, what becomes of it, and the lines that tell of it: those of its tries, and that of all of it."""

    call: Callable[[Any], object]
    script: list[Outcome]
    tries: list[str]
    whole: str


def listed(customers: Any) -> object:
    return customers.list("co", query="name=Ada")


def created(customers: Any) -> object:
    return customers.create("co", "cn", NEW, idempotency_key="row-4711")


def downloaded(customers: Any) -> object:
    return customers.download_attachment("co", "cn", "c1", "a1")


WITHOUT_IDS: Final[Mapping[str, Logged]] = {
    "a success": Logged(
        listed,
        [Outcome(200, took=0.25)],
        [f"customers.list: try 1: GET {CUSTOMERS}: 200, 0.250 s"],
        "customers.list: 200, 0.250 s, 1 try",
    ),
    "a success after a failure": Logged(
        listed,
        [BUSY, SUCCESS],
        [
            f"customers.list: try 1: GET {CUSTOMERS}: 503 Service Unavailable, 1.500 s; next try in 0.250 s",
            f"customers.list: try 2: GET {CUSTOMERS}: 200, 0.000 s",
        ],
        "customers.list: 200, 1.750 s, 2 tries",
    ),
    "a refusal": Logged(
        listed,
        [MISSING],
        [f"customers.list: try 1: GET {CUSTOMERS}: 404 Not Found, 0.250 s"],
        "customers.list: NotFoundError (404 Not Found), 0.250 s, 1 try; correlation id abc-1",
    ),
    "no answer": Logged(
        created,
        [Outcome(httpx.ConnectError("to 10.0.0.1"))] * 2 + [Outcome(httpx.ReadTimeout("")), Outcome(400)],
        [
            f"customers.create: try 1: POST {PUSH}: no complete answer (ConnectError), 0.000 s; next try in 0.250 s",
            f"customers.create: try 2: POST {PUSH}: no complete answer (ConnectError), 0.000 s; next try in 0.375 s",
            f"customers.create: try 3: POST {PUSH}: no complete answer (ReadTimeout), 0.000 s; next try in 0.562 s",
            f"customers.create: try 4: POST {PUSH}: 400 Bad Request, 0.000 s",
        ],
        "customers.create: BadRequestError (400 Bad Request), 1.188 s, 4 tries",
    ),
    "an answer that cannot be read": Logged(
        created,
        [Outcome(200, body=b'{"status": "secret words"')],
        [f"customers.create: try 1: POST {PUSH}: the answer was not as specified, 0.000 s"],
        "customers.create: ResponseDecodeError (the answer was not as specified), 0.000 s, 1 try",
    ),
    "a file": Logged(
        downloaded,
        [Outcome(200, body=b"file")],
        [f"customers.download_attachment: try 1: GET {FILE}: 200, 0.000 s"],
        "customers.download_attachment: 200, 0.000 s, 1 try",
    ),
}

URL: Final = "http://simulated/companies/co/data/customers?query=name%3DAda"
PUSH_URL: Final = "http://simulated/companies/co/connections/cn/push/customers"
MESSAGE: Final = (
    f"customers.list failed on try 1: GET {URL} answered 404 Not Found; No company co.; correlation id abc-1; "
    "check the ids, and that the company's data has been synced"
)
WITH_IDS: Final[Mapping[str, Logged]] = {
    "a success": Logged(
        listed,
        [SUCCESS],
        [f"customers.list: try 1: GET {URL}: 200, 0.000 s"],
        "customers.list: 200, 0.000 s, 1 try",
    ),
    "a success with a key": Logged(
        created,
        [SUCCESS],
        [f"customers.create: try 1: POST {PUSH_URL}: 200, 0.000 s; idempotency_key='row-4711'"],
        "customers.create: 200, 0.000 s, 1 try; idempotency_key='row-4711'",
    ),
    "a refusal": Logged(
        listed,
        [MISSING],
        [f"customers.list: try 1: GET {URL}: {MESSAGE}, 0.250 s"],
        f"customers.list: NotFoundError ({MESSAGE}), 0.250 s, 1 try; correlation id abc-1",
    ),
}


def lines(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    return [(record.levelname, record.getMessage()) for record in caplog.records if record.name == LOGGER]


def check(logged: Logged, flavour: str, caplog: pytest.LogCaptureFixture, *, shows_ids: bool) -> None:
    caplog.set_level(logging.DEBUG, LOGGER)
    simulation = Simulation(logged.script)
    simulation.state.shows_ids = shows_ids
    with suppress(SDKError):
        simulation.run(flavour, logged.call)
    assert lines(caplog) == [*(("DEBUG", line) for line in logged.tries), ("INFO", logged.whole)]


@pytest.mark.parametrize("name", WITHOUT_IDS)
def test_what_is_said(flavour: str, name: str, caplog: pytest.LogCaptureFixture) -> None:
    check(WITHOUT_IDS[name], flavour, caplog, shows_ids=False)


@in_turn("name", WITH_IDS)
def test_what_is_said_with_ids(flavour: str, name: str, caplog: pytest.LogCaptureFixture) -> None:
    check(WITH_IDS[name], flavour, caplog, shows_ids=True)


def test_what_is_not_sdks_own_is_named_and_no_more(flavour: str, caplog: pytest.LogCaptureFixture) -> None:
    def fail(event: object) -> None:
        raise KeyError("secret words")

    caplog.set_level(logging.INFO, LOGGER)
    simulation = Simulation([Outcome(503)])
    simulation.state.settings = replace(simulation.state.settings, on_retry=fail)
    with pytest.raises(KeyError):
        simulation.list(flavour)
    assert lines(caplog) == [("INFO", "customers.list: KeyError, 0.000 s, 1 try")]


def test_foreign_text_stays_on_one_line(flavour: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, LOGGER)
    words = json.dumps({"error": "x", "correlationId": "a\r\nb\x1b[31m\u202e"}).encode()
    with pytest.raises(SDKError):
        Simulation([Outcome(404, body=words)]).list(flavour)
    assert lines(caplog)[-1][1].endswith("correlation id a b [31m")


@pytest.mark.parametrize(
    ("level", "levels"), [("DEBUG", {"DEBUG", "INFO"}), ("INFO", {"INFO"}), ("WARNING", set[str]())]
)
def test_the_level(flavour: str, level: str, levels: set[str], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(level, LOGGER)
    Simulation([Outcome(503), SUCCESS]).list(flavour)
    assert {level for level, _ in lines(caplog)} == levels


@pytest.mark.parametrize("shows_ids", [False, True])
def test_the_key_is_never_there(flavour: str, shows_ids: bool, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, LOGGER)

    def get(codat: Any) -> Any:
        codat._state.shows_ids = shows_ids
        return codat.customers.get("co", "c1")

    with FaultServer([answer(503), answer(401, KEY.encode())]) as server, pytest.raises(SDKError):
        run(flavour, server.url, get)
    assert len(lines(caplog)) == 3
    assert_no_key(caplog.text)


@pytest.mark.parametrize("concurrency", [1, 2])
def test_a_page_that_is_read_by_another_thread_than_fetched_it(
    concurrency: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, LOGGER)
    broken = PAGE.replace(b'"Ada"', b"5")
    with (
        FaultServer([answer(200, broken)]) as server,
        Codat("key", server_url=server.url) as codat,
        pytest.raises(ResponseDecodeError),
    ):
        list(codat.customers.pages("co", concurrency=concurrency))
    [fetched, decoded] = lines(caplog)
    assert fetched[1].startswith("customers.list: 200, ")
    assert decoded[1].startswith("customers.list: ResponseDecodeError (the answer was not as specified), ")


def test_a_handler_that_fails_does_no_harm(flavour: str, caplog: pytest.LogCaptureFixture) -> None:
    def fail(record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING:
            raise ZeroDivisionError
        return True

    caplog.set_level(logging.DEBUG, LOGGER)
    logger = logging.getLogger(LOGGER)
    logger.addFilter(fail)
    try:
        Simulation([Outcome(503), SUCCESS]).list(flavour)
    finally:
        logger.removeFilter(fail)


class TestVariables:
    """CODAT_LOG and CODAT_LOG_IDS, in processes of their own: they change the log of a whole process."""

    GET: Final = """
import logging, sys
from codat_customers import Codat, SDKError

def get(codat):
    try:
        codat.customers.get("co", "c1", retries=None)
    except SDKError:
        pass
"""
    PROGRAMS: Final = {
        "nothing else": "get(Codat('key'))",
        "two clients": "Codat('key'); get(Codat('key'))",
        "a pickled client": "import pickle; get(pickle.loads(pickle.dumps(Codat('key'))))",
        "set up before": "logging.basicConfig(format='mine %(message)s'); get(Codat('key'))",
        "set up after": "codat = Codat('key'); logging.basicConfig(format='mine %(message)s'); get(codat)",
        "a handler of its own": (
            "logging.getLogger('codat_customers').addHandler(logging.StreamHandler()); get(Codat('key'))"
        ),
        "a null handler": ("logging.getLogger('codat_customers').addHandler(logging.NullHandler()); get(Codat('key'))"),
        "only for others": (
            "logging.basicConfig(format='mine %(message)s')\n"
            "logging.getLogger('codat_customers').propagate = False; get(Codat('key'))"
        ),
        "set in the program": "logging.getLogger('codat_customers').setLevel('DEBUG'); get(Codat('key'))",
    }
    WHOLE: Final = "customers.get: NotFoundError (404 Not Found)"
    TRY: Final = "customers.get: try 1: GET /companies/{companyId}/data/customers/{customerId}: 404 Not Found"
    OURS: Final = " INFO codat_customers: "

    def lines(self, program: str, url: str, **variables: str) -> list[str]:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("CODAT_")},
            "PYTHONPATH": os.pathsep.join(sys.path),
            "CODAT_SERVER_URL": url,
            **variables,
        }
        command = [sys.executable, "-c", self.GET + self.PROGRAMS[program]]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
        assert not done.stdout
        return done.stderr.splitlines()

    @pytest.mark.parametrize(
        ("program", "variables", "expected"),
        [
            ("nothing else", {}, []),
            ("nothing else", {"CODAT_LOG": "info"}, [OURS + WHOLE]),
            ("nothing else", {"CODAT_LOG": "debug"}, [" DEBUG codat_customers: " + TRY, OURS + WHOLE]),
            ("nothing else", {"CODAT_LOG": "info", "CODAT_LOG_IDS": "hide"}, [OURS + WHOLE]),
            ("nothing else", {"CODAT_LOG": "info", "CODAT_LOG_IDS": "show"}, ["/companies/co/data/customers/c1"]),
            ("nothing else", {"CODAT_LOG_IDS": "show"}, []),
            ("two clients", {"CODAT_LOG": "info"}, [OURS + WHOLE]),
            ("a pickled client", {"CODAT_LOG": "info"}, [OURS + WHOLE]),
            ("set up before", {"CODAT_LOG": "info"}, ["mine " + WHOLE]),
            ("set up after", {"CODAT_LOG": "info"}, ["mine " + WHOLE]),
            ("set up before", {}, []),
            ("a handler of its own", {"CODAT_LOG": "info"}, [WHOLE]),
            ("a null handler", {"CODAT_LOG": "info"}, [OURS + WHOLE]),
            ("only for others", {"CODAT_LOG": "info"}, [OURS + WHOLE]),
            ("set in the program", {}, []),
        ],
    )
    def test_what_goes_to_stderr(self, program: str, variables: dict[str, str], expected: list[str]) -> None:
        with FaultServer([answer(404)]) as server:
            found = self.lines(program, server.url, **variables)
        assert len(found) == len(expected)
        for line, part in zip(found, expected, strict=True):
            assert part in line
            assert ("mine" in line) == ("mine" in part)

    @pytest.mark.parametrize("name", ["CODAT_LOG", "CODAT_LOG_IDS"])
    @pytest.mark.parametrize("value", ["", "INFO", "verbose", "1"])
    def test_anything_else_is_refused(self, name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(name, value)
        with pytest.raises(ValueError, match=rf"^{name} must be \w+ or \w+, or not be set at all, not '{value}'$"):
            Codat("key")
