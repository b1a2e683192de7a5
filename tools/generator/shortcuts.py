"""Shortcuts: read-only properties of a model that lead to a text deeper inside, as ``x-python-shortcuts`` asks for.

x-python-shortcuts:
record_id: {path: changes.recordRef.id, description: The id of the first record that the write touched.}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from openapi_python_client.parser.properties import ModelProperty

from .docstrings import docstring
from .errors import GenerationError
from .shapes import ListShape, ModelShape, NullableShape, Scalar, Shape, Shapes, properties_of
from .views import Shortcut

EXTENSION = "x-python-shortcuts"


def shortcuts(model: ModelProperty, models: Mapping[str, ModelProperty], shapes: Shapes) -> Iterator[Shortcut]:
    """Yield the shortcuts of a model.

    Raises:
        GenerationError: A path leads nowhere, or to something that is no text.
    """
    wanted: dict[str, dict[str, Any]] = (model.data.model_extra or {}).get(EXTENSION, {})
    for name, shortcut in wanted.items():
        place = f"#/components/schemas/{model.class_info.name}/{EXTENSION}/{name}"
        taken = {prop.python_name for prop in properties_of(model)}
        if not name.isidentifier() or name in taken or shortcut.keys() != {"path", "description"}:
            raise GenerationError(f"{place}: it needs a name of its own in Python, a path and a description")
        yield Shortcut(
            name=name,
            docstring=docstring(shortcut["description"], indent=8),
            value=_Path(models, shapes, place).value(model, shortcut["path"]),
        )


class _Path:
    """Writes the expression for the first text at the end of a path, through objects and arrays of them."""

    def __init__(self, models: Mapping[str, ModelProperty], shapes: Shapes, place: str) -> None:
        self._models = models
        self._shapes = shapes
        self._place = place

    def value(self, model: ModelProperty, path: str) -> str:
        clauses: list[str] = []
        owner = "self"
        *through, last = path.split(".")
        for step in through:
            name, shape = self._step(model, step)
            if isinstance(shape, ListShape):
                item = f"item{len(clauses) or ''}"
                clauses.append(f"for {item} in {owner}.{name} or ()")
                owner, shape = item, shape.item
            else:
                owner = f"{owner}.{name}"
                clauses.append(f"if {owner}")
            if not isinstance(shape, ModelShape):
                raise GenerationError(f"{self._place}: {step} is no object with properties, nor an array of them")
            model = self._models[shape.class_name]
        name, shape = self._step(model, last)
        if shape is not Scalar.STRING:
            raise GenerationError(f"{self._place}: {last} is no text")
        return f"next(({owner}.{name} {' '.join(clauses)} if {owner}.{name}), None)"

    def _step(self, model: ModelProperty, key: str) -> tuple[str, Shape]:
        for prop in properties_of(model):
            if prop.name.get_untrusted_value() == key:
                shape = self._shapes.of(prop)
                return prop.python_name, shape.inner if isinstance(shape, NullableShape) else shape
        raise GenerationError(f"{self._place}: {model.class_info.name} has no property {key}")
