"""Everything public has a place in the reference of the Python API, and a docstring to show there."""

import inspect
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

import pytest

import codat_customers
from tests.documentation.blocks import ROOT

# Modules with no __all__, and where what they hold for users is shown.
ELSEWHERE = {"codat_customers.retries": "codat_customers", "codat_customers.models": "docs/reference"}

NOT_SHOWN = {"codat_customers.__version__"}

PAGES = "\n".join(path.read_text("utf-8") for path in sorted(ROOT.glob("docs/api/*.md")))
SHOWN = set(re.findall(r"^::: (\S+)$", PAGES, re.MULTILINE))


def public_modules() -> Iterator[ModuleType]:
    yield codat_customers
    for found in pkgutil.iter_modules(codat_customers.__path__, "codat_customers."):
        if not found.name.rpartition(".")[2].startswith("_"):
            yield import_module(found.name)


def public_names() -> Iterator[tuple[str, str, object]]:
    """The module, the name and the object of whatever users may import."""
    for module in public_modules():
        if module.__name__ not in ELSEWHERE:
            for name in module.__all__:
                yield module.__name__, name, getattr(module, name)


def missing() -> list[str]:
    """Say which public names are on no page: neither by themselves nor with their module."""
    shown_by = {id(item) for module, name, item in public_names() if module in SHOWN or f"{module}.{name}" in SHOWN}
    return [
        f"{module}.{name}"
        for module, name, item in public_names()
        if id(item) not in shown_by and f"{module}.{name}" not in NOT_SHOWN
    ]


def test_every_public_name_has_a_page() -> None:
    assert missing() == [], "add a line `::: module.name`, or `::: module`, to a page of docs/api/"


def test_every_public_module_says_what_is_public() -> None:
    silent = [module.__name__ for module in public_modules() if not hasattr(module, "__all__")]
    assert set(silent) <= set(ELSEWHERE), "what a public module offers stands in its __all__"


@pytest.mark.parametrize(
    ("module", "name"), [(module, name) for module, name, item in public_names() if inspect.isclass(item)]
)
def test_every_public_class_and_member_has_a_docstring(module: str, name: str) -> None:
    item = getattr(import_module(module), name)
    assert item.__doc__
    members = [
        member
        for member, value in inspect.getmembers(
            item, lambda value: inspect.isfunction(value) or isinstance(value, property)
        )
        if not member.startswith("_") and "codat_customers" in str(inspect.getmodule(getattr(value, "fget", value)))
    ]
    listed = re.findall(r"^ +(\w+): ", item.__doc__, re.MULTILINE)  # below "Attributes:"
    assert [each for each in members if not inspect.getdoc(getattr(item, each)) and each not in listed] == []
