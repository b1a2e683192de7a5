"""Methods are named after the operationId without the tag."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.generator.workshop import ROOT
from tests.support.specification import specification
from tools.api.document import Document
from tools.api.names import (
    RESERVED_CLASSES,
    RESERVED_PACKAGES,
    can_be_method,
    member_name,
    method_name,
    resource_classes,
    stream_name,
)
from tools.api.reading import describe


@pytest.mark.parametrize(
    ("operation_id", "tag", "name"),
    [
        ("list-customers", "Customers", "list"),
        ("get-customer", "Customers", "get"),
        ("get-create-update-customers-model", "Customers", "get_create_update_model"),
        ("list-customer-attachments", "Customers", "list_attachments"),
        ("get-push-operation", "Push operations", "get"),
        ("listPushOperations", "Push operations", "list"),
        ("delete-company", "Companies", "delete"),
        ("get-address", "Addresses", "get"),
        ("get-tax-branch", "Tax branches", "get"),
        ("get-invoice", "Invoices", "get"),
        ("customers", "Customers", "customers"),
        ("get-customership", "Customers", "get_customership"),
        ("sync", "Customers", "sync"),
    ],
)
def test_the_tag_is_taken_out(operation_id: str, tag: str, name: str) -> None:
    assert method_name(operation_id, tag) == name


@pytest.mark.parametrize("name", ["class", "str", "2nd", "a-b", "", "_hidden", "with_raw_response"])
def test_names_that_no_method_can_have(name: str) -> None:
    assert not can_be_method(name)


def test_names_of_streams() -> None:
    assert stream_name("download_attachment") == "stream_attachment"
    assert stream_name("get_picture") == "stream_get_picture"


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("Active", "ACTIVE"),
        ("OnHold", "ON_HOLD"),
        ("TimedOut", "TIMED_OUT"),
        ("banking-accountBalances", "BANKING_ACCOUNT_BALANCES"),
        ("a b", "A_B"),
        ("N/A", "NA"),
        ("2fa", "VALUE_2FA"),
        ("", "VALUE_"),
    ],
)
def test_members_of_enums_are_named_after_the_words_of_their_values(value: str, name: str) -> None:
    assert member_name(value) == name


def test_every_name_that_the_modules_use_is_reserved() -> None:
    package = ROOT / "generated/codat_customers_api"
    modules = [package / "resources.py", *package.glob("api/**/*.py"), *package.glob("models/*.py")]
    api = describe(Document(specification()))
    ours = {name for resource in api.resources for name in resource_classes(resource.class_name)}
    ours |= {*api.models, *api.enums}
    used = {name for path in modules for name in names(path) if name[0].isupper()}
    assert used - ours <= RESERVED_CLASSES


def test_every_name_beside_the_packages_of_tags_is_reserved() -> None:
    package = ROOT / "generated/codat_customers_api"
    used = {name for path in (package / "resources.py", package / "api/__init__.py") for name in names(path)}
    packages = {path.parent.name for path in package.glob("api/*/__init__.py")}
    operations = {path.stem for path in package.glob("api/*/*.py")}
    assert {name for name in used if name.islower()} - packages - operations <= RESERVED_PACKAGES


def names(path: Path) -> Iterator[str]:
    """Yield the names that a module imports, and those of its classes."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.ClassDef):
            yield node.name
