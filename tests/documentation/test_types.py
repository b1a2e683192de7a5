"""The Python in the documents passes the type checker, as strictly as our own."""

from pathlib import Path

from mypy import api

from tests.documentation.blocks import ROOT, blocks

# What the test of the documents defines before it runs a block.
NAMES = ("company_id", "connection_id", "customer_id", "attachment_id", "push_operation_key")


def test_python_in_the_documents_passes_mypy(tmp_path: Path) -> None:
    for number, block in enumerate(blocks()):
        defined = "".join(f'{name} = ""\n' for name in NAMES if f"\n{name} = " not in f"\n{block.code}")
        (tmp_path / f"block_{number}.py").write_text(f"# {block}\n{defined}{block.code}", "utf-8")
    out, problem, status = api.run(["--config-file", str(ROOT / "pyproject.toml"), str(tmp_path)])
    assert status == 0, out + problem
