"""Whether programs written for an earlier release still type-check."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

# They read pyproject.toml, so they see src/ and generated/ as they do in `make types`; and they see what is installed
# where this runs, which need not be .venv.
CHECKERS = (("mypy", "--python-executable"), ("basedpyright", "--pythonpath"))


def type_errors(root: Path, program: str) -> str:
    """Check a program against the code in a folder with mypy and basedpyright.

    Parameters:
        root: The folder with pyproject.toml, ``src`` and ``generated``.
        program: The source of the program.

    Returns:
        What the checkers found; nothing if all is well.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / "user_code.py"
        path.write_text(program, encoding="utf-8")
        return "".join(_check([*checker, sys.executable], root, path) for checker in CHECKERS)


def _check(checker: list[str], root: Path, path: Path) -> str:
    run = subprocess.run([sys.executable, "-m", *checker, path], cwd=root, capture_output=True, text=True, check=False)
    return "" if run.returncode == 0 else run.stdout + run.stderr
