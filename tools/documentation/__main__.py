"""Write the reference documentation, or tell whether it is up to date."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from ..generator.document import Document
from ..generator.drift import REMEDY, folder_differences
from ..generator.errors import GenerationError
from ..generator.yaml_file import read_mapping
from .site import reference_pages
from .writing import replace_folder, write_folder

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str] | None = None) -> int:
    """Run one of the commands.

    Parameters:
        arguments: The command line, by default that of the process.

    Returns:
        The exit status: 1 if nothing could be written, or if the pages are not up to date.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.documentation", description=__doc__)
    parser.add_argument("command", choices=["generate", "drift"])
    parser.add_argument("--document", type=Path, default=ROOT / "openapi.yaml", help="the OpenAPI document")
    parser.add_argument("--output", type=Path, default=ROOT / "docs/reference", help="the folder that holds the pages")
    options = parser.parse_args(arguments)
    try:
        pages = reference_pages(Document(read_mapping(options.document)))
    except GenerationError as error:
        print(f"no documentation was written; {options.output.name}/ is as it was\n{error}", file=sys.stderr)
        return 1
    return _generate(pages, options.output) if options.command == "generate" else _drift(pages, options.output)


def _generate(pages: dict[str, str], output: Path) -> int:
    replace_folder(output, pages)
    return 0


def _drift(pages: dict[str, str], output: Path) -> int:
    with tempfile.TemporaryDirectory() as temporary:
        fresh = Path(temporary, "fresh")
        write_folder(fresh, pages)
        found = list(folder_differences(output, fresh))
    for line in found:
        print(line)
    if found:
        print(f"{output.name}/ is not what the specification gives; {REMEDY}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
