"""What is asked of the service: whether the key is right, lists and searches, and one customer."""

from __future__ import annotations

import json
import re

import pytest

from codat_customers import tables
from codat_customers.sandbox import Sandbox
from tests.command_line.running import CommandLine
from tests.support.server import FaultServer, answer

QUOTA = [("X-Rate-Limit-Limit", "1000"), ("X-Rate-Limit-Remaining", "998"), ("X-Rate-Limit-Reset", "nonsense")]


def test_the_key_is_checked_by_a_list_of_companies(run: CommandLine) -> None:
    with FaultServer([answer(200, b'{"results": [], "totalResults": 7}', QUOTA)]) as server:
        found = json.loads(run("--server-url", server.url, "check", "--json").out)
        assert server.requests[0].target == "/companies?page=1&pageSize=1"
    quota = {"requests_left": 998, "requests_a_day": 1000, "counted_anew": None}
    assert found == {"server": server.url, "companies": 7, **quota}


def test_the_key_is_checked_by_a_list_of_customers(run: CommandLine, sandbox: Sandbox) -> None:
    ended = run("check", sandbox.company_id)
    assert (ended.code, ended.err) == (0, "")
    shown = dict(line.split(maxsplit=1) for line in ended.out.splitlines())
    assert shown["server"] == sandbox.url
    assert shown["customers"] == "12"
    assert int(shown["requests_left"]) < int(shown["requests_a_day"])
    assert shown["counted_anew"].endswith("T00:00:00+00:00")


def test_a_wrong_key_and_no_network_are_told_apart(
    run: CommandLine, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = run("--server-url", "http://127.0.0.1:1", "check")
    assert (nowhere.code, nowhere.out) == (1, "")
    assert "Connection refused" in nowhere.message
    not_listed = run("check")
    assert not_listed.code == 1
    assert "COMPANY_ID" in not_listed.message
    sandbox.fail_next(status=503)
    assert "503" in run("check", sandbox.company_id).message
    monkeypatch.setenv("CODAT_API_KEY", "another")
    wrong = run("check")
    assert (wrong.code, wrong.out) == (1, "")
    assert "401 Unauthorized" in wrong.message
    assert len(sandbox.requests) == 3, "nothing is repeated"


def test_lists_are_whole_and_have_tabs_where_there_is_no_terminal(run: CommandLine, sandbox: Sandbox) -> None:
    ended = run("list", sandbox.company_id)
    assert (ended.code, ended.err) == (0, "")
    header, *lines = (line.split("\t") for line in ended.out.splitlines())
    assert header == ["id", "customer_name", "status", "default_currency", "email_address"]
    shown = [(customer["id"], customer["customerName"]) for customer in sandbox.customers().values()]
    assert [(line[0], line[1]) for line in lines] == [(name, text or "") for name, text in shown]


def test_columns_are_named_in_their_order(run: CommandLine, sandbox: Sandbox) -> None:
    ended = run("list", sandbox.company_id, "--columns", "status, id", "--limit", 1)
    assert ended.out == "status\tid\nActive\t1042\n"
    as_json = run("list", sandbox.company_id, "--columns", "status,id", "--limit", 1, "--json")
    assert json.loads(as_json.out) == {"status": "Active", "id": "1042"}


@pytest.mark.parametrize("columns", ["id,nope", ",", "customerName"])
def test_columns_that_are_none_are_refused_before_anything_is_sent(
    columns: str, run: CommandLine, sandbox: Sandbox
) -> None:
    ended = run("list", sandbox.company_id, "--columns", columns)
    assert (ended.code, ended.out) == (2, "")
    assert ", ".join(tables.COLUMNS) in ended.message
    assert not sandbox.requests


def test_json_has_customers_as_the_service_does(run: CommandLine, sandbox: Sandbox) -> None:
    ended = run("list", sandbox.company_id, "--json")
    assert (ended.code, ended.err) == (0, "")
    assert [json.loads(line) for line in ended.out.splitlines()] == list(sandbox.customers().values())
    assert ended.out.isascii()


@pytest.mark.parametrize(
    ("options", "query"),
    [
        (["--where", "status=Active"], "status=Active"),
        (
            ["--where", " modifiedDate >= 2023-01-01 ", "--where", "status!=Archived"],
            "modifiedDate>=2023-01-01&&status!=Archived",
        ),
        (["--search", "Ltd"], "customerName~Ltd"),
        (
            ["--search", "Ltd", "--query", "status=Active||status=Archived"],
            "{status=Active||status=Archived}&&customerName~Ltd",
        ),
        ([], ""),
    ],
)
def test_lists_are_narrowed(options: list[str], query: str, run: CommandLine, sandbox: Sandbox) -> None:
    ended = run("list", sandbox.company_id, "--limit", 3, *options)
    assert (ended.code, len(ended.out.splitlines())) == (0, 4)
    assert sandbox.requests[0].params.get("query", "") == query


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (["--where", "bakery"], "takes a field, one of"),
        (["--where", "customerName=A&&B"], "no way to write '&&'"),
        (["--where", "status="], "has neither empty texts nor null"),
        (["--query", " "], "must not be empty"),
        (["--search", "{"], "no way to write '{'"),
    ],
)
def test_conditions_that_cannot_be_asked_for_are_refused(
    option: list[str], said: str, run: CommandLine, sandbox: Sandbox
) -> None:
    ended = run("list", sandbox.company_id, *option)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.message
    assert not sandbox.requests


