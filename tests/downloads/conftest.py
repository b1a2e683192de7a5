from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.downloads.file_server import FileServer, Save, answer
from tests.support.clients import AT_ONCE, client_of


@pytest.fixture
def server() -> Iterator[FileServer]:
    """Serve the whole file, unless a test puts something else into the script."""
    with FileServer(answer()) as server:
        yield server


@pytest.fixture
def save(flavour: str, server: FileServer) -> Iterator[Save]:
    with client_of(flavour, server.url, retries=AT_ONCE) as codat:
        yield codat.customers.save_attachment


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make an empty folder; what is in it afterwards is what a download has left."""
    folder = tmp_path / "folder"
    folder.mkdir()
    return folder


@pytest.fixture
def untouched(folder: Path) -> Iterator[Path]:
    """Make an older file that is there afterwards, as it was, and nothing beside it."""
    target = folder / "file"
    target.write_bytes(b"older")
    yield target
    assert target.read_bytes() == b"older"
    assert list(folder.iterdir()) == [target]
