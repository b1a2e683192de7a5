"""Uploads are bodies of multipart/form-data that others can read, whatever the file is and is called."""

from __future__ import annotations

import gzip
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from runtime.uploads import CHUNK, Upload
from tests.support.multipart import Part, Pipe, Zeros, part_of

EVERY_BYTE = bytes(range(256)) * 3 + b"\r\n--\r\n\n\r"


def upload_of(file: Any, file_name: str | None = None, content_type: str | None = None) -> Upload:
    return Upload("bills.upload: file", "file", file, file_name, content_type)


def sent(upload: Upload) -> Part:
    body = b"".join(upload)
    assert upload.headers.get("content-length", str(len(body))) == str(len(body))
    return part_of(upload.headers, body)


@pytest.mark.parametrize(
    ("name", "arrives"),
    [
        ("bill.pdf", "bill.pdf"),
        ("größe €.pdf", "größe €.pdf"),
        ("請求書.pdf", "請求書.pdf"),
        ("a;b, c=d.pdf", "a;b, c=d.pdf"),
        ('a"b.pdf', "a%22b.pdf"),
        ("a\\b.pdf", "a\\b.pdf"),
        ("C:\\bills\\new.pdf", "C:\\bills\\new.pdf"),
        ("a\r\nContent-Type: evil\r\n\r\nb.pdf", "a%0D%0AContent-Type: evil%0D%0A%0D%0Ab.pdf"),
        ('a"\r\nX-Evil: 1.pdf', "a%22%0D%0AX-Evil: 1.pdf"),
        ("a\0\t\n.pdf", "a%00%09%0A.pdf"),
        ("data:evil/evil\r\nX-Evil: 1,b.pdf", "data:evil/evil%0D%0AX-Evil: 1,b.pdf"),
    ],
)
def test_a_name_arrives_as_browsers_send_it_and_httpx_sends_the_same(name: str, arrives: str) -> None:
    upload = upload_of(EVERY_BYTE, name)

    assert sent(upload) == Part("file", arrives, "application/pdf", EVERY_BYTE)
    part = (name, EVERY_BYTE, "application/pdf")
    assert b"".join(upload) == httpx.Request("POST", "/", files={"file": part}, headers=upload.headers).read()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.pdf", "application/pdf"),
        ("A.PNG", "image/png"),
        ("a", "application/octet-stream"),
        (".pdf", "application/octet-stream"),
        ("a.csv.gz", "application/octet-stream"),
        ("a.nobody-knows", "application/octet-stream"),
        ("data:text/html,a", "application/octet-stream"),
    ],
)
def test_the_name_suggests_a_type(name: str, kind: str) -> None:
    assert sent(upload_of(b"", name)).content_type == kind


def test_a_type_of_the_caller_s() -> None:
    assert sent(upload_of(b"", "a.pdf", "text/csv")).content_type == "text/csv"


class Named(io.BytesIO):
    def __init__(self, name: object) -> None:
        super().__init__(b"content")
        self.name = name


@pytest.mark.parametrize(
    ("file", "name"),
    [
        (b"content", "file"),
        (io.BytesIO(b"content"), "file"),
        (Named("/bills/new.pdf"), "new.pdf"),
        (Named("new.pdf"), "new.pdf"),
        (Named("/"), "file"),
        (Named(""), "file"),
        (Named(7), "file"),
        (Named(b"new.pdf"), "file"),
        (Named(None), "file"),
        (Named("a\udcff.pdf"), "a?.pdf"),
    ],
)
def test_a_file_has_its_own_name(file: Any, name: str) -> None:
    assert sent(upload_of(file)) == Part("file", name, sent(upload_of(b"", name)).content_type, b"content")


def test_a_file_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "größe.pdf"
    path.write_bytes(EVERY_BYTE)

    with path.open("rb") as file:
        assert sent(upload_of(file)) == Part("file", "größe.pdf", "application/pdf", EVERY_BYTE)


def test_what_stands_before_the_position_is_not_sent_however_often_it_is() -> None:
    file = io.BytesIO(b"0123456789")
    file.seek(4)
    upload = upload_of(file)

    assert [sent(upload).content for _ in range(2)] == [b"456789"] * 2
    assert not upload.is_used_up
    assert b"".join(upload) == b"".join(upload)  # with one boundary
    assert upload.headers != upload_of(file).headers


def test_a_position_behind_the_end() -> None:
    file = io.BytesIO(b"0123")
    file.seek(9)
    assert sent(upload_of(file)).content == b""


def test_a_compressed_file_is_sent_as_what_it_holds(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "a.gz", "wb") as file:
        file.write(EVERY_BYTE)
    with gzip.open(tmp_path / "a.gz", "rb") as file:
        assert sent(upload_of(file)).content == EVERY_BYTE


def test_no_chunk_is_large() -> None:
    for upload in (upload_of(bytes(5 * CHUNK + 1)), upload_of(Zeros(5 * CHUNK + 1, can_seek=False))):
        assert max(map(len, upload)) == CHUNK


