"""What is published works where it is installed: in a clean environment, away from the repository."""

import email
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

from tools.dependencies import oldest_allowed
from tools.package_metadata import without_links

pytestmark = [pytest.mark.dist, pytest.mark.timeout(600)]

ROOT = Path(__file__).parents[2]
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

CLIENT_ALONE = """
import sys
from codat_customers import AsyncCodat, Codat
from codat_customers.models import Customer
with Codat("key") as codat:
    print(codat)
assert Customer.from_dict({"status": "Active"}).to_dict() == {"status": "Active"}
assert not {"starlette", "uvicorn", "yaml"} & sys.modules.keys()
"""

ASYNC_CLIENT = """
import asyncio
from codat_customers import AsyncCodat
from codat_customers.sandbox import Sandbox

async def main():
    with Sandbox(customers=250) as sandbox:
        async with AsyncCodat(sandbox.api_key, server_url=sandbox.url) as codat:
            print(len([customer async for customer in codat.customers.iterate(sandbox.company_id)]))

asyncio.run(main())
"""

FIXTURES = """
def test_fixtures(codat, codat_sandbox):
    assert codat.customers.list(codat_sandbox.company_id).total_results == 250
"""

MISTAKE = """import httpx
from codat_customers import AsyncCodat, Codat

Codat("key", http_client=httpx.AsyncClient())
AsyncCodat("key", http_client=httpx.Client())
Codat("key", timeout="5")
"""


TRACED = """
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from opentelemetry import trace
from codat_customers import Codat

class Service(BaseHTTPRequestHandler):
    def do_GET(self):
        print("traceparent" in self.headers)
        self.send_response(200)
        self.send_header("Content-Length", "21")
        self.end_headers()
        self.wfile.write(b'{"status":"Active"}  ')

    def log_message(self, *_):
        pass

try:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
except ImportError:
    exporter = None
else:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)

service = ThreadingHTTPServer(("127.0.0.1", 0), Service)
threading.Thread(target=service.serve_forever, daemon=True).start()
with Codat("key", server_url=f"http://127.0.0.1:{service.server_port}") as codat:
    codat.customers.get("co", "c1")
for span in exporter.get_finished_spans() if exporter else ():
    print(span.name)
"""


@pytest.fixture(scope="module")
def wheel() -> Path:
    """Find what `make dist` has built."""
    (wheel,) = (ROOT / "dist").glob("*.whl")
    return wheel


