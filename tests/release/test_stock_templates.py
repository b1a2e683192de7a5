"""Each template says what it derives from, so that a new version of the generator can be taken over."""

import re
from importlib.metadata import version
from pathlib import Path

import openapi_python_client
import pytest

from tools.client_generator import ADDED_MODULES
from tools.stock_templates import GENERATOR, ROOT, describe_changes, names_of_ours

STOCK = Path(openapi_python_client.__file__).parent / "templates"
OURS = ROOT / "templates"
ADDED = {f"{module}.jinja" for module in ADDED_MODULES}
TEMPLATES = sorted({path.relative_to(OURS).as_posix() for path in OURS.rglob("*.jinja")} - ADDED)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_says_what_it_derives_from(name: str) -> None:
    origin = re.escape(f"{{# From {name} of {GENERATOR} {version(GENERATOR)}. Differs: ")
    assert re.match(rf"{origin}[^#\s]", (OURS / name).read_text(encoding="utf-8"))
    assert (STOCK / name).exists()


@pytest.mark.parametrize("name", sorted(ADDED))
def test_a_template_that_is_added_says_so(name: str) -> None:
    assert (OURS / name).read_text(encoding="utf-8").startswith(f"{{# Not in {GENERATOR} {version(GENERATOR)}: ")
    assert not (STOCK / name).exists()


def test_static_modules_of_ours_stand_in_for_stock_templates() -> None:
    assert names_of_ours() > set(TEMPLATES)
    replaced = {name for name in names_of_ours() - set(TEMPLATES) if (STOCK / name).exists()}
    assert replaced == {"errors.py.jinja", "types.py.jinja"}


OLD = {"model.py.jinja": "class Model:\n    x\n", "helpers.jinja": "a", "setup.py.jinja": "b", "types.py.jinja": "c"}
OURS_BY_NAME = {"model.py.jinja", "dates.py.jinja"}


@pytest.mark.parametrize(
    ("new", "lines"),
    [
        (OLD, ["Nothing has changed in the stock templates."]),
        (
            {**OLD, "model.py.jinja": "class Model:\n    y\n"},
            [
                "--- old/model.py.jinja",
                "+++ new/model.py.jinja",
                "@@ -1,2 +1,2 @@",
                " class Model:",
                "-    x",
                "+    y",
                "",
            ],
        ),
        ({**OLD, "helpers.jinja": "A"}, ["helpers.jinja has changed; nothing of ours derives from it"]),
        ({**OLD, "enum.jinja": "d"}, ["enum.jinja is new; nothing of ours derives from it"]),
        (
            {name: text for name, text in OLD.items() if name != "setup.py.jinja"},
            ["setup.py.jinja is gone; nothing of ours derives from it"],
        ),
        (
            {**OLD, "dates.py.jinja": "d"},
            [
                "--- old/dates.py.jinja",
                "+++ new/dates.py.jinja",
                "@@ -0,0 +1 @@",
                "+d",
                "",
                "dates.py.jinja is in stock now, and would be hidden by ours of that name",
            ],
        ),
    ],
)
def test_the_changes_between_two_versions(new: dict[str, str], lines: list[str]) -> None:
    assert describe_changes(OLD, new, OURS_BY_NAME) == lines
