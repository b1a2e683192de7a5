"""`make upstream-issue` says what Codat has changed, and keeps one issue of it, or none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.specification.documents import changed
from tools.api.document import Document
from tools.specification.upstream import Deviation
from tools.specification.upstream_issue import MOST_CHARACTERS, Issue, main, report, steps
from tools.specification.version import due_version, read_version

ROOT = Path(__file__).parents[2]
VERSION = read_version(ROOT)
BREAKING_DUE = due_version(VERSION, is_breaking=True)

OURS: dict[str, Any] = {
    "openapi": "3.1.0",
    "paths": {
        "/rates/{rateId}": {
            "get": {
                "operationId": "get-rate",
                "tags": ["Rates"],
                "parameters": [
                    {"name": "rateId", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "page", "in": "query", "schema": {"type": "integer"}},
                ],
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Rate"}}}}
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Rate": {
                "type": "object",
                "properties": {"state": {"$ref": "#/components/schemas/Bill/properties/state"}},
            },
            "Bill": {"type": "object", "properties": {"state": {"type": "string"}, "sum": {"type": "number"}}},
        }
    },
}
PAGE = "/paths/~1rates~1{rateId}/get/parameters/1"
UPSTREAM = "## make upstream: Rates.yaml"


def reported(published: dict[str, Any], *deviations: Deviation, settled: dict[str, Any] = OURS) -> str:
    before, now = {"Rates.yaml": Document(settled)}, {"Rates.yaml": Document(published)}
    return report(Document(OURS), before, now, deviations)


@pytest.mark.parametrize(
    ("place", "change", "lines"),
    [
        (PAGE, {"required": True}, ["BREAKING    get-rate, parameter page is required now", f"{BREAKING_DUE} is due"]),
        (PAGE, {"required": True}, ["parameter page: required: ours says no, upstream yes"]),
        ("/components/schemas/Rate/properties", {"note": {"type": "string"}}, ["compatible  Rate.note is new"]),
        (
            "/components/schemas/Bill/properties",
            {"state": {"type": "integer"}},
            ["BREAKING    Bill/properties/state: type is integer, was string"],
        ),
    ],
)
def test_what_codat_changed_is_reported_with_a_verdict(place: str, change: dict[str, Any], lines: list[str]) -> None:
    text = reported(changed(OURS, place, change))
    assert UPSTREAM in text
    assert [line for line in lines if line not in text] == []


@pytest.mark.parametrize(
    ("place", "change"),
    [
        ("/components/schemas/Bill/properties", {"sum": {"type": "string"}}),
        ("/paths", {"/bills": {"get": {"operationId": "list-bills", "tags": ["Bills"], "responses": {}}}}),
        ("", {"info": {"title": "Rates", "version": "2"}}),
        ("", {"webhooks": {"Rate has changed": {"parameters": []}}}),
    ],
)
def test_what_is_not_ours_is_not_reported(place: str, change: dict[str, Any]) -> None:
    assert reported(changed(OURS, place, change)) == ""


def test_a_deviation_settles_a_difference_and_the_day_the_change() -> None:
    published, deviation = changed(OURS, PAGE, {"required": True}), Deviation("*, parameter page", "required", "Why.")
    unexplained, explained = reported(published, settled=published), reported(published, deviation)
    assert (UPSTREAM in unexplained, "is required now" in unexplained) == (True, False)
    assert (UPSTREAM in explained, "is required now" in explained) == (False, True)
    assert reported(published, deviation, settled=published) == ""


def test_what_is_meant_is_not_in_the_report() -> None:
    published = changed(changed(OURS, PAGE, {"required": True}), PAGE + "/schema", {"type": "string"})
    text = reported(published, Deviation("*", "required", "The first page is the usual one."))
    assert "parameter page: type: ours says integer" in text
    assert "usual" not in text


def test_nothing_of_the_documents_is_markdown() -> None:
    operation: dict[str, Any] = {"operationId": "@everyone", "tags": ["Rates"], "responses": {}}
    text = reported(changed(changed(OURS, PAGE, {"name": "@everyone"}), "/paths", {"/rates": {"get": operation}}))
    assert text.count("@everyone") > 2
    assert [line for line in text.splitlines() if "@everyone" in line and not line.startswith("    ")] == []


def test_a_document_that_is_there_only_once_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"settled are A\.yaml, but published B\.yaml"):
        report(Document(OURS), {"A.yaml": Document(OURS)}, {"B.yaml": Document(OURS)}, [])


def issue(text: str, state: str = "OPEN", reason: str = "") -> Issue:
    """The issue that is there after a report."""
    return Issue(7, steps(text, None)[-1].text.replace("\n", "\r\n") if text else "", state, reason)


@pytest.mark.parametrize(
    ("text", "latest", "calls"),
    [
        ("", None, []),
        ("a", None, ["label create", "issue create"]),
        ("a", issue("a"), []),
        ("b", issue("a"), ["issue edit", "issue comment"]),
        ("", issue("a"), ["issue close"]),
        ("", issue("a", "CLOSED", "COMPLETED"), []),
        ("a", issue("a", "CLOSED", "NOT_PLANNED"), []),
        ("a", issue("a", "CLOSED", "COMPLETED"), ["label create", "issue create"]),
        ("b", issue("a", "CLOSED", "NOT_PLANNED"), ["label create", "issue create"]),
    ],
)
def test_what_becomes_of_the_issue(text: str, latest: Issue | None, calls: list[str]) -> None:
    found = steps(text, latest)
    assert [" ".join(step.arguments[:2]) for step in found] == calls
    assert all(text in step.text for step in found if "--body-file" in step.arguments)


def test_a_long_report_is_cut_to_what_github_takes() -> None:
    text = "A line of the report.\n" * 10_000
    body = steps(text, None)[-1].text
    assert MOST_CHARACTERS < len(body) < 65_536
    assert "report.\n\nThere is more" in body
    assert steps(text, issue(text)) == []
    assert steps(text + "And another.\n", issue(text)) != []


@pytest.fixture
def gh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A gh that notes its calls, a line each, and lists the issues of GH_ISSUES; return its notes."""
    script = f"""#!{sys.executable}
import json, os, sys
with open(os.environ["GH_NOTES"], "a") as notes:
    print(json.dumps([sys.argv[1:3], sys.stdin.read()]), file=notes)
if "GH_ISSUES" not in os.environ:
    sys.exit("no token")
print(os.environ["GH_ISSUES"])
"""
    command(tmp_path / "bin" / "gh", script)
    monkeypatch.setenv("PATH", os.pathsep.join([str(tmp_path / "bin"), os.environ["PATH"]]))
    monkeypatch.setenv("GH_NOTES", str(tmp_path / "notes"))
    monkeypatch.setenv("GH_ISSUES", "[]")
    return tmp_path / "notes"


