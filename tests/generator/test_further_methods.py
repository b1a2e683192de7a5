"""What x-pages, x-download and x-wait take for granted is checked, and what they need is said."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from tests.generator.workshop import REAL, Node
from tools.api.document import Document, DocumentError, is_node, read_document
from tools.api.reading import describe

Change = Callable[[Node], object]


@cache
def original() -> Node:
    return read_document(REAL.document).raw


def schema(document: Node, name: str) -> Any:
    return document["components"]["schemas"][name]


def operation(document: Node, wanted: str) -> Any:
    return next(
        node
        for item in document["paths"].values()
        for node in item.values()
        if is_node(node) and node.get("operationId") == wanted
    )


def properties(document: Node, name: str) -> Any:
    return schema(document, name)["properties"]


def parameter(document: Node, name: str) -> Any:
    return document["components"]["parameters"][name]["schema"]


PAGES = "a list in pages takes page and pageSize"
DOWNLOAD = "a download that needs its ids alone"
REFUSALS: dict[str, tuple[Change, str]] = {
    "a number that may be missing": (lambda d: schema(d, "CustomerPage")["required"].remove("totalResults"), PAGES),
    "a number that is text": (lambda d: properties(d, "CustomerPage")["pageNumber"].update(type="string"), PAGES),
    "links that may be missing": (lambda d: schema(d, "CustomerPage")["required"].remove("_links"), PAGES),
    "no link to the next": (lambda d: properties(d, "PageLinks").pop("next"), PAGES),
    "a link that may be null": (lambda d: properties(d, "Link")["href"].update(type=["string", "null"]), PAGES),
    "records that may be null": (
        lambda d: properties(d, "CustomerPage").update(
            results={"type": ["array", "null"], "items": properties(d, "CustomerPage")["results"]["items"]}
        ),
        PAGES,
    ),
    "records without properties": (
        lambda d: properties(d, "CustomerPage")["results"].update(items={"type": "string"}),
        PAGES,
    ),
    "a page that is text": (lambda d: d["components"]["parameters"]["page"].update(schema={"type": "string"}), PAGES),
    "no page size": (lambda d: operation(d, "list-customers")["parameters"].pop(2), PAGES),
    "no such property": (lambda d: operation(d, "list-customers").update({"x-pages": "key"}), "has no property key"),
    "a download with a question": (
        lambda d: operation(d, "download-customer-attachment")["parameters"].append(
            {"name": "as", "in": "query", "required": True, "schema": {"type": "string"}}
        ),
        DOWNLOAD,
    ),
    "a download of nothing": (
        lambda d: operation(d, "download-customer-attachment").update({"x-download": "get-nothing"}),
        DOWNLOAD,
    ),
    "a download with other ids": (
        lambda d: operation(d, "download-customer-attachment").update({"x-download": "get-customer"}),
        DOWNLOAD,
    ),
    "no download": (lambda d: operation(d, "get-customer").update({"x-download": "get-customer"}), DOWNLOAD),
    "a file without a name": (lambda d: properties(d, "Attachment").pop("name"), "returns has no name"),
    "a write without a status": (
        lambda d: (
            properties(d, "PushOperation").pop("status") and schema(d, "PushOperation")["required"].remove("status")
        ),
        "what it returns has a status",
    ),
    "two kinds of writes": (
        lambda d: operation(d, "get-customer").update({"x-wait": True}),
        "only one kind of write",
    ),
}


@pytest.mark.parametrize(("change", "reason"), REFUSALS.values(), ids=REFUSALS.keys())
def test_what_would_not_work_stops(change: Change, reason: str) -> None:
    document = copy.deepcopy(original())
    change(document)
    with pytest.raises(DocumentError, match=reason):
        describe(Document(document))


def test_a_download_may_take_what_need_not_be_said() -> None:
    document = copy.deepcopy(original())
    operation(document, "download-customer-attachment")["parameters"].append(
        {"name": "as", "in": "query", "schema": {"type": "string"}}
    )
    assert any(each.save for each in describe(Document(document)).operations)


@pytest.mark.parametrize(
    ("bounds", "size"),
    [({}, 100), ({"maximum": 50}, 50), ({"minimum": 200}, 200), ({"minimum": 10, "maximum": 5000}, 100)],
)
def test_the_size_of_a_page_is_one_that_is_allowed(bounds: Node, size: int) -> None:
    document = copy.deepcopy(original())
    document["components"]["parameters"]["pageSize"]["schema"] = {"type": "integer", **bounds}
    [listing] = [each for each in describe(Document(document)).operations if each.name == "customers.list"]
    assert listing.pages
    assert listing.pages.page_size == size
