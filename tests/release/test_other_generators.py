"""Another release of openapi-python-client: one sentence says what broke, or the same package comes out."""

from __future__ import annotations

import ast
import re

import pytest

from tests.generator.workshop import ROOT
from tools.try_generator import main

SENTENCES = {
    "0.28.4": "tools/client_generator.py cannot import what it needs: No module named 'openapi_python_client.strings'",
    "0.29.0": "tools/client_generator.py cannot import what it needs: No module named 'openapi_python_client.strings'",
}


@pytest.mark.dist
@pytest.mark.parametrize(("version", "sentence"), SENTENCES.items())
def test_an_older_release(version: str, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([version]) == 1
    assert capsys.readouterr().out == f"openapi-python-client {version}: {sentence}\n"


@pytest.mark.dist
def test_the_newest_release(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert re.fullmatch(r"openapi-python-client \S+: the same package comes out\n", capsys.readouterr().out)


@pytest.mark.dist
def test_a_release_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["0.0.999"]) == 2
    assert "openapi-python-client==0.0.999 cannot be installed" in capsys.readouterr().err


def test_one_module_touches_its_internals_and_not_many_of_them() -> None:
    imports = {
        path.name: names for path in (ROOT / "tools").rglob("*.py") if (names := imported(path.read_text("utf-8")))
    }
    assert imports.keys() == {"client_generator.py"}
    assert len(imports["client_generator.py"]) <= 12


def imported(source: str) -> list[str]:
    """The names that a module takes from openapi-python-client"""
    names: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("openapi_python_client"):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.Import):
            names += [alias.name for alias in node.names if alias.name.startswith("openapi_python_client")]
    return names
