"""`make compat` tells what callers notice of a change, and refuses breaking ones that are not declared."""

import shutil
import subprocess
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import yaml

from tests.specification.documents import changed
from tools.api.document import Document
from tools.specification.changes import Change, specification_changes
from tools.specification.compat import main
from tools.specification.python_api import python_api_changes
from tools.specification.user_code import type_errors
from tools.specification.version import due_version

ROOT = Path(__file__).parents[2]

BASE: dict[str, Any] = yaml.safe_load("""
openapi: 3.1.0
info: {title: Rates, version: 1.2.0}
servers: [{url: 'https://rates.example'}]
security: [{key: []}]
paths:
  /rates/{rateId}:
    put:
      operationId: update-rate
      tags: [Rates]
      parameters:
        - {name: rateId, in: path, required: true, schema: {type: string}}
        - {name: page, in: query, schema: {type: integer, minimum: 1, maximum: 100}}
        - {name: changeId, in: query, x-python-accepts: UUID, schema: {type: string}}
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Draft'}}}}
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/components/schemas/Rate'}}}}
        '404': {content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
    get:
      operationId: get-rate
      tags: [Rates]
      x-python-name: list
      x-pages: percent
      responses: {}
webhooks:
  rate.changed: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/RateEvent'}}}}}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: Authorization}
    token: {type: http, scheme: bearer}
    signIn: {type: openIdConnect, openIdConnectUrl: 'https://id.example'}
    grant: {type: oauth2, flows: {password: {tokenUrl: 'https://id.example', scopes: {a: One, b: Other}}}}
    certificate: {type: mutualTLS}
  schemas:
    Draft:
      type: object
      required: [state]
      properties:
        state: {$ref: '#/components/schemas/State'}
        label: {type: [string, 'null']}
        note: {type: string}
    Rate:
      type: object
      required: [percent]
      properties:
        percent: {type: integer}
        label: {type: [string, 'null']}
        note: {type: string}
        since: {type: string, format: date-time}
        state: {$ref: '#/components/schemas/State'}
        parts: {type: array, items: {$ref: '#/components/schemas/Part'}}
        basis: {type: string, deprecated: true}
      x-python-shortcuts: {labels: {path: parts.rates.label, description: Their labels.}}
    Part: {type: object, properties: {rates: {type: array, default: [], items: {$ref: '#/components/schemas/Rate'}}}}
    RateEvent: {type: object, required: [id], properties: {id: {type: string}, note: {type: string}}}
    Problem: {type: object, properties: {error: {type: string}}}
    State: {type: string, enum: ['On', 'Off'], x-enum-varnames: ['ON', 'OFF']}
""")

PUT = "/paths/~1rates~1{rateId}/put"
GET = "/paths/~1rates~1{rateId}/get"
SCHEMAS = "/components/schemas"
TEXT = {"type": "string"}
OURS, OTHER = {"url": "https://rates.example"}, {"url": "https://other.example"}
REGIONS = {"url": "https://{name}.example", "variables": {"name": {"default": "rates", "enum": ["other", "rates"]}}}
JSON: dict[str, Any] = {"application/json": {"schema": {"$ref": f"#{SCHEMAS}/Rate"}}}
XML: dict[str, Any] = {"application/xml": {}}
KEY: dict[str, list[str]] = {"key": []}
TOKEN: dict[str, list[str]] = {"token": []}


