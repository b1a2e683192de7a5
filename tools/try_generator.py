"""Tries another release of openapi-python-client: ``make try-generator VERSION=0.29.0``.

Says in one sentence what broke, or that the same package comes out. Without a version it tries the newest one.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

PACKAGE: Final = "openapi-python-client"
ROOT: Final = Path(__file__).parents[1]

# Runs with the other release first on the path
_TRIAL: Final = """
try:
    from tools import client_generator
except ImportError as error:
    sys.exit(f"tools/client_generator.py cannot import what it needs: {error}")
from tools.generator import __main__, build, outputs
from tools.api.document import DocumentError
client_generator.VERSION = client_generator.openapi_python_client.__version__
names = "openapi.yaml", "generator-config.yml", "templates", "runtime"
inputs = build.Inputs(*(__main__.ROOT / name for name in names))
try:
    found = list(outputs.differences(inputs, outputs.Outputs(__main__.GENERATED)))
except (client_generator.GenerationError, DocumentError) as error:
    sys.exit(f"nothing is generated: {str(error).splitlines()[0]}")
except Exception as error:
    sys.exit(f"the generation breaks off with {type(error).__name__}: {error}")
if found:
    sys.exit(f"another package comes out, first: {found[0]}")
print("the same package comes out")
"""


def main(arguments: list[str] | None = None) -> int:
    """Print the sentence; return 1 if something broke, 2 if there is no such release."""
    version = next(iter(sys.argv[1:] if arguments is None else arguments), "")
    with TemporaryDirectory() as folder:
        requirement = f"{PACKAGE}=={version}" if version else PACKAGE
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--upgrade", "--target", folder, requirement]
        installed = subprocess.run(pip, capture_output=True, text=True, check=False)
        if installed.returncode:
            print(f"{requirement} cannot be installed: {installed.stderr.strip().splitlines()[-1]}", file=sys.stderr)
            return 2
        paths = f"import sys; sys.path[:0] = [{folder!r}, {str(ROOT)!r}]"
        run = subprocess.run([sys.executable, "-c", paths + _TRIAL], capture_output=True, text=True, check=False)
        print(f"{PACKAGE} {_version(folder)}: {(run.stdout or run.stderr).strip().splitlines()[-1]}")
        return run.returncode


def _version(folder: str) -> str:
    (metadata,) = Path(folder).glob("openapi_python_client-*.dist-info")
    return metadata.name.removesuffix(".dist-info").rpartition("-")[2]


if __name__ == "__main__":
    sys.exit(main())
