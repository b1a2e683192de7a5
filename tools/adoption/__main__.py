"""Take operations of a document that Codat publishes into openapi.yaml: ``make adopt UPSTREAM=file OPERATIONS=…``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ..api.document import read_document, read_foreign_document
from .adopting import adopt, report

ROOT: Final = Path(__file__).resolve().parents[2]


def main(arguments: Sequence[str] | None = None) -> int:
    """Change the document, print the rewrites, and return the exit status: 1 if something is left to correct by hand.

    Parameters:
        arguments: The command line, by default that of the process.
    """
    parser = argparse.ArgumentParser(prog="make adopt", description=__doc__)
    parser.add_argument("upstream", type=Path, help="the document to take operations from, YAML or JSON")
    parser.add_argument("operations", help="their operationIds, separated by commas; * stands for anything")
    parser.add_argument("--document", type=Path, default=ROOT / "openapi.yaml", help="the document that is to grow")
    options = parser.parse_args(arguments)
    wanted = [name.strip() for name in options.operations.split(",")]
    try:
        text = options.document.read_text(encoding="utf-8")
        adoption = adopt(read_document(options.document), text, read_foreign_document(options.upstream), wanted)
    except (OSError, ValueError) as error:
        print(f"make adopt: {error}", file=sys.stderr)
        return 2
    options.document.write_text(adoption.text, encoding="utf-8", newline="\n")
    print("\n".join(report(adoption)))
    print(f"\nRead what is new in {options.document.name}, put it into your own words, then: make generate")
    return 1 if adoption.problems else 0


if __name__ == "__main__":
    sys.exit(main())