CHANGES: list[tuple[str, dict[str, Any], str, bool]] = [
    # How the service is reached
    ("", {"servers": [OTHER]}, "every operation: server is https://other.example, was https://rates.example", True),
    ("", {"servers": None}, "every operation: server is /, was https://rates.example", True),
    ("", {"servers": [OURS, OTHER]}, "every operation: server is https://rates.example or https://other", False),
    ("", {"servers": [OTHER, OURS]}, "every operation: server is https://other.example or https://rates", True),
    ("", {"servers": [REGIONS]}, "every operation: server is https://rates.example or https://other", False),
    (PUT, {"servers": [OTHER]}, "update-rate: server is https://other.example, was https://rates.example", True),
    ("/components/securitySchemes/key", {"in": "query"}, "every operation: security is an API key in the qu", True),
    (
        "/components/securitySchemes/key",
        {"name": "X-Key"},
        "is an API key in the header x-key, was an API key",
        True,
    ),
    ("", {"security": [TOKEN]}, "every operation: security is HTTP bearer, was an API key in the", True),
    ("", {"security": None}, "every operation: security is nothing, was an API key in the header auth", False),
    (PUT, {"security": [{"lost": []}]}, "update-rate: security is lost (not described), was an API key", True),
    (PUT, {"security": [{"signIn": []}]}, "security is OpenID Connect at https://id.example, was an API key", True),
    (
        PUT,
        {"security": [{"grant": ["b", "a"]}]},
        "is OAuth 2 (password at https://id.example) with a, b, was",
        True,
    ),
    (PUT, {"security": [{"certificate": []}]}, "update-rate: security is mutualTLS, was an API key in the", True),
    (PUT, {"security": []}, "update-rate: security is nothing, was an API key in the header authorization", False),
    (PUT, {"security": [KEY | TOKEN]}, "update-rate: security is HTTP bearer and an API key", True),
    (PUT, {"security": [TOKEN, KEY]}, "update-rate: security is HTTP bearer or an API key", False),
    (PUT, {"security": [{"key": ["write"]}]}, "is an API key in the header authorization with write, was", True),
    # Operations
    ("/paths/~1rates~1{rateId}", {"get": None}, "get-rate is gone", True),
    (PUT, {"operationId": "change-rate"}, "update-rate is gone", True),
    (PUT, {"operationId": "change-rate"}, "change-rate is new", False),
    (PUT, {"tags": ["Prices"]}, "update-rate: resource is Prices, was Rates", True),
    (PUT, {"deprecated": True}, "update-rate is deprecated now", False),
    # Methods
    (GET, {"operationId": "list-rates"}, "get-rate: operationId is list-rates, was get-rate", False),
    (PUT, {"x-python-name": "change"}, "update-rate, method update is gone", True),
    (PUT, {"x-python-name": "change"}, "update-rate, method change is new", False),
    (GET, {"x-python-name": None}, "get-rate, method list is gone", True),
    (GET, {"x-pages": None}, "get-rate, method iterate is gone", True),
    (GET, {"x-pages": None}, "get-rate, method pages is gone", True),
    (GET, {"x-pages": "label"}, "get-rate, method iterate: x-pages is label, was percent", False),
    (PUT, {"x-wait": True}, "update-rate, method wait_for_update is new", False),
    (PUT, {"x-download": "get-rate"}, "update-rate, method save_update is new", False),
    # Parameters and body
    (f"{PUT}/parameters/1", {"name": "sheet"}, "update-rate, parameter page is gone", True),
    (f"{PUT}/parameters/1", {"name": "sheet"}, "update-rate, parameter sheet is new", False),
    (f"{PUT}/parameters/1", {"name": "sheet", "required": True}, "update-rate, parameter sheet is new", True),
    (f"{PUT}/parameters/1", {"in": "header"}, "parameter page is in the header now, was in the query", False),
    (f"{PUT}/parameters/0", {"in": "query"}, "parameter rateId is in the query now, was in the path", True),
    (f"{PUT}/parameters/1", {"required": True}, "update-rate, parameter page is required now", True),
    (f"{PUT}/parameters/0", {"required": False}, "update-rate, parameter rateId is optional now", False),
    (f"{PUT}/parameters/1/schema", {"minimum": 2}, "update-rate, parameter page: minimum is 2, was 1", True),
    (f"{PUT}/parameters/1/schema", {"minimum": 0}, "update-rate, parameter page: minimum is 0, was 1", False),
    (f"{PUT}/parameters/1/schema", {"maximum": 9}, "update-rate, parameter page: maximum is 9, was 100", True),
    (f"{PUT}/parameters/1/schema", {"maximum": None}, "parameter page: maximum is not limited, was 100", False),
    (f"{PUT}/parameters/0/schema", {"maxLength": 9}, "parameter rateId: maxLength is 9, was not limited", True),
    (
        f"{PUT}/parameters/1/schema",
        {"type": "string"},
        "update-rate, parameter page: type is string, was int",
        True,
    ),
    (f"{PUT}/parameters/1", {"deprecated": True}, "update-rate, parameter page is deprecated now", False),
    (f"{PUT}/parameters/1/schema", {"deprecated": True}, "update-rate, parameter page is deprecated now", False),
    (f"{PUT}/parameters/2", {"x-python-accepts": None}, "x-python-accepts is nothing, was UUID", True),
    (f"{PUT}/parameters/0", {"x-python-accepts": "UUID"}, "x-python-accepts is UUID, was nothing", False),
    (f"{PUT}/requestBody", {"required": False}, "update-rate, body is optional now", False),
    (f"{PUT}/requestBody", {"content": XML}, "body: media type is application/xml, was application/json", True),
    (f"{PUT}/requestBody/content", XML, "body: media type is application/json or application/xml, was", False),
    # Answers
    (
        f"{PUT}/responses/200/content/application~1json",
        {"schema": TEXT},
        "status 200: type is string, was Rate",
        True,
    ),
    (f"{PUT}/responses/200", {"content": XML}, "status 200: media type is application/xml, was app", True),
    (f"{PUT}/responses/200", {"content": None}, "status 200: media type is nothing, was application/json", True),
    (f"{PUT}/responses/200/content", XML, "status 200: media type is application/json or application/xml", False),
    (f"{PUT}/responses/404", {"content": XML}, "status 404: media type is application/xml, was app", True),
    (f"{PUT}/responses", {"200": None, "202": {"content": JSON}}, "update-rate, status 200 is gone", False),
    (f"{PUT}/responses", {"200": None, "204": {}}, "update-rate, status 200 is gone", True),
    (f"{PUT}/responses", {"202": {"content": JSON}}, "update-rate, status 202 is new", False),
    (f"{PUT}/responses", {"404": None, "200": {}}, "update-rate, status 404 is gone", False),
    (f"{PUT}/responses", {"409": {}}, "update-rate, status 409 is new", False),
    (f"{PUT}/responses", {"404": None}, "update-rate, status 404 is gone", False),
    # Models that are sent
    (f"{SCHEMAS}/Draft", {"required": ["state", "note"]}, "Draft.note is required now", True),
    (f"{SCHEMAS}/Draft", {"required": []}, "Draft.state is optional now", False),
    (f"{SCHEMAS}/Draft/properties", {"more": TEXT}, "Draft.more is new", False),
    (f"{SCHEMAS}/Draft/properties/note", {"type": ["string", "null"]}, "Draft.note may be null now", False),
    (f"{SCHEMAS}/Draft/properties/label", {"type": "string"}, "Draft.label may no longer be null", True),
    (f"{SCHEMAS}/Draft/properties/note", {"maxLength": 9}, "Draft.note: maxLength is 9, was not limited", True),
    (f"{SCHEMAS}/Draft/properties", {"note": None}, "Draft.note is gone", True),
    # Models that are received
    (f"{SCHEMAS}/Rate", {"required": ["percent", "note"]}, "Rate.note is required now", False),
    (f"{SCHEMAS}/Rate", {"required": []}, "Rate.percent is optional now", True),
    (f"{SCHEMAS}/Rate/properties", {"note": None}, "Rate.note is gone", True),
    (f"{SCHEMAS}/Rate/properties/note", {"type": ["string", "null"]}, "Rate.note may be null now", True),
    (f"{SCHEMAS}/Rate/properties/label", {"type": "string"}, "Rate.label may no longer be null", False),
    (f"{SCHEMAS}/Rate/properties/percent", {"type": "number"}, "Rate.percent: type is number, was integer", True),
    (
        f"{SCHEMAS}/Rate/properties/since",
        {"format": None},
        "Rate.since: format is not limited, was date-time",
        True,
    ),
    (f"{SCHEMAS}/Rate/properties/note", {"format": "email"}, "Rate.note: format is email, was not limited", False),
    (f"{SCHEMAS}/Rate/properties/note", {"maxLength": 9}, "Rate.note: maxLength is 9, was not limited", False),
    (f"{SCHEMAS}/Rate/properties/parts", {"items": TEXT}, "Rate.parts[]: type is string, was Part", True),
    (
        f"{SCHEMAS}/Part/properties/rates/items",
        {"$ref": "#/components/schemas/Part"},
        "Part.rates[]: type is",
        True,
    ),
    (SCHEMAS, {"Spare": {"type": "object"}}, "Spare is new", False),
    (f"{SCHEMAS}/Rate", {"deprecated": True}, "Rate is deprecated now", False),
    (f"{SCHEMAS}/Rate/properties/note", {"deprecated": True}, "Rate.note is deprecated now", False),
    (f"{SCHEMAS}/Rate/properties/state", {"deprecated": True}, "Rate.state is deprecated now", False),
    (f"{SCHEMAS}/Rate/properties/basis", {"deprecated": None}, "Rate.basis is no longer deprecated", False),
    (f"{SCHEMAS}/Rate/properties/basis", {"deprecated": False}, "Rate.basis is no longer deprecated", False),
    (f"{SCHEMAS}/Rate/properties/parts", {"default": []}, "Rate.parts: default is [], was nothing", False),
    (f"{SCHEMAS}/Part/properties/rates", {"default": None}, "Part.rates: default is nothing, was []", True),
    # Webhooks
    ("/webhooks", {"rate.changed": None}, "event rate.changed is gone", True),
    ("/webhooks", {"rate.gone": BASE["webhooks"]["rate.changed"]}, "event rate.gone is new", False),
    (
        "/webhooks/rate.changed/post/requestBody",
        {"content": JSON},
        "event rate.changed: type is Rate, was RateEvent",
        True,
    ),
    (f"{SCHEMAS}/RateEvent/properties", {"note": None}, "RateEvent.note is gone", True),
    (f"{SCHEMAS}/RateEvent/properties", {"more": TEXT}, "RateEvent.more is new", False),
    (f"{SCHEMAS}/RateEvent", {"required": []}, "RateEvent.id is optional now", True),
    (f"{SCHEMAS}/RateEvent", {"required": ["id", "note"]}, "RateEvent.note is required now", False),
    # Shortcuts
    (f"{SCHEMAS}/Rate", {"x-python-shortcuts": None}, "Rate.labels (shortcut) is gone", True),
    (
        f"{SCHEMAS}/Part",
        {"x-python-shortcuts": {"notes": {"path": "rates.note"}}},
        "Part.notes (shortcut) is",
        False,
    ),
    (f"{SCHEMAS}/Rate/x-python-shortcuts/labels", {"path": "label"}, "path is label, was parts.rates.label", True),
    # Enums
    (f"{SCHEMAS}/State", {"enum": ["On", "Off", "Halted"]}, "State has also Halted", False),
    (f"{SCHEMAS}/State", {"enum": ["On", "Halted"]}, "State is without Off and has also Halted", True),
    (f"{SCHEMAS}/State", {"x-enum-varnames": ["ON", "HALTED"]}, "State.Off: member is HALTED, was OFF", True),
    (f"{SCHEMAS}/Problem/properties/error", {"enum": ["a"]}, "Problem.error: values is a, was not limited", True),
]


