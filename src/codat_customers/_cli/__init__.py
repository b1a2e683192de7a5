"""The command line, ``codat-customers``. It needs the extra ``cli``: ``pip install 'codat-customers[cli]'``."""

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    Parameters:
        arguments: Those of the command line, or None for the process's own.
    """
    try:
        from codat_customers._cli.application import run
    except ModuleNotFoundError as error:
        if error.name not in ("typer", "rich"):
            raise
        missing = f"the command line needs {error.name}, which is not installed"
        print(f"codat-customers: {missing}: run pip install 'codat-customers[cli]'", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return run(arguments)
