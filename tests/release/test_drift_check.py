"""The drift check in the projects of others: the hook, the workflow, and the lines to copy from the page about them."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.generator.workshop import CONFIG, REAL, small_document, write_inputs

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "drift-check.md"
# What the first run would install is there already
ENVIRONMENT = {**os.environ, "GENERATOR_ENVIRONMENT": sys.prefix}
THEIRS = ["--document=api/openapi.json", "--config=api/config.yml", "--templates=api/templates", "--output=src/client"]


def read(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


(HOOK,) = read(".pre-commit-hooks.yaml")
WORKFLOW = read(".github/workflows/drift.yml")
INPUTS = WORKFLOW[True]["workflow_call"]["inputs"]  # YAML's on is true


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with names, templates and a folder tools/ of its own, whose package is up to date."""
    write_inputs(tmp_path / "api", small_document(), CONFIG.replace("things_api", "their_things"))
    shutil.copytree(REAL.templates, tmp_path / "api" / "templates")
    replace_text(tmp_path / "api" / "templates" / "client.py.jinja", "The seam", "Their seam")
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "__init__.py").touch()
    generated = run("tools/generator.sh generate", THEIRS, tmp_path)
    assert generated.returncode == 0, generated.stderr
    return tmp_path


def run(entry: str, arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run what a hook names as pre-commit does: its own clone's file, in the folder of the project."""
    script, *words = shlex.split(entry)
    command = [str(ROOT / script), *words, *arguments]
    return subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False)


def run_step(project: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """Run the last step of the workflow, as a runner would with these inputs."""
    step = WORKFLOW["jobs"]["drift"]["steps"][-1]
    environment = dict(ENVIRONMENT)
    for variable, expression in step["env"].items():
        name = re.sub(r"\${{ inputs\.(\w+) }}", r"\1", expression)
        environment[variable] = str(given.get(name, INPUTS[name].get("default", "")))
    if not (project / ".codat-customers").exists():
        (project / ".codat-customers").symlink_to(ROOT)
    command = ["bash", "-e", "-c", step["run"]]
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


def replace_text(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_hook_passes_where_nothing_is_to_be_generated(project: Path) -> None:
    result = run(HOOK["entry"], THEIRS, project)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert "Their seam" in (project / "src/client/their_things/client.py").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "old", "new", "shown"),
    [
        ("api/openapi.json", '"Green"', '"Blue"', '+    BLUE = "Blue"'),
        ("api/config.yml", "--line-length 120", "--line-length 80", "(as generated)"),
        ("api/templates/client.py.jinja", "Their seam", "All the seam", '+"""All the seam'),
        ("src/client/their_things/client.py", "Their seam", "My seam", '-"""My seam'),
    ],
)
def test_the_hook_fails_where_something_is_and_says_what_to_run(
    path: str, old: str, new: str, shown: str, project: Path
) -> None:
    replace_text(project / path, old, new)

    result = run(HOOK["entry"], THEIRS, project)

    assert result.returncode == 1, result.stderr
    assert shown in result.stdout
    advice = re.fullmatch(r"client/ is not what the inputs give; run: (.*)    and commit the result\n?", last(result))
    assert advice, result.stdout
    subprocess.run(shlex.split(advice[1]), cwd=project, env=ENVIRONMENT, check=True)
    assert run(HOOK["entry"], THEIRS, project).returncode == 0


def test_what_cannot_be_generated_is_told(project: Path) -> None:
    replace_text(project / "api/openapi.json", '"Red"', "7")
    result = run(HOOK["entry"], THEIRS, project)
    assert result.returncode == 1
    assert re.search(r"openapi\.json:\d+: #/components/schemas/Colour", result.stderr)


def test_without_arguments_the_files_have_our_names(tmp_path: Path) -> None:
    inputs = write_inputs(tmp_path, small_document())
    inputs.document.rename(tmp_path / "openapi.yaml")
    inputs.config.rename(tmp_path / "generator-config.yml")
    assert run("tools/generator.sh generate", [], tmp_path).returncode == 0
    assert (tmp_path / "generated/things_api").is_dir()
    assert run(HOOK["entry"], [], tmp_path).returncode == 0
    assert run_step(tmp_path).returncode == 0


def test_the_workflow_does_the_same(project: Path) -> None:
    options = dict(option.removeprefix("--").split("=") for option in THEIRS)
    assert run_step(project, **options).returncode == 0
    replace_text(project / "api/openapi.json", '"Green"', '"Blue"')
    result = run_step(project, **options)
    assert result.returncode == 1
    assert '+    BLUE = "Blue"' in result.stdout


def test_the_hook_runs_for_whatever_the_package_depends_on() -> None:
    files = ["openapi.yaml", "api.yml", "api.json", "templates/client.py.jinja", "generated/things_api/client.py"]
    assert [file for file in files if not re.search(HOOK["files"], file)] == []


def test_the_lines_to_copy_name_what_is_there() -> None:
    hook, job = (yaml.safe_load(block) for block in lines_to_copy())
    ((wanted,),) = (each["hooks"] for each in hook)
    assert wanted["id"] == HOOK["id"]
    options = dict(zip(wanted["args"][::2], wanted["args"][1::2], strict=True))
    assert set(options) <= {f"--{name}" for name in INPUTS}
    path = re.fullmatch(r"OWNER/codat-customers/(.*)@COMMIT", job["drift"]["uses"])
    assert path
    assert read(path[1]) == WORKFLOW
    assert set(job["drift"]["with"]) <= set(INPUTS)


def test_there_are_five_of_each() -> None:
    assert [block.count("\n") for block in lines_to_copy()] == [5, 5]


def test_the_generator_alone_has_the_versions_of_development() -> None:
    alone, all_of_them = (
        {line for line in (ROOT / f"requirements-{name}.txt").read_text().splitlines() if not line.startswith("#")}
        for name in ("generator", "dev")
    )
    assert alone <= all_of_them


@pytest.mark.dist
@pytest.mark.timeout(600)
def test_the_first_run_installs_what_it_needs(tmp_path: Path) -> None:
    clone, project = tmp_path / "a clone", tmp_path / "project"
    for name in ("tools", "templates", "runtime"):
        shutil.copytree(ROOT / name, clone / name)
    for name in ("Makefile", "requirements-generator.txt"):
        shutil.copy(ROOT / name, clone)
    write_inputs(project, small_document())
    arguments = ["--document", "openapi.json", "--config", "config.yml"]
    subprocess.run([clone / "tools/generator.sh", "generate", *arguments], cwd=project, check=True)
    subprocess.run([clone / "tools/generator.sh", "drift", *arguments], cwd=project, check=True)


def lines_to_copy() -> list[str]:
    return re.findall(r"^```yaml\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def last(result: subprocess.CompletedProcess[str]) -> str:
    return result.stdout.splitlines()[-1]
