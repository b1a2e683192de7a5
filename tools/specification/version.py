"""Version numbers (semver.org)."""

import re
from pathlib import Path


def due_version(before: str, *, is_breaking: bool, is_noticed: bool = True) -> str:
    """Tell which version comes after one; below 1.0.0, the minor number stands for the major one.

    A deprecation is a new minor version (semver.org, item 7), as is all else that callers notice and survive. That rule
    begins with 1.0.0: below it, a new minor number would tell of a break that there is not.

    Parameters:
        before: The version of the last release.
        is_breaking: Whether programs may no longer work.
        is_noticed: Whether callers notice anything at all.
    """
    major, minor, patch = numbers(before)
    if is_breaking:
        return f"{major + 1}.0.0" if major else f"0.{minor + 1}.0"
    if is_noticed and major:
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"


def read_version(root: Path) -> str:
    """Read the version of the package that is below a folder, without running it.

    Raises:
        ValueError: There is none.
    """
    file = root / "src/codat_customers/_version.py"
    match = re.search(r'__version__ = "(.+)"', file.read_text(encoding="utf-8"))
    if not match:
        raise ValueError(f"there is no __version__ in {file}")
    return match[1]


def numbers(version: str) -> tuple[int, int, int]:
    """Return the three numbers of a version.

    Raises:
        ValueError: It has others.
    """
    match = re.match(r"(\d+)\.(\d+)\.(\d+)", version)
    if not match:
        raise ValueError(f"{version} is no version number such as 1.2.3")
    return int(match[1]), int(match[2]), int(match[3])
