"""Each template says what it derives from, so that a new version of the generator can be taken over."""

from importlib.metadata import version
from pathlib import Path

import openapi_python_client
import pytest

from tools.stock_templates import GENERATOR, OURS, Origin, describe_changes, read_origin

STOCK = Path(openapi_python_client.__file__).parent / "templates"
TEMPLATES = sorted(path.relative_to(OURS).as_posix() for path in OURS.rglob("*.jinja"))


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_says_what_it_derives_from(name: str) -> None:
    origin = read_origin((OURS / name).read_text(encoding="utf-8"))
    assert origin.version == version(GENERATOR)
    assert (STOCK / name).exists() == (origin.stock == name)
    assert origin.stock in (None, name)


@pytest.mark.parametrize(
    "text",
    [
        "class {{ name }}:",
        "{# From model.py.jinja. Differs: in all. #}",
        "{# From model.py.jinja of openapi-python-client 0.29.1. #}",
        "\n{# Not in openapi-python-client 0.29.1: dates. #}",
        "{# Not in openapi-python-client: dates. #}",
    ],
)
def test_a_template_that_does_not_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a template begins with"):
        read_origin(text)


OLD = {"model.py.jinja": "class Model:\n    x\n", "helpers.jinja": "a", "setup.py.jinja": "b", "types.py.jinja": "c"}
FROM_STOCK = {"model.py.jinja": Origin("model.py.jinja", "1.0.0"), "dates.py.jinja": Origin(None, "1.0.0")}


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
                "dates.py.jinja is new; nothing of ours derives from it",
                "dates.py.jinja is in stock now, and would be hidden by ours of that name",
            ],
        ),
    ],
)
def test_the_changes_between_two_versions(new: dict[str, str], lines: list[str]) -> None:
    assert describe_changes(OLD, new, FROM_STOCK) == lines
