"""The fixtures, as tests of other projects have them: each test here runs pytest on a project of its own."""

import os
from typing import Final

import pytest

from tests.documentation.blocks import ROOT, blocks

pytest_plugins = ["pytester"]

# What a project's tests can be run by, as options of pytest, the mark of an asynchronous test, and how many there are
RUNNERS: Final = {
    "anyio": (["-p", "anyio"], "@pytest.mark.anyio", 2),  # on asyncio and on trio
    "pytest-asyncio": (["-p", "asyncio"], "@pytest.mark.asyncio", 1),
    "pytest-asyncio auto": (["-p", "asyncio", "-o", "asyncio_mode=auto"], "", 1),
    "pytest-trio": (["-p", "trio"], "@pytest.mark.trio", 1),
}


class Project:
    """A project with tests, which finds no plugins but ours and those that it is told of."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self._pytester = pytester

    def write(self, code: str, name: str = "test_project.py") -> None:
        (self._pytester.path / name).write_text(f"import pytest\n\n{code}", encoding="utf-8")

    def run(self, *options: str) -> pytest.RunResult:
        """Run its tests in a process of their own; every warning is an error."""
        plugin = ("-p", "pytest_codat_customers")
        return self._pytester.runpytest_subprocess(*plugin, "-W", "error", "--strict-markers", *options)


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(str(ROOT / folder) for folder in ("src", "generated")))
    return Project(pytester)


def test_a_client_and_its_sandbox(project: Project) -> None:
    project.write("""
from codat_customers.models import Customer, CustomerStatus

def test_write(codat, codat_sandbox):
    new = Customer(customer_name="Larkspur", status=CustomerStatus.ACTIVE)
    push = codat.customers.create(codat_sandbox.company_id, codat_sandbox.connection_id, new)
    push = codat.push_operations.wait(push)
    assert codat.customers.get(codat_sandbox.company_id, push.record_id).customer_name == "Larkspur"

def test_customers_of_the_test(codat, codat_sandbox):
    codat_sandbox.add_customers([
        {"id": "1", "customerName": "Tamarind", "status": "Active"},
        Customer(id="2", customer_name="Tamarind", status=CustomerStatus.ARCHIVED),
    ])
    found = codat.customers.iterate(codat_sandbox.company_id, query="customerName=Tamarind")
    assert {customer.id: customer.status for customer in found} == {"1": "Active", "2": "Archived"}
    assert [request.operation for request in codat_sandbox.requests] == ["list-customers"]
""")
    project.run().assert_outcomes(passed=2)


@pytest.mark.parametrize("runner", RUNNERS)
def test_an_asynchronous_client_on_every_loop(project: Project, runner: str) -> None:
    options, mark, runs = RUNNERS[runner]
    project.write(f"""
from codat_customers.models import Customer, CustomerStatus

pytestmark = pytest.mark.codat_sandbox(push_seconds=0)

@pytest.fixture
def company_id(codat_sandbox):
    return codat_sandbox.company_id

{mark}
async def test_write(async_codat, codat_sandbox, company_id):
    new = Customer(customer_name="Larkspur", status=CustomerStatus.ACTIVE)
    push = await async_codat.customers.create(company_id, codat_sandbox.connection_id, new)
    push = await async_codat.push_operations.wait(push)
    assert (await async_codat.customers.get(company_id, push.record_id)).customer_name == "Larkspur"

{mark}
async def test_read(async_codat, company_id):
    customers = async_codat.customers.iterate(company_id, page_size=20, concurrency=8)
    assert len([customer async for customer in customers]) == 250

{mark}
async def test_closed_by_the_test(async_codat, company_id):
    async with async_codat:
        assert (await async_codat.customers.list(company_id)).total_results == 250
""")
    options += ["-o", "asyncio_default_fixture_loop_scope=function"] if "asyncio" in runner else []
    project.run(*options).assert_outcomes(passed=3 * runs)


def test_an_asynchronous_client_without_a_plugin(project: Project) -> None:
    project.write("""
import asyncio, trio

@pytest.mark.parametrize("run", [asyncio.run, lambda main: trio.run(lambda: main)])
def test_read(async_codat, codat_sandbox, run):
    run(async_codat.customers.list(codat_sandbox.company_id))
    assert len(codat_sandbox.requests) == 1
""")
    project.run().assert_outcomes(passed=2)


def test_each_test_begins_anew(project: Project) -> None:
    project.write("""
@pytest.mark.parametrize("again", range(3))
def test_change(codat, codat_sandbox, again):
    assert not codat_sandbox.requests
    codat_sandbox.add_customers([{"status": "Active"}])
    assert codat.customers.list(codat_sandbox.company_id).total_results == 251
    codat_sandbox.fail_next(100)

def test_stop(codat, codat_sandbox):
    codat_sandbox.stop()
    with pytest.raises(Exception, match="refused"):
        codat.customers.list(codat_sandbox.company_id, retries=None)

def test_after_it(codat, codat_sandbox):
    assert codat.customers.list(codat_sandbox.company_id).total_results == 250
""")
    project.run().assert_outcomes(passed=5)


def test_nothing_of_the_environment_counts(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = {
        "CODAT_API_KEY": "that of the developer",
        "CODAT_AUTH_HEADER": "Basic developer",
        "CODAT_SERVER_URL": "http://127.0.0.1:1",
        "HTTP_PROXY": "http://127.0.0.1:1",
        "NO_PROXY": "intranet.example",
    }
    for name, value in mine.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("no_proxy", raising=False)
    project.write(f"""
