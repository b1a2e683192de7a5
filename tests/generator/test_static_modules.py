"""The modules of runtime/ are copied as they are; what no module there can be is refused."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from attrs import evolve
from jinja2 import Environment, nodes
from jinja2.ext import LoopControlExtension

from tests.generator.workshop import REAL, command_line, small_document, write_inputs
from tools.generator.__main__ import main
from tools.generator.build import Inputs

MODULES = sorted(path.name for path in REAL.runtime.glob("*.py"))


@pytest.fixture
def inputs(tmp_path: Path) -> Inputs:
    """Inputs whose templates and static modules are free to be changed."""
    templates, runtime = tmp_path / "templates", tmp_path / "runtime"
    shutil.copytree(REAL.templates, templates)
    shutil.copytree(REAL.runtime, runtime, ignore=shutil.ignore_patterns("__pycache__"))
    return evolve(write_inputs(tmp_path, small_document()), templates=templates, runtime=runtime)


@pytest.mark.parametrize("module", MODULES)
def test_a_copy_is_its_source_to_the_byte(module: str, small: tuple[Inputs, Path]) -> None:
    assert (small[1] / "things_api" / module).read_bytes() == (REAL.runtime / module).read_bytes()


def test_the_sources_have_the_format_of_what_is_generated(tmp_path: Path) -> None:
    hooks: list[str] = yaml.safe_load(REAL.config.read_text(encoding="utf-8"))["post_hooks"]
    environment = {**os.environ, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}
    for module in MODULES:
        shutil.copyfile(REAL.runtime / module, tmp_path / module)

    for hook in hooks:
        subprocess.run(hook, shell=True, check=True, cwd=tmp_path, env=environment)

    assert {module: (tmp_path / module).read_text(encoding="utf-8") for module in MODULES} == {
        module: (REAL.runtime / module).read_text(encoding="utf-8") for module in MODULES
    }


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("notes.txt", "", "runtime/notes.txt is never copied: only the modules directly in runtime/"),
        ("dates.pyi", "", "runtime/dates.pyi is never copied: only the modules directly in runtime/"),
        ("deeper/dates.py", "", "runtime/deeper/dates.py is never copied: only the modules directly in runtime/"),
        ("__init__.py", "", "runtime/__init__.py: templates/ give a module of that name, too"),
        ("client.py", "", "runtime/client.py: templates/ give a module of that name, too"),
        ("models.py", "", "runtime/models.py: templates/ give a module of that name, too"),
        ("api.py", "", "runtime/api.py: templates/ give a module of that name, too"),
        ("dates.py", "def broken(:", "dates.py, line 1: invalid syntax: def broken(:"),
    ],
)
def test_what_cannot_be_copied(
    name: str, text: str, problem: str, inputs: Inputs, capsys: pytest.CaptureFixture[str]
) -> None:
    (inputs.runtime / name).parent.mkdir(exist_ok=True)
    (inputs.runtime / name).write_text(text, encoding="utf-8")

    refuse(inputs, problem, capsys)


@pytest.mark.parametrize("module", ["types.py", "errors.py"])
def test_a_template_of_the_same_name(module: str, inputs: Inputs, capsys: pytest.CaptureFixture[str]) -> None:
    (inputs.templates / f"{module}.jinja").touch()

    refuse(inputs, f"runtime/{module}: templates/ give a module of that name, too", capsys)


def test_no_static_modules_at_all(inputs: Inputs, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    refuse(evolve(inputs, runtime=tmp_path / "runtimes"), "runtimes holds no modules", capsys)


@pytest.mark.parametrize("template", sorted(path.name for path in REAL.templates.rglob("*.jinja")))
def test_a_template_has_an_expression(template: str) -> None:
    assert has_expression((REAL.templates / template).read_text(encoding="utf-8")), (
        f"templates/{template} says the same whatever the specification says: make it a module of runtime/"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", False),
        ("{# From types.py.jinja. Differs: {{ all }}. #}\nUNSET = None\n", False),
        ("{% raw %}{{ name }}{% endraw %}", False),
        ("class {{ name }}:", True),
        ("{% for name in names %}x{% endfor %}", True),
        ('{% include "helpers.jinja" %}', True),
    ],
)
def test_what_an_expression_is(text: str, expected: bool) -> None:
    assert has_expression(text) is expected


def has_expression(text: str) -> bool:
    parts = Environment(extensions=[LoopControlExtension]).parse(text).body
    return not all(
        isinstance(part, nodes.Output) and all(isinstance(node, nodes.TemplateData) for node in part.nodes)
        for part in parts
    )


def refuse(inputs: Inputs, problem: str, capsys: pytest.CaptureFixture[str]) -> None:
    output = inputs.document.parent / "generated"

    assert main(command_line("generate", inputs, output)) == 1
    assert problem in capsys.readouterr().err
    assert not output.exists()