@pytest.mark.parametrize(("where", "change", "words", "breaking"), CHANGES)
def test_a_change_of_the_specification(where: str, change: dict[str, Any], words: str, breaking: bool) -> None:
    changes = specification_changes(Document(BASE), Document(changed(BASE, where, change)))
    assert [found.breaking for found in changes if words in found.words] == [breaking]


@pytest.mark.parametrize(
    ("where", "change"),
    [
        (f"{SCHEMAS}/Rate", {"description": "A rate of interest."}),
        (f"{SCHEMAS}/Rate/properties/note", {"deprecated": False}),
        (f"{SCHEMAS}/Rate/properties/note", {"default": "none"}),
        (PUT, {"deprecated": False, "security": [KEY], "servers": [OURS]}),
        ("", {"servers": [{"url": "https://rates.example/", "description": "The live service."}]}),
        (
            "/servers/0",
            {"url": "https://{name}.example", "variables": {"name": {"default": "rates", "enum": ["rates"]}}},
        ),
        ("/components/securitySchemes/token", {"scheme": "basic"}),
        ("/components/securitySchemes/key", {"name": "authorization", "description": "The key."}),
        (f"{PUT}/responses/200", {"content": {"Application/JSON; charset=utf-8": JSON["application/json"]}}),
        (PUT, {"x-python-name": "update"}),
        (f"{SCHEMAS}/State", {"x-enum-varnames": None}),
    ],
)
def test_what_callers_do_not_see_is_no_change(where: str, change: dict[str, Any]) -> None:
    assert specification_changes(Document(BASE), Document(changed(BASE, where, change))) == []


