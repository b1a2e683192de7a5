"""What the documents say is so: their Python runs, their links lead somewhere, their tables are complete."""

import re
import subprocess
from operator import attrgetter
from pathlib import Path

import pytest

from benchmarks.chart import chart
from codat_customers import Codat, errors
from codat_customers.models import Customer, CustomerStatus
from codat_customers.sandbox import Sandbox
from tests.documentation.blocks import ROOT, Block, blocks, markdown_files

README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("block", list(blocks()), ids=str)
def test_python_in_the_documents_runs(
    block: Block, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "attachment.pdf").write_bytes(b"%PDF-1.7")
    monkeypatch.setenv("CODAT_API_KEY", sandbox.api_key)
    monkeypatch.setenv("CODAT_SERVER_URL", sandbox.url)
    customer_id = next(name for name in sandbox.customers() if sandbox.attachment_ids(name))
    ids = {
        "company_id": sandbox.company_id,
        "connection_id": sandbox.connection_id,
        "customer_id": customer_id,
        "attachment_id": sandbox.attachment_ids(customer_id)[0],
        "push_operation_key": create_customer(sandbox),
    }
    # The sandbox has ids of its own, in place of those that an example gives; of other records, it shows examples.
    code = re.sub(
        r'^(\w+) = ("[^"]*")$',
        lambda match: f"{match[1]} = {repr(ids[match[1]]) if match[1] in ids else match[2]}",
        block.code,
        flags=re.MULTILINE,
    )
    lines_before = "\n" * (block.line - 1)  # so that a traceback names the line of the document
    exec(compile(lines_before + code, str(block.path), "exec", dont_inherit=True), {"__name__": "__main__", **ids})


@pytest.mark.parametrize("path", markdown_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    text = path.read_text("utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]*)[^)]*\)", text):
        assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")], ids=lambda path: path.name)
def test_make_targets_exist(path: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^ {4}|`)make ([a-z-]+)", path.read_text("utf-8"), re.MULTILINE))
    assert named <= targets


def test_make_alone_describes_every_target() -> None:
    targets = set(re.findall(r"^\.PHONY: ([a-z-]+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    listed = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {line.split()[1] for line in listed.stdout.splitlines() if len(line.split()) > 3} == targets


def test_what_the_readme_lists_is_there() -> None:
    listed = set(re.findall(r"^\| `(\w+\.\w+)\(", README, re.MULTILINE))
    assert {"customers.list", "customers.iterate", "push_operations.wait"} <= listed
    with Codat("key") as codat:
        assert all(callable(attrgetter(name)(codat)) for name in listed)


def test_readme_and_home_begin_with_the_same_program() -> None:
    begins_with = {path.relative_to(ROOT).as_posix(): code for path, _, code in reversed(list(blocks()))}
    assert begins_with["README.md"] == begins_with["docs/index.md"]


@pytest.mark.parametrize(
    ("in_the_readme", "measured"),
    [
        ("CPU time of a get, ", "get one customer: "),
        ("CPU time to list 5,000 customers, ", "list 5,000 customers over HTTP: "),
        ("CPU time to import and make a client, ", "import and construct: "),
        ("memory that 5,000 customers take, ", "memory held by 5,000 decoded customers, "),
        ("requests for each call, ", "requests per call in a simulated outage "),
    ],
)
def test_the_readme_says_what_was_measured(in_the_readme: str, measured: str) -> None:
    [shown] = [cells for label, cells in rows(README) if label.startswith(in_the_readme)]
    benchmarks = (ROOT / "docs/benchmarks.md").read_text("utf-8")
    [columns, *_] = [cells for label, cells in rows(benchmarks) if label == "what"]
    [figures, *_] = [cells for label, cells in rows(benchmarks) if label.startswith(measured)]
    assert shown == [
        figure.split(" ")[0]
        for contender in ("this SDK", "codat-accounting", "codat-sync-for-expenses")
        for column, figure in zip(columns, figures, strict=True)
        if column.startswith(contender)
    ]


def test_the_chart_shows_what_was_measured() -> None:
    page = (ROOT / "docs/benchmarks.md").read_text("utf-8")
    drawn = (ROOT / "docs/images/benchmarks.svg").read_text("utf-8")
    assert drawn == chart(page), "run: make bench-chart"
    [get, *_] = [cells for label, cells in rows(page) if label.startswith("get one customer: ")]
    assert f">{get[1].split(' ')[0]}</text>" in drawn


def rows(text: str) -> list[tuple[str, list[str]]]:
    """Return each line of a document's tables: its first cell, and the others."""
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")
    ]
    return [(first, rest) for first, *rest in lines]


@pytest.mark.parametrize(
    "path",
    [path for path in markdown_files() if "    SDKError\n" in path.read_text("utf-8")],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_the_tree_of_errors_is_that_of_the_classes(path: Path) -> None:
    text = path.read_text("utf-8")
    tree = re.findall(r"^    ([│ ]*(?:├── |└── )?)(\w+Error)\b", text, re.MULTILINE)
    shown: dict[str, str] = {}
    above: list[str] = []
    for indentation, name in tree:
        above[len(indentation) // 4 :] = [name]
        shown[name] = above[-2] if len(above) > 1 else "Exception"
    assert shown == {name: getattr(errors, name).__base__.__name__ for name in errors.__all__}


def test_the_guide_of_errors_shows_their_tree() -> None:
    assert "    SDKError\n" in (ROOT / "docs/guides/errors.md").read_text("utf-8")


def create_customer(sandbox: Sandbox) -> str:
    """Give the documents a push operation to speak of."""
    with Codat() as codat:
        customer = Customer(customer_name="Tamarind & Rye", status=CustomerStatus.ACTIVE)
        return codat.customers.create(sandbox.company_id, sandbox.connection_id, customer).push_operation_key