def command(path: Path, script: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(script, encoding="utf-8")
    path.chmod(0o755)


def published(folder: Path, change: dict[str, Any]) -> list[str]:
    """Write openapi.yaml itself as what Codat published, and then changed."""
    document = yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))
    folders = (folder / "settled", folder / "published")
    for each, content in zip(
        folders, (document, changed(document, "/components/parameters/page", change)), strict=True
    ):
        each.mkdir()
        (each / "Codat.yaml").write_text(json.dumps(content, default=str), encoding="utf-8")
    return [str(each) for each in folders]


def test_the_command_opens_an_issue_and_then_leaves_it_alone(
    gh: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = published(tmp_path, {"required": True})

    assert main(folders) == 0
    text = capsys.readouterr().out.strip()
    assert "parameter page is required now" in text
    calls = [json.loads(line) for line in gh.read_text().splitlines()]
    assert [" ".join(words) for words, _ in calls] == ["issue list", "label create", "issue create"]
    assert text in calls[-1][1]

    open_issue = {"number": 7, "body": calls[-1][1], "state": "OPEN", "stateReason": ""}
    monkeypatch.setenv("GH_ISSUES", json.dumps([open_issue]))
    assert main(folders) == 0
    assert len(gh.read_text().splitlines()) == 4


def test_the_command_has_nothing_to_say(gh: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(published(tmp_path, {"description": "Other words."})) == 0
    assert capsys.readouterr().out == "Codat's documents are settled.\n"
    assert len(gh.read_text().splitlines()) == 1


def test_what_github_refuses_is_told(
    gh: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("GH_ISSUES")
    assert main(published(tmp_path, {})) == 2
    assert capsys.readouterr().err == "make upstream-issue: gh issue list failed: no token\n"
    assert gh.exists()


def test_the_workflow_fetches_what_the_command_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/upstream.yml").read_text(encoding="utf-8"))
    *_, fetch, run = workflow["jobs"]["compare"]["steps"]
    command(tmp_path / "bin" / "gh", '#!/bin/sh\necho "$2" >> asked; echo 1234abcd\n')
    curl = '#!/bin/sh\nwhile [ "$1" != --output ]; do shift; done\nmkdir -p "$(dirname "$2")"; echo "$3" > "$2"\n'
    command(tmp_path / "bin" / "curl", curl)
    monkeypatch.setenv("PATH", os.pathsep.join([str(tmp_path / "bin"), os.environ["PATH"]]))
    environment = {**os.environ, **workflow["env"]}

    subprocess.run(["bash", "-e", "-c", fetch["run"]], cwd=tmp_path, env=environment, check=True)

    folders = dict(word.split("=") for word in run["run"].split()[2:])
    for name, version in {"PUBLISHED": "main", "SETTLED": "1234abcd"}.items():
        for document in workflow["env"]["DOCUMENTS"].split():
            address = (tmp_path / folders[name] / f"{document}.yaml").read_text().strip()
            assert address == f"https://raw.githubusercontent.com/codatio/oas/{version}/yaml/{document}.yaml"
    day = workflow["env"]["SETTLED_ON"]
    assert f"until={day}T23:59:59Z" in (tmp_path / "asked").read_text()
