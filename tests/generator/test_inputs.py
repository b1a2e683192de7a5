"""Mistakes in the configuration and the templates, which openapi-python-client itself passes over."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from attrs import evolve

from tests.generator.workshop import CONFIG, REAL, command_line, small_document, write_inputs
from tools.generator.__main__ import main


@pytest.mark.parametrize(
    ("config", "problem"),
    [
        (CONFIG.replace("field_prefix", "feild_prefix"), "no setting feild_prefix"),
        (CONFIG + "line_length: 100\n", "no setting line_length"),
        (CONFIG.replace("package_name_override", "project_name_override"), "package_name_override is missing"),
        (CONFIG + 'literal_enums: "perhaps"\n', "literal_enums"),
        ("[]", "does not hold a mapping"),
        ("field_prefix: [", "config.yml:1: "),
        (CONFIG + "field_prefix: x\n", "duplicate key"),
    ],
)
def test_mistakes_in_the_configuration(
    config: str, problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inputs = write_inputs(tmp_path, small_document(), config)

    assert main(command_line("generate", inputs, tmp_path / "generated")) == 1
    message = capsys.readouterr().err
    assert "config.yml" in message
    assert problem in message


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("modle.py.jinja", "", "modle.py.jinja"),
        ("property_templates/modle_property.py.jinja", "", "property_templates/modle_property.py.jinja"),
        ("notes.txt", "", "notes.txt"),
        ("decoding.py.jinja", "", "make it a module of runtime/"),
        ("model.py.jinja", "{{ modle.name }}", "'modle' is undefined"),
        ("model.py.jinja", "{% if model %}", "Unexpected end of template"),
        ("str_enum.py.jinja", "def broken(:", "colour.py"),
    ],
)
def test_mistakes_in_the_templates(
    name: str, text: str, problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(REAL.templates, templates)
    (templates / name).parent.mkdir(exist_ok=True)
    (templates / name).write_text(text, encoding="utf-8")
    inputs = evolve(write_inputs(tmp_path, small_document()), templates=templates)

    assert main(command_line("generate", inputs, tmp_path / "generated")) == 1
    assert problem in capsys.readouterr().err


def test_a_failing_post_hook_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = "package_name_override: a\npost_hooks: [ruff check . --isolated --select NONSENSE]"

    assert main(command_line("generate", write_inputs(tmp_path, small_document(), config), tmp_path / "generated")) == 1
    assert "NONSENSE" in capsys.readouterr().err


def test_a_missing_post_hook_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = "package_name_override: a\npost_hooks: [no-such-tool .]"

    assert main(command_line("generate", write_inputs(tmp_path, small_document(), config), tmp_path / "generated")) == 1
    assert "no-such-tool is not in PATH" in capsys.readouterr().err


def test_a_folder_of_templates_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inputs = evolve(write_inputs(tmp_path, small_document()), templates=tmp_path / "templates")

    assert main(command_line("generate", inputs, tmp_path / "generated")) == 1
    assert f"there is no folder of templates {inputs.templates}" in capsys.readouterr().err