def test_the_name_of_a_scheme_is_no_change() -> None:
    renamed = changed(
        BASE, "/components", {"securitySchemes": {"api_key": BASE["components"]["securitySchemes"]["key"]}}
    )
    renamed["security"] = [{"api_key": []}]
    assert specification_changes(Document(BASE), Document(renamed)) == []


@pytest.mark.parametrize(
    ("where", "change", "words"),
    [
        (
            "",
            {"servers": [OURS, OTHER]},
            "every operation: server is https://rates.example, was https://rates.example or",
        ),
        (PUT, {"security": [KEY, TOKEN]}, "update-rate: security is an API key in the header authorization, was HTTP"),
        (
            f"{PUT}/requestBody/content",
            XML,
            "update-rate, body: media type is application/json, was application/json or",
        ),
        (
            f"{PUT}/responses/200/content",
            XML,
            "update-rate, status 200: media type is application/json, was application",
        ),
    ],
)
def test_one_of_several_ways_that_is_gone_is_breaking(where: str, change: dict[str, Any], words: str) -> None:
    changes = specification_changes(Document(changed(BASE, where, change)), Document(BASE))
    assert [(found.words.startswith(words), found.breaking) for found in changes] == [(True, True)]


RATES = BASE["paths"]["/rates/{rateId}"]


