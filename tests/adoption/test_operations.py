"""Operations that are taken over: names, parameters, bodies, errors, and what takes several calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.adoption.foreign import adopted, answering, foreign, result
from tests.generator.workshop import Node

REF = "#/components/schemas/"
BOX: Node = {"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}
BOXES: Node = {
    "allOf": [
        {"type": "object", "properties": {"results": {"type": "array", "items": {"$ref": f"{REF}Box"}}}},
        {
            "type": "object",
            "required": ["pageNumber", "pageSize", "totalResults", "_links"],
            "properties": {
                **{key: {"type": "integer"} for key in ("pageNumber", "pageSize", "totalResults")},
                "_links": {
                    "type": "object",
                    "properties": {"next": {"type": "object", "properties": {"href": {"type": "string"}}}},
                },
            },
        },
    ]
}
PAGE: list[Node] = [
    {"name": name, "in": "query", "schema": {"type": "integer", "default": 1}} for name in ("page", "pageSize")
]
BODY: Node = {"content": {"application/json": {"schema": {"$ref": f"{REF}Box"}}}}
BYTES: Node = {"200": {"description": "Success", "content": {"application/pdf": {"schema": {}}}}}


def operation(document: Node, path: str = "/boxes/{boxId}", method: str = "get") -> Node:
    """Return the operation that came of the only one of a document."""
    adoption = adopted(document)
    assert adoption.problems == []
    node: Node = result(adoption)["paths"][path][method]
    return node


def test_a_plain_one() -> None:
    taken = operation(foreign(answering({"$ref": f"{REF}Box"}, {"id": "1"}, summary="Get a box"), Box=BOX))
    assert taken == {
        "operationId": "get-box",
        "tags": ["Boxes"],
        "summary": "Get a box",
        "parameters": [{"$ref": "#/components/parameters/boxId"}],
        "responses": {
            "200": {
                "description": "Success",
                "content": {
                    "application/json": {
                        "schema": {"$ref": f"{REF}Box"},
                        "examples": {"Case 0": {"value": {"id": "1"}}},
                    }
                },
            }
        },
    }


def test_a_list_in_pages_has_no_name_of_its_tag() -> None:
    listing = answering({"$ref": f"{REF}Boxes"}, operationId="list-boxes", parameters=PAGE)
    document = foreign(listing, path="/boxes", Box=BOX, Boxes=BOXES)
    taken = operation(document, "/boxes")
    assert taken["x-pages"] == "id"
    assert taken["responses"]["200"]["content"]["application/json"]["schema"] == {"$ref": f"{REF}BoxPage"}
    page = result(adopted(document))["components"]["schemas"]["BoxPage"]
    assert page["properties"]["results"]["default"] == []


def test_a_page_that_holds_itself_is_a_record_too() -> None:
    results: Node = {"properties": {"results": {"type": "array", "items": {"$ref": f"{REF}Boxes"}}}}
    listing = answering({"$ref": f"{REF}Boxes"}, operationId="list-boxes", parameters=PAGE)
    document = foreign(listing, path="/boxes", Boxes={"allOf": [results, BOXES["allOf"][1]]})
    page = result(adopted(document))["components"]["schemas"]["BoxesPage"]
    assert "default" not in page["properties"]["results"]


def test_a_page_that_may_lack_its_numbers_is_not_one_of_a_whole() -> None:
    boxes = {"allOf": [BOXES["allOf"][0], {**BOXES["allOf"][1], "required": ["_links"]}]}
    listing = answering({"$ref": f"{REF}Boxes"}, operationId="list-boxes", parameters=PAGE)
    assert "x-pages" not in operation(foreign(listing, path="/boxes", Box=BOX, Boxes=boxes), "/boxes")


def test_records_without_an_id_are_not_read_as_a_whole() -> None:
    listing = answering({"$ref": f"{REF}Boxes"}, operationId="list-boxes", parameters=PAGE)
    box: Node = {"type": "object", "properties": {"name": {"type": "string"}}}
    assert "x-pages" not in operation(foreign(listing, path="/boxes", Box=box, Boxes=BOXES), "/boxes")


def test_a_file_is_saved_under_the_name_of_its_record() -> None:
    document = foreign(answering({"$ref": f"{REF}Box"}), Box=BOX)
    document["paths"]["/boxes/{boxId}/download"] = {
        "parameters": document["paths"]["/boxes/{boxId}"]["parameters"],
        "get": answering({}, operationId="download-box", responses=BYTES),
    }
    taken = operation(document, "/boxes/{boxId}/download")
    assert taken["x-download"] == "get-box"
    assert taken["responses"]["200"]["content"] == {
        "application/pdf": {"schema": {"type": "string", "format": "binary"}}
    }


def test_a_body_is_required_and_its_examples_stay() -> None:
    body: Node = {"content": {"application/json": {**BODY["content"]["application/json"], "example": {"id": "1"}}}}
    taken = operation(
        foreign(answering({"$ref": f"{REF}Box"}, operationId="create-box", requestBody=body), method="post", Box=BOX),
        method="post",
    )
    assert taken["requestBody"]["required"] is True
    assert taken["requestBody"]["content"]["application/json"]["example"] == {"id": "1"}


@pytest.mark.parametrize(
    ("form", "part"),
    [
        ({"type": "string", "format": "binary"}, "file"),
        ({"$ref": f"{REF}Form"}, "content"),
        ({"type": "object", "properties": {"note": {"type": "string"}}}, "file"),
    ],
)
def test_an_upload_is_one_file(form: Node, part: str) -> None:
    body: Node = {"content": {"multipart/form-data": {"schema": form}}}
    document = foreign(
        answering({"$ref": f"{REF}Box"}, operationId="upload-box", requestBody=body),
        method="post",
        Box=BOX,
        Form={"type": "object", "properties": {"content": {"type": "string", "format": "binary"}}},
    )
    assert operation(document, method="post")["requestBody"] == {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [part],
                    "properties": {part: {"type": "string", "format": "binary"}},
                }
            }
        },
    }


# What is wrong with an operation for the subset, and what comes of it
CHANGES: dict[str, tuple[Node, Callable[[Node], Any], object]] = {
    "a method that cannot be": ({"operationId": "class-boxes"}, lambda taken: taken["x-python-name"], "class_boxes"),
    "a parameter in a cookie": (
        {"parameters": [{"name": "c", "in": "cookie", "schema": {}}]},
        lambda taken: len(taken["parameters"]),
        1,
    ),
    "a parameter that the path has too": (
        {"parameters": [{"name": "boxId", "in": "path", "required": True, "schema": {"type": "string"}}]},
        lambda taken: taken["parameters"],
        [{"$ref": "#/components/parameters/boxId"}],
    ),
    "a response of another success": (
        {
            "responses": {
                "200": {"description": "x", "content": {"application/json": {"schema": {"type": "string"}}}},
                "202": {"description": "y"},
            }
        },
        lambda taken: list(taken["responses"]),
        ["200"],
    ),
    "two successes with the same": (
        {"responses": {"200": {"description": "x"}, "204": {"description": "y"}}},
        lambda taken: list(taken["responses"]),
        ["200", "204"],
    ),
    "a response by default": (
        {"responses": {"200": {"description": "x"}, "default": {"description": "y"}}},
        lambda taken: list(taken["responses"]),
        ["200"],
    ),
    "an error that ours know": (
        {"responses": {"200": {"description": "x"}, "404": {"description": "Theirs."}}},
        lambda taken: taken["responses"]["404"]["description"],
        "It did not work.",
    ),
    "an error that ours do not know": (
        {"responses": {"200": {"description": "x"}, "418": {"description": "Theirs."}}},
        lambda taken: taken["responses"]["418"],
        {
            "description": "Theirs.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        },
    ),
    "what is of others": ({"x-internal": True, "deprecated": True}, lambda taken: taken["deprecated"], True),
}


@pytest.mark.parametrize(("change", "read", "expected"), CHANGES.values(), ids=CHANGES.keys())
def test_it_is_rewritten(change: Node, read: Callable[[Node], Any], expected: object) -> None:
    assert read(operation(foreign({**answering({"$ref": f"{REF}Box"}), **change}, Box=BOX))) == expected


# A parameter of theirs, and the schema of ours
PARAMETERS: dict[str, tuple[Node, Node]] = {
    "default": (
        {"type": "integer", "format": "int32", "default": 5},
        {"type": "integer", "format": "int32", "description": "By default 5."},
    ),
    "unchecked": ({"type": "string", "pattern": "x", "maxLength": 3}, {"type": "string", "maxLength": 3}),
    "nullable": ({"type": "boolean", "nullable": True}, {"type": "boolean"}),
    "array": ({"type": "array", "items": {"type": "string"}}, {"type": "array", "items": {"type": "string"}}),
    "enum": ({"type": "string", "enum": ["A"]}, {"$ref": f"{REF}Kind"}),
    "day": ({"type": "string", "format": "date"}, {"type": "string"}),
    "nothing": ({}, {"type": "string"}),
    "reference": ({"$ref": f"{REF}Code"}, {"type": "string"}),
}


@pytest.mark.parametrize(("theirs", "expected"), PARAMETERS.values(), ids=PARAMETERS.keys())
def test_a_parameter(theirs: Node, expected: Node) -> None:
    parameters = [{"name": "kind", "in": "query", "schema": theirs}]
    adoption = adopted(
        foreign(answering({"$ref": f"{REF}Box"}, parameters=parameters), Box=BOX, Code={"type": "string"})
    )
    assert adoption.problems == []
    assert result(adoption)["components"]["parameters"]["kind"]["schema"] == expected


def test_a_path_of_ours_keeps_its_names() -> None:
    document = foreign(
        answering({"$ref": f"{REF}Box"}, operationId="replace-thing"), path="/things/{boxId}", method="put", Box=BOX
    )
    assert "parameters" not in operation(document, "/things/{thingId}", "put")


def test_what_is_there_stays_as_it_is() -> None:
    document = foreign(answering({"$ref": f"{REF}Box"}, operationId="other-name"), path="/things", Box=BOX)
    adoption = adopted(document)
    assert (adoption.operations, adoption.components) == ([], [])
    assert [(note.place, note.what) for note in adoption.notes] == [("other-name", "it is list-things")]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"tags": []}, "it has no tag"),
        (
            {"requestBody": {"content": {"application/json": {"schema": {"type": "array"}}}}},
            "no object with properties",
        ),
        ({"requestBody": {"content": {"text/csv": {}}}}, "its body is text/csv"),
        ({"requestBody": {"description": "Of some kind."}}, "its body is nothing"),
    ],
)
def test_what_no_method_could_take_is_left_out(change: Node, reason: str) -> None:
    adoption = adopted(foreign(answering({"$ref": f"{REF}Box"}, **change), Box=BOX))
    assert adoption.operations == []
    [problem] = adoption.problems
    assert problem.startswith("get-box is left out: ")
    assert reason in problem
