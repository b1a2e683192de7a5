"""The environments that contenders run in: clean ones, because what else is installed changes what httpx imports."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from attrs import frozen

ROOT: Final = Path(__file__).resolve().parents[1]
BUILD: Final = ROOT / "build" / "bench"

_PINNED: Final = ROOT / "requirements-dev.txt"
_DOCUMENT: Final = ROOT / "openapi.yaml"
_STOCK: Final = BUILD / "stock"
_PLAIN: Final = ("--constraint", str(_PINNED), "httpx", "anyio", "attrs", "python-dateutil")
_SDK: Final = (*_PLAIN, "h11", "sniffio")

# What the contenders' environments are made of, by the names of their modules.
REQUIREMENTS: Final[Mapping[str, Sequence[str]]] = {
    "plain": _PLAIN,
    "plain_httpx2": (*_PLAIN, "httpx2"),
    "sdk": _SDK,
    "speed": (*_SDK, "msgspec"),
    "given_httpx2": (*_SDK, "httpx2"),
    "by_hand": _SDK,
    "urllib3": ("urllib3",),
    "stock": _PLAIN,
    "accounting": ("codat-accounting==0.36.0",),
    "expenses": ("codat-sync-for-expenses==9.0.0",),
}


@frozen
class Environment:
    """A Python with a contender's packages, and nothing else.

    Attributes:
        python: The interpreter.
        variables: All environment variables of its processes.
        packages: What is installed, as ``name version``.
    """

    python: Path
    variables: Mapping[str, str]
    packages: Sequence[str]


def interpreters() -> dict[str, Path]:
    """Return the Pythons to measure with, those of 3.11 and 3.13 that can be found, by their versions."""
    found: dict[str, Path] = {}
    for minor in ("3.11", "3.13"):
        known = [*map(str, Path.home().glob(f".pyenv/versions/{minor}.*/bin/python3")), f"python{minor}"]
        for path in filter(None, map(shutil.which, known)):
            version = _output(path, "-c", "import platform; print(platform.python_version())").strip()
            if version.startswith(f"{minor}."):
                found[version] = Path(path)
                break
        else:
            print(f"Python {minor} is not on this machine: nothing is measured with it")
    return found


def prepare(contender: str, python: Path) -> Environment:
    """Build the environment of a contender, unless it is there already.

    Parameters:
        contender: The name of a module in ``contenders``.
        python: The interpreter it is for.

    Raises:
        subprocess.CalledProcessError: Something could not be installed or generated.
    """
    requirements = REQUIREMENTS[contender]
    names = [name for name, same in REQUIREMENTS.items() if same == requirements]
    folder = BUILD / hashlib.sha256(str(python).encode()).hexdigest()[:8] / names[0]
    if not _is_built(folder, *requirements, _PINNED.read_text()):
        _install(folder, python, requirements)
        _mark_built(folder, *requirements, _PINNED.read_text())
    if contender == "stock" and not _is_built(_STOCK, _DOCUMENT.read_text(), _PINNED.read_text()):
        _generate_stock()
        _mark_built(_STOCK, _DOCUMENT.read_text(), _PINNED.read_text())
    installed = folder / "bin" / "python"
    packages = _output(installed, "-m", "pip", "list", "--format=freeze").replace("==", " ").splitlines()
    return Environment(installed, _variables(), [text for text in packages if not text.startswith(("pip ", "setup"))])


def _output(python: str | Path, *arguments: str) -> str:
    return subprocess.run([python, *arguments], capture_output=True, text=True, check=False).stdout


def _install(folder: Path, python: Path, requirements: Sequence[str]) -> None:
    subprocess.run([python, "-m", "venv", "--clear", folder], check=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *requirements], check=True)


def _generate_stock() -> None:
    """Let the generator work on the specification with its own templates and settings."""
    shutil.rmtree(_STOCK, ignore_errors=True)
    _STOCK.mkdir(parents=True)
    scripts = Path(sys.executable).parent
    output = _STOCK / "stock_api"
    path = os.pathsep.join((str(scripts), os.environ.get("PATH", "")))  # it calls ruff
    subprocess.run(
        [
            scripts / "openapi-python-client",
            "generate",
            f"--path={_DOCUMENT}",
            "--meta=none",
            f"--output-path={output}",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PATH": path},
    )


def _variables() -> dict[str, str]:
    # Bytecode is cached even where the surroundings say otherwise, as it is for users. Proxies are left out.
    return {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": os.pathsep.join(map(str, (ROOT, ROOT / "src", ROOT / "generated", _STOCK))),
        "PYTHONPYCACHEPREFIX": str(BUILD / "bytecode"),
        "PYTHONHASHSEED": "0",
    }


def _is_built(folder: Path, *made_of: str) -> bool:
    stamp = folder / ".made-of"
    return stamp.exists() and stamp.read_text() == _digest(made_of)


def _mark_built(folder: Path, *made_of: str) -> None:
    (folder / ".made-of").write_text(_digest(made_of))


def _digest(made_of: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(made_of).encode()).hexdigest()