@pytest.mark.parametrize(
    ("rates", "expected"),
    [
        # Another operationId alone
        ({"get": {**RATES["get"], "operationId": "list-rates"}}, ["get-rate: operationId is list-rates, was get-rate"]),
        # Another operation has its method now, and it has another one
        (
            {
                "get": {**RATES["get"], "x-python-name": "read", "x-pages": None},
                "post": {**RATES["get"], "operationId": "list-rates"},
            },
            ["get-rate, method list is gone", "get-rate, method read is new", "list-rates is new"],
        ),
        # An operation that was there before has its method now
        ({"get": None, "put": {**RATES["put"], "x-python-name": "list"}}, ["get-rate is gone", "update-rate, method"]),
    ],
)
def test_an_operation_is_known_by_its_operation_id_or_else_by_its_method(
    rates: dict[str, Any], expected: list[str]
) -> None:
    after = changed(BASE, "/paths/~1rates~1{rateId}", rates)
    words = [change.words for change in specification_changes(Document(BASE), Document(after))]
    assert [any(found.startswith(start) for found in words) for start in expected] == [True] * len(expected)


def test_a_new_value_is_no_change_of_members() -> None:
    enum = changed(BASE, f"{SCHEMAS}/State", {"enum": ["On", "Off", "Halted"], "x-enum-varnames": None})
    assert specification_changes(Document(BASE), Document(enum)) == [Change("State has also Halted", breaking=False)]


def test_what_changes_for_each_operation_in_another_way_is_told_of_each() -> None:
    mixed = changed(changed(BASE, "", {"security": [TOKEN]}), PUT, {"security": [TOKEN | KEY]})
    changes = specification_changes(Document(BASE), Document(mixed))
    assert sorted(change.words.partition(",")[0] for change in changes) == [
        "get-rate: security is HTTP bearer",
        "update-rate: security is HTTP bearer and an API key in the header authorization",
    ]


