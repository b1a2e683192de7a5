"""`make generate` replaces the package only as a whole; `make drift` finds every way in which it can be out of date."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import evolve

from tests.generator.workshop import DRIFT_COMMAND, REAL, ROOT, command_line, small_document, write_inputs
from tools.generator.__main__ import main
from tools.generator.build import Inputs

Tree = dict[str, bytes | None]


def tree(folder: Path) -> Tree:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
        if "__pycache__" not in path.parts
    }


@pytest.fixture
def copied(small: tuple[Inputs, Path], tmp_path: Path) -> tuple[Inputs, Path]:
    """Inputs and an up-to-date package, free to be changed."""
    output = tmp_path / "generated"
    shutil.copytree(small[1], output, ignore=shutil.ignore_patterns("__pycache__"))
    templates, runtime = tmp_path / "templates", tmp_path / "runtime"
    shutil.copytree(REAL.templates, templates)
    shutil.copytree(REAL.runtime, runtime, ignore=shutil.ignore_patterns("__pycache__"))
    return evolve(write_inputs(tmp_path, small_document()), templates=templates, runtime=runtime), output


def test_the_committed_package_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drift"]) == 0, capsys.readouterr().out


def test_generating_again_changes_nothing(copied: tuple[Inputs, Path]) -> None:
    inputs, output = copied
    before = tree(output)

    assert main(command_line("generate", inputs, output)) == 0
    assert tree(output) == before
    assert main(command_line("drift", inputs, output)) == 0


def test_what_python_leaves_behind_is_no_drift(copied: tuple[Inputs, Path]) -> None:
    inputs, output = copied
    cache = output / "things_api" / "__pycache__"
    cache.mkdir()
    (cache / "types.cpython-311.pyc").write_bytes(b"")

    assert main(command_line("drift", inputs, output)) == 0


def append(path: str, text: str) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        with (folder / path).open("a", encoding="utf-8") as file:
            file.write(text)

    return change


def replace_text(path: str, old: str, new: str) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        text = (folder / path).read_text(encoding="utf-8")
        assert old in text
        (folder / path).write_text(text.replace(old, new), encoding="utf-8")

    return change


def carriage_returns(path: str) -> Callable[[Path], object]:
    return lambda folder: (folder / path).write_bytes((folder / path).read_bytes().replace(b"\n", b"\r\n"))


def file_for_folder(path: str) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        shutil.rmtree(folder / path)
        (folder / path).touch()

    return change


DRIFTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "edited": (append("generated/things_api/types.py", "edited = 1\n"), "-edited = 1"),
    "line endings": (
        carriage_returns("generated/things_api/types.py"),
        "different line endings: generated/things_api/types.py",
    ),
    "missing": (lambda d: (d / "generated/things_api/types.py").unlink(), "missing: generated/things_api/types.py"),
    "extra": (append("generated/things_api/more.py", "x = 1\n"), "not generated: generated/things_api/more.py"),
    "extra and empty": (append("generated/things_api/more.py", ""), "not generated: generated/things_api/more.py"),
    "extra at the top": (append("generated/more.py", ""), "not generated: generated/more.py"),
    "extra folder": (lambda d: (d / "generated/things_api/more").mkdir(), "not generated: generated/things_api/more"),
    "marker missing": (
        lambda d: (d / "generated/things_api/py.typed").unlink(),
        "missing: generated/things_api/py.typed",
    ),
    "file for a folder": (
        file_for_folder("generated/things_api/api"),
        "changed places: generated/things_api/api",
    ),
    "all missing": (lambda d: shutil.rmtree(d / "generated"), "missing: generated/things_api/types.py"),
    "specification": (replace_text("openapi.json", '"Green"', '"Blue"'), '+    BLUE = "Blue"'),
    "template": (replace_text("templates/client.py.jinja", "The seam", "All the seam"), '+"""All the seam'),
    "static module": (replace_text("runtime/errors.py", "Errors that", "All errors that"), '+"""All errors that'),
    "new static module": (append("runtime/more.py", ""), "missing: generated/things_api/more.py"),
    "configuration": (replace_text("config.yml", "--line-length 120", "--line-length 80"), "(as generated)"),
}


@pytest.mark.parametrize(("change", "shown"), DRIFTS.values(), ids=DRIFTS.keys())
def test_every_drift_is_found_and_mended(
    change: Callable[[Path], object], shown: str, copied: tuple[Inputs, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    inputs, output = copied
    change(output.parent)

    assert main(command_line("drift", inputs, output)) == 1
    lines = capsys.readouterr().out.splitlines()
    assert any(shown in line for line in lines), lines
    assert DRIFT_COMMAND in lines[-1]
    assert sum(DRIFT_COMMAND in line for line in lines) == 1

    assert main(command_line("generate", inputs, output)) == 0
    assert main(command_line("drift", inputs, output)) == 0


def test_drift_leaves_the_package_alone(copied: tuple[Inputs, Path]) -> None:
    inputs, output = copied
    append("generated/things_api/types.py", "edited = 1\n")(output.parent)
    before = tree(output)

    main(command_line("drift", inputs, output))

    assert tree(output) == before


def test_a_failed_run_leaves_everything_as_it_was(copied: tuple[Inputs, Path]) -> None:
    inputs, output = copied
    replace_text("openapi.json", '"operationId": "get-thing"', '"operationId": "list-things"')(output.parent)
    before = tree(output.parent)

    assert main(command_line("generate", inputs, output)) == 1
    assert main(command_line("drift", inputs, output)) == 1
    assert tree(output.parent) == before


def test_a_run_that_fails_late_leaves_everything_as_it_was(copied: tuple[Inputs, Path]) -> None:
    inputs, output = copied
    (inputs.templates / "endpoint_init.py.jinja").write_text("class Broken(:", encoding="utf-8")
    before = tree(output.parent)

    assert main(command_line("generate", inputs, output)) == 1
    assert tree(output.parent) == before


def test_the_folder_and_its_surroundings_do_not_matter(small: tuple[Inputs, Path], tmp_path: Path) -> None:
    surroundings = tmp_path / "another place" / "deeper"
    surroundings.mkdir(parents=True)
    (surroundings / "ruff.toml").write_text("line-length = 40\nexclude = ['*']\n", encoding="utf-8")
    (surroundings / ".gitignore").write_text("*\n", encoding="utf-8")

    assert main(command_line("generate", small[0], surroundings / "out")) == 0
    assert tree(surroundings / "out") == tree(small[1])


def test_another_hash_seed_and_interpreter_would_not_show(small: tuple[Inputs, Path], tmp_path: Path) -> None:
    """The order of sets is what differs most between runs; nothing may depend on it."""
    output = tmp_path / "generated"
    code = "import sys; from tools.generator.__main__ import main; sys.exit(main(sys.argv[1:]))"

    subprocess.run(
        [sys.executable, "-c", code, *command_line("generate", small[0], output)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "4711"},
        check=True,
    )

    assert tree(output) == tree(small[1])