def test_the_wheel_has_all_that_users_need_and_no_more(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
        specification = archive.read("codat_customers/openapi.yaml")
    metadata = {name for name in names if name.split("/")[0].endswith(".dist-info")}
    tops = {name.split("/")[0] for name in names - metadata}
    assert tops == {"codat_customers", "codat_customers_api", "pytest_codat_customers.py"}
    assert {"codat_customers/py.typed", "codat_customers_api/py.typed"} <= names
    assert specification == (ROOT / "openapi.yaml").read_bytes()
    assert names - metadata == shipped_files() | {"codat_customers/openapi.yaml"}
    assert any(name.endswith("/licenses/LICENSE") for name in metadata)


def test_the_metadata_says_what_pyproject_does(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("/METADATA"))
        metadata = email.message_from_bytes(archive.read(name))
    version = (ROOT / "src/codat_customers/_version.py").read_text(encoding="utf-8").split('"')[-2]
    assert (metadata["Name"], metadata["Version"]) == ("codat-customers", version)
    assert metadata["Requires-Python"] == PROJECT["requires-python"]
    assert metadata["License-Expression"] == "MIT"
    required = {Requirement(text).name.lower() for text in metadata.get_all("Requires-Dist", []) if "extra" not in text}
    assert required == {"anyio", "attrs", "h11", "httpx", "python-dateutil", "sniffio"}
    description = metadata.get_payload(decode=True)
    assert isinstance(description, bytes)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert description.decode().strip() == without_links(readme).strip()  # nobody told where the repository is


def test_the_sdist_has_what_the_wheel_is_built_from_and_no_tests() -> None:
    (sdist,) = (ROOT / "dist").glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        tops = {name.split("/")[1] for name in archive.getnames()}
    assert tops - {".gitignore"} == {
        *("src", "generated", "openapi.yaml", "README.md", "CHANGELOG.md", "LICENSE"),
        *("pyproject.toml", "PKG-INFO", "tools"),  # of the last, what the build runs
    }


@pytest.mark.parametrize("versions", ["newest", "oldest"])
@pytest.mark.parametrize("python", PYTHONS)
def test_it_works_where_it_is_installed(python: str, versions: str, wheel: Path, tmp_path: Path) -> None:
    environment = make_environment(tmp_path / "environment", python)
    constraints = tmp_path / "constraints.txt"
    constraints.write_text("\n".join(oldest_allowed("sandbox")) if versions == "oldest" else "")
    pip = (environment, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--constraint", constraints)

    run(*pip, wheel)
    run(environment, "-c", CLIENT_ALONE, cwd=tmp_path)
    type_check(environment, tmp_path / "types")

    run(*pip, f"{wheel}[sandbox]")
    shutil.copy(ROOT / "examples" / "quickstart.py", tmp_path)
    printed = run(environment, "quickstart.py", cwd=tmp_path)
    assert "download_attachment" in printed
    assert run(environment, "-c", ASYNC_CLIENT, cwd=tmp_path) == "250\n"

    run(*pip, "pytest")
    (tmp_path / "test_fixtures.py").write_text(FIXTURES)
    assert "1 passed" in run(environment, "-m", "pytest", "test_fixtures.py", cwd=tmp_path)
    listed = run(environment, "-m", "pytest", "-p", "no:codat_customers", "--fixtures", cwd=tmp_path)
    assert "codat_sandbox" not in listed


@pytest.mark.parametrize(
    ("families", "taken_out"),
    [(("httpx",), ()), (("httpx", "httpx2"), ()), (("httpx2",), ("httpx", "httpcore"))],
    ids=["httpx", "both", "httpx2"],
)
def test_types_with_either_family(
    families: tuple[str, ...], taken_out: tuple[str, ...], wheel: Path, tmp_path: Path
) -> None:
    environment = make_environment(tmp_path / "environment", "3.11")
    pip = (environment, "-m", "pip", "--quiet", "--disable-pip-version-check")
    run(*pip, "install", f"{wheel}[httpx2]" if "httpx2" in families else wheel)
    if taken_out:
        run(*pip, "uninstall", "--yes", *taken_out)
    for family in families:
        type_check(environment, tmp_path / family, family)


@pytest.mark.parametrize("versions", ["newest", "oldest"])
def test_traces_with_the_api_alone_and_with_an_sdk(versions: str, wheel: Path, tmp_path: Path) -> None:
    environment = make_environment(tmp_path / "environment", "3.11")
    oldest = oldest_allowed("otel") if versions == "oldest" else []
    constraints = tmp_path / "constraints.txt"
    constraints.write_text("\n".join(text for text in oldest if text.startswith("opentelemetry")))
    pip = (environment, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--constraint", constraints)

    run(*pip, f"{wheel}[otel]")
    assert run(environment, "-c", TRACED, cwd=tmp_path) == "False\n"
    run(*pip, "opentelemetry-sdk")  # its version is that of the API
    route = "/companies/{companyId}/data/customers/{customerId}"
    printed = run(environment, "-c", TRACED, cwd=tmp_path)
    assert printed.splitlines() == ["True", f"GET {route}", "customers.get"]


def shipped_files() -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for folder in (ROOT / "src", ROOT / "generated")
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.parts[-2].endswith(".egg-info")
    }


def make_environment(folder: Path, python: str) -> Path:
    """Make a virtual environment with this version of Python, and return its interpreter."""
    interpreter = find_interpreter(python)
    if interpreter is None:
        pytest.skip(f"Python {python} is not on this machine")
    run(interpreter, "-m", "venv", folder)
    return folder / "bin" / "python"


def find_interpreter(python: str) -> Path | None:
    installed = sorted((Path.home() / ".pyenv" / "versions").glob(f"{python}.*/bin/python"))
    if installed:
        return installed[-1]
    found = shutil.which(f"python{python}")
    # pyenv leaves names on the PATH that lead nowhere
    leads_somewhere = found and subprocess.run([found, "--version"], capture_output=True, check=False).returncode == 0
    return Path(found) if found and leads_somewhere else None


def type_check(environment: Path, folder: Path, family: str = "httpx") -> None:
    """Check user code with httpx or httpx2 against what is installed, with the checkers of this environment."""
    folder.mkdir()
    typical = (ROOT / "tests" / "typing" / "user_code.py").read_text(encoding="utf-8")
    (folder / "user_code.py").write_text(re.sub(r"\bhttpx\b", family, typical), encoding="utf-8")
    (folder / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    mypy = ("-m", "mypy", "--strict", "--python-executable", environment, "--cache-dir", folder / ".mypy_cache")
    pyright = ("-m", "basedpyright", "--pythonpath", environment)
    for checker in (mypy, pyright):
        run(sys.executable, *checker, "user_code.py", cwd=folder)

    (folder / "mistake.py").write_text(MISTAKE.replace("httpx", family), encoding="utf-8")
    for checker in (mypy, pyright):
        with pytest.raises(AssertionError) as found:
            run(sys.executable, *checker, "mistake.py", cwd=folder)
        assert all(f"mistake.py:{line}" in str(found.value) for line in (4, 5, 6)), found.value


def run(*command: str | Path, cwd: Path | None = None) -> str:
    """Run a command with nothing of the repository on Python's path, and return what it prints."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}"
    return done.stdout