@pytest.mark.parametrize(
    ("before", "breaking", "due"),
    [
        ("0.1.0", None, "0.1.1"),
        ("0.1.4", False, "0.1.5"),
        ("0.1.4", True, "0.2.0"),
        ("0.9.9", False, "0.9.10"),  # a deprecation too: below 1.0.0 a new minor number says that something breaks
        ("1.2.3", None, "1.2.4"),
        ("1.2.3", False, "1.3.0"),
        ("1.2.3", True, "2.0.0"),
    ],
)
def test_the_version_that_is_due(before: str, breaking: bool | None, due: str) -> None:
    assert due_version(before, is_breaking=bool(breaking), is_noticed=breaking is not None) == due


# The Python side


CLIENT = "src/codat_customers/_sync/client.py"
BASE_CLIENT = "src/codat_customers/_base_client.py"
RESOURCES = "generated/codat_customers_api/resources.py"
GENERATED_RESOURCES = "generated/codat_customers_api/api/customers/__init__.py"

Edit: TypeAlias = tuple[str, str, str]

EDITS: list[tuple[Edit, str, bool | None]] = [
    ((CLIENT, "def close(", "def shut("), "codat_customers.Codat.close: Public object was removed", True),
    ((CLIENT, "def close(", "def shut("), "codat_customers.Codat.shut is new", False),
    ((BASE_CLIENT, "server_url: str | None", "server_url: str"), "Codat.__init__(server_url) takes str, took", True),
    ((BASE_CLIENT, "server_url: str | None", "server_url: str | bytes | None"), "server_url", None),
    ((RESOURCES, "concurrency: int", "workers: int"), "iterate(concurrency): Parameter was removed", True),
    ((RESOURCES, "concurrency: int", "workers: int"), "Codat.customers.iterate(workers) is new", False),
    ((GENERATED_RESOURCES, "def get(", "def fetch("), "Customers.get: Public object was removed", True),
    ((GENERATED_RESOURCES, "-> CustomerPage:", "-> CustomerPage | None:"), "returns CustomerPage | None", True),
    ((GENERATED_RESOURCES, "page: int | None = None", "page: int | None = 1"), "Parameter default was changed", True),
    ((GENERATED_RESOURCES, "page: int | None = None", "page: int | None"), "Parameter is now required", True),
    (("src/codat_customers/_version.py", '__version__ = "', '__version__ = "1'), "version", None),
    (("src/codat_customers/_call/call.py", "class Call", "class OneCall"), "OneCall", None),
]


@pytest.fixture(scope="module")
def noticed(tmp_path_factory: pytest.TempPathFactory) -> dict[Edit, list[Change]]:
    """What callers notice of the edits. To compare takes a second, so a copy bears all that change different text."""
    found: dict[Edit, list[Change]] = {}
    while left := [edit for edit, _, _ in EDITS if edit not in found]:
        copy = tmp_path_factory.mktemp("edited")
        for name in ("src", "generated"):
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        together = {(file, old): (file, old, new) for file, old, new in left}.values()
        for file, old, new in together:
            replace(copy / file, old, new)
        changes = python_api_changes(ROOT, copy)
        found |= dict.fromkeys(together, changes)
    return found


@pytest.mark.parametrize(("edit", "words", "breaking"), EDITS)
def test_a_change_of_the_code(edit: Edit, words: str, breaking: bool | None, noticed: dict[Edit, list[Change]]) -> None:
    found = {change.breaking for change in noticed[edit] if words in change.words}
    assert found == (set() if breaking is None else {breaking})


def test_equal_code_has_no_changes() -> None:
    assert python_api_changes(ROOT, ROOT) == []


def test_user_code_is_type_checked() -> None:
    program = 'from codat_customers import Codat\n\nwith Codat("key") as codat:\n    codat.customers.{}("company")\n'
    assert type_errors(ROOT, program.format("list")) == ""
    errors = type_errors(ROOT, program.format("lost"))
    assert '"Customers" has no attribute "lost"' in errors  # mypy
    assert 'Cannot access attribute "lost"' in errors  # basedpyright


