"""An operation whose body is a file: what its method takes, what is said of it, and what the plain clients send."""

from __future__ import annotations

import importlib
import inspect
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import anyio
import httpx
import pytest
from mypy import api as mypy

from tests.generator.exchange import Answer, Exchange
from tests.generator.workshop import CONFIG, Node, importable, small_document, write_inputs
from tests.support.multipart import Part, Pipe, part_of
from tools.api.document import Document, DocumentError
from tools.api.reading import describe
from tools.generator.outputs import Outputs, replace

PACKAGE = "uploads_api"
THING = b'{"id": "t", "madeOn": "2025-11-22", "owner": null}'


def upload_document() -> Node:
    """Return the small document with the upload of a file."""
    document = small_document()
    paths = document["paths"]
    paths["/things/{thingId}/attachment"] = {
        "parameters": paths["/things/{thingId}"]["parameters"],
        "post": {
            "operationId": "upload-thing-attachment",
            "tags": ["Things"],
            "parameters": [{"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}}],
            "requestBody": {
                "required": True,
                "content": {
                    "multipart/form-data": {
                        "schema": {
                            "type": "object",
                            "title": "Not the name of a class",
                            "properties": {
                                "theFile": {"type": "string", "format": "binary", "description": "What to attach."}
                            },
                            "required": ["theFile"],
                        }
                    }
                },
            },
            "responses": paths["/things"]["post"]["responses"],
        },
    }
    # What openapi-python-client would call the class of the parts
    document["components"]["schemas"]["UploadThingAttachmentBody"] = document["components"]["schemas"]["Owner"]
    return document


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("uploads")
    inputs = write_inputs(folder, upload_document(), CONFIG.replace("things_api", PACKAGE))
    replace(inputs, Outputs(folder / "generated", folder / "reference"))
    return folder


@pytest.fixture(scope="module")
def package(folder: Path) -> Iterator[ModuleType]:
    with importable(folder / "generated"):
        yield importlib.import_module(PACKAGE)


@pytest.fixture
def api(package: ModuleType) -> Any:
    return importlib.import_module(f"{PACKAGE}.api.things")


@pytest.fixture
def exchange() -> Iterator[Exchange]:
    with Exchange() as exchange:
        exchange.answer = Answer(THING, status=201)
        yield exchange


SIGNATURE = (
    "(self, thing_id: 'str', the_file: 'bytes | BinaryIO', *, idempotency_key: 'str | None' = None, "
    "file_name: 'str | None' = None, content_type: 'str | None' = None, retries:"
)


@pytest.mark.parametrize("prefix", ["", "Async"])
@pytest.mark.parametrize("suffix", ["", "WithRawResponse"])
def test_what_the_methods_take(prefix: str, suffix: str, api: Any) -> None:
    method = getattr(api, f"{prefix}Things{suffix}").upload_attachment

    assert str(inspect.signature(method)).startswith(SIGNATURE)
    assert inspect.iscoroutinefunction(method) is bool(prefix)


def test_docstring_and_reference_tell_how_a_file_is_sent(api: Any, folder: Path) -> None:
    page = (folder / "reference/things/upload_attachment.md").read_text("utf-8")
    told = " ".join((inspect.getdoc(api.Things.upload_attachment) or "").split())

    for text in (
        "What to attach. Bytes, or a file object open for reading bytes.",
        "``timeout`` bounds each step of sending",
        "there is none once something was read of a file object that cannot seek",
        "by default that of the file object without its folder, or ``file``",
        "by default what its name suggests, or ``application/octet-stream``",
    ):
        assert text in told
        assert text in page
    assert "OSError: The file object cannot be read" in told
    assert "| `the_file` | `bytes` or `BinaryIO` | required | What to attach." in page
    assert 'with Codat() as codat, open("attachment.pdf", "rb") as the_file:' in page
    assert "codat.things.upload_attachment(thing_id, the_file)" in page


USER_CODE = """
import io
from typing import BinaryIO
from typing_extensions import assert_type
from uploads_api.api.things import AsyncThings, Things
from uploads_api.models import Thing
from uploads_api.types import Response

def upload(things: Things, given: BinaryIO) -> None:
    with open("a.pdf", "rb") as file, open("a.txt") as text:
        assert_type(things.upload_attachment("t", file), Thing)
        things.upload_attachment("t", text)  # type: ignore[arg-type]
        things.upload_attachment("t", "a.pdf")  # type: ignore[arg-type]
        things.upload_attachment("t", file, "a.pdf")  # type: ignore[call-arg]
        things.upload_attachment("t")  # type: ignore[call-arg]
    things.upload_attachment("t", b"a", file_name="a.pdf", content_type="a/b", idempotency_key="k", retries=None)
    things.upload_attachment("t", io.BytesIO(b"a"), file_name=None)
    assert_type(things.with_raw_response.upload_attachment("t", given), Response[Thing])

async def upload_async(things: AsyncThings) -> None:
    assert_type(await things.upload_attachment("t", b"a"), Thing)
"""


def test_the_types_are_those_that_users_have(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "user_code.py").write_text(USER_CODE, "utf-8")
    monkeypatch.setenv("MYPYPATH", str(folder / "generated"))

    out, problem, status = mypy.run(["--strict", "--python-version=3.11", str(folder / "user_code.py")])

    assert status == 0, out + problem


def test_the_plain_client_sends_a_file(package: Any, api: Any, exchange: Exchange, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"0123456789" * 20_000)

    with httpx.Client(base_url=exchange.url) as http_client, (tmp_path / "a.pdf").open("rb") as file:
        file.seek(5)
        things = api.Things(package.Client(http_client))
        thing = things.upload_attachment("t", file, idempotency_key="k", headers={"content-type": "text/plain"})

    [asked] = exchange.asked
    assert thing.id == "t"
    assert (asked.method, asked.target, asked.key) == ("POST", "/things/t/attachment", "k")
    assert asked.headers["content-length"] == str(len(asked.body))
    assert "transfer-encoding" not in asked.headers
    content = (b"0123456789" * 20_000)[5:]
    assert part_of(asked.headers, asked.body) == Part("theFile", "a.pdf", "application/pdf", content)


def test_the_plain_client_sends_what_cannot_seek(package: Any, api: Any, exchange: Exchange) -> None:
    with httpx.Client(base_url=exchange.url) as http_client:
        things = api.Things(package.Client(http_client))
        things.upload_attachment("t", Pipe([b"a", b"b"]), file_name="a.csv", content_type="text/csv")

    [asked] = exchange.asked
    assert asked.headers["transfer-encoding"] == "chunked"
    assert part_of(asked.headers, asked.body) == Part("theFile", "a.csv", "text/csv", b"ab")


FILES = {"bytes": lambda: b"ab", "seekable": lambda: io.BytesIO(b"ab"), "pipe": lambda: Pipe([b"a", b"b"])}


@pytest.mark.parametrize("make", FILES.values(), ids=FILES.keys())
def test_the_plain_client_sends_it_asynchronously(
    make: Callable[[], Any], package: Any, api: Any, exchange: Exchange, backend: str
) -> None:
    async def upload() -> Any:
        async with httpx.AsyncClient(base_url=exchange.url) as http_client:
            return await api.AsyncThings(package.AsyncClient(http_client)).upload_attachment("t", make())

    assert anyio.run(upload, backend=backend).id == "t"

    [asked] = exchange.asked
    assert part_of(asked.headers, asked.body) == Part("theFile", "file", "application/octet-stream", b"ab")


def test_a_mistake_sends_nothing(package: Any, api: Any, exchange: Exchange) -> None:
    with httpx.Client(base_url=exchange.url) as http_client:
        things = api.Things(package.Client(http_client))
        with pytest.raises(TypeError, match=r"^things\.upload_attachment: the_file must be bytes or a file object"):
            things.upload_attachment("t", "a.pdf")
        with pytest.raises(TypeError, match=r"^things\.upload_attachment: the_file must be a file object for bytes"):
            things.upload_attachment("t", io.StringIO("text"))
        with pytest.raises(ValueError, match="content_type"):
            things.upload_attachment("t", b"", content_type="a\r\nb")

    assert exchange.asked == []


@pytest.mark.parametrize("name", ["fileName", "content_type", "uploads", "the-file"])
def test_other_parameters_have_other_names(name: str) -> None:
    document = upload_document()
    upload = document["paths"]["/things/{thingId}/attachment"]["post"]
    upload["parameters"].append({"name": name, "in": "query", "schema": {"type": "string"}})

    with pytest.raises(DocumentError, match="two arguments of the method would be called"):
        describe(Document(document))


def test_elsewhere_parameters_may_be_called_so() -> None:
    document = small_document()
    listing = document["paths"]["/things"]["get"]
    listing["parameters"] += [
        {"name": name, "in": "query", "schema": {"type": "string"}} for name in ("file_name", "content_type", "uploads")
    ]
    [described] = [each for each in describe(Document(document)).operations if each.module == "list_things"]
    assert [parameter.name for parameter in described.parameters][-3:] == ["file_name", "content_type", "uploads"]


def test_the_description_of_the_body_stands_in_for_that_of_the_part() -> None:
    document = upload_document()
    body = document["paths"]["/things/{thingId}/attachment"]["post"]["requestBody"]
    del body["content"]["multipart/form-data"]["schema"]["properties"]["theFile"]["description"]
    body["description"] = "A file."
    document["components"]["requestBodies"] = {"File": body}
    document["paths"]["/things/{thingId}/attachment"]["post"]["requestBody"] = {
        "$ref": "#/components/requestBodies/File"
    }

    [upload] = [each.upload for each in describe(Document(document)).operations if each.upload]

    assert upload.description.startswith("A file. Bytes, or a file object")
