"""Packages that are generated once for all tests."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.generator.workshop import importable, small_document, write_inputs
from tools.generator.build import Inputs
from tools.generator.outputs import Outputs, replace


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Inputs, Path]:
    """The inputs of the small specification, and the folder generated from them: not to be changed."""
    folder = tmp_path_factory.mktemp("small")
    inputs = write_inputs(folder, small_document())
    output = folder / "generated"
    replace(inputs, Outputs(output))
    return inputs, output


@pytest.fixture(scope="session")
def things(small: tuple[Inputs, Path]) -> Iterator[ModuleType]:
    """The package generated from the small specification."""
    with importable(small[1]):
        yield importlib.import_module("things_api")