import os
from codat_customers import Codat

def test_fixtures(codat, codat_sandbox):
    assert codat.customers.list(codat_sandbox.company_id, retries=None).total_results == 250

@pytest.mark.anyio
async def test_asynchronous(async_codat, codat_sandbox):
    assert (await async_codat.customers.list(codat_sandbox.company_id, retries=None)).total_results == 250

def test_client_of_the_program(codat_sandbox):
    with Codat(retries=None) as codat:
        assert codat.customers.list(codat_sandbox.company_id).total_results == 250
    assert os.environ["NO_PROXY"] == "127.0.0.1,intranet.example"

def test_afterwards():
    assert {{name: os.environ.get(name) for name in {list(mine)}}} == {mine}
""")
    project.run("-p", "anyio").assert_outcomes(passed=5)


def test_options_from_the_project_down_to_the_test(project: Project) -> None:
    project.write(
        """
@pytest.fixture
def codat_sandbox_options():
    return {"customers": 1, "api_key": "project", "push_seconds": 0}
""",
        "conftest.py",
    )
    project.write("""
pytestmark = pytest.mark.codat_sandbox(companies=2)

def settings(codat, codat_sandbox):
    count = codat.customers.list(codat_sandbox.company_id).total_results
    return count, len(codat_sandbox.company_ids), codat_sandbox.api_key

def test_project_and_module(codat, codat_sandbox):
    assert settings(codat, codat_sandbox) == (1, 2, "project")

@pytest.mark.codat_sandbox(customers=3, companies=3)
class TestClass:
    def test_class(self, codat, codat_sandbox):
        assert settings(codat, codat_sandbox) == (3, 3, "project")

    @pytest.mark.codat_sandbox(customers=4)
    def test_function(self, codat, codat_sandbox):
        assert settings(codat, codat_sandbox) == (4, 3, "project")

@pytest.mark.parametrize("codat_sandbox_options", [{"customers": 5}, {"customers": 6}])
def test_parametrized(codat, codat_sandbox, codat_sandbox_options):
    assert settings(codat, codat_sandbox) == (codat_sandbox_options["customers"], 2, "test")
""")
    project.run().assert_outcomes(passed=5)


def test_mistakes(project: Project) -> None:
    project.write("""
@pytest.mark.codat_sandbox(5)
def test_without_a_name(codat): pass

@pytest.mark.codat_sandbox(customer=5)
def test_a_wrong_name(codat): pass

@pytest.mark.codat_sandbox(companies=0)
def test_a_wrong_value(codat): pass

@pytest.fixture(scope="class")
def wider(codat): pass

def test_a_wider_scope(wider): pass
""")
    result = project.run()
    result.assert_outcomes(errors=4)
    result.stdout.fnmatch_lines(
        [
            "E *Sandbox.*takes 1 positional argument*",
            "E *Sandbox.*unexpected keyword argument 'customer'*",
            "E *ValueError: *companies 1 or more*",
            "ScopeMismatch: *function scoped fixture codat with a class scoped request*",
        ]
    )


def test_each_worker_of_xdist_has_sandboxes(project: Project) -> None:
    project.write("""
@pytest.mark.parametrize("number", range(8))
def test_read(codat, codat_sandbox, number):
    codat_sandbox.add_customers([{"status": "Active"}])
    assert codat.customers.list(codat_sandbox.company_id).total_results == 251
""")
    project.run("-p", "xdist", "-n", "2").assert_outcomes(passed=8)


def test_without_the_extra_only_what_uses_a_fixture_fails(project: Project) -> None:
    project.write("import sys\nsys.modules['starlette'] = None", "conftest.py")
    project.write("def test_without():\n    pass\n\ndef test_with(codat):\n    pass")
    result = project.run()
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["The sandbox needs starlette*: run pip install 'codat-customers?sandbox?'"])
    result.stdout.no_fnmatch_line("*exception*")


def test_to_be_there_costs_next_to_nothing(project: Project) -> None:
    heavy = {"codat_customers", "codat_customers_api", "httpx", "anyio", "attrs", "starlette"}
    project.write(f"import sys\n\ndef test_nothing_is_imported():\n    assert not {heavy} & sys.modules.keys()")
    project.run().assert_outcomes(passed=1)


def test_pytest_describes_them(project: Project) -> None:
    described = project.run("--fixtures").stdout
    described.fnmatch_lines(["codat -- *", "*a Codat that talks to codat_sandbox*"])
    described.fnmatch_lines(["async_codat -- *", "*an AsyncCodat that talks to codat_sandbox*"])
    described.fnmatch_lines(["codat_sandbox -- *", "*Run a Sandbox*"])
    described.fnmatch_lines(["codat_sandbox_options -- *", "*set options of codat_sandbox*"])
    project.run("--markers").stdout.fnmatch_lines(["@pytest.mark.codat_sandbox(*): *options*"])


def test_the_page_about_them_is_right(project: Project) -> None:
    files = {block.code.split()[1]: block.code for block in blocks() if block.path == ROOT / "docs" / "testing.md"}
    for name, code in files.items():
        project.write(code, name)
    tests = sum(code.count("\ndef test_") + code.count("\nasync def test_") for code in files.values())
    asynchronous = sum(code.count("\nasync def test_") for code in files.values())
    assert asynchronous
    project.run("-p", "anyio").assert_outcomes(passed=tests + asynchronous)  # those on asyncio and on trio
