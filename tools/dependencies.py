"""``python -m tools.dependencies``: print the oldest versions of what the package needs that pyproject.toml allows.

Those of the extras ``speed`` and ``cli`` are among them; the oldest httpx2 does not go with the oldest anyio.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement

_PYPROJECT: Final = Path(__file__).parents[1] / "pyproject.toml"


def oldest_allowed(*extras: str) -> list[str]:
    """Pin each dependency to its lower bound.

    Parameters:
        extras: The extras whose dependencies are wanted besides.

    Raises:
        ValueError: A dependency has no lower bound.
    """
    project = tomllib.loads(_PYPROJECT.read_text(encoding="utf-8"))["project"]
    texts = [*project["dependencies"], *(text for extra in extras for text in project["optional-dependencies"][extra])]
    return [_oldest(Requirement(text)) for text in texts]


def _oldest(requirement: Requirement) -> str:
    for specifier in requirement.specifier:
        if specifier.operator == ">=":
            return f"{requirement.name}=={specifier.version}"
    raise ValueError(f"pyproject.toml: {requirement.name} needs a lower bound")


if __name__ == "__main__":
    print("\n".join(oldest_allowed("speed", "cli")))