def test_a_limit_asks_for_no_more(run: CommandLine, sandbox: Sandbox) -> None:
    ended = run("list", sandbox.company_id, "--limit", 5, "--order-by", "-customerName", "--columns", "customer_name")
    names = ended.out.splitlines()[1:]
    assert len(names) == 5
    assert names == sorted(names, reverse=True)
    (request,) = sandbox.requests
    assert (request.params["pageSize"], request.params["orderBy"]) == ("5", "-customerName")


def test_a_limit_of_several_pages_asks_for_none_ahead(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Sandbox(customers=600) as sandbox:
        monkeypatch.setenv("CODAT_API_KEY", sandbox.api_key)
        monkeypatch.setenv("CODAT_SERVER_URL", sandbox.url)
        ended = CommandLine(capsys)("list", sandbox.company_id, "--limit", 150, "--json")
        assert len(ended.out.splitlines()) == 150
        assert len(sandbox.requests) == 2


def test_an_empty_list_has_the_names_of_its_columns(run: CommandLine, sandbox: Sandbox) -> None:
    assert run("list", sandbox.company_id, "--search", "nobody", "--columns", "id").out == "id\n"
    assert run("list", sandbox.company_id, "--search", "nobody", "--json").out == ""


def test_a_customer_is_shown(run: CommandLine, sandbox: Sandbox) -> None:
    ended = run("get", sandbox.company_id, "1042")
    assert (ended.code, ended.err) == (0, "")
    assert re.search(r"^customer_name +Harbour Bakery Ltd$", ended.out, re.MULTILINE)
    assert "contact_name" not in ended.out, "which is null"
    as_json = run("get", sandbox.company_id, "1042", "--json")
    assert json.loads(as_json.out) == sandbox.customers()["1042"]


def test_control_characters_of_others_are_not_shown(run: CommandLine, sandbox: Sandbox) -> None:
    name = "a\x1b]0;title\x07\x1b[2J\tb\nc\u202ed\x9be\ud800"
    sandbox.add_customers([{"id": "odd", "status": "Active", "customerName": name}])
    ended = run("list", sandbox.company_id, "--where", "id=odd", "--columns", "id,customer_name")
    assert ended.out.splitlines()[1] == "odd\ta ]0;title [2J b c d e"
    assert "a ]0;title [2J b c d e" in run("get", sandbox.company_id, "odd").out
    as_json = run("get", sandbox.company_id, "odd", "--json")
    assert as_json.out.removesuffix("\n").isprintable()
    assert json.loads(as_json.out)["customerName"] == name


def test_a_list_that_fails_half_way_says_so(run: CommandLine, sandbox: Sandbox) -> None:
    sandbox.fail_next(status=401, operation="list-customers")
    ended = run("list", sandbox.company_id)
    assert (ended.code, ended.out) == (1, "")
    assert "401 Unauthorized" in ended.message


def test_a_number_that_a_float_does_not_hold_is_exact_in_json(run: CommandLine) -> None:
    with FaultServer([answer(200, b'{"status":"Active","balance":1E+400}')]) as server:
        ended = run("--server-url", server.url, "get", "company", "customer", "--json")
    assert ended == (0, '{"balance":1E+400,"status":"Active"}\n', "")
