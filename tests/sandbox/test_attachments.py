import hashlib
import resource
from collections.abc import Iterator
from email.message import Message
from urllib.parse import quote

import httpx
import pytest

from codat_customers.sandbox import Sandbox
from tests.sandbox.clients import company_client

SIZE = 1000


@pytest.fixture(scope="module")
def files() -> Iterator[Sandbox]:
    with Sandbox(customers=20, attachment_bytes=SIZE) as sandbox:
        yield sandbox
        assert not sandbox.violations


@pytest.fixture(scope="module")
def company(files: Sandbox) -> Iterator[httpx.Client]:
    with company_client(files) as client:
        yield client


def folder(sandbox: Sandbox, customer_id: str) -> str:
    return f"/connections/{sandbox.connection_id}/data/customers/{quote(customer_id, safe='')}/attachments"


def first_file(sandbox: Sandbox) -> tuple[str, bytes]:
    """Find the path and the content of the first customer's attachment."""
    (attachment_id,) = sandbox.attachment_ids("1042")
    content = b"".join(sandbox.attachment_chunks("1042", attachment_id))
    return f"{folder(sandbox, '1042')}/{quote(attachment_id, safe='')}", content


def test_attachments_are_listed_shown_and_downloaded(files: Sandbox, company: httpx.Client) -> None:
    counts: set[int] = set()
    for customer_id in files.customers():
        attachments = company.get(folder(files, customer_id)).json()["attachments"]
        assert [attachment["id"] for attachment in attachments] == files.attachment_ids(customer_id)
        counts.add(len(attachments))
        for attachment in attachments:
            path = f"{folder(files, customer_id)}/{quote(attachment['id'], safe='')}"
            assert company.get(path).json() == attachment
            download = company.get(f"{path}/download")
            assert download.headers["Content-Type"] == "application/octet-stream"
            assert int(download.headers["Content-Length"]) == attachment["fileSize"] == SIZE
            assert download.content == b"".join(files.attachment_chunks(customer_id, attachment["id"]))
    assert counts == {0, 1, 2}


def test_the_name_of_the_file_is_in_the_content_disposition(files: Sandbox, company: httpx.Client) -> None:
    names: dict[str | None, str | None] = {}
    for customer_id in files.customers():
        for attachment in company.get(folder(files, customer_id)).json()["attachments"]:
            path = f"{folder(files, customer_id)}/{quote(attachment['id'], safe='')}/download"
            header = Message()
            header["Content-Disposition"] = company.get(path).headers["Content-Disposition"]
            names[attachment["name"]] = header.get_filename()
    assert names.pop(None)
    assert set(names) == set(names.values())
    assert "Übersicht.xlsx" in names


@pytest.mark.parametrize("path", ["nobody/attachments", "1042/attachments/none", "1042/attachments/none/download"])
def test_an_unknown_attachment_is_a_404(files: Sandbox, company: httpx.Client, path: str) -> None:
    answer = company.get(f"/connections/{files.connection_id}/data/customers/{path}")
    assert answer.status_code == 404
    assert answer.json()["statusCode"] == 404


@pytest.mark.parametrize(
    ("wanted", "start", "stop"),
    [
        ("bytes=0-", 0, SIZE),
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=990-", 990, SIZE),
        ("bytes=990-5000", 990, SIZE),
        ("bytes=-10", 990, SIZE),
    ],
)
def test_a_range_is_a_206(files: Sandbox, company: httpx.Client, wanted: str, start: int, stop: int) -> None:
    path, content = first_file(files)
    answer = company.get(f"{path}/download", headers={"Range": wanted})
    assert answer.status_code == 206
    assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{SIZE}"
    assert answer.content == content[start:stop]


@pytest.mark.parametrize("wanted", ["", "bytes", "bytes=", "bytes=x-y", "lines=0-5", "bytes=0-5,10-15", "bytes=5-2"])
def test_what_is_no_single_range_gets_the_whole_file(files: Sandbox, company: httpx.Client, wanted: str) -> None:
    path, content = first_file(files)
    answer = company.get(f"{path}/download", headers={"Range": wanted})
    assert answer.status_code == 200
    assert answer.content == content


def test_a_range_outside_the_file_is_a_416(files: Sandbox, company: httpx.Client) -> None:
    path, _ = first_file(files)
    answer = company.get(f"{path}/download", headers={"Range": f"bytes={SIZE}-"})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{SIZE}"


def test_if_range_gets_the_rest_only_of_the_same_content() -> None:
    with Sandbox(customers=1, attachment_bytes=SIZE) as sandbox, company_client(sandbox) as company:
        path, old = first_file(sandbox)
        etag = company.get(f"{path}/download").headers["ETag"]
        headers = {"Range": "bytes=500-", "If-Range": etag}
        assert company.get(f"{path}/download", headers=headers).content == old[500:]

        sandbox.change_attachment("1042", sandbox.attachment_ids("1042")[0])
        answer = company.get(f"{path}/download", headers=headers)
        assert answer.status_code == 200
        assert len(answer.content) == SIZE
        assert answer.content != old
        assert answer.headers["ETag"] != etag


def test_without_ranges_the_whole_file_is_sent() -> None:
    with Sandbox(customers=1, attachment_bytes=SIZE, ranges=False) as sandbox, company_client(sandbox) as company:
        path, content = first_file(sandbox)
        answer = company.get(f"{path}/download", headers={"Range": "bytes=5-"})
    assert answer.status_code == 200
    assert answer.content == content
    assert not {"ETag", "Accept-Ranges"} & set(answer.headers)


def test_sizes_are_taken_in_turn() -> None:
    with Sandbox(customers=3, attachment_bytes=[0, 7]) as sandbox, company_client(sandbox) as company:
        sizes = [
            attachment["fileSize"]
            for customer_id in sandbox.customers()
            for attachment in company.get(folder(sandbox, customer_id)).json()["attachments"]
        ]
    assert sizes == [0, 7, 0]


def test_a_large_file_is_streamed_in_bounded_memory() -> None:
    size = 100_000_001
    with Sandbox(customers=1, attachment_bytes=size) as sandbox, company_client(sandbox) as company:
        (attachment_id,) = sandbox.attachment_ids("1042")
        path = f"{folder(sandbox, '1042')}/{attachment_id}/download"
        company.get(path, headers={"Range": "bytes=0-1000000"})
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        digest, received = hashlib.sha256(), 0
        with company.stream("GET", path) as answer:
            for chunk in answer.iter_raw(1 << 20):
                digest.update(chunk)
                received += len(chunk)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        expected = hashlib.sha256()
        for chunk in sandbox.attachment_chunks("1042", attachment_id):
            expected.update(chunk)
    assert received == size
    assert digest.digest() == expected.digest()
    assert grown < 32 * 1024, f"{grown} KiB more"


def test_a_size_beyond_an_int32_is_null() -> None:
    with Sandbox(customers=1, attachment_bytes=3 * 2**30) as sandbox, company_client(sandbox) as company:
        path = f"{folder(sandbox, '1042')}/{sandbox.attachment_ids('1042')[0]}"
        assert company.get(path).json()["fileSize"] is None
        end = company.get(f"{path}/download", headers={"Range": "bytes=-5"})
        assert end.headers["Content-Range"] == "bytes 3221225467-3221225471/3221225472"
        assert not sandbox.violations
