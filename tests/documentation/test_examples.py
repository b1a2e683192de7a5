"""The examples of the reference are complete programs, whatever the document leaves out."""

from __future__ import annotations

import pytest

from tests.generator.workshop import Change, Node, small_document
from tools.api.document import Document
from tools.api.reading import describe
from tools.documentation.python_code import Example


def example(method: str, change: Change = lambda document: None) -> str:
    """Return the example of an operation of the small specification."""
    document = small_document()
    change(document)
    api = describe(Document(document))
    [operation] = [operation for operation in api.operations if operation.method == method]
    return Example(operation, api).text()


def test_nothing_is_not_kept() -> None:
    assert example("delete").endswith(
        'thing_id = "thing_id"\n\nwith Codat() as codat:\n    codat.things.delete(thing_id)\n'
    )


def test_a_body_has_what_it_must_have() -> None:
    text = example("create")
    assert 'thing = Thing(id="id", made_on=datetime.date(2025, 6, 17), owner=None)\n' in text
    assert "    thing_read = codat.things.create(thing)\n" in text


def test_a_body_has_what_has_an_example_or_bounds() -> None:
    def change(document: Node) -> None:
        schemas = document["components"]["schemas"]
        properties = schemas["Thing"]["properties"]
        properties["id"]["minLength"] = 4
        properties["size"]["example"] = 3
        schemas["Thing"]["required"] += ["colours", "mail"]
        properties["colours"]["minItems"] = 1
        properties["mail"] = {"type": "string", "format": "email"}

    text = example("create", change)
    for argument in ('id="idxx"', "size=3", "colours=[Colour.RED]", 'mail="name@service.example"'):
        assert f"    {argument},\n" in text


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string"}, '"extra"'),
        ({"type": "string", "minLength": 7}, '"extraxx"'),
        ({"type": "string", "maxLength": 3}, '"ext"'),
        ({"type": "string", "example": "given"}, '"given"'),
        ({"type": "boolean"}, "True"),
        ({"type": "integer"}, "1"),
        ({"type": "integer", "minimum": 7}, "7"),
        ({"type": "integer", "maximum": -7}, "-7"),
        ({"type": "integer", "exclusiveMinimum": 7}, "8"),
        ({"type": "integer", "exclusiveMaximum": -7}, "-8"),
        ({"type": "number"}, "0.5"),
        ({"type": "number", "minimum": 2}, "2.5"),
        ({"type": "number", "exclusiveMaximum": 0}, "-0.5"),
        ({"type": "number", "exclusiveMinimum": 0, "maximum": 0.5}, "0.25"),
        ({"$ref": "#/components/schemas/Colour"}, "Colour.RED"),
    ],
)
def test_an_argument_keeps_to_its_bounds(schema: dict[str, object], value: str) -> None:
    def add(document: Node) -> None:
        parameter = {"name": "extra", "in": "query", "required": True, "schema": schema}
        document["paths"]["/things"]["get"]["parameters"].append(parameter)

    text = example("list", add)
    assert f"\nextra = {value}\n" in text
    assert ", extra=extra)" in text


def test_what_is_deprecated_is_not_shown() -> None:
    def deprecate(document: Node) -> None:
        for parameter in document["paths"]["/things"]["get"]["parameters"][:2]:
            parameter["schema"] = {"type": "integer", "example": 1}
        document["paths"]["/things"]["get"]["parameters"][0]["deprecated"] = True

    text = example("list", deprecate)
    assert "ratio=1" in text
    assert "limit" not in text
