"""Generate the package below ``generated/``, or tell whether it is up to date."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .build import Inputs, replace
from .drift import REMEDY, differences
from .errors import GenerationError

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str] | None = None) -> int:
    """Run one of the commands.

    Parameters:
        arguments: The command line, by default that of the process.

    Returns:
        The exit status: 1 if nothing could be generated, or if the generated package is not up to date.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.generator", description=__doc__)
    parser.add_argument("command", choices=["generate", "drift"])
    parser.add_argument("--document", type=Path, default=ROOT / "openapi.yaml", help="the OpenAPI document")
    parser.add_argument("--config", type=Path, default=ROOT / "generator-config.yml", help="the configuration")
    parser.add_argument("--templates", type=Path, default=ROOT / "templates", help="the folder of templates")
    parser.add_argument("--runtime", type=Path, default=ROOT / "runtime", help="the folder of static modules")
    parser.add_argument("--output", type=Path, default=ROOT / "generated", help="the folder that holds the package")
    options = parser.parse_args(arguments)
    inputs = Inputs(options.document, options.config, options.templates, options.runtime)
    try:
        return _generate(inputs, options.output) if options.command == "generate" else _drift(inputs, options.output)
    except GenerationError as error:
        print(f"generation failed; {options.output.name}/ is as it was\n{error}", file=sys.stderr)
        return 1


def _generate(inputs: Inputs, output: Path) -> int:
    replace(inputs, output)
    return 0


def _drift(inputs: Inputs, output: Path) -> int:
    found = list(differences(inputs, output))
    for line in found:
        print(line)
    if found:
        print(f"{output.name}/ is not what its inputs give; {REMEDY}")
    return 1 if found else 0


def _refuse_random_hashes() -> None:
    if sys.flags.hash_randomization:
        sys.exit("the generator needs a fixed hash seed: set PYTHONHASHSEED=0, as `make generate` does")


if __name__ == "__main__":
    _refuse_random_hashes()
    sys.exit(main())
