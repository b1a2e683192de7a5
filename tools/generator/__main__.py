"""``python -m tools.generator generate`` or ``drift``; see ``make help``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .build import Inputs, replace
from .errors import GenerationError

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str] | None = None) -> int:
    """Run one of the commands.

    Parameters:
        arguments: The command line, by default that of the process.

    Returns:
        The exit status: 1 if nothing was generated, or the generated package is not up to date.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.generator", description=__doc__)
    parser.add_argument("command", choices=["generate", "drift"])
    parser.add_argument("--document", type=Path, default=ROOT / "openapi.yaml")
    parser.add_argument("--config", type=Path, default=ROOT / "generator-config.yml")
    parser.add_argument("--templates", type=Path, default=ROOT / "templates")
    parser.add_argument("--output", type=Path, default=ROOT / "generated")
    options = parser.parse_args(arguments)
    inputs = Inputs(options.document, options.config, options.templates)
    try:
        replace(inputs, options.output)
    except GenerationError as error:
        print(f"generation failed, {options.output.name}/ is unchanged\n{error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
