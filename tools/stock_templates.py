"""Shows what changed in the generator's stock templates: ``make templates-diff OLD=0.29.0 NEW=0.29.1``.

Each file in ``templates/`` derives from the stock template of its name; so does a module of ``runtime/``, if there is
one. What changed in those is shown in full, as it may have to be taken over; of the others, the names.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from difflib import unified_diff
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

GENERATOR = "openapi-python-client"
STOCK = "openapi_python_client/templates/"
ROOT = Path(__file__).parents[1]


def names_of_ours() -> set[str]:
    """Return the names of the stock templates that ours would stand in for, whether stock has them or not."""
    templates = {path.relative_to(ROOT / "templates").as_posix() for path in ROOT.glob("templates/**/*.jinja")}
    return templates | {f"{path.name}.jinja" for path in ROOT.glob("runtime/*.py")}


def describe_changes(old: dict[str, str], new: dict[str, str], ours: set[str]) -> list[str]:
    """Show what changed from the old stock templates to the new ones.

    Parameters:
        old: The texts of the older stock templates by name.
        new: The texts of the newer ones.
        ours: The names of those that ours stand in for.
    """
    changed = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    lines = [line for name in changed if name in ours for line in _diff(name, old, new)]
    others = [name for name in changed if name not in ours]
    lines += [f"{name} {_verb(name, old, new)}; nothing of ours derives from it" for name in others]
    added = sorted(ours & (new.keys() - old.keys()))
    lines += [f"{name} is in stock now, and would be hidden by ours of that name" for name in added]
    return lines or ["Nothing has changed in the stock templates."]


def main(arguments: Sequence[str] | None = None) -> int:
    """Download two versions of the generator and print what changed."""
    parser = argparse.ArgumentParser(
        prog="make templates-diff", description="Compare the stock templates of two versions."
    )
    parser.add_argument("old", help="the version of the generator that our templates derive from")
    parser.add_argument("new", help="another version")
    options = parser.parse_args(arguments)
    print("\n".join(describe_changes(_download(options.old), _download(options.new), names_of_ours())))
    return 0


def _diff(name: str, old: dict[str, str], new: dict[str, str]) -> list[str]:
    before, after = (texts.get(name, "").splitlines() for texts in (old, new))
    return [*unified_diff(before, after, f"old/{name}", f"new/{name}", lineterm=""), ""]


def _verb(name: str, old: dict[str, str], new: dict[str, str]) -> str:
    if name not in old:
        return "is new"
    return "has changed" if name in new else "is gone"


def _download(version: str) -> dict[str, str]:
    """Fetch a version of the generator, without installing it, and read its stock templates."""
    with TemporaryDirectory() as folder:
        options = ("--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:", "--dest", folder)
        subprocess.run([sys.executable, "-m", "pip", "download", *options, f"{GENERATOR}=={version}"], check=True)
        (wheel,) = Path(folder).glob("*.whl")
        with ZipFile(wheel) as archive:
            names = [name for name in archive.namelist() if name.startswith(STOCK) and name.endswith(".jinja")]
            return {name.removeprefix(STOCK): archive.read(name).decode("utf-8") for name in names}


if __name__ == "__main__":
    sys.exit(main())