# The command


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A working tree with what is compared of one, and little in it."""
    for path, text in {
        "openapi.yaml": (ROOT / "openapi.yaml").read_text("utf-8"),
        "generated/codat_customers_api/__init__.py": "",
        "src/codat_customers/__init__.py": "from ._client import *\n\n__all__ = ['AsyncCodat', 'Codat']\n",
        "src/codat_customers/_client.py": "class Codat:\n    def close(self): ...\n\n\nclass AsyncCodat: ...\n",
        "src/codat_customers/_version.py": '__version__ = "1.4.2"\n',
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    return tmp_path


def test_a_breaking_change_must_be_declared(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    version = tree / "src/codat_customers/_version.py"
    git = ("git", "-C", str(tree), "-c", "user.name=A", "-c", "user.email=a@example.org")
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "Release it"), ("tag", "v1.4.2")):
        subprocess.run([*git, *command], check=True)
    arguments = ["v1.4.2", "--root", str(tree)]

    assert main(arguments) == 0
    assert "Callers notice nothing." in capsys.readouterr().out

    replace(tree / "src/codat_customers/_client.py", "def close(", "def shut(")
    assert main(arguments) == 1
    printed = capsys.readouterr().out
    assert "    BREAKING    codat_customers.Codat.close: Public object was removed" in printed
    assert "1 breaking and 1 compatible changes: version 2.0.0 is due, 1.4.2 is declared." in printed
    assert "set the version to 2.0.0" in printed

    version.write_text('__version__ = "2.0.0"\n')
    assert main(arguments) == 1
    assert "CHANGELOG.md has no section for 2.0.0" in capsys.readouterr().out

    (tree / "CHANGELOG.md").write_text("# Changelog\n\n## 2.0.0\n\n- `close` is called `shut`.\n")
    assert main(arguments) == 0


def test_a_file_is_compared_with_the_specification(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    earlier = tree / "earlier.yaml"
    earlier.write_text(
        (tree / "openapi.yaml").read_text().replace("operationId: list-customers", "operationId: list-all")
    )
    assert main([str(earlier), "--root", str(tree)]) == 1
    printed = capsys.readouterr().out
    assert "    BREAKING    list-all is gone" in printed
    assert "    compatible  list-customers is new" in printed


@pytest.mark.parametrize(
    ("now", "earlier", "status", "line"),
    [
        ("deprecated: true", "deprecated: false", 0, "compatible  PushOperation.data is deprecated now"),
        ("deprecated: true", "deprecated: false", 0, "compatible changes: version 1.1.0 is due, 1.0.0 is declared."),
        ("x-python-name: list", "x-python-name: all", 1, "BREAKING    get-company-push-history, method all is gone"),
        ("x-pages: pushOperationKey", "", 0, "compatible  get-company-push-history, method pages is new"),
        ("x-download: get-customer-attachment", "", 0, "download-customer-attachment, method save_attachment is new"),
        ("x-wait: true", "", 0, "compatible  get-push-operation, method wait is new"),
        ("x-python-accepts: UUID", "", 0, "create-customer, parameter Idempotency-Key: x-python-accepts is UUID"),
        ("x-python-shortcuts:", "x-other:", 0, "compatible  PushOperation.record_id (shortcut) is new"),
        ("url: https://api.codat.io", "url: https://codat.example", 1, "BREAKING    every operation: server is https"),
        ("name: Authorization", "name: X-Api-Key", 1, "BREAKING    every operation: security is an API key in the"),
    ],
)
def test_a_file_keeps_what_its_words_say(
    now: str, earlier: str, status: int, line: str, tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (tree / "openapi.yaml").read_text()
    assert now in text
    (tree / "earlier.yaml").write_text(text.replace(now, earlier))
    assert main([str(tree / "earlier.yaml"), "--root", str(tree)]) == status
    assert line in capsys.readouterr().out


def test_a_version_that_is_none_is_an_error(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "earlier.yaml").write_text((tree / "openapi.yaml").read_text().replace("version: 1.0.0", "version: newest"))
    assert main([str(tree / "earlier.yaml"), "--root", str(tree)]) == 2
    assert "make compat: newest is no version number such as 1.2.3" in capsys.readouterr().err


def test_a_base_that_does_not_exist_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no-such-ref"]) == 2
    assert "no-such-ref is neither a file nor a version that git can show" in capsys.readouterr().err


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
