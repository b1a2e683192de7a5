"""Write what follows from openapi.yaml, the generated package and the reference, or tell whether it is up to date."""

from __future__ import annotations

import argparse
import shlex
import sys
from pathlib import Path
from typing import Final

from ..api.document import DocumentError
from ..client_generator import GenerationError
from ..specification.version import read_version
from .build import Inputs
from .outputs import Outputs, differences, replace
from .summary import members, summary

ROOT: Final = Path(__file__).resolve().parents[2]
TEMPLATES: Final = ROOT / "templates"
RUNTIME: Final = ROOT / "runtime"
GENERATED: Final = ROOT / "generated"
REFERENCE: Final = ROOT / "docs/reference"
ELSEWHERE: Final = ROOT / "tools/generator.sh"


def main(arguments: list[str] | None = None) -> int:
    """Run one of the commands.

    Parameters:
        arguments: The command line, by default that of the process.

    Returns:
        The exit status: 1 if nothing could be generated, or if something is not up to date.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.generator", description=__doc__)
    parser.add_argument("command", choices=["generate", "drift"])
    parser.add_argument("--document", type=Path, default=ROOT / "openapi.yaml", help="the OpenAPI document")
    parser.add_argument("--config", type=Path, default=ROOT / "generator-config.yml", help="the configuration")
    parser.add_argument("--templates", type=Path, default=TEMPLATES, help="the folder of templates")
    parser.add_argument("--runtime", type=Path, default=RUNTIME, help="the folder of static modules")
    parser.add_argument(
        "--output", type=Path, default=GENERATED, help="the folder that holds the package, and nothing else"
    )
    parser.add_argument(
        "--reference", type=Path, help="the folder of the reference; with an --output of its own, none unless given"
    )
    options = parser.parse_args(arguments)
    inputs = Inputs(options.document, options.config, options.templates, options.runtime)
    outputs = Outputs(
        options.output, options.reference or (REFERENCE if options.output.resolve() == GENERATED else None)
    )
    try:
        return _generate(inputs, outputs) if options.command == "generate" else _drift(inputs, outputs)
    except (DocumentError, GenerationError) as error:
        print(f"generation failed; {options.output.name}/ is as it was\n{error}", file=sys.stderr)
        return 1


def _generate(inputs: Inputs, outputs: Outputs) -> int:
    before = members(outputs.package)
    replace(inputs, outputs)
    print(summary(before, members(outputs.package), _version(outputs)))
    return 0


def _drift(inputs: Inputs, outputs: Outputs) -> int:
    found = list(differences(inputs, outputs))
    for line in found:
        print(line)
    if found:
        verb = "is" if len(outputs.folders) == 1 else "are"
        names = " and ".join(f"{folder.name}/" for folder in outputs.folders)
        command = _generate_command(inputs, outputs)
        print(f"{names} {verb} not what the inputs give; run: {command}    and commit the result")
    return 1 if found else 0


def _generate_command(inputs: Inputs, outputs: Outputs) -> str:
    """Return what is run where the package is: another project has no Makefile of ours."""
    if outputs.package.resolve() == GENERATED:
        return "make generate"
    options = {
        "--document": inputs.document,
        "--config": inputs.config,
        "--templates": inputs.templates,
        "--runtime": inputs.runtime,
        "--output": outputs.package,
        "--reference": outputs.reference,
    }
    given = {name: path for name, path in options.items() if path not in (TEMPLATES, RUNTIME, None)}
    words = [str(word) for pair in given.items() for word in pair]
    return shlex.join([str(ELSEWHERE), "generate", *words])


def _version(outputs: Outputs) -> str | None:
    """Return the version that is there, if this project's own package is generated."""
    return read_version(ROOT) if outputs.package.resolve() == GENERATED else None


if __name__ == "__main__":
    sys.exit(main())
