"""The attachments of a customer: their list, and files that stay in their folder and do not meet there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codat_customers.sandbox import Sandbox
from tests.command_line.running import CommandLine


@pytest.fixture
def customer(sandbox: Sandbox) -> tuple[str, str, str]:
    """Return the ids of a customer with two attachments."""
    customer_id = next(name for name in sandbox.customers() if len(sandbox.attachment_ids(name)) == 2)
    return sandbox.company_id, sandbox.connection_id, customer_id


def content(sandbox: Sandbox, customer_id: str, attachment_id: str) -> bytes:
    return b"".join(sandbox.attachment_chunks(customer_id, attachment_id))


def test_attachments_are_listed(run: CommandLine, customer: tuple[str, str, str], sandbox: Sandbox) -> None:
    ended = run("attachments", "list", *customer)
    assert (ended.code, ended.err) == (0, "")
    header, *lines = (line.split("\t") for line in ended.out.splitlines())
    assert header == ["id", "name", "content_type", "file_size"]
    assert [line[0] for line in lines] == sandbox.attachment_ids(customer[2])
    as_json = run("attachments", "list", *customer, "--json")
    assert [json.loads(line)["id"] for line in as_json.out.splitlines()] == sandbox.attachment_ids(customer[2])


def test_all_are_saved_and_none_is_replaced(
    run: CommandLine, customer: tuple[str, str, str], sandbox: Sandbox, tmp_path: Path
) -> None:
    folder = tmp_path / "new" / "folder"
    ended = run("attachments", "save", *customer, folder)
    assert (ended.code, ended.err) == (0, "")
    paths = [Path(line) for line in ended.out.splitlines()]
    contents = {content(sandbox, customer[2], name) for name in sandbox.attachment_ids(customer[2])}
    assert {path.read_bytes() for path in paths} == contents
    assert sorted(paths) == sorted(folder.iterdir())

    paths[0].write_bytes(b"mine")
    again = run("attachments", "save", *customer, folder)
    assert (again.code, again.out) == (1, "")
    assert again.err.count("--overwrite replaces it") == 2
    assert paths[0].read_bytes() == b"mine"

    over = run("attachments", "save", *customer, folder, "--overwrite", "--json")
    assert over.code == 0
    saved = {line["id"]: Path(line["path"]) for line in map(json.loads, over.out.splitlines())}
    assert set(saved) == set(sandbox.attachment_ids(customer[2]))
    assert all(content(sandbox, customer[2], name) == path.read_bytes() for name, path in saved.items())


@pytest.mark.parametrize(
    ("names", "files"),
    [
        (("invoice.pdf", "invoice.pdf"), ["2-invoice.pdf", "invoice.pdf"]),
        (("Invoice.pdf", "INVOICE.PDF"), ["2-INVOICE.PDF", "Invoice.pdf"]),
        (("\u00e9.pdf", "e\u0301.pdf"), ["2-e\u0301.pdf", "\u00e9.pdf"]),
        (("x" * 400 + ".pdf", "x" * 500 + ".pdf"), None),
        (("../../etc/passwd", "C:\\windows\\passwd"), ["2-passwd", "passwd"]),
        ((".bashrc", "bash\x1b[2Jrc\n"), ["bash[2Jrc", "bashrc"]),
        (("con", ".."), None),
        ((None, ""), None),
    ],
)
def test_names_of_others_are_safe_and_do_not_meet(
    names: tuple[str | None, str | None],
    files: list[str] | None,
    run: CommandLine,
    customer: tuple[str, str, str],
    sandbox: Sandbox,
    tmp_path: Path,
) -> None:
    ids = sorted(sandbox.attachment_ids(customer[2]))
    listed = {"attachments": [{"id": each, "name": name} for each, name in zip(ids, names, strict=True)]}
    sandbox.fail_next(status=200, body=json.dumps(listed).encode(), operation="list-customer-attachments")
    folder = tmp_path / "folder"
    ended = run("attachments", "save", *customer, folder, "--json")
    assert ended.code == 0
    saved = {line["id"]: Path(line["path"]) for line in map(json.loads, ended.out.splitlines())}
    assert all(content(sandbox, customer[2], each) == saved[each].read_bytes() for each in ids)
    assert sorted(saved.values()) == sorted(folder.iterdir())
    assert list(tmp_path.iterdir()) == [folder]
    if files is not None:
        assert sorted(path.name for path in folder.iterdir()) == sorted(files)


def test_a_folder_that_is_a_file(run: CommandLine, customer: tuple[str, str, str], tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    ended = run("attachments", "save", *customer, path)
    assert (ended.code, ended.out) == (2, "")
    assert ended.message == f"{path}: File exists"


def test_what_fails_half_way_says_how_to_go_on(
    run: CommandLine, customer: tuple[str, str, str], sandbox: Sandbox, tmp_path: Path
) -> None:
    sandbox.after_answers(1, lambda: sandbox.fail_next(status=403), operation="download-customer-attachment")
    ended = run("attachments", "save", *customer, tmp_path)
    assert (ended.code, len(ended.out.splitlines())) == (1, 1)
    assert "403 Forbidden" in ended.message
    assert ended.message.endswith("run it again with --overwrite")
