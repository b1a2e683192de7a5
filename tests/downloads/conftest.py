from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.downloads.file_server import FileServer, answer
from tests.downloads.savers import Save, saving
from tests.support.flavours import FLAVOURS, Flavour


@pytest.fixture
def server() -> Iterator[FileServer]:
    """Serve the whole file, unless a test puts something else into the script."""
    with FileServer(answer()) as server:
        yield server


@pytest.fixture(params=FLAVOURS)
def kind(request: pytest.FixtureRequest) -> Flavour:
    kind: Flavour = request.param
    return kind


@pytest.fixture
def save(kind: Flavour, server: FileServer) -> Iterator[Save]:
    with saving(kind, server.url) as save:
        yield save


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make an empty folder; what is in it afterwards is what a download has left."""
    folder = tmp_path / "folder"
    folder.mkdir()
    return folder
