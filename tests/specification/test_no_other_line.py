"""A change of openapi.yaml is all that a change takes: package, reference, client, sandbox and tests follow from it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.specification.lighthouses import with_lighthouses
from tools.generator.__main__ import main

ROOT = Path(__file__).parents[2]

PROGRAM = """
import asyncio, datetime, sys, tempfile
from codat_customers import AsyncCodat, Codat
from codat_customers.models import Customer, CustomerStatus, LightColour, Lighthouse, LighthouseEvent
from codat_customers.sandbox import Sandbox
from codat_customers_api.webhooks import decode

async def ids(settings, company):
    async with AsyncCodat(**settings) as codat:
        assert await codat.lighthouses.delete(company, "A-1") is None
        return [each.id async for each in codat.lighthouses.iterate(company)]

lit = '"payload": {"id": "LONG-1", "colour": "White", "litOn": "1826-02-15"}'
event = decode(b'{"id": "E-1", "eventType": "lighthouses.lit", "generatedDate": "2025-06-17", %s}' % lit.encode())
assert isinstance(event, LighthouseEvent) and event.payload.colour is LightColour.WHITE

with Sandbox(push_seconds=0) as sandbox:
    settings = {"api_key": sandbox.api_key, "server_url": sandbox.url}
    company, connection = sandbox.company_id, sandbox.connection_id
    new = Lighthouse(id="A-1234", colour=LightColour.DEEP_RED, lit_on=datetime.date(1826, 2, 15))
    with Codat(**settings) as codat:
        assert [each.id for each in codat.lighthouses.iterate(company, page_size=1)] == ["LONG-1", "LONG-2"]
        assert codat.lighthouses.get(company, "any").colour is LightColour.WHITE
        assert codat.lighthouses.create(company, connection, new).status
        assert codat.lighthouses.update(company, connection, "any", new).lit_on.year > 2000
        assert codat.lighthouses.save_plan(company, "any", "plan", tempfile.mkdtemp()).stat().st_size
        assert codat.lighthouses.upload_plan(company, "any", b"plan") is None
        for light in (LightColour.DEEP_RED, None):
            customer = Customer(status=CustomerStatus.ACTIVE, customer_name="Grace", light=light)
            push = codat.customers.create(company, connection, customer)
            assert codat.customers.get(company, push.record_id).light is light
    assert asyncio.run(ids(settings, company)) == ["LONG-1", "LONG-2"]
    assert not sandbox.violations, sandbox.violations
"""


# What `make` can make again, and what belongs to this copy alone
NOT_COPIED = shutil.ignore_patterns(
    *("__pycache__", ".git", ".venv", "build", "dist", "site", "node_modules"),
    *(".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache"),
)


class WrittenOut(yaml.SafeDumper):
    """Writes what stands in several places several times."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def written(dumper: WrittenOut, text: str) -> yaml.Node:
    # YAML 1.2 takes 07719342 for a number, of which version 1.1 knows nothing.
    style = "'" if text.isdecimal() else None
    return yaml.ScalarNode("tag:yaml.org,2002:str", text, style=style)


WrittenOut.add_representer(str, written)


def change(project: Path) -> dict[str, str]:
    """Put another openapi.yaml into a copy of the project; return the environment for what runs there."""
    text = yaml.dump(with_lighthouses(), Dumper=WrittenOut, sort_keys=False, allow_unicode=True)
    (project / "openapi.yaml").write_text(text, "utf-8")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(str(project / place) for place in ("src", "generated", ""))}


def test_the_clients_call_what_is_new_of_the_sandbox(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=NOT_COPIED)
    environment = change(tmp_path)
    places = {"document": "openapi.yaml", "output": "generated", "reference": "reference"}
    assert main(["generate", *(f"--{option}={tmp_path / place}" for option, place in places.items())]) == 0
    assert (tmp_path / "reference/lighthouses/download_plan.md").exists()
    subprocess.run([sys.executable, "-W", "error", "-c", PROGRAM], check=True, env=environment, cwd=tmp_path)


@pytest.mark.changed
@pytest.mark.timeout(3600)
def test_all_tests_pass(tmp_path: Path) -> None:
    shutil.copytree(ROOT, tmp_path / "project", ignore=NOT_COPIED)
    environment = change(tmp_path / "project")
    parallel = (f"-n{os.cpu_count()}", "--dist=worksteal", "--quiet")
    for command in (("tools.generator", "generate"), ("pytest", *parallel)):
        subprocess.run([sys.executable, "-m", *command], check=True, env=environment, cwd=tmp_path / "project")