def test_what_cannot_seek_has_no_length_and_is_used_up() -> None:
    upload = upload_of(Pipe([b"a", b"b" * 70_000, b"c"]))

    assert upload.headers["transfer-encoding"] == "chunked"
    assert "content-length" not in upload.headers
    assert not upload.is_used_up
    chunks = iter(upload)
    next(chunks)
    assert not upload.is_used_up  # nothing was read yet
    assert b"".join(chunks).startswith(b"a" + b"b" * 70_000 + b"c\r\n--")
    assert upload.is_used_up


def test_a_pipe() -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as file:
        file.write(EVERY_BYTE)
    with os.fdopen(reading, "rb") as file:
        assert sent(upload_of(file)) == Part("file", "file", "application/octet-stream", EVERY_BYTE)


class Least:
    """All that a file object must have."""

    def __init__(self, *pieces: object) -> None:
        self._pieces = list(pieces)

    def read(self, size: int) -> object:
        return self._pieces.pop(0) if size and self._pieces else b""


class Asynchronous:
    async def read(self, size: int) -> bytes:
        raise NotImplementedError


def test_the_least_of_file_objects() -> None:
    assert sent(upload_of(Least(b"a", b"b"))).content == b"ab"


def closed() -> io.BytesIO:
    file = io.BytesIO()
    file.close()
    return file


def writable(folder: Path) -> io.BufferedWriter:
    return (folder / "new").open("wb")


NO_FILES: list[tuple[Callable[[Path], Any], str]] = [
    (lambda _: closed(), "ValueError: bills.upload: file is a closed file object (BytesIO); keep it open"),
    (writable, "ValueError: bills.upload: file is a file object that is not open for reading (BufferedWriter)"),
    (lambda _: io.StringIO("text"), "TypeError: bills.upload: file must be a file object for bytes, not for text"),
    (
        lambda folder: (folder / "a").open("w+"),
        "TypeError: bills.upload: file must be a file object for bytes, not",
    ),
    (lambda _: Asynchronous(), "TypeError: bills.upload: file must be bytes or a file object open for reading"),
    (lambda folder: folder / "a", "Path; of a file on disk, pass what open(path, 'rb') returns"),
    (
        lambda _: "a.pdf",
        "TypeError: bills.upload: file must be bytes or a file object open for reading bytes, not str",
    ),
    (lambda _: bytearray(b"a"), "not bytearray"),
    (lambda _: None, "not NoneType"),
]


@pytest.mark.parametrize(("make", "problem"), NO_FILES)
def test_what_is_no_file(make: Callable[[Path], Any], problem: str, tmp_path: Path) -> None:
    file = make(tmp_path)
    with pytest.raises((TypeError, ValueError)) as caught:
        upload_of(file)
    assert problem in f"{caught.type.__name__}: {caught.value}"
    if hasattr(file, "close"):
        file.close()


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"file_name": 7}, "file_name must be of type str, not int"),
        ({"file_name": ""}, "file_name must have at least 1 character"),
        ({"file_name": "a\udcff"}, "file_name holds half of a surrogate pair"),
        ({"content_type": b"text/csv"}, "content_type must be of type str, not bytes"),
        ({"content_type": ""}, "content_type must have at least 1 character"),
        ({"content_type": "text/csv\r\nX-Evil: 1"}, "content_type is sent in a header"),
        ({"content_type": "text/csv; charset=größe"}, "content_type is sent in a header"),
    ],
)
def test_what_cannot_be_said_of_a_file(arguments: dict[str, Any], problem: str) -> None:
    with pytest.raises((TypeError, ValueError), match=problem):
        upload_of(b"", **arguments)


def test_a_file_that_becomes_shorter() -> None:
    file = io.BytesIO(bytes(3 * CHUNK))
    upload = upload_of(file)
    assert upload.headers
    file.truncate(2 * CHUNK)

    with pytest.raises(OSError, match=r"^bills\.upload: file ended after 131072 of 196608 bytes"):
        b"".join(upload)


def test_a_file_that_grows_is_sent_as_it_was() -> None:
    file = io.BytesIO(b"before")
    upload = upload_of(file)
    assert upload.headers
    file.seek(0, os.SEEK_END)
    file.write(b"after")

    assert sent(upload).content == b"before"


def test_what_gives_no_bytes_in_the_end() -> None:
    with pytest.raises(TypeError, match=r"^bills\.upload: file: read\(\) returned str, and not bytes$"):
        b"".join(upload_of(Least(b"a", "b")))


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes on Windows")
def test_what_has_nothing_to_give_yet_is_no_file() -> None:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    with (
        os.fdopen(reading, "rb", buffering=0) as file,
        os.fdopen(writing, "wb"),
        pytest.raises(TypeError, match="NoneT"),
    ):
        b"".join(upload_of(file))
