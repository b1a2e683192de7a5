"""Shows what changed in the generator's stock templates: ``make templates-diff OLD=0.29.0 NEW=0.29.1``.

Each file in ``templates/`` says in its first line which stock template and version it derives from. What changed in
those is shown in full, as it may have to be taken over; of the others, the names.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Sequence
from difflib import unified_diff
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from zipfile import ZipFile

GENERATOR = "openapi-python-client"
STOCK = "openapi_python_client/templates/"
OURS = Path(__file__).parents[1] / "templates"
_ORIGIN = re.compile(r"{# (?:From (?P<stock>\S+) of|Not in) " + GENERATOR + r" (?P<version>\d+(?:\.\d+)+)[.:] [^#\s]")


class Origin(NamedTuple):
    """What a template of ours derives from.

    Attributes:
        stock: The name of the stock template; None for a template that stock has no counterpart of.
        version: The version of the generator that it was compared with.
    """

    stock: str | None
    version: str


def read_origin(text: str) -> Origin:
    """Read the first line of a template of ours.

    Raises:
        ValueError: It does not say what the template derives from.
    """
    match = _ORIGIN.match(text)
    if not match:
        raise ValueError(
            f"a template begins with '{{# From NAME of {GENERATOR} VERSION. Differs: …' or '{{# Not in …: …'"
        )
    return Origin(match["stock"], match["version"])


def describe_changes(old: dict[str, str], new: dict[str, str], ours: dict[str, Origin]) -> list[str]:
    """Show what changed from the old stock templates to the new ones.

    Parameters:
        old: The texts of the older stock templates by name.
        new: The texts of the newer ones.
        ours: What our templates derive from, by name.
    """
    changed = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    derived = {origin.stock for origin in ours.values()}
    lines = [line for name in changed if name in derived for line in _diff(name, old, new)]
    lines += [
        f"{name} {_verb(name, old, new)}; nothing of ours derives from it" for name in changed if name not in derived
    ]
    added = [name for name, origin in ours.items() if origin.stock is None and name in new]
    lines += [f"{name} is in stock now, and would be hidden by ours of that name" for name in sorted(added)]
    return lines or ["Nothing has changed in the stock templates."]


def main(arguments: Sequence[str] | None = None) -> int:
    """Download two versions of the generator and print what changed."""
    parser = argparse.ArgumentParser(
        prog="make templates-diff", description="Compare the stock templates of two versions."
    )
    parser.add_argument("old", help="the version of the generator that our templates derive from")
    parser.add_argument("new", help="another version")
    options = parser.parse_args(arguments)
    ours = {path.relative_to(OURS).as_posix(): path.read_text(encoding="utf-8") for path in OURS.rglob("*.jinja")}
    origins = {name: read_origin(text) for name, text in ours.items()}
    print("\n".join(describe_changes(_download(options.old), _download(options.new), origins)))
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
